/* Photos of a matter that is being filed: kept on this device beside the draft, sent from the receipt after the matter
   itself, so that a weak line never holds up the words. Where a device keeps nothing they go with the form. */
"use strict";

window.keptPhotos = (() => {
  const DAYS = 7;
  let opened = null;

  function store() {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("hetang", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("photos", { keyPath: "id", autoIncrement: true });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return opened;
  }

  async function run(mode, ask) {
    const all = (await store()).transaction("photos", mode);
    const asked = ask(all.objectStore("photos"));
    return new Promise((resolve, reject) => {
      all.oncomplete = () => resolve(asked.result);
      all.onerror = all.onabort = () => reject(all.error);
    });
  }

  /* `receipt` "": of the draft; else the page on which they go on. */
  async function of(receipt) {
    const all = await run("readonly", (kept) => kept.getAll());
    const old = all.filter((each) => Date.now() - each.at > DAYS * 86400e3);
    for (const each of old) await remove(each.id);
    return all.filter((each) => each.receipt === receipt && !old.includes(each));
  }

  const keep = (file) => run("readwrite", (kept) => kept.add({ file, at: Date.now(), receipt: "" }));
  const remove = (id) => run("readwrite", (kept) => kept.delete(id));

  /* A browser may refuse to keep anything: then nothing was kept. */
  const quietly = (work) => work.catch(() => {});

  const forget = () => quietly(of("").then((all) => Promise.all(all.map((each) => remove(each.id)))));

  async function sent(address) {
    const receipt = new URL(address).pathname;
    for (const each of await of("")) await run("readwrite", (kept) => kept.put({ ...each, receipt }));
  }

  function choosing(place) {
    const picker = place.querySelector("input[type=file]");
    const list = place.querySelector("[data-photos-list]");
    const row = place.querySelector("[data-photos-row]").content.firstElementChild;

    async function show() {
      const all = await of("");
      list.replaceChildren(
        ...all.map((each) => {
          const made = row.cloneNode(true);
          made.querySelector(".upload-name").textContent = each.file.name;
          const button = made.querySelector("[data-photos-remove]");
          button.setAttribute("aria-label", `${button.textContent}：${each.file.name}`);
          button.addEventListener("click", () => quietly(remove(each.id).then(show)));
          return made;
        }),
      );
      list.hidden = !all.length;
      place.querySelector("[data-photos-kept]").hidden = !all.length;
    }

    picker.addEventListener("change", async () => {
      try {
        for (const file of picker.files) await keep(file);
        picker.value = "";
        await show();
      } catch {
        place.querySelector("[data-photos-unkept]").hidden = false;
      }
    });
    quietly(
      show().then(() => {
        place.querySelector("[data-photos-plain]").hidden = true;
      }),
    );
  }

  /* On the receipt: handed over to the form that sends them, and gone from here once that is done with them. */
  async function handOver(form) {
    const all = await of(location.pathname);
    if (!all.length) return;
    const waiting = form.querySelector("[data-photos-waiting]");
    waiting.hidden = false;
    let left = all.length;
    form.addEventListener("file-over", async (event) => {
      const done = all.find((each) => each.file === event.detail);
      if (!done) return;
      await remove(done.id);
      left -= 1;
      waiting.hidden = !left;
    });
    form.dispatchEvent(new CustomEvent("files", { detail: all.map((each) => each.file) }));
  }

  addEventListener("DOMContentLoaded", () => {
    const place = document.querySelector("[data-photos]");
    if (place) choosing(place);
    const form = document.querySelector("[data-sent] #evidence-form");
    if (form) quietly(handOver(form));
  });
  return { forget, sent: (address) => quietly(sent(address)) };
})();

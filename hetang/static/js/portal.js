/* Residents' filing: the draft on this device, and a sending that survives a cut network. All works without this. */
"use strict";

/* In a function of its own: a page that comes back in place of this one runs it once more. */
(() => {
  const KEY = "hetang-draft";
  const DAYS = 7;
  const PAUSE = 300;
  const LEFT_OUT = new Set(["csrfmiddlewaretoken", "go", "website", "notice", "agreed"]);
  const form = document.querySelector("form[data-draft]");
  const offline = document.querySelector("[data-offline]");
  let waiting = 0;
  let isBusy = false;

  /* A browser may refuse to keep anything; then there is no draft, and nothing else is missing. */
  function stored() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY));
      return found && Date.now() - found.at < DAYS * 86400e3 ? found.fields : null;
    } catch {
      return null;
    }
  }

  function keep() {
    clearTimeout(waiting);
    const fields = {};
    for (const [name, value] of new FormData(form)) if (!LEFT_OUT.has(name) && typeof value === "string") fields[name] = value;
    if (!["text", "applicant", "place_text", "respondent"].some((name) => (fields[name] || "").trim())) return;
    try {
      localStorage.setItem(KEY, JSON.stringify({ at: Date.now(), fields }));
      for (const el of document.querySelectorAll(".buttons [data-draft-delete], [data-draft-state]")) el.hidden = false;
    } catch {
      /* nothing is kept */
    }
  }

  function forget() {
    clearTimeout(waiting);
    try {
      localStorage.removeItem(KEY);
    } catch {
      /* nothing was kept */
    }
  }

  function restore(fields) {
    for (const [name, value] of Object.entries(fields)) {
      const field = form.elements[name];
      if (field instanceof RadioNodeList) field.value = value;
      else if (field && field.type === "checkbox") field.checked = value === "on" || value === "True";
      else if (field) field.value = value;
    }
    document.querySelector("[data-draft-found]").hidden = false;
  }

  function showLine() {
    offline.hidden = navigator.onLine;
  }

  /* The last step is sent from here: where the line breaks the page stays, and the same form is sent again as soon as the
     line is back. Its token makes two sendings one matter. */
  async function send(button) {
    const data = new FormData(form);
    data.set("go", button.value);
    isBusy = true;
    form.classList.add("is-sent");
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, redirect: "follow" });
      if (answer.redirected) {
        await window.keptPhotos?.sent(answer.url);
        forget();
        location.assign(answer.url);
        return;
      }
      const page = await answer.text();
      document.open();
      document.write(page);
      document.close();
    } catch {
      isBusy = false;
      form.classList.remove("is-sent");
      offline.hidden = false;
      addEventListener("online", () => send(button), { once: true });
    }
  }

  function submit(event) {
    if (isBusy) return event.preventDefault();
    keep();
    if (event.submitter && event.submitter.hasAttribute("data-send")) {
      event.preventDefault();
      send(event.submitter);
    } else if (!navigator.onLine) {
      event.preventDefault();
      showLine();
    }
  }

  function begin() {
    /* On a slow line somebody has written before this came: that stands, and an older draft does not overwrite it. */
    const isFresh = form.hasAttribute("data-fresh") && !form.elements.text.value.trim();
    const found = isFresh ? stored() : null;
    if (found) restore(found);
    else keep();
    if (isFresh && !found) window.keptPhotos?.forget();
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(keep, PAUSE);
    });
    form.addEventListener("submit", submit);
    addEventListener("pagehide", () => waiting && !isBusy && stored() !== null && keep());
    addEventListener("online", showLine);
    addEventListener("offline", showLine);
    for (const button of document.querySelectorAll("[data-draft-delete]")) {
      button.addEventListener("click", async () => {
        forget();
        await window.keptPhotos?.forget();
        location.assign(form.action);
      });
    }
    if (!navigator.onLine) showLine();
  }

  if (form) begin();
  if (document.querySelector("[data-sent]")) forget();
  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
})();

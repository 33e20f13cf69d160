/* Cases that come in while a desk is open: their rows are put above the others, nothing that is there moves or changes.
   How many messages are unread is shown beside their entry in the menus. */
"use strict";

(() => {
  const PIECE = 20, AFTER_TROUBLE = 4000;
  const section = document.querySelector("[data-live]");
  if (!section) return;
  const { live, note, rows, messages, since, worker, one, many, stale } = section.dataset;
  const said = document.getElementById("live-said");
  const known = new Set([...document.querySelectorAll("tr[data-case]")].map((row) => Number(row.dataset.case)));
  let count = 0;

  async function show(news, tries = 5) {
    // A clock may differ by a few seconds, and what is there already is known by its key.
    const fresh = news.filter(([key, at]) => !known.has(key) && at > Number(since) - 5).map(([key]) => key);
    fresh.forEach((key) => known.add(key));
    while (fresh.length) {
      const piece = fresh.slice(0, PIECE);
      if (!(await put(piece))) break;
      fresh.splice(0, PIECE);
    }
    // What could not be fetched is asked for again: the news themselves come only once.
    fresh.forEach((key) => known.delete(key));
    if (fresh.length && tries) setTimeout(show, AFTER_TROUBLE, news, tries - 1);
  }

  /* The rows of these cases, above the others; whether they were there to be had. */
  async function put(keys) {
    let answer;
    try {
      answer = await fetch(`${rows}?cases=${keys.join()}`, { headers: { "X-Automatic": "1", "HX-Request": "true" } });
    } catch {
      return false;
    }
    if (!answer.ok || answer.redirected) return false;
    const parsed = document.createElement("template");
    parsed.innerHTML = await answer.text();
    const found = parsed.content.querySelectorAll("tr[data-case]");
    if (!found.length) return true;
    section.querySelector("tbody").prepend(...found);
    section.hidden = false;
    count += found.length;
    said.textContent = (count === 1 ? one : many).replace("%n", count);
    return true;
  }

  function number(unread) {
    if (unread === null) return;
    for (const link of document.querySelectorAll(`a[href="${messages}"]`)) {
      if (!link.closest("nav")) continue;
      const shown = link.querySelector(".count") ?? link.appendChild(Object.assign(document.createElement("span"), { className: "count" }));
      if (unread === "0") shown.remove();
      else shown.textContent = unread;
    }
  }

  function hear(message) {
    if (message.stale) return void (said.textContent = stale);
    number(message.unread);
    show(message.news);
  }

  /* Where a browser has no worker for all its tabs, each tab asks for itself, and only while it is looked at. */
  async function alone(tag) {
    let next = tag;
    if (!document.hidden) {
      try {
        const answer = await fetch(live, { cache: "no-store", headers: { "X-Watching": note, "If-None-Match": tag } });
        if (answer.status === 401) return hear({ stale: true });
        next = answer.headers.get("ETag") ?? tag;
        if (answer.status === 200) hear({ news: await answer.json(), unread: answer.headers.get("X-Unread") });
      } catch {
        next = "";
      }
    }
    setTimeout(alone, 1500, next);
  }

  if (!window.SharedWorker) return alone("");
  const shared = new SharedWorker(worker);
  shared.port.onmessage = ({ data }) => hear(data);
  shared.port.postMessage({ note, address: live });
  window.addEventListener("pagehide", () => shared.port.postMessage({ bye: true }));
  window.addEventListener("pageshow", (event) => event.persisted && shared.port.postMessage({ note, address: live }));
})();

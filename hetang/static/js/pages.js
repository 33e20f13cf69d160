/* What scripts add to pages that work without them: keys, confirmation, the phone's menu, a lost network. */
"use strict";

const byId = (id) => document.getElementById(id);
const isTyping = (el) => el.closest("input, textarea, select, [contenteditable]") !== null;
const isVisible = (el) => el.getClientRects().length > 0;

/* Keys. A button or link with data-key is pressed by that key wherever nobody is typing. */
function pressKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") return leave(event.target);
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") return showKeys(event);
  const target = event.key === "/" ? find("[data-search], input[type=search]") : find(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (event.key === "/") target.focus();
  else target.click();
}

const find = (selector) => [...document.querySelectorAll(selector)].find(isVisible);

function leave(el) {
  if (isTyping(el)) el.blur();
  closeMenu();
}

function showKeys(event) {
  event.preventDefault();
  const here = byId("keys-here");
  here.replaceChildren();
  for (const el of document.querySelectorAll("main [data-key]")) {
    if (!isVisible(el)) continue;
    const [line, key, term, meaning] = ["div", "kbd", "dt", "dd"].map((name) => document.createElement(name));
    key.className = "kbd";
    key.textContent = el.dataset.key;
    term.append(key);
    meaning.textContent = el.querySelector("span")?.textContent ?? el.textContent;
    line.append(term, meaning);
    here.append(line);
  }
  byId("keys-dialog").showModal();
}

/* Confirmation, for plain forms and for htmx. */
function ask(text) {
  const dialog = byId("confirm-dialog");
  byId("confirm-text").textContent = text;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

async function beforeSubmit(event) {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.classList.contains("is-sent")) return event.preventDefault();
  if (!navigator.onLine) {
    event.preventDefault();
    return banner("lost");
  }
  if (!form.dataset.confirm || form.dataset.confirmed) {
    delete form.dataset.confirmed;
    if (!form.matches("[hx-post], [data-hx-post]")) markSent(form);
    return;
  }
  event.preventDefault();
  const submitter = event.submitter;
  if (await ask(form.dataset.confirm)) {
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter);
  }
}

/* One press, one sending; open again after a while, for a download or a connection that came to nothing. */
function markSent(form) {
  form.classList.add("is-sent");
  setTimeout(() => form.classList.remove("is-sent"), 8000);
}

function confirmHtmx(event) {
  if (!event.detail.question) return;
  event.preventDefault();
  ask(event.detail.question).then((yes) => yes && event.detail.issueRequest(true));
}

/* The network */
function banner(when) {
  const box = byId("network-banner");
  for (const text of box.querySelectorAll("[data-when]")) text.hidden = text.dataset.when !== when;
  box.hidden = false;
}

/* The menu of narrow screens; without scripts it opens by its address (#rail). */
function toggleMenu(event) {
  event.preventDefault();
  const rail = byId("rail");
  rail.classList.add("is-open");
  rail.querySelector("a[href]")?.focus();
}

function closeMenu() {
  byId("rail")?.classList.remove("is-open");
}

/* Textareas grow with their text where CSS cannot do it. */
function grow(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function pressed(event) {
  if (event.target.closest("[data-menu]")) return toggleMenu(event);
  if (event.target.closest("[data-menu-close]")) {
    event.preventDefault();
    return closeMenu();
  }
  if (event.target.closest("[data-close-banner]")) byId("network-banner").hidden = true;
}

document.addEventListener("keydown", pressKey);
document.addEventListener("submit", beforeSubmit);
document.addEventListener("click", pressed);
document.addEventListener("focusin", (event) => event.target.matches("[data-select-all]") && event.target.select());
document.addEventListener("htmx:confirm", confirmHtmx);
document.addEventListener("htmx:sendError", () => banner("lost"));
document.addEventListener("htmx:timeout", () => banner("lost"));
document.addEventListener("htmx:responseError", (event) => event.detail.xhr.status >= 500 && banner("server"));
window.addEventListener("offline", () => banner("lost"));
window.addEventListener("online", () => (byId("network-banner").hidden = true));
window.addEventListener("pageshow", () => document.querySelectorAll(".is-sent").forEach((form) => form.classList.remove("is-sent")));
if (!CSS.supports("field-sizing", "content")) {
  document.addEventListener("input", (event) => event.target.matches("textarea") && grow(event.target));
  document.querySelectorAll("textarea").forEach(grow);
}
document.querySelector("[data-focus]")?.focus();

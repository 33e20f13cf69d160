/* The operator's page: keys that work while typing, and a draft kept on the server at every pause. */
"use strict";

const form = document.getElementById("reception");
const state = document.getElementById("draft-state");
const PAUSE = 700;
let waiting = 0;
let last = "";
let isSent = false;
let running = Promise.resolve();

/* Ctrl+Enter sends; Alt with a letter or digit presses what carries it. The key's place counts, not what it writes.
   Hints come and move while one types: there the key only chooses, and Enter sends what one sees chosen. A number pad
   dials. Enter in a field of one line goes on: a number typed to its end is not yet a registration. */
function press(event) {
  if (event.isComposing || document.querySelector("dialog[open]")) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    return form.requestSubmit(form.querySelector("[data-main]"));
  }
  if (event.key === "Enter" && !event.altKey && isLine(event.target)) {
    event.preventDefault();
    return goOn(event.target);
  }
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const key = event.code.replace(/^(Key|Digit)/, "");
  const target = [...document.querySelectorAll(`[data-alt="${CSS.escape(key)}"]`)].find((el) => el.getClientRects().length);
  if (!target) return;
  event.preventDefault();
  if (target.matches("summary")) return unfold(target);
  if (target.closest("#caller, #hints")) return target.focus();
  target.click();
}

function isLine(field) {
  return field.form === form && field.matches("input:not([type=submit])");
}

function goOn(field) {
  const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((el) => el.getClientRects().length);
  fields[fields.indexOf(field) + 1]?.focus();
}

function unfold(summary) {
  summary.parentElement.open = true;
  summary.parentElement.querySelector("input, select, textarea")?.focus();
}

/* The draft */
function typed() {
  form.elements.turn.value = 0;
  const data = new FormData(form);
  return new URLSearchParams([...data].filter(([name]) => name !== "then"));
}

async function keep(isLast = false) {
  clearTimeout(waiting);
  if (isSent) return;
  const body = typed();
  const now = body.toString();
  if (now === last) return;
  last = now;
  /* One after the other, each with its turn: what comes late must not stand in place of what came after it. */
  body.set("turn", Date.now());
  const before = running;
  running = (async () => {
    if (!isLast) await before;
    await send(body, isLast && now.length < 60000);
  })();
  return running;
}

async function send(body, keepalive) {
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body, redirect: "manual", keepalive });
    if (answer.ok || answer.status === 409) return say(await answer.text(), !answer.ok);
    last = "";
    say(answer.status === 401 || answer.type === "opaqueredirect" ? state.dataset.expired : state.dataset.lost, true);
  } catch {
    last = "";
    say(state.dataset.lost, true);
  }
}

function say(text, isBad = false) {
  state.textContent = text;
  state.classList.toggle("is-bad", isBad);
}

function pause() {
  clearTimeout(waiting);
  waiting = setTimeout(keep, PAUSE);
}

/* A hint that comes too late must not put the sign-in page in place of what is being typed. */
function stay(event) {
  if (event.detail.xhr.status !== 401) return;
  event.detail.shouldSwap = false;
  say(state.dataset.expired, true);
}

if (form) {
  document.addEventListener("htmx:beforeSwap", stay);
  last = typed().toString();
  document.addEventListener("keydown", press);
  form.addEventListener("input", pause);
  form.addEventListener("submit", () => {
    isSent = true;
    form.elements.turn.value = Date.now();
    clearTimeout(waiting);
  });
  window.addEventListener("pageshow", () => (isSent = false));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep(true));
}

/* Taking over a suggestion: the field gets the value, and whoever listens to the field hears of it. */
document.addEventListener("click", (event) => {
  const offer = event.target.closest("[data-fill]");
  const field = offer && form?.elements[offer.dataset.fill];
  if (!field) return;
  field.value = offer.dataset.value;
  offer.closest("li").remove();
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
});

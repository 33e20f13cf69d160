/* One for all tabs of a browser: asks once a second what came in, and tells the tabs. */
"use strict";

const EVERY = 900, AFTER_TROUBLE = 5000;
const ports = new Set();
let note = "", tag = "", timer = 0;

onconnect = (event) => {
  const port = event.ports[0];
  port.onmessage = ({ data }) => {
    if (data.bye) return ports.delete(port);
    ports.add(port);
    note = data.note;
    tag = "";
    clearTimeout(timer);
    look(data.address);
  };
};

async function look(address) {
  if (!ports.size) return;
  let wait = EVERY;
  try {
    const answer = await fetch(address, { cache: "no-store", headers: { "X-Watching": note, "If-None-Match": tag } });
    if (answer.status === 401) return tell({ stale: true });
    if (answer.status === 200) {
      tag = answer.headers.get("ETag") ?? "";
      tell({ news: await answer.json(), unread: answer.headers.get("X-Unread") });
    } else if (answer.status !== 304) wait = AFTER_TROUBLE;
  } catch {
    wait = AFTER_TROUBLE;
  }
  clearTimeout(timer);
  timer = setTimeout(look, wait, address);
}

function tell(message) {
  for (const port of ports) port.postMessage(message);
}

/* Taking over a suggestion: the field gets the value, and whoever listens to the field hears of it. */
"use strict";

document.addEventListener("click", (event) => {
  const offer = event.target.closest("[data-fill]");
  const form = document.getElementById("reception");
  const field = offer && form?.elements[offer.dataset.fill];
  if (!field) return;
  field.value = offer.dataset.value;
  offer.closest("li").remove();
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
});

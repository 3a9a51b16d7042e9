// The time of an attempt on a page: typing a time and choosing that there is none take each other back, and what was
// understood is said at once. Without this script the server asks where both came.

import { readTime, timeWords } from "./time-text.js";

export function timeField(box, said = () => {}) {
  const field = box.querySelector("input[type=text]");
  const choices = [...box.querySelectorAll("input[type=radio]")];
  const chosen = () => choices.find((one) => one.checked)?.value ?? "";
  const value = () => chosen() || field.value.trim();
  const choose = (wanted) => { for (const one of choices) one.checked = one.value === wanted; };
  function show() {
    const read = readTime(value());
    box.querySelector("[data-read]").textContent = read ? `记作 ${timeWords(read)}` : "";
  }
  function fill(stored) {
    const none = stored === "DNF" || stored === "DNS";
    field.value = none ? "" : timeWords(stored);
    choose(none ? stored : "");
  }
  box.addEventListener("input", (event) => {
    if (event.target === field) choose("");
    else if (chosen()) field.value = "";
    show();
    said(event.target === field);
  });
  const unreadable = () => readTime(value()) === null;
  return { field, value, fill, show, unreadable };
}

// The server's own outcome page: after 请进 it goes back to the scanner by itself, after anything else it waits.
// A USB reader may go on at once: what it types here is the next code.

import { reader } from "./gate-reader.js";

const BACK_MS = 3000;
const back = document.querySelector("[data-back]");
if (back && document.querySelector(".scan--in")) setTimeout(() => { window.location.assign(back.href); }, BACK_MS);
else if (back) back.focus();

reader((code) => {
  const next = document.getElementById("next-code");
  next.elements.code.value = code;
  next.submit();
});

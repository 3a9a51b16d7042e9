// Small comforts on every page; each page works without them.
// Vocabulary in the markup: #errors, [data-print], [data-check-all], [data-count-of], [data-guard], [data-once],
// [data-step], .toast.

const errors = document.getElementById("errors");
if (errors) errors.focus();

document.addEventListener("click", (event) => {
  const target = event.target;
  if (target.closest("[data-print]")) window.print();

  const all = target.closest("[data-check-all]");
  if (all) {
    const form = all.closest("form") || document;
    for (const box of form.querySelectorAll(`input[name="${all.dataset.checkAll}"]`)) {
      if (!box.disabled) box.checked = all.checked;
    }
    showCounts();
  }

  const clear = target.closest("[data-uncheck]");
  if (clear) {
    event.preventDefault();
    for (const box of document.querySelectorAll(`input[name="${clear.dataset.uncheck}"]`)) box.checked = false;
    for (const box of document.querySelectorAll(`[data-check-all="${clear.dataset.uncheck}"]`)) box.checked = false;
    showCounts();
  }

  const step = target.closest("[data-step]");
  if (step) {
    const input = document.getElementById(step.getAttribute("aria-controls"));
    if (step.dataset.step === "up") input.stepUp();
    else input.stepDown();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// "通过 N 人": the number of ticked boxes of one name, and the words that depend on it.
function showCounts() {
  for (const place of document.querySelectorAll("[data-count-of]")) {
    const name = place.dataset.countOf;
    place.textContent = document.querySelectorAll(`input[name="${name}"]:checked`).length;
  }
}
document.addEventListener("change", showCounts);
showCounts();

// A long form asks before it is left half-filled.
const guarded = document.querySelector("form[data-guard]");
if (guarded) {
  let touched = false;
  guarded.addEventListener("input", () => { touched = true; });
  guarded.addEventListener("submit", () => { touched = false; });
  window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
}

// A form that must not go twice: the second tap of a double tap is dropped. Coming back by the back button frees it.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-once]");
  if (!form) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
});

// The chosen chip of a row that scrolls stands where it is seen.
const chosen = document.querySelector(".chips [aria-current]");
if (chosen) {
  const row = chosen.parentElement;
  row.scrollLeft = chosen.offsetLeft - row.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
}

const toast = document.querySelector(".toast[data-brief]");
if (toast) setTimeout(() => { toast.hidden = true; }, 2000);

// The rules editor: what a check found stands beside its field, and a choice that brings other fields sends the page.
// Vocabulary in the markup: #rules, #rule-check, .rule-box with its error paragraph, [data-reloads].

const form = document.getElementById("rules");

form.addEventListener("change", (event) => {
  if (!event.target.closest("[data-reloads]")) return;
  event.stopPropagation();
  form.requestSubmit(form.querySelector('button[name="act"][value="save"]'));
}, true);

// The answer to a check is the whole page; its panel is swapped in by htmx, its sentences here.
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) return;
  const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  for (const box of form.querySelectorAll(".rule-box")) {
    const found = answer.getElementById(box.id);
    if (!found) continue;
    const [here, there] = [box, found].map((one) => one.querySelector(".field__error"));
    here.hidden = there.hidden;
    here.querySelector("span").textContent = there.querySelector("span").textContent;
    box.classList.toggle("field--bad", !there.hidden);
    const control = box.querySelector(".input");
    if (control) control.toggleAttribute("aria-invalid", false);
    if (control && !there.hidden) control.setAttribute("aria-invalid", "true");
  }
});

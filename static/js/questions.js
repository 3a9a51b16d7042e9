// Questions that depend on an earlier answer: shown as soon as the answer calls for them. Without this script the server
// asks them in a second step, and it discards whatever a hidden question would send.

const asks = (form) => [...form.querySelectorAll("[data-ask-on]")];

function unpack(form) {
  for (const template of form.querySelectorAll("template[data-ask]")) {
    template.replaceWith(template.content.cloneNode(true));
  }
}

function controls(form, name) {
  return [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
}

function answersTo(form, name) {
  return controls(form, name)
    .filter((control) => !control.disabled)
    .filter((control) => !["radio", "checkbox"].includes(control.type) || control.checked)
    .map((control) => (control.type === "checkbox" && control.value === "y" ? "yes" : control.value));
}

function settle(form) {
  for (const ask of asks(form)) {
    if (!controls(form, ask.dataset.askOn).length) {
      continue; // it follows from the identity number, which only the server reads
    }
    const wanted = ask.dataset.askValues.split("\n");
    const asked = answersTo(form, ask.dataset.askOn).some((value) => wanted.includes(value));
    ask.hidden = !asked;
    for (const control of ask.querySelectorAll("input, select, textarea")) {
      control.disabled = !asked;
    }
  }
}

for (const form of document.querySelectorAll("form[data-questions]")) {
  unpack(form);
  if (asks(form).length) {
    form.addEventListener("change", () => settle(form));
    settle(form);
  }
}

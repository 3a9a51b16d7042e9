// The questions of a list, drawn as segments on the white sheet. given() is what was chosen, null while one is open.

export function ask(questions) {
  const part = document.createDocumentFragment();
  const groups = (questions || []).map((question, place) => {
    const group = document.createElement("fieldset");
    group.className = "field sheet__ask";
    const legend = document.createElement("legend");
    legend.className = "field__label";
    legend.textContent = question.text;
    const choices = document.createElement("div");
    choices.className = "choices";
    for (const text of question.choices) {
      const label = document.createElement("label");
      label.className = "choice";
      const input = document.createElement("input");
      input.type = "radio";
      input.name = `ask-${place}`;
      input.value = text;
      const word = document.createElement("span");
      word.textContent = text;
      label.append(input, word);
      choices.append(label);
    }
    group.append(legend, choices);
    part.append(group);
    return { key: question.key, group };
  });

  function given() {
    const found = groups.map(({ key, group }) => [key, group.querySelector("input:checked")]);
    const open = groups.find(({ group }) => !group.querySelector("input:checked"));
    if (open) {
      open.group.querySelector("input").focus();
      return null;
    }
    return Object.fromEntries(found.map(([key, input]) => [key, input.value]));
  }

  return { part, given };
}

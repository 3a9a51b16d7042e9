// The people of a team on the white sheet: ticked are those who may come in. given() is the ids still ticked.

function part(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function row(person, box) {
  const label = part("label", "box team-sheet__row");
  box.type = "checkbox";
  box.value = person.id;
  box.checked = box.defaultChecked = person.may_enter;
  box.disabled = !person.may_enter;
  const who = part("span", "grow");
  who.append(part("b", "", person.name), `${person.captain ? " 队长" : ""} `, part("span", "sub", `尾号 ${person.tail}`));
  label.append(box, who, part("span", `pill pill--${person.may_enter ? "plain" : person.inside ? "ok" : "bad"}`, person.word));
  return label;
}

export function pick(team) {
  const group = part("fieldset", "team-sheet");
  group.append(part("legend", "sr", `${team.name} 到了的人`));
  const boxes = team.people.map((person) => {
    const box = document.createElement("input");
    group.append(row(person, box));
    return box;
  });

  function given() {
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    if (!chosen.length) boxes.find((box) => !box.disabled)?.focus();
    return chosen.length ? chosen : null;
  }

  return { part: group, given };
}

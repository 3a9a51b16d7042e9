// Drawing an answer over the scanner, with the same classes as the server's own outcome page.

import { ask } from "./gate-ask.js";
import { pick } from "./gate-team.js";

function part(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

// A line is a list of parts, every second one strong.
function fill(target, line) {
  line.forEach((text, odd) => target.append(odd % 2 ? part("b", "", text) : text));
  return target;
}

function icon(address, name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${address}#${name}`);
  svg.append(use);
  return svg;
}

export function draw(answer, place, icons, onLeft, onBack) {
  const section = part("section", `scan scan--${answer.look}`);
  const edge = part("div", "scan__edge");
  const top = part("div", "scan__top");
  top.append(part("span", "", place), part("span", "", answer.time));
  const say = part("div", "scan__say");
  say.append(document.getElementById(`shape-${answer.look}`).content.cloneNode(true));
  say.append(part("h2", "scan__word", answer.word));
  for (const line of answer.lines) say.append(fill(part("p", "scan__why"), line));
  if (answer.forced) say.append(part("p", "scan__forced", "主管放行"));
  const sheet = part("div", "sheet");
  const who = part("div", "sheet__who");
  who.append(part("p", "sheet__name", answer.who));
  if (answer.tail) who.append(part("span", "", answer.tail));
  sheet.append(who);
  if (answer.unit) sheet.append(part("p", "sheet__unit", answer.unit));
  const next = part("p", "sheet__next");
  next.append(icon(icons, answer.icon), fill(part("span"), answer.next_parts));
  const asked = answer.team ? pick(answer.team) : ask(answer.questions);
  const acts = part("div", "sheet__acts");
  if (answer.left) {
    const left = part("button", "btn btn--neutral", answer.left.text);
    left.type = "button";
    left.addEventListener("click", () => onLeft(answer.left.kind, left));
    acts.append(left);
  }
  const back = part("button", "btn btn--dark", answer.back);
  back.type = "button";
  back.addEventListener("click", onBack);
  acts.append(back);
  sheet.append(next, asked.part, acts);
  section.append(edge, top, say, sheet);
  return { section, back, given: asked.given };
}

export const spoken = (answer) =>
  [answer.word, answer.sentence, answer.who, answer.next].filter(Boolean).join("。");

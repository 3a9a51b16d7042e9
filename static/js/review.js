// The review's list: keys, what a selection does to the places, and coming back to the same spot. Works without it.
// Vocabulary: [data-review] the form, [data-row] its rows, [data-takes] counters a row's approval takes a place of,
// [data-counters] all counters, [data-effect] where the effect is said, [data-keys] the legend, [data-undo] the button.

const form = document.querySelector("form[data-review]");
const rows = form ? [...form.querySelectorAll("[data-row]")] : [];
const boxOf = (row) => row.querySelector('input[name="ids"]');
const everybody = form ? form.querySelector('input[name="all"]') : null;

function ticked() {
  return rows.filter((row) => boxOf(row).checked);
}

function sayEffect() {
  const place = form.querySelector("[data-effect]");
  const more = new Map();
  for (const row of ticked()) {
    for (const id of row.dataset.takes.split(" ").filter(Boolean)) more.set(id, (more.get(id) || 0) + 1);
  }
  const words = JSON.parse(form.dataset.counters)
    .filter((counter) => more.has(String(counter.id)))
    .map((counter) => {
      const after = counter.taken + more.get(String(counter.id));
      if (after > counter.capacity) return `${counter.label} ${counter.capacity} / ${counter.capacity}，${after - counter.capacity} 人转候补`;
      return `${counter.label} ${after} / ${counter.capacity}${after === counter.capacity ? "，已满" : ""}`;
    });
  if (!place.dataset.before) place.dataset.before = place.textContent;
  place.textContent = words.length ? `通过后${words.slice(0, 3).join("，")}` : place.dataset.before;
  for (const count of form.querySelectorAll("[data-all]")) {
    if (everybody && everybody.checked) count.textContent = count.dataset.all;
  }
}

function now() {
  return rows.findIndex((row) => row.contains(document.activeElement));
}

function move(step) {
  const at = now();
  const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  if (!next) return;
  boxOf(next).focus();
  next.scrollIntoView({ block: "nearest" });
}

function tick(row, checked) {
  boxOf(row).checked = checked;
  boxOf(row).dispatchEvent(new Event("change", { bubbles: true }));
}

function act(name) {
  const row = rows[now()];
  if (!ticked().length && row) tick(row, true);
  if (ticked().length) form.querySelector(`button[name="act"][value="${name}"]`).click();
}

const KEYS = {
  j: () => move(1),
  ArrowDown: () => move(1),
  k: () => move(-1),
  ArrowUp: () => move(-1),
  x: () => { const row = rows[now()]; if (row) tick(row, !boxOf(row).checked); },
  a: () => act("approve"),
  r: () => act("return"),
  n: () => act("reject"),
  u: () => { const undo = document.querySelector("[data-undo]"); if (undo) undo.click(); },
  Enter: () => { const row = rows[now()]; if (row) row.querySelector("td a").click(); },
};

const OFF = "review-keys-off";
const SPOT = "review-spot";

function setUpKeys() {
  const legend = document.querySelector("[data-keys]");
  if (!legend) return;
  const toggle = legend.querySelector("[data-keys-toggle]");
  const show = () => { toggle.textContent = localStorage.getItem(OFF) ? "打开快捷键" : "关掉快捷键"; };
  legend.hidden = false;
  show();
  toggle.addEventListener("click", () => {
    if (localStorage.getItem(OFF)) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (localStorage.getItem(OFF) || event.ctrlKey || event.metaKey || event.altKey || event.repeat && event.key.length === 1) return;
    const target = event.target;
    const typing = target.closest("input:not(.tick), select, textarea, [contenteditable]");
    const own = event.key === "Enter" && target.closest("a, button");
    const todo = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (typing || own || !todo) return;
    event.preventDefault();
    todo();
  });
}

if (form) {
  setUpKeys();
  form.addEventListener("change", sayEffect);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-check-all], [data-uncheck]")) sayEffect();
  });
  form.addEventListener("submit", () => sessionStorage.setItem(SPOT, `${location.pathname}${location.search} ${window.scrollY}`));
  const [where, spot] = (sessionStorage.getItem(SPOT) || "").split(" ");
  if (where === `${location.pathname}${location.search}`) window.scrollTo(0, Number(spot));
  sessionStorage.removeItem(SPOT);
  sayEffect();
}

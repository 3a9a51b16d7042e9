// A judge's pages: each mark is saved as it is typed, also without a line. Without this script they are plain forms.

import { queueOf } from "./judge-queue.js";
import { timeField } from "./time-field.js";

const root = document.querySelector("[data-judge]");
const scope = root.dataset.judge;
const queue = queueOf(scope);
const TYPING_MS = 700;
const TIME_TYPING_MS = 2500; // a time grows digit by digit: 1:23 is one before 1:23.45 is

function clockText() {
  const now = new Date();
  return `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
}

// The line above the marks: how many wait on this phone.
const state = document.querySelector("[data-line]");
function showLine() {
  const waiting = queue.waiting();
  let words = "";
  if (queue.line() === "over") words = `链接已经停用，有 ${waiting} 项还在这部手机里。请找裁判长。`;
  else if (queue.line() === "off" && waiting) words = `没有网络。${waiting} 项已存在本机，连上后自动上传。`;
  else if (waiting) words = `正在上传 ${waiting} 项。`;
  if (state.textContent !== words) state.textContent = words;
  state.hidden = !words;
}

const form = document.getElementById("marks");
const rows = form ? [...form.querySelectorAll("[data-key]")] : [];
const { code, at } = form ? form.dataset : {};
const seen = form ? JSON.parse(form.elements.seen.value) : {};
const decimal = /^\d{1,5}(\.\d{1,4})?$/;

const times = new Map();
for (const row of rows) {
  const box = row.querySelector("[data-time]");
  if (box) times.set(row, timeField(box, (typing) => typed(row, typing ? TIME_TYPING_MS : 0)));
}
const timeOf = (row) => times.get(row);
const fieldOf = (row) => timeOf(row)?.field || row.querySelector("input[type=number]");
const nameOf = (row) => (fieldOf(row) || row.querySelector("input")).name;
const chosen = (row) => row.querySelector("input[type=radio]:checked")?.value ?? "";
const base = (row) => queue.stored(code, row.dataset.key, seen[nameOf(row)] ?? null, at);
const valueOf = (row) => timeOf(row)?.value() ?? (fieldOf(row) ? fieldOf(row).value.trim() : chosen(row));

function fill(row, value) {
  const field = fieldOf(row);
  if (timeOf(row)) timeOf(row).fill(value);
  else if (field) field.value = value;
  else for (const one of row.querySelectorAll("input[type=radio]")) one.checked = one.value === value;
}

// A number field gives no text for what is no number: 12..5 reads as nothing, which must not look like "not marked".
const unreadable = (row) => timeOf(row)?.unreadable() ?? Boolean(fieldOf(row)?.validity.badInput);
const half = (row) => timeOf(row) && document.activeElement === fieldOf(row); // 83 on the way to 83.45 is no mistake yet
const ASK_TIME = "这个时间看不明白，没有存。请写成 83.45、1:23.45 或 8345。";

function showRow(row) {
  const trouble = queue.trouble(code, row.dataset.key);
  const asks = timeOf(row) ? (half(row) ? "" : ASK_TIME) : "请填数字，比如 8.5。";
  timeOf(row)?.show();
  const words = unreadable(row) ? asks : trouble ? `${trouble.words}（你打的是 ${trouble.value || "空"}，没有存）` : "";
  const error = row.querySelector("[data-error]");
  error.textContent = words;
  error.parentElement.hidden = !words;
  row.classList.toggle("field--bad", Boolean(words));
  const empty = !valueOf(row) && !unreadable(row);
  row.classList.toggle("mark-row--todo", empty);
  row.querySelector("[data-todo]").hidden = !empty;
  const mine = queue.typed(code, row.dataset.key) !== undefined;
  const note = row.querySelector("[data-saved]");
  if (mine) note.dataset.mine = "1";
  else if (note.dataset.mine) { note.textContent = words ? "" : `已存 ${clockText()}`; note.hidden = Boolean(words); delete note.dataset.mine; }
  if (mine) { note.textContent = "已存在本机"; note.hidden = false; }
}

// Exact to four places: marks are added as whole ten-thousandths.
function showTotal() {
  let given = 0;
  let top = 0;
  for (const row of rows) {
    const field = fieldOf(row);
    if (timeOf(row)) {
      given += valueOf(row) && !unreadable(row) ? 10000 : 0;
      top += 10000;
      continue;
    }
    if (!field || !field.max || !decimal.test(field.value)) continue;
    given += Math.round(Number(field.value) * 10000);
    top += Math.round(Number(field.max) * 10000);
  }
  document.querySelector("[data-total]").textContent = String(given / 10000);
  document.querySelector("[data-total-top]").textContent = String(top / 10000);
}

const button = document.querySelector("button[form=marks]");
function show() {
  showLine();
  for (const row of rows) showRow(row);
  if (form) {
    showTotal();
    const missing = rows.filter((row) => !valueOf(row)).length;
    if (!("again" in form.dataset)) button.textContent = missing ? `还差 ${missing} 项，先看下一位` : "下一位";
  }
  for (const pill of document.querySelectorAll("[data-waits]")) {
    const waiting = queue.waiting(pill.dataset.waits);
    pill.hidden = !waiting;
    pill.textContent = waiting ? `${waiting} 项待传` : "";
  }
  const sign = document.querySelector("button[form=sign]");
  if (sign) sign.disabled = queue.waiting() > 0;
}

function typed(row, ms) {
  if (!unreadable(row)) queue.put(code, row.dataset.key, valueOf(row), base(row));
  showRow(row);
  showTotal();
  queue.soon(ms);
}

for (const row of rows) {
  const mine = queue.typed(code, row.dataset.key);
  const trouble = queue.trouble(code, row.dataset.key);
  fill(row, mine ?? (trouble ? trouble.value : base(row) ?? ""));
  if (timeOf(row)) fieldOf(row).addEventListener("blur", () => { showRow(row); if (!unreadable(row)) queue.soon(0); });
  else row.addEventListener("input", () => typed(row, fieldOf(row) ? TYPING_MS : 0));
}

if (form) {
  form.addEventListener("submit", (event) => {
    if ("again" in form.dataset && !queue.waiting()) return; // the chief judge waits for this very answer
    event.preventDefault();
    if (rows.some(unreadable)) { show(); return; }
    queue.flush();
    if (!("again" in form.dataset)) window.location.assign(form.dataset.next);
    else queue.flush().then(() => { if (!queue.waiting()) form.submit(); });
  });
}

queue.onChange(show);
show();
const had = queue.waiting();
queue.flush().then(() => { if (had && !queue.waiting() && !form) window.location.reload(); });
if (navigator.serviceWorker) {
  navigator.serviceWorker.addEventListener("message", (event) => { if (event.data.kept) root.dataset.kept = "1"; });
  const pages = [...document.querySelectorAll("[data-waits]")].map((pill) => pill.closest("a").getAttribute("href"));
  navigator.serviceWorker.register(`${scope}worker.js`, { scope })
    .then(() => navigator.serviceWorker.ready)
    .then((there) => { if (pages.length) there.active.postMessage({ pages: [scope, ...pages] }); })
    .catch(() => {});
}

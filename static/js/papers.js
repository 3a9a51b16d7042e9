// A paper that is typed from: moves with Enter and the arrows, saves what is typed by itself, shows what the server's law
// says of a cell. Without this script the page is a plain form with a button that saves.

const form = document.querySelector("form[data-paper]");
if (form) run();

function run() {
  const TYPING_MS = 700;
  const AGAIN_MS = 5000;
  const rows = [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.querySelector("input, select")));
  const state = form.querySelector("[data-saved]");
  let dirty = false;
  let going = null;
  let timer = 0;
  let refused = false;

  const soon = (ms) => { clearTimeout(timer); timer = setTimeout(save, ms); };
  const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

  function say(words) { if (state.textContent !== words) state.textContent = words; }

  function showErrors(errors) {
    for (const place of form.querySelectorAll("[data-error]")) {
      const name = place.dataset.error;
      const words = errors[name] || "";
      const field = form.elements[name];
      place.textContent = words;
      place.parentElement.hidden = !words;
      field.classList.toggle("input--bad", Boolean(words));
      if (words) { field.setAttribute("aria-invalid", "true"); field.setAttribute("aria-describedby", place.parentElement.id); }
      else { field.removeAttribute("aria-invalid"); field.removeAttribute("aria-describedby"); }
    }
  }

  async function send() {
    const response = await fetch(form.dataset.paper, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } });
    if (response.redirected || !(response.headers.get("content-type") || "").includes("json")) {
      refused = true;
      say("没有存上。可能离开久了：请在另一个窗口重新登录，再回来点“存草稿”。填的还在这一页。");
      return;
    }
    const told = await response.json();
    if (!response.ok) { refused = true; say(told.error || "没有存上，请点“存草稿”。填的还在这一页。"); dirty = true; return; }
    form.elements.version.value = told.version;
    showErrors(told.errors);
    const wrong = Object.keys(told.errors).length;
    say(`${clock()} 已存草稿。${told.blank ? `还有 ${told.blank} 格空着。` : wrong ? "" : "都填了，可以交表。"}${wrong ? `有 ${wrong} 格要改。` : ""}`);
  }

  function save() {
    clearTimeout(timer);
    if (going || !dirty || refused) return going;
    dirty = false;
    going = send()
      .catch(() => { dirty = true; say("没有网络，还没存上。请别关这一页，连上后自动再存。"); soon(AGAIN_MS); })
      .finally(() => { going = null; if (dirty && !refused) soon(TYPING_MS); form.dataset.state = dirty ? "waits" : "saved"; });
    return going;
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "checkbox") return;
    dirty = true;
    form.dataset.state = "waits";
    soon(TYPING_MS);
  });
  form.addEventListener("change", (event) => { if (event.target.type !== "checkbox") save(); });

  const at = (field) => {
    const row = rows.findIndex((cells) => cells.includes(field));
    return row < 0 ? null : [row, rows[row].indexOf(field)];
  };

  function move(field, step) {
    const [row, column] = at(field);
    for (let next = row + step; next >= 0 && next < rows.length; next += step) {
      const target = rows[next][column];
      if (target) { target.focus(); if (target.select) target.select(); return true; }
    }
    return false;
  }

  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!at(field) || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (!move(field, 1)) save();
    } else if (field.tagName === "INPUT" && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      move(field, event.key === "ArrowDown" ? 1 : -1);
    }
  });

  let leaving = false;
  form.addEventListener("submit", (event) => {
    if (going) {
      event.preventDefault();
      const button = event.submitter;
      going.finally(() => form.requestSubmit(button)); // its version is what this page has to send
      return;
    }
    clearTimeout(timer);
    leaving = true;
  });
  window.addEventListener("beforeunload", (event) => { if (!leaving && (dirty || going)) event.preventDefault(); });
  form.dataset.state = "ready";
}

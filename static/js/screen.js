// Keeps a hall screen true: fetches the page again, takes over the parts that changed, counts the code down, and says
// so when the line is gone.
// The server's clock decides; this page only counts seconds from its last answer.
// Vocabulary in the markup: #live[data-at][data-every] (milliseconds, 5000 without), [data-part][data-key],
// [data-seconds][data-period] with [data-left] and [data-ring], #screen-state.

const PATIENCE_MS = 8000;
const CLOSED = [403, 404, 410];
const live = document.getElementById("live");
const EVERY_MS = Number(live.dataset.every || 5000);
const state = document.getElementById("screen-state");
let at = live.dataset.at;
let asking = false;
let codeUntil = 0;

function readCode() {
  const code = live.querySelector("[data-seconds]");
  if (code) codeUntil = performance.now() + Number(code.dataset.seconds) * 1000;
}

function place(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const shown = document.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!shown || shown.dataset.key === part.dataset.key) continue;
    shown.replaceWith(document.adoptNode(part));
    if (part.dataset.seconds) readCode();
  }
  const now = fresh.getElementById("live");
  if (now) at = now.dataset.at;
}

function online(is) {
  live.classList.toggle("is-cut", !is);
  const words = is ? "" : `没有网络，数据停在 ${at}，连上后自己恢复`;
  if (state.textContent !== words) state.textContent = words;
}

async function refresh() {
  if (asking) return;
  asking = true;
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(window.location.href, { cache: "no-cache", signal: patience.signal });
    if (CLOSED.includes(answer.status)) {
      window.location.reload();
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    place(await answer.text());
    online(true);
  } catch {
    online(false);
  } finally {
    clearTimeout(timer);
    asking = false;
  }
}

function tick() {
  const code = live.querySelector("[data-seconds]");
  if (!code) return;
  const left = Math.ceil((codeUntil - performance.now()) / 1000);
  const period = Number(code.dataset.period);
  code.querySelector("[data-left]").textContent = Math.max(left, 0);
  code.querySelector("[data-ring]").setAttribute("stroke-dasharray", `${(100 * Math.max(left, 0)) / period} 100`);
  code.classList.toggle("is-old", left < -period);
  if (left <= 0) refresh();
}

readCode();
setInterval(refresh, EVERY_MS);
setInterval(tick, 1000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
window.addEventListener("online", refresh);

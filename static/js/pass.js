// A pass whose code changes every half minute: counts the ring down and takes over the next code when it is due.
// The server's clock decides. Without a line the last code stays, marked as old; 刷新 is a plain link all along.
// Vocabulary in the markup: .pass__code img, #pass-ring, #pass-seconds[data-period], #pass-note.

const PATIENCE_MS = 8000;
const AGAIN_MS = 3000;
const image = document.querySelector(".pass__code img");
const ring = document.getElementById("pass-ring");
const seconds = document.getElementById("pass-seconds");
const note = document.getElementById("pass-note");
const period = Number(seconds.dataset.period);
let until = performance.now() + Number(seconds.textContent) * 1000;
let asking = false;
let next = 0;

async function refresh() {
  if (asking || performance.now() < next) return;
  asking = true;
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(window.location.href, { cache: "no-store", signal: patience.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("pass-seconds");
    if (!fresh) {
      window.location.reload();
      return;
    }
    image.src = page.querySelector(".pass__code img").getAttribute("src");
    until = performance.now() + Number(fresh.textContent) * 1000;
    note.textContent = "";
    image.classList.remove("is-old");
  } catch {
    next = performance.now() + AGAIN_MS;
    image.classList.add("is-old");
    note.textContent = "没有网络，这个码过期了，连上后自己换新";
  } finally {
    clearTimeout(timer);
    asking = false;
    show();
  }
}

function show() {
  const left = Math.max(0, Math.ceil((until - performance.now()) / 1000));
  seconds.textContent = left;
  ring.setAttribute("stroke-dasharray", `${(100 * left) / period} 100`);
  if (left === 0) refresh();
}

setInterval(show, 1000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) show(); });
window.addEventListener("online", () => { next = 0; show(); });

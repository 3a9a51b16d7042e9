// Recompute a draw in the page: every line's SHA-256, the order, and the digest of the list.
// Vocabulary in the markup: #draw[data-seed] with tr[data-number], #list-hash, [data-draw-check], [data-draw-verdict].

const table = document.getElementById("draw");
const check = document.querySelector("[data-draw-check]");
const verdict = document.querySelector("[data-draw-verdict]");

async function sha256(text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// JavaScript sorts text by UTF-16 unit, the draw by code point.
function byCodePoint(a, b) {
  const [left, right] = [Array.from(a, (c) => c.codePointAt(0)), Array.from(b, (c) => c.codePointAt(0))];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    if (left[at] !== right[at]) return left[at] - right[at];
  }
  return left.length - right.length;
}

async function recompute() {
  const rows = Array.from(table.querySelectorAll("tr[data-number]"), (row) => ({
    number: row.dataset.number,
    shown: row.querySelector(".hash").textContent.trim(),
  }));
  const numbers = rows.map((row) => row.number);
  const list = await sha256(numbers.slice().sort(byCodePoint).join("\n"));
  if (list !== document.getElementById("list-hash").textContent.trim()) return "名单摘要对不上，请把这一页告诉监督员。";
  let before = "";
  for (const row of rows) {
    const own = await sha256(`${table.dataset.seed}|${row.number}`);
    if (own !== row.shown) return `${row.number} 这一行对不上，请把这一页告诉监督员。`;
    if (own < before) return `${row.number} 的顺序对不上，请把这一页告诉监督员。`;
    before = own;
  }
  return `重算完毕：名单摘要、${rows.length} 行和顺序都对得上。`;
}

if (table && check && globalThis.crypto && crypto.subtle) {
  check.hidden = false;
  check.querySelector("button").addEventListener("click", async () => {
    verdict.textContent = await recompute();
  });
}

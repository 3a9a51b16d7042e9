// Times of attempts as people type them: the page's copy of the law in domain/timing, for saying at once what was
// understood. What is stored is decided by the server.

const TYPED = { dnf: "DNF", 未完成: "DNF", 没完成: "DNF", 未完赛: "DNF", dns: "DNS", 没上场: "DNS", 未上场: "DNS", 未出发: "DNS" };
const WORDS = { DNF: "未完成", DNS: "没上场" };
const CLOCK = /^(?:(?:([0-9]{1,2}):)?([0-9]{1,2}):)?([0-9]{1,6})(?:\.([0-9]{1,3}))?$/;
const STORED = /^([0-9]{1,6})\.([0-9]{3})$/;
const LONGEST_MS = 100 * 3600 * 1000;

// The stored text of what was typed: "83.456", "DNF" or "DNS"; "" for nothing, null for what cannot be read.
export function readTime(text) {
  const whole = text.normalize("NFKC").replace(/[\s\u200b-\u200d\u2060\ufeff]+/g, "").toLowerCase().replaceAll("。", ".");
  const named = whole.endsWith("秒");
  const value = named ? whole.slice(0, -1) : whole;
  if (!value) return "";
  if (Object.hasOwn(TYPED, value)) return TYPED[value];
  if (!named && /^[0-9]+$/.test(value)) return value.length === 4 ? stored(Number(value) * 10) : null;
  const found = CLOCK.exec(value);
  if (!found) return null;
  const [hours, minutes, seconds] = [found[1], found[2], found[3]].map((part) => Number(part || 0));
  if ((found[2] !== undefined && seconds > 59) || (found[1] !== undefined && minutes > 59)) return null;
  return stored(((hours * 60 + minutes) * 60 + seconds) * 1000 + Number((found[4] || "").padEnd(3, "0")));
}

function stored(ms) {
  if (ms <= 0 || ms >= LONGEST_MS) return null;
  return `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, "0")}`;
}

// A stored text in words: 1:23.456, 未完成.
export function timeWords(text) {
  if (Object.hasOwn(WORDS, text)) return WORDS[text];
  const found = STORED.exec(text);
  if (!found) return text;
  const total = Number(found[1]);
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  if (total < 60) return `${seconds}.${found[2]}`;
  const tail = `${String(seconds).padStart(2, "0")}.${found[2]}`;
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

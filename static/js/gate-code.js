// Knowing a code again without a line: the same reading as deqing_events/checkin/codes.py, then the start of its hash.

const ADDRESS = /^https?:\/\/[^/?#]+(?:\/[^/?#]+)*?\/p\/([a-z2-7]{26})(?:\/[a-z2-7]{16})?\/?(?:[?#].*)?$/i;
const PATH = /^\/p\/([a-z2-7]{26})(?:\/[a-z2-7]{16})?\/?$/i;
// What a rotating pass shows behind its token only the server can judge: a snapshot holds no marks of such passes.
const TOKEN = /^[a-z2-7]{26}$/i;
const SHORT = /^[ACDEFGHJKMNPQRTUVWXY34679]{8}$/;
const LONGEST = 2048;
const TOKEN_BYTES = 12;
const SHORT_BYTES = 6;

const compact = (text) => text.normalize("NFKC").replace(/[\s\u200b-\u200d\u2060\ufeff]+/g, "");

async function mark(text, bytes) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const start = String.fromCharCode(...new Uint8Array(hash).subarray(0, bytes));
  return btoa(start).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// The mark of a code as the snapshot holds it; null for what is no code of ours.
export async function markOf(text) {
  const plain = compact(text.slice(0, LONGEST));
  const found = ADDRESS.exec(plain) || PATH.exec(plain);
  if (found || TOKEN.test(plain)) return mark((found ? found[1] : plain).toUpperCase(), TOKEN_BYTES);
  const short = plain.toUpperCase().replace(/-/g, "");
  return SHORT.test(short) ? mark(`short:${short}`, SHORT_BYTES) : null;
}

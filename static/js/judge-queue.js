// What a judge typed and the server has not said yes to. Every change lies in the phone's storage before anything else
// happens, so a reload or a flat battery loses nothing. Marks go up one by one, in order; each sending carries a nonce,
// so one whose answer was lost may go again. A sending that was tried once is never changed: a newer value of the same
// cell comes after it.
// An entry: { nonce, code, key, value, seen, tried }. `known` is what the server last said is stored, with when.

const TIMEOUT_MS = 10000;
const WAITS_MS = [1000, 3000, 8000, 20000];
const DROPPED = new Set([400, 404, 409, 422, 423]);

export function queueOf(scope) {
  const place = `judge ${scope}`;
  let told = () => {};
  let timer = 0;
  let failures = 0;
  let line = "ok"; // ok, off, over

  const read = () => {
    try {
      const held = JSON.parse(localStorage.getItem(place) || "{}");
      return { queue: held.queue || [], known: held.known || {}, trouble: held.trouble || {} };
    } catch {
      return { queue: [], known: {}, trouble: {} };
    }
  };
  const write = (held) => localStorage.setItem(place, JSON.stringify(held));
  const cell = (code, key) => `${code}\n${key}`;
  const last = (held, code, key) => held.queue.findLast((one) => one.code === code && one.key === key);

  // What the server has, as far as this phone knows: the page's own word, or a later answer.
  function stored(code, key, page, pageAt) {
    const known = read().known[cell(code, key)];
    return known && known.at > pageAt ? known.value : page;
  }

  function typed(code, key) {
    return last(read(), code, key)?.value;
  }

  function put(code, key, value, base) {
    const held = read();
    const before = last(held, code, key);
    delete held.trouble[cell(code, key)];
    if (before && !before.tried) {
      before.value = value;
    } else if ((before ? before.value : base ?? "") !== value) {
      const seen = before ? before.value || null : base;
      held.queue.push({ nonce: crypto.randomUUID?.() || `${Date.now()}-${Math.random()}`, code, key, value, seen, tried: false });
    }
    write(held);
    told();
  }

  async function send(entry) {
    const held = read();
    held.queue[0].tried = true;
    write(held);
    const { nonce, code, key, value, seen } = entry;
    return fetch(`${scope}save`, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ nonce, code, key, value, seen }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }

  // Take the first entry off. What was typed after it goes on from what is stored now; after a refusal that says that
  // something else stands there, it does not: nobody's mark is overwritten unseen.
  async function settle(entry, answer) {
    const said = await answer.json();
    const held = read();
    held.queue.shift();
    const where = cell(entry.code, entry.key);
    const later = held.queue.filter((one) => cell(one.code, one.key) === where);
    if ("value" in said) held.known[where] = { value: said.value ?? null, at: said.at };
    if (answer.ok || (answer.status === 422 && later.length)) {
      if (later.length) later[0].seen = said.value ?? null;
    } else {
      held.queue = held.queue.filter((one) => cell(one.code, one.key) !== where);
      held.trouble[where] = { words: said.error, value: (later.at(-1) || entry).value };
    }
    write(held);
  }

  async function step() {
    const [entry] = read().queue;
    if (!entry) return false;
    try {
      const answer = await send(entry);
      if (answer.ok || DROPPED.has(answer.status)) await settle(entry, answer);
      else if (answer.status === 410 || answer.status === 403) { line = "over"; return false; }
      else throw new Error(`status ${answer.status}`);
      failures = 0;
      line = "ok";
      return true;
    } catch {
      line = "off";
      timer = setTimeout(flush, WAITS_MS[Math.min(failures, WAITS_MS.length - 1)]);
      failures += 1;
      return false;
    }
  }

  async function run() {
    while (await step()) told();
    told();
  }

  let running = null;
  function flush() {
    clearTimeout(timer);
    running ??= (navigator.locks ? navigator.locks.request(place, run) : run()).finally(() => { running = null; });
    return running;
  }

  function soon(ms) {
    clearTimeout(timer);
    timer = setTimeout(flush, ms);
  }

  window.addEventListener("online", () => { failures = 0; flush(); });
  window.addEventListener("storage", (event) => { if (event.key === place) told(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });

  return {
    put, typed, stored, flush, soon,
    trouble: (code, key) => read().trouble[cell(code, key)],
    waiting: (code) => read().queue.filter((one) => !code || one.code === code).length,
    line: () => line,
    onChange: (hear) => { told = hear; },
  };
}

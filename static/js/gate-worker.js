// The service worker of one gate: opens the scanner's shell without a line. Nothing of a person is kept here; the list
// and what waits lie in the phone's database. The server puts before this text: SCOPE, VERSION, DEVICE, SHELL, FILES.

/* global SCOPE, VERSION, DEVICE, SHELL, FILES */

const OURS = `gate ${SCOPE} `;
const CACHE = OURS + VERSION;
const WAIT_MS = 4000;
const GONE = new Set([404, 410]);
const shelled = new Set(); // pages that came out of the cache take their files from there too

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(fill());
});

async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" })));
  const shell = await fetch(SHELL, { credentials: "same-origin", cache: "no-store", redirect: "error" });
  if (!shell.ok) throw new Error(`shell ${shell.status}`);
  await cache.put(SHELL, shell);
}

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([forget((name) => name !== CACHE), self.clients.claim()]));
});

async function forget(chosen) {
  for (const name of await caches.keys()) if (name.startsWith(OURS) && chosen(name)) await caches.delete(name);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate" && address.pathname.startsWith(SCOPE)) event.respondWith(page(event));
  else if (FILES.includes(address.pathname + address.search)) event.respondWith(file(event));
});

async function page(event) {
  try {
    const answer = await fetch(event.request, { signal: AbortSignal.timeout(WAIT_MS) });
    if (!GONE.has(answer.status)) return answer;
    if (await somethingWaits()) return shell(event); // the shell still sends what was scanned before the link ended
    event.waitUntil(end());
    return answer;
  } catch {
    return shell(event);
  }
}

async function shell(event) {
  const kept = await (await caches.open(CACHE)).match(SHELL);
  if (kept) shelled.add(event.resultingClientId);
  return kept || Response.error();
}

async function file(event) {
  const cache = await caches.open(CACHE);
  const kept = () => cache.match(event.request);
  if (shelled.has(event.clientId)) return (await kept()) || fetch(event.request);
  try {
    return await fetch(event.request);
  } catch {
    return (await kept()) || Response.error();
  }
}

function base() {
  return new Promise((done) => {
    const asked = indexedDB.open("deqing-gate");
    asked.onupgradeneeded = () => asked.transaction.abort(); // it was never there
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => done(null);
  });
}

async function somethingWaits() {
  const store = await base();
  if (!store) return false;
  return new Promise((done) => {
    const asked = store.transaction("queue").objectStore("queue").count();
    asked.onsuccess = () => done(asked.result > 0);
    asked.onerror = () => done(false);
  });
}

// The link is over: nothing of it stays on the phone.
async function end() {
  const store = await base();
  if (store) {
    const act = store.transaction(["devices", "parts"], "readwrite");
    act.objectStore("parts").delete(IDBKeyRange.bound([DEVICE, ""], [DEVICE, "\uffff"]));
    act.objectStore("devices").delete(DEVICE);
  }
  await forget(() => true);
  await self.registration.unregister();
}

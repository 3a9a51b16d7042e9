// The service worker of one judge's link: opens the list and the mark pages without a line. Only blind codes and the
// judge's own marks are in them. The server puts before this text: SCOPE, VERSION, FILES.

/* global SCOPE, VERSION, FILES */

const OURS = `judge ${SCOPE} `;
const CACHE = OURS + VERSION;
const WAIT_MS = 4000;
const GONE = new Set([404, 410]);

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" })))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([forget((name) => name !== CACHE), self.clients.claim()]));
});

async function forget(chosen) {
  for (const name of await caches.keys()) if (name.startsWith(OURS) && chosen(name)) await caches.delete(name);
}

// The list tells which pages a judge may want later.
self.addEventListener("message", (event) => {
  if (Array.isArray(event.data?.pages)) event.waitUntil(keepAll(event.data.pages).then((kept) => event.source.postMessage({ kept })));
});

async function keepAll(pages) {
  for (const page of pages) {
    const address = new URL(page, self.location.origin);
    if (address.origin !== self.location.origin || !address.pathname.startsWith(SCOPE)) continue;
    try {
      await keep(page, await fetch(page, { credentials: "same-origin", redirect: "error" }));
    } catch {
      return false; // the line is gone; the next visit of the list goes on
    }
  }
  return true;
}

async function keep(page, answer) {
  if (answer.ok && !answer.redirected) await (await caches.open(CACHE)).put(page, answer.clone());
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate" && address.pathname.startsWith(SCOPE)) event.respondWith(page(event, address.pathname));
  else if (FILES.includes(address.pathname + address.search)) event.respondWith(file(request));
});

async function page(event, path) {
  try {
    const answer = await fetch(event.request, { signal: AbortSignal.timeout(WAIT_MS) });
    if (answer.status === 410 || (GONE.has(answer.status) && path === SCOPE)) event.waitUntil(end());
    return await keep(path, answer);
  } catch {
    return (await (await caches.open(CACHE)).match(path)) || Response.error();
  }
}

async function file(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request)) || Response.error();
  }
}

// The link is over: no page of it stays on the phone. What was typed and not sent stays, in the phone's own storage.
async function end() {
  await forget(() => true);
  await self.registration.unregister();
}

// Talking to /api/v1 with the device's bearer token. A scan keeps its nonce over retries, so nothing happens twice.

const WAIT_MS = 8000;
const QUICK_MS = 4000;
const TRIES = 3;

export class Offline extends Error {}

export class Refused extends Error {
  constructor(status, message, code = "") {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function newNonce() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// bearer() gives the token: without a line it comes out of the phone's store, a little later than the page.
export function api(bearer, onLine) {
  async function once(address, options, wait = WAIT_MS) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), wait);
    try {
      const headers = { Authorization: `Bearer ${bearer()}`, Accept: "application/json" };
      if (options.body) headers["Content-Type"] = "application/json";
      const answer = await fetch(address, { ...options, headers, signal: stop.signal, credentials: "omit", cache: "no-store" });
      if (answer.status >= 500) throw new Offline(String(answer.status));
      const body = await answer.json();
      onLine(true);
      if (!answer.ok) throw new Refused(answer.status, body.error ? body.error.message : "", body.error ? body.error.code : "");
      return body;
    } catch (problem) {
      if (problem instanceof Refused) throw problem;
      onLine(false);
      throw new Offline(String(problem));
    } finally {
      clearTimeout(timer);
    }
  }

  async function patient(address, options) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(address, options);
      } catch (problem) {
        if (problem instanceof Refused || attempt === TRIES) throw problem;
        await new Promise((done) => { setTimeout(done, 300 * attempt + Math.random() * 200); });
      }
    }
  }

  return {
    scan: (address, body) => patient(address, { method: "POST", body: JSON.stringify(body) }),
    annul: (address) => patient(address, { method: "POST" }),
    read: (address) => once(address, { method: "GET" }),
    quick: (address, body) => once(address, { method: "POST", body: JSON.stringify(body) }, QUICK_MS),
    send: (address, body, wait) => once(address, { method: "POST", body: JSON.stringify(body) }, wait),
  };
}

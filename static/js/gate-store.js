// What a gate keeps on the phone: the snapshot, and the scans that wait to be sent. Survives reload and the app's end.
// queue: scans by nonce, of every post this phone ever opened. parts: the people and moves of a device, in pieces.
// devices: what else a device needs without a line: its token, the head of its list, where its snapshot stands.

const NAME = "deqing-gate";
const STORES = { queue: "nonce", parts: ["device", "name"], devices: "id" };

let opening = null;

function open() {
  opening = opening || new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) asked.result.createObjectStore(name, { keyPath });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => { opening = null; fail(asked.error); };
  });
  return opening;
}

// Run work(stores) in one transaction; done when it is on the phone's disk.
async function write(names, work) {
  const base = await open();
  return new Promise((done, fail) => {
    const act = base.transaction(names, "readwrite", { durability: "strict" });
    act.oncomplete = () => done();
    act.onabort = () => fail(act.error);
    work(Object.fromEntries(names.map((name) => [name, act.objectStore(name)])));
  });
}

async function read(name, ask) {
  const base = await open();
  return new Promise((done, fail) => {
    const asked = ask(base.transaction(name).objectStore(name));
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

const ofDevice = (device) => IDBKeyRange.bound([device, ""], [device, "\uffff"]);

export const usable = () => "indexedDB" in window && Boolean(window.crypto?.subtle);

export const enqueue = (item) => write(["queue"], ({ queue }) => queue.put(item));

export async function waiting() {
  const items = await read("queue", (queue) => queue.getAll());
  return items.sort((one, other) => one.at - other.at);
}

export const drop = (nonces) => write(["queue"], ({ queue }) => nonces.forEach((nonce) => queue.delete(nonce)));

export const device = (id) => read("devices", (devices) => devices.get(id));

export const keep = (record) => write(["devices"], ({ devices }) => devices.put(record));

// Put the parts of a snapshot and the record that says how far it goes, together or not at all.
export function apply(record, parts, whole) {
  return write(["devices", "parts"], (stores) => {
    if (whole) stores.parts.delete(ofDevice(record.id));
    for (const [name, value] of parts) stores.parts.put({ device: record.id, name, value });
    stores.devices.put(record);
  });
}

export async function parts(id) {
  const rows = await read("parts", (all) => all.getAll(ofDevice(id)));
  return rows.map(({ name, value }) => [name, value]);
}

// Forget the people of a device; its scans that wait stay, with the token that may still bring them in.
export const wipe = (id) => write(["devices", "parts"], (stores) => {
  stores.parts.delete(ofDevice(id));
  stores.devices.delete(id);
});

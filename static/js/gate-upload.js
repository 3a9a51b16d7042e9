// Sending what waits. A batch may be cut and sent again: the server knows every nonce. What it refuses for good is set
// aside with its reason and never holds up the rest; a line that fails is tried again after a growing pause.

import { api, newNonce, Offline } from "./gate-api.js";
import * as store from "./gate-store.js";

const MOST = 50;
const WAIT_MS = 30000;
const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 60000;

export class Upload {
  constructor(addresses, roster, onLine, now) {
    this.addresses = addresses;
    this.roster = roster;
    this.onLine = onLine;
    this.now = now;
    this.sending = false;
    this.pause = 0;
    this.next = 0;
    this.most = MOST;
    this.twice = 0;
  }

  // Send all that waits; asked for by a tap it does not wait for the pause to end.
  async run(tapped = false) {
    if (this.sending || (!tapped && Date.now() < this.next)) return;
    this.sending = true;
    try {
      while (await this.#some());
      this.pause = 0;
      this.next = 0;
    } catch (problem) {
      if (!(problem instanceof Offline)) throw problem;
      this.pause = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.pause * 2));
      this.next = Date.now() + this.pause * (0.75 + Math.random() / 2);
    } finally {
      this.sending = false;
    }
  }

  // One batch of one device; false when nothing is left that can be sent now.
  async #some() {
    const waiting = (await store.waiting()).filter((item) => !item.problem);
    const scans = waiting.filter((item) => item.body);
    if (scans.length) return this.#batch(scans.filter((item) => item.bearer === scans[0].bearer).slice(0, this.most));
    const [undo] = waiting;
    if (!undo) return false;
    await this.#undo(undo);
    return true;
  }

  async #batch(items) {
    const line = api(() => items[0].bearer, this.onLine);
    const sent = { scans: items.map((item) => item.body), sent_at: new Date(this.now()).toISOString() };
    let told;
    try {
      told = await line.send(this.addresses.batch, sent, WAIT_MS);
    } catch (problem) {
      if (problem instanceof Offline || problem.status === 429) throw new Offline(problem.message);
      if (items.length > 1) {
        this.most = 1; // one of them is to blame: find out which
        return true;
      }
      await store.enqueue({ ...items[0], problem: problem.message });
      return true;
    }
    this.most = MOST;
    return this.#answered(items, told.answers);
  }

  async #answered(items, answers) {
    const done = [];
    for (const [place, item] of items.entries()) {
      const { error, conflict } = answers[place];
      if (!error) done.push(item);
      else if (!error.again) await store.enqueue({ ...item, problem: error.message });
      if (conflict) this.twice += 1;
    }
    await this.roster.settle(done);
    await store.drop(done.map((item) => item.nonce));
    if (answers.some((answer) => answer.error?.again)) throw new Offline("asked to wait");
    return true;
  }

  async #undo(item) {
    const line = api(() => item.bearer, this.onLine);
    try {
      await line.send(`${this.addresses.scans}/${encodeURIComponent(item.undo)}/annul`, {}, WAIT_MS);
    } catch (problem) {
      if (problem instanceof Offline || problem.status === 429) throw new Offline(problem.message);
      if (problem.status !== 404) {
        await store.enqueue({ ...item, problem: problem.message });
        return;
      }
    }
    await store.drop([item.nonce]);
  }
}

// Take back a scan: at once in the phone, at the server after the scan itself has been sent.
export async function takeBack(item, roster) {
  await store.enqueue({ ...item, person: null, move: null, taken: true });
  await store.enqueue({
    nonce: `undo-${newNonce()}`, undo: item.nonce, device: item.device, bearer: item.bearer, at: Date.now(), who: item.who,
  });
  roster.own.delete(item.nonce);
}

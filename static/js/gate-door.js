// A gate with or without a line: asks the server while it answers, decides by itself while it does not.

import { Offline, Refused } from "./gate-api.js";
import { Roster } from "./gate-roster.js";
import * as store from "./gate-store.js";
import { Upload } from "./gate-upload.js";

const SNAPSHOT_MS = 20000;
const BEAT_MS = 2000;
const REST_MS = 3000; // after a request failed the next scan does not wait for the line again

export class Door {
  // said(state) hears of every change: what waits, who was let in twice, the end; onLine(yes or no) of every request.
  constructor(facts, line, said, onLine) {
    this.facts = facts;
    this.line = line;
    this.said = said;
    this.bearer = facts.bearer;
    this.ahead = 0;
    this.failed = -REST_MS;
    this.asked = 0;
    this.over = "";
    this.waiting = 0;
    this.roster = new Roster(Number(facts.device));
    this.upload = new Upload(facts, this.roster, onLine, () => this.now());
    this.usable = store.usable();
  }

  now() { return Date.now() + this.ahead; }

  heard(online) { this.failed = online ? -REST_MS : performance.now(); }

  async start() {
    if (!this.usable) return;
    try {
      await this.roster.load();
      const record = this.roster.record || { id: this.roster.id };
      this.bearer = this.bearer || record.bearer || "";
      this.ahead = record.ahead || 0;
      this.roster.record = { ...record, bearer: this.bearer };
      if (this.bearer) await store.keep(this.roster.record);
      if (navigator.storage?.persist) navigator.storage.persist().catch(() => {});
    } catch {
      this.usable = false; // a phone that lets nothing be stored works with a line only
      return;
    }
    await this.tell();
    await this.beat();
    setInterval(() => this.beat(), BEAT_MS);
    window.addEventListener("online", () => { this.failed = -REST_MS; this.upload.next = 0; this.asked = 0; this.beat(); });
  }

  async beat() {
    if (this.beating) return;
    this.beating = true;
    try {
      if (this.roster.ready && this.now() > Date.parse(this.roster.record.head.until)) await this.end("这个岗位链接过了使用时间。请向发链接的人要一个新的，之前扫的都在。");
      if (!this.over && Date.now() - this.asked > SNAPSHOT_MS && navigator.onLine) await this.refresh();
      await this.send(false);
    } finally {
      this.beating = false;
    }
  }

  async refresh() {
    this.asked = Date.now();
    const since = this.roster.ready ? this.roster.record.version : "";
    try {
      const sent = Date.now();
      const snapshot = await this.line.read(`${this.facts.snapshot}?since=${encodeURIComponent(since)}`);
      this.ahead = Math.round(snapshot.at - (sent + Date.now()) / 2);
      await this.roster.take(snapshot, { ahead: this.ahead });
      this.facts.ready = "1";
    } catch (problem) {
      if (problem instanceof Refused) await this.refused(problem);
      else if (!(problem instanceof Offline)) throw problem;
    }
  }

  async send(tapped) {
    const before = this.upload.twice;
    await this.upload.run(tapped);
    if (this.over) await this.leave();
    await this.tell(this.upload.twice - before);
  }

  async tell(twice = 0) {
    const items = this.usable ? await store.waiting() : [];
    this.waiting = items.length;
    this.said({ items, twice, over: this.over });
  }

  async scan(body) {
    if (this.over) throw new Refused(401, this.over);
    const alone = this.usable && this.roster.ready;
    const likely = navigator.onLine && performance.now() - this.failed > REST_MS;
    try {
      if (!alone) return await this.line.scan(this.facts.scans, body);
      if (likely) return await this.#known(body, await this.line.quick(this.facts.scans, body));
    } catch (problem) {
      if (problem instanceof Refused) await this.refused(problem);
      if (!(problem instanceof Offline) || !alone) throw problem;
    }
    return await this.#alone(body) || (likely ? this.roster.unknown(this.now()) : this.#late(body));
  }

  // A code that is not on the list, while the line was thought to be down: it may be back.
  async #late(body) {
    try {
      return await this.line.quick(this.facts.scans, body);
    } catch (problem) {
      if (!(problem instanceof Offline)) throw problem;
      return this.roster.unknown(this.now());
    }
  }

  async #known(body, answer) {
    const held = answer.status === "ok" && !answer.replay && body.code ? await this.roster.find(body.code) : null;
    if (held) {
      const { gate, volunteer } = this.roster.record.head;
      const move = [Date.parse(answer.at), body.direction, this.roster.sessionAt(this.now()), gate, volunteer];
      this.roster.settle([{ nonce: body.nonce, person: held.row[0], move }]).catch(() => {});
    }
    return answer;
  }

  async #alone(body) {
    const now = this.now();
    const found = await this.roster.decide(body, now);
    if (!found) return null;
    const { said, person, move, answer } = found;
    if (said.status === "incomplete") return answer;
    const told = said.reason || "ok";
    const sent = { ...body, offline: true, told, scanned_at: new Date(now).toISOString() };
    const item = { nonce: body.nonce, bearer: this.bearer, device: this.roster.id, body: sent, person, move, at: now, who: answer.who };
    await store.enqueue(item);
    this.roster.claim(item);
    const waits = (await store.waiting()).length;
    await this.tell();
    if (said.status !== "ok") return answer;
    const next = ["本机还有 ", String(waits), ` 条待上传。${answer.next}`];
    return { ...answer, next: next.join(""), next_parts: next };
  }

  async refused(problem) {
    if (problem.status === 401) await this.end(problem.code === "no_token" ? "请从发来的链接再打开一次这个岗位。" : problem.message);
  }

  // The post is over: the people are forgotten at once; what waits is still sent.
  async end(message) {
    if (this.over) return;
    this.over = message;
    await store.wipe(this.roster.id);
    this.roster = new Roster(this.roster.id);
    this.upload.roster = this.roster;
    await this.leave();
    await this.tell();
  }

  async leave() {
    const items = await store.waiting();
    if (items.some((item) => !item.problem) || !navigator.serviceWorker) return;
    const worker = await navigator.serviceWorker.getRegistration(this.facts.scope);
    if (worker) await worker.unregister();
    for (const name of await caches.keys()) if (name.startsWith(`gate ${this.facts.scope} `)) await caches.delete(name);
  }
}

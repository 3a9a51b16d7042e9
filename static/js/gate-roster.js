// The list in the phone: who may come in and who is in, and an answer for a code by the same law as the server's.
// A person is a row of the snapshot: id, name, unit, state, session, group, code, short code, codes replaced since.
// A move is one counting scan: instant in milliseconds, entry or exit, session, gate, volunteer.

import { decide } from "./admission.js";
import { markOf } from "./gate-code.js";
import * as store from "./gate-store.js";

const EARLY_MS = 2 * 3600 * 1000;
const MOVE_PARTS = 64;
const ZONE = "Asia/Shanghai";

const clock = (ms) => new Date(ms).toLocaleTimeString("zh-CN", { hour12: false, timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
const seconds = (ms) => new Date(ms).toLocaleTimeString("zh-CN", { hour12: false, timeZone: ZONE });
const day = (ms) => new Date(ms).toLocaleDateString("zh-CN", { timeZone: ZONE, month: "numeric", day: "numeric" });
const iso = (ms) => new Date(ms).toISOString();
const movePart = (person) => `m${person % MOVE_PARTS}`;

export class Roster {
  constructor(id) {
    this.id = id;
    this.record = null;
    this.buckets = new Map();
    this.marks = new Map();
    this.moves = new Map();
    this.own = new Map(); // moves of scans that wait here
  }

  get ready() { return Boolean(this.record && this.record.head); }

  async load() {
    this.record = await store.device(this.id) || null;
    for (const [name, value] of await store.parts(this.id)) {
      if (name.startsWith("p")) this.#fill(name, value);
      else for (const [person, moves] of Object.entries(value)) this.moves.set(Number(person), moves);
    }
    for (const item of await store.waiting()) if (item.device === this.id) this.claim(item);
  }

  #fill(name, rows) {
    for (const row of this.buckets.get(name) || []) for (const mark of [row[6], row[7], ...row[8]]) this.marks.delete(mark);
    this.buckets.set(name, rows);
    for (const row of rows) {
      for (const mark of row[8]) this.marks.set(mark, { row, gone: true });
      for (const mark of [row[6], row[7]]) if (mark) this.marks.set(mark, { row, gone: false });
    }
  }

  // Take in a snapshot, whole or news, and put it on the phone.
  async take(snapshot, record) {
    const parts = new Map(Object.entries(snapshot.people).map(([bucket, rows]) => [`p${bucket}`, rows]));
    if (snapshot.full) {
      this.buckets.clear();
      this.marks.clear();
      this.moves.clear();
    }
    for (const [name, rows] of parts) this.#fill(name, rows);
    for (const [person, moves] of snapshot.entries) {
      if (moves.length) this.moves.set(person, moves);
      else this.moves.delete(person);
      parts.set(movePart(person), null);
    }
    for (const name of parts.keys()) if (name.startsWith("m")) parts.set(name, this.#movesIn(name));
    this.record = { ...this.record, ...record, version: snapshot.version, head: snapshot.head || this.record.head };
    await store.apply(this.record, parts, snapshot.full);
  }

  #movesIn(name) {
    return Object.fromEntries([...this.moves].filter(([person]) => movePart(person) === name));
  }

  claim(item) {
    if (item.person && item.move) this.own.set(item.nonce, item);
  }

  // What the server has taken in is known here before the next snapshot says so.
  async settle(items) {
    const parts = new Map();
    for (const { nonce, person, move } of items) {
      this.own.delete(nonce);
      if (person && move) {
        this.moves.set(person, [...(this.moves.get(person) || []), move]);
        parts.set(movePart(person), null);
      }
    }
    for (const name of parts.keys()) parts.set(name, this.#movesIn(name));
    if (this.record && parts.size) await store.apply(this.record, parts, false);
  }

  async find(code) {
    const mark = await markOf(code);
    return mark ? this.marks.get(mark) || null : null;
  }

  #past(person) {
    const own = [...this.own.values()].filter((item) => item.person === person).map((item) => item.move);
    return [...(this.moves.get(person) || []), ...own];
  }

  // The session a scan belongs to where the list tells sessions apart, as scan_queries.session_now says it.
  sessionAt(now) {
    const { list, sessions } = this.record.head;
    if (list.sessions && list.sessions.length === 1) return list.sessions[0];
    if (!list.sessions && list.mode !== "once_per_session") return null;
    const on = sessions.filter(([id, from, until]) =>
      from <= now + EARLY_MS && until > now && (!list.sessions || list.sessions.includes(String(id))));
    on.sort((one, other) => Math.abs(one[1] - now) - Math.abs(other[1] - now) || one[1] - other[1] || one[0] - other[0]);
    return on.length ? String(on[0][0]) : null;
  }

  // Decide one scan. Null when the code is not on the list: that is to be asked with a line.
  async decide(body, now) {
    const held = this.ready && body.code ? await this.find(body.code) : null;
    if (!held) return null;
    const { head } = this.record;
    const [id, name, unit, state, session, group] = held.row;
    const past = this.#past(id);
    const asked = past.length ? [] : head.questions.filter(({ key, choices }) => !choices.includes((body.answers || {})[key]));
    const at = this.sessionAt(now);
    const said = decide({
      pass: { state: held.gone ? "revoked" : "valid", valid_from: null, valid_until: null },
      registration: {
        state: state.replace("!", ""), blocked: state.endsWith("!"), group, sessions: session === null ? null : [String(session)],
        valid_while_unconfirmed: false,
      },
      list: head.list,
      scan: {
        type: body.direction, now: iso(now), nonce: body.nonce, session: at, gate: head.gate,
        force: Boolean(body.force) && head.supervisor, accept_unconfirmed: head.list.accept_unconfirmed,
      },
      previous: past.map(([ms, type, within]) => ({
        at: iso(ms), nonce: "", type, session: within === null ? null : String(within), success: true, annulled: false,
      })),
      open_questions: asked.map(({ key }) => key),
    });
    const move = [now, body.direction, at, head.gate, head.volunteer];
    return { said, person: id, move: said.status === "ok" ? move : null, answer: this.#answer(said, body, { name, unit, past, now, asked }) };
  }

  #answer(said, body, { name, unit, past, now, asked }) {
    const { head } = this.record;
    const early = said.reason === "list_closed" && head.words.list_early && now < Date.parse(head.list.opens_at);
    const key = said.status === "ok" ? `queued_${body.direction}` : early ? "list_early" : said.reason;
    const words = head.words[key];
    const lines = said.reason === "already_in" ? firstIn(past, now) || words.lines : words.lines;
    return {
      ...words, ...said, lines, sentence: lines.map((line) => line.join("")).join("，"), forced: said.recorded === "forced",
      who: name, tail: "离线名单", unit, time: seconds(now), nonce: body.nonce, replay: false,
      questions: said.reason === "questions" ? asked : [],
    };
  }

  unknown(now) {
    const { words: all, rotating } = this.record.head;
    const words = rotating ? all.rotating : all.unknown;
    return { ...words, status: "error", reason: null, who: "这次没有记下", tail: "", unit: "", forced: false, time: seconds(now), questions: [] };
  }
}

function firstIn(past, now) {
  const [first] = past.filter((move) => move[1] === "entry").sort((one, other) => one[0] - other[0]);
  if (!first) return null;
  const when = day(first[0]) === day(now) ? `今天 ${clock(first[0])}` : `${day(first[0])} ${clock(first[0])}`;
  const where = first[3] ? [`${when} 在 `, first[3], " 签到"] : [`${when} 签到`];
  return first[4] ? [where, [`由 ${first[4]} 登记`]] : [where];
}

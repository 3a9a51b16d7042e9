// May this person come in now? The law of deqing_events/domain/admission.py, for a gate without a line.
// Facts are the JSON of tests/cases (category admission); the same cases run here and there. No page, no clock.

const GONE = new Set(["cancelled", "rejected"]);

const entering = (facts) => facts.scan.type === "entry";
const instant = (text) => Date.parse(text);
const among = (list, value) => list.includes(value);
const counting = (facts) => facts.previous.filter((scan) => scan.success && !scan.annulled);
const entries = (facts) => counting(facts).filter((scan) => scan.type === "entry");

function outside(now, start, end) {
  return (start !== null && instant(now) < instant(start)) || (end !== null && instant(now) >= instant(end));
}

const calendars = new Map(); // making one is slow, asking it is not

function dayOf(moment, zone) {
  if (!calendars.has(zone)) {
    const parts = { year: "numeric", month: "2-digit", day: "2-digit" };
    calendars.set(zone, new Intl.DateTimeFormat("en-CA", { timeZone: zone, ...parts }));
  }
  return calendars.get(zone).format(instant(moment));
}

function unconfirmed({ registration, list, scan }) {
  if (registration.state !== "unconfirmed" || registration.valid_while_unconfirmed) return false;
  return !(list.accept_unconfirmed && scan.accept_unconfirmed);
}

function wrongSession({ registration, list, scan }) {
  if (list.sessions !== null && !among(list.sessions, scan.session)) return true;
  return registration.sessions !== null && scan.session !== null && !among(registration.sessions, scan.session);
}

// The latest scan up to now; of an entry and an exit at one instant the exit came after.
function inside(facts) {
  const past = counting(facts).filter((scan) => instant(scan.at) <= instant(facts.scan.now));
  const rank = (scan) => [instant(scan.at), scan.type === "exit" ? 1 : 0];
  past.sort((one, other) => {
    const [a, b] = [rank(one), rank(other)];
    return a[0] - b[0] || a[1] - b[1];
  });
  return past.length > 0 && past[past.length - 1].type === "entry";
}

const USED = {
  once: (facts) => entries(facts).length > 0,
  once_per_day: (facts) => {
    const today = dayOf(facts.scan.now, facts.list.timezone);
    return entries(facts).some((scan) => dayOf(scan.at, facts.list.timezone) === today);
  },
  once_per_session: (facts) => entries(facts).some((scan) => scan.session === facts.scan.session),
  reentry: inside,
  many: () => false,
};

const CHECKS = [
  ["revoked", ({ pass }) => pass.state === "revoked"],
  ["cancelled", ({ registration }) => GONE.has(registration.state)],
  ["blocked", ({ registration }) => registration.blocked],
  ["unapproved", ({ registration }) => registration.state === "awaiting_approval"],
  ["unconfirmed", unconfirmed],
  ["invalid_time", (facts) => entering(facts) && outside(facts.scan.now, facts.pass.valid_from, facts.pass.valid_until)],
  ["list_closed", (facts) => entering(facts) && outside(facts.scan.now, facts.list.opens_at, facts.list.closes_at)],
  ["not_on_list", ({ registration, list }) => list.groups !== null && !among(list.groups, registration.group)],
  ["wrong_session", wrongSession],
  ["wrong_gate", ({ list, scan }) => list.gates !== null && !among(list.gates, scan.gate)],
  ["questions", (facts) => entering(facts) && facts.open_questions.length > 0],
  ["already_in", (facts) => entering(facts) && USED[facts.list.mode](facts)],
];

function firstReason(facts) {
  if (facts.registration === null || among(["unknown", "other_event"], facts.pass.state)) return "invalid";
  const found = CHECKS.find(([, applies]) => applies(facts));
  return found ? found[0] : null;
}

export function decide(facts) {
  if (counting(facts).some((scan) => scan.nonce === facts.scan.nonce)) {
    return { status: "ok", reason: null, recorded: "none" };
  }
  const reason = firstReason(facts);
  if (reason === null) return { status: "ok", reason: null, recorded: "success" };
  if (facts.scan.force && reason !== "invalid") return { status: "ok", reason: null, recorded: "forced" };
  return { status: reason === "questions" ? "incomplete" : "error", reason, recorded: "failure" };
}

"""Building a snapshot, whole or only what is new since a cursor.

No phone or identity number goes along, names are masked, and of a code only the start of its hash: enough to know it
again, too little to make it. Dates are milliseconds.
"""

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from deqing_events.checkin import scan_rows
from deqing_events.checkin.gate_queries import Holder
from deqing_events.checkin.scan_facts import STATES, ListRow, admission_list
from deqing_events.checkin.snapshots import cursors, queries
from deqing_events.checkin.snapshots.cursors import Cursor
from deqing_events.checkin.snapshots.wording import words
from deqing_events.domain import door_questions
from deqing_events.domain.masking import mask_name

TOKEN_BYTES, SHORT_BYTES = 12, 6
OVERLAP = dt.timedelta(seconds=60)
"""A scan may be stored this long after it was received, and still be sent."""
COMPARE_EVERY = dt.timedelta(minutes=5)
"""People are compared this often even when the log says that nothing happened."""

Json = dict[str, Any]


def snapshot(held: Holder, at: ListRow, since: Cursor | None, *, now: dt.datetime) -> Json:
    """Return what a device of this list needs: everything, or what is new since its cursor."""
    stamp = queries.stamp()
    head = _head(held, at, now=now)
    digest = _digest(json.dumps(head, sort_keys=True, ensure_ascii=False))
    made: Json = {"full": since is None, "at": _millis(now)}
    if since is None or since.head != digest:
        made["head"] = head
    buckets, compared_at = _people(made, at, since, stamp, now)
    made["entries"] = _entries(at, since)
    made["version"] = Cursor(stamp, now, compared_at, digest, buckets).text()
    return made


def _people(
    made: Json, at: ListRow, since: Cursor | None, stamp: int, now: dt.datetime
) -> tuple[tuple[str, ...], dt.datetime]:
    """Put the buckets that changed into ``made``; return the digests of all and when they were compared."""
    if since is not None and since.stamp == stamp and now - since.compared_at < COMPARE_EVERY:
        made["people"] = {}
        return since.buckets, since.compared_at
    rows = [_person(list(passes), at) for _, passes in groupby(queries.people(at.event_id), key=lambda row: row.id)]
    count = len(since.buckets) if since else cursors.buckets_for(len(rows))
    if since is not None and count < cursors.buckets_for(len(rows)) // 2:
        since, count = None, cursors.buckets_for(len(rows))  # it has grown out of its buckets
        made["full"] = True
    buckets: list[list[list[Any]]] = [[] for _ in range(count)]
    for row in rows:
        buckets[row[0] % count].append(row)
    digests = tuple(_digest(json.dumps(bucket, ensure_ascii=False)) for bucket in buckets)
    old = since.buckets if since else ("",) * count
    made["people"] = {str(n): buckets[n] for n in range(count) if digests[n] != old[n]}
    return digests, now


def _person(passes: list[queries.Found], at: ListRow) -> list[Any]:
    """Return a person: id, name, unit, state, session, group, code, short code, codes replaced since.

    A rotating pass has no code here: without a line nobody can tell a fresh one from a picture, so the device asks to
    be connected.
    """
    row = passes[0]
    unit = row.unit_short_name or row.unit_name or row.unit_text
    where = " · ".join(part for part in (unit, row.township) if part)
    state = STATES[scan_rows.standing(row.state, row.review)].value + ("!" if row.blocked else "")
    group = {"township": row.township_id, "team": row.team_id}.get(at.group_by)
    live, short = ("", "") if row.revoked_at else (token_mark(row.token_hash), short_mark(row.short_code))
    live = "" if at.rotating_pass else live
    gone = [token_mark(each.token_hash) for each in passes if each.revoked_at]
    return [row.id, mask_name(row.name), where, state, row.session_id, str(group or ""), live, short, gone]


def _entries(at: ListRow, since: Cursor | None) -> list[list[Any]]:
    """Return who went in and out when and where: of everybody, or of those whose scans are new."""
    if since is None:
        return _moves(queries.entries(at.id), ())
    people = queries.touched(at.id, since.seen_at - OVERLAP)
    return _moves(queries.entries_of(at.id, people), people)


def _moves(rows: Iterable[queries.Found], people: Iterable[int]) -> list[list[Any]]:
    found: dict[int, list[list[Any]]] = {person: [] for person in people}
    for row in rows:
        move = [_millis(row.scanned_at), row.direction, row.session_id, row.gate, row.volunteer]
        found.setdefault(row.registration_id, []).append(move)
    return [[person, moves] for person, moves in found.items()]


def _head(held: Holder, at: ListRow, *, now: dt.datetime) -> Json:
    law = admission_list(at)
    return {
        "list": {
            "mode": law.mode.value,
            "timezone": law.timezone.key,
            "groups": _sorted(law.groups),
            "sessions": _sorted(law.sessions),
            "gates": _sorted(law.gates),
            "opens_at": _iso(law.opens_at),
            "closes_at": _iso(law.closes_at),
            "accept_unconfirmed": law.accept_unconfirmed,
        },
        "id": str(at.id),
        "name": at.name,
        "gate": held.gate,
        "volunteer": held.volunteer,
        "supervisor": held.supervisor,
        "until": _iso(held.valid_until),
        "rotating": at.rotating_pass,
        "questions": door_questions.stored(at.questions),
        "sessions": [
            [each.id, _millis(each.starts_at), _millis(each.ends_at)] for each in queries.sessions(at.event_id)
        ],
        "words": words(held, at, now=now.replace(hour=0, minute=0, second=0, microsecond=0)),
    }


def token_mark(token_hash: str) -> str:
    """Return the start of a token's hash, by which a device knows a code again."""
    return _short(bytes.fromhex(token_hash)[:TOKEN_BYTES])


def short_mark(short_code: str) -> str:
    """Return the start of a short code's hash."""
    return _short(hashlib.sha256(f"short:{short_code}".encode()).digest()[:SHORT_BYTES])


def _digest(text: str) -> str:
    return _short(hashlib.sha256(text.encode()).digest())[: cursors.SIZE]


def _short(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _sorted(values: frozenset[str] | None) -> list[str] | None:
    return None if values is None else sorted(values)


def _iso(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None


def _millis(at: dt.datetime) -> int:
    return round(at.timestamp() * 1000)

"""Fixing the list, drawing by a seed said in public, and lots for those who come late."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.custody import queries as custody
from deqing_events.contests.start_draws import queries
from deqing_events.contests.start_draws.models import LateLot, StartDraw
from deqing_events.domain import draw as law
from deqing_events.domain.roles import Actor

FEWEST = 2
GAVE_CODES = "这个账号编过这场的盲码，不能再做检录抽签。请换一位检录员。"
CHANGED = "抽签刚被别人动过，请看清现在的样子再点一次。"


class DrawRefusedError(ValueError):
    """Nothing was stored; the text is a sentence for people."""


@dataclass(frozen=True)
class Announced:
    """A seed as it was said: the exact text, how it came about (dice, a lottery number), who witnessed."""

    seed: str
    source: str
    witnesses: str


@contextmanager
def _refusals(event_id: int, by: Actor) -> Iterator[Session]:
    try:
        with database.transaction() as session:
            if custody.gave_codes(event_id, by.who):
                raise DrawRefusedError(GAVE_CODES)
            yield session
    except IntegrityError as error:
        raise DrawRefusedError(database.violated(error) or CHANGED) from error


def fix_list(event_id: int, *, replaces: int, reason: str, by: Actor, now: dt.datetime) -> StartDraw:
    """Fix who takes part: everybody whose status is 参赛. Returns the new version, still without a seed.

    ``replaces`` is the version that holds for the person asking, 0 for none; replacing one needs a reason and keeps it.
    Raises DrawRefusedError when there are fewer than two, without a reason, or when the version is another by now.
    """
    with _refusals(event_id, by) as session:
        held = queries.locked(event_id)
        if (held.version if held else 0) != replaces:
            raise DrawRefusedError(CHANGED)
        if held is not None and not reason:
            raise DrawRefusedError("重新抽签要写明原因，原来的名单和结果会保留。")
        people = queries.competing(event_id)
        if len(people) < FEWEST:
            raise DrawRefusedError("参赛的不到 2 名，不用抽签。请先生成参赛名单。")
        made = StartDraw(event_id=event_id, version=replaces + 1, reason=reason, fixed_at=now, fixed_by=by.who)
        made.listed = [[row.id, row.number] for row in people]
        made.list_sha256 = law.list_digest([row.number for row in people])
        session.add(made)
        session.flush()
        told = {"version": made.version, "count": len(people), "digest": made.list_sha256, "reason": reason}
        record("start_draw.fix", "event", event_id, by=by, now=now, **told)
    return made


def draw(event_id: int, version: int, said: Announced, *, by: Actor, now: dt.datetime) -> StartDraw:
    """Draw by the seed that was said in public; stored once per version and never changed.

    Raises DrawRefusedError when ``version`` does not hold any more or was drawn already.
    """
    with _refusals(event_id, by):
        held = queries.locked(event_id)
        if held is None or held.version != version:
            raise DrawRefusedError(CHANGED)
        if held.drawn_at is not None:
            raise DrawRefusedError("这份名单已经抽过签了。要重抽请写明原因。")
        ids = {number: entrant_id for entrant_id, number in held.listed}
        result = law.drawn(said.seed, list(ids))
        held.seed, held.seed_source, held.witnesses = said.seed, said.source, said.witnesses
        held.drawn_order = [ids[number] for number in result.order]
        held.drawn_at, held.drawn_by = now, by.who
        record("start_draw.draw", "event", event_id, by=by, now=now, version=version, digest=held.list_sha256)
    return held


def place_late(event_id: int, entrant_id: int, reason: str, *, by: Actor, now: dt.datetime) -> LateLot:
    """Give somebody who came after the list was fixed the next lot at the end; nobody else's lot moves.

    Raises DrawRefusedError before the draw, for somebody who has a lot, or without a reason.
    """
    with _refusals(event_id, by) as session:
        held = queries.locked(event_id)
        if held is None or held.drawn_at is None:
            raise DrawRefusedError("还没抽签。请重新固定名单，把这位一起抽。")
        if not reason:
            raise DrawRefusedError("请写明为什么迟到补入，会公开在抽签页上。")
        found = next((row for row in queries.not_drawn(event_id, held) if row.id == entrant_id), None)
        if found is None:
            raise DrawRefusedError("这位已经有签号，或已不在参赛名单里，请刷新。")
        lot = len(held.drawn_order) + len(held.late) + 1
        made = LateLot(draw_id=held.id, entrant_id=found.id, number=found.number, lot=lot, reason=reason)
        made.by, made.at = by.who, now
        session.add(made)
        session.flush()
        told = {"version": held.version, "number": found.number, "place": lot, "reason": reason}
        record("start_draw.late", "event", event_id, by=by, now=now, **told)
    return made

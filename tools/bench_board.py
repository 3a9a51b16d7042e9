"""The published board of the bench: many entrants with five judges' marks, ranked and published by the product."""

import datetime as dt
import random
from decimal import Decimal

from sqlalchemy import insert

from deqing_events import database
from deqing_events.contests.history import Change
from deqing_events.contests.live import actions as live
from deqing_events.contests.models import Entrant, Mark
from deqing_events.contests.results import actions
from deqing_events.contests.results.content import digest_of, frozen, public_naming
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.rule_sheets import actions as rules
from deqing_events.domain.roles import SYSTEM
from deqing_events.domain.sheet_builders import SimpleContest, TierChoice, simple_sheet
from deqing_events.events.models import Event

JUDGES = ("J1", "J2", "J3", "J4", "J5")


def publish_board(event_id: int, entrants: int, *, now: dt.datetime) -> str:
    """Store entrants and marks, publish the ranking, and return the board's address."""
    tiers = [TierChoice("一等奖", percent=Decimal(10)), TierChoice("二等奖", percent=Decimal(20))]
    sheet = simple_sheet(SimpleContest("示例", JUDGES, [("操作", Decimal(100))], tiers, draw_within=0))
    rules.save(event_id, rules.Draft(body=sheet), by=SYSTEM, now=now)
    _fill(event_id, entrants, now)
    standings = worked_out(event_id)
    if standings is None:
        raise RuntimeError("the bench's contest has no rules")
    event = database.session().get_one(Event, event_id)
    seen = digest_of(frozen(event, standings, public_naming(event)))
    actions.publish(event_id, actions.Publishing("provisional", seen), Change(SYSTEM, now))
    return f"/results/{event.slug}"


def open_live(event_id: int, entrants: int, *, now: dt.datetime) -> str:
    """Store entrants and marks, open the live board as wide as it goes, and return its address."""
    sheet = simple_sheet(SimpleContest("示例", JUDGES, [("操作", Decimal(100))], [], draw_within=0))
    rules.save(event_id, rules.Draft(body=sheet), by=SYSTEM, now=now)
    _fill(event_id, entrants, now)
    board = live.set_up(event_id, live.Settings(200, chips=True, naming="name", hold_back=0), by=SYSTEM, now=now)
    live.open_board(event_id, live.Tap(SYSTEM, now, board.version))
    return f"/live/{database.session().get_one(Event, event_id).slug}"


def change_a_mark(event_id: int, now: dt.datetime) -> None:
    """Change one mark, so that the live board has to be worked out anew."""
    with database.transaction() as session:
        mark = session.query(Mark).join(Entrant, Entrant.id == Mark.entrant_id).filter_by(event_id=event_id).first()
        if mark is not None:
            mark.value, mark.at = "77", now


def _fill(event_id: int, count: int, now: dt.datetime) -> None:
    rolls = random.Random(7)  # noqa: S311 - sample marks, the same in every run
    with database.transaction() as session:
        people = [
            Entrant(event_id=event_id, number=f"N{n:04}", name=f"示例{n}", delegation=f"示例{n % 13}队")
            for n in range(count)
        ]
        session.add_all(people)
        session.flush()
        rows = []
        for one in people:
            common = {"entrant_id": one.id, "by": "system", "at": now}
            rows.append({**common, "criterion": "paper", "judge": "", "value": str(rolls.randint(40, 100))})
            rows += [{**common, "criterion": "c1", "judge": j, "value": str(rolls.randint(40, 100))} for j in JUDGES]
        session.execute(insert(Mark), rows)

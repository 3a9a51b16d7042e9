"""Two rounds on stage: a preliminary with six entrants who signed up, and the final it leads to."""

import datetime as dt
from typing import Any

from deqing_events import database
from deqing_events.contests.models import Entrant
from deqing_events.contests.results import queries as results
from deqing_events.contests.rounds.models import RoundDecision, RoundLink, RoundPlace
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration
from tests import factories, factories_registration
from tests.conftest import NOW
from tests.contests import stage
from tests.reading import StrictClient

NAMES = ("沈示例", "陈样本", "吴练习", "周模拟", "郑演示", "王测试")
MOBILES = tuple(f"1990000010{number}" for number in range(len(NAMES)))
SOON: dict[str, Any] = {"starts_at": NOW + dt.timedelta(days=20), "ends_at": NOW + dt.timedelta(days=20, hours=6)}


def leads(event: Event, onward: Event, **fields: Any) -> RoundLink:
    """Let an event lead to another: two go on, two stand by."""
    usual = {"condition": "ranking", "level": 2, "cap_percent": 100, "base": "present", "tie_at_level": "include"}
    values = {**usual, "reserves": 2, "guests_consume": False, "reply_hours": 24, **fields}
    made = RoundLink(event_id=event.id, next_event_id=onward.id, set_at=NOW, set_by="staff:1", **values)
    with database.transaction() as session:
        session.add(made)
    return made


def signed_up(event: Event, number: int) -> Registration:
    """Store the sign-up of one of the cast."""
    return factories_registration.registration(event, NAMES[number], mobile=MOBILES[number])


def two_rounds(
    client: StrictClient, *, marked: int = 6, room: int | None = None, **fields: Any
) -> tuple[Event, Event, list[Entrant]]:
    """Sign Dai in; store both rounds and six entrants A1 … A6, the first so many marked, best first."""
    event = stage.county(client, title="电工技能比武初赛", is_preliminary=True)
    onward = factories.event("电工技能比武决赛", capacity=room, **SOON)
    leads(event, onward, **fields)
    stage.rules(event, draw_within=0)
    rows = []
    for number, name in enumerate(NAMES):
        held = signed_up(event, number)
        rows.append(stage.entrant(event, f"A{number + 1}", name, registration_id=held.id, unit_name="示例精工"))
        if number < marked:
            stage.mark(rows[-1], str(95 - 5 * number), (str(55 - number), "30"))
    return event, onward, rows


def desk(event: Event, tail: str = "") -> str:
    """Return an address of the event's rounds at the desk."""
    return f"/desk/events/{event.id}/rounds{tail}"


def listed(event: Event, onward: Event) -> RoundDecision:
    """Store a list of everybody ranked in what is published, nobody signed up for the next round yet."""
    shown = results.latest(event.id)
    assert shown is not None
    leads(event, onward)
    made = RoundDecision(event_id=event.id, next_event_id=onward.id, publication_id=shown.id, confirmed_at=NOW)
    made.confirmed_by, made.undone_at = "staff:1", None
    with database.transaction() as session:
        session.add(made)
        session.flush()
        for line, row in enumerate(session.query(Entrant).filter_by(event_id=event.id)):
            where = {"registration_id": row.registration_id, "line": line, "rank": line + 1}
            session.add(RoundPlace(decision_id=made.id, entrant_id=row.id, state="advanced", **where))
    return made

"""Questions about marks that are far apart."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select

from deqing_events import database
from deqing_events.contests.models import Entrant
from deqing_events.contests.results.standings import contestants, current_rules
from deqing_events.contests.spreads.accepted import exact
from deqing_events.contests.spreads.models import LookAgain, SpreadAcceptance
from deqing_events.domain.rounding import plain_text
from deqing_events.domain.spreads import spreads


@dataclass(frozen=True)
class Asked:
    """A judge who was asked to look again; ``answered_at`` is empty while the chief judge waits."""

    judge: str
    at: dt.datetime
    answered_at: dt.datetime | None


@dataclass(frozen=True)
class Accepted:
    """Marks that were let stand; ``marks`` are judge and mark."""

    code: str
    marks: Sequence[tuple[str, str]]
    reason: str
    at: dt.datetime


@dataclass(frozen=True)
class OpenSpread:
    """An alarm nobody has settled. ``code`` is the blind code (else the number); no name gets here.

    ``marks`` are judge and mark in panel order, ``exact`` the same as an acceptance keeps them, ``criteria`` the cells
    that were compared.
    """

    entrant_id: int
    code: str
    key: str
    title: str
    marks: Sequence[tuple[str, str]]
    exact: dict[str, str]
    apart: str
    allowed: str
    outermost: Sequence[str]
    criteria: Sequence[str]
    asked: Sequence[Asked]


def open_spreads(event_id: int) -> list[OpenSpread]:
    """Return the alarms of an event that are neither mended nor accepted, by code."""
    sheet = current_rules(event_id)
    if sheet is None:
        return []
    asked = _asked(event_id)
    found = []
    for row, entrant in contestants(event_id, sheet):
        for spread in spreads(sheet, entrant):
            marks = [(judge, plain_text(value)) for judge, value in spread.given.items()]
            found.append(
                OpenSpread(
                    row.id,
                    row.blind_code or row.number,
                    spread.key,
                    spread.title,
                    marks,
                    exact(spread),
                    plain_text(spread.apart),
                    plain_text(spread.allowed),
                    spread.outermost,
                    spread.criteria,
                    [one for one, key in asked.get(row.id, []) if key == spread.key],
                )
            )
    return sorted(found, key=lambda spread: spread.code)


def _asked(event_id: int) -> dict[int, list[tuple[Asked, str]]]:
    query = select(LookAgain).join(Entrant, Entrant.id == LookAgain.entrant_id)
    rows = database.session().scalars(query.where(Entrant.event_id == event_id).order_by(LookAgain.id))
    found: dict[int, list[tuple[Asked, str]]] = {}
    for row in rows:
        found.setdefault(row.entrant_id, []).append((Asked(row.judge, row.at, row.answered_at), row.key))
    return found


def accepted(event_id: int) -> list[Accepted]:
    """Return what was let stand in an event, the latest first."""
    query = select(SpreadAcceptance, Entrant).join(Entrant, Entrant.id == SpreadAcceptance.entrant_id)
    query = query.where(Entrant.event_id == event_id).order_by(SpreadAcceptance.id.desc())
    return [
        Accepted(
            entrant.blind_code or entrant.number,
            [(judge, plain_text(Fraction(value))) for judge, value in row.given.items()],
            row.reason,
            row.at,
        )
        for row, entrant in database.session().execute(query)
    ]


def waiting_for(event_id: int, judge: str) -> list[LookAgain]:
    """Return what a judge was asked to look at again and has not answered."""
    query = select(LookAgain).join(Entrant, Entrant.id == LookAgain.entrant_id)
    query = query.where(Entrant.event_id == event_id, LookAgain.judge == judge, LookAgain.answered_at.is_(None))
    return list(database.session().scalars(query.order_by(LookAgain.id)))

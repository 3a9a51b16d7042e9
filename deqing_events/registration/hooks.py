"""What features above registration tell it, without being imported: the factory fills ``offers`` at start."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from deqing_events.registration.models import Pass
from deqing_events.registration.teams.models import TeamPass


def _nobody_special(held: Pass) -> object | None:
    del held
    return None


def _no_team_special(held: TeamPass) -> object | None:
    del held
    return None


def _not_entered(registration_id: int) -> dt.datetime | None:
    del registration_id
    return None


@dataclass(frozen=True)
class OwnResult:
    """A worker's own published result: ``place`` is None without a rank, then ``status`` says why (缺考 …)."""

    stage: str
    place: int | None
    tied: bool
    total: str
    award: str
    status: str
    href: str


def _nothing_published(registration_id: int) -> OwnResult | None:
    del registration_id
    return None


@dataclass
class Offers:
    """The hooks, filled by check-in and, the last one, by contests.

    ``pass_seen(held)`` answers the request when whoever opened a pass's address may check people in there (a signed-in
    gate volunteer or staff), with anything a view may return; None for everybody else. ``team_pass_seen(held)`` does
    the same for a team's pass. ``entered_at(registration_id)`` says when somebody came in, None before.
    ``own_result(registration_id)`` is what was published about somebody.
    """

    pass_seen: Callable[[Pass], object | None] = field(default=_nobody_special)
    team_pass_seen: Callable[[TeamPass], object | None] = field(default=_no_team_special)
    entered_at: Callable[[int], dt.datetime | None] = field(default=_not_entered)
    own_result: Callable[[int], OwnResult | None] = field(default=_nothing_published)


offers = Offers()

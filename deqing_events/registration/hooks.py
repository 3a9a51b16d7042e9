"""What features above registration tell it, without being imported: the factory fills ``offers`` at start."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from deqing_events.events.models import Event
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
    """A worker's own published result: ``place`` is None without a rank, then ``status`` says why (缺考 …).

    ``more`` are further lines of name and text, such as each timed attempt.
    """

    stage: str
    place: int | None
    tied: bool
    total: str
    award: str
    status: str
    href: str
    more: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class OwnCertificate:
    """A worker's own certificate that counts: its words, where its file is, and where anybody can check it."""

    title: str
    award: str
    name: str
    number: str
    issued_on: dt.date
    href: str
    check_href: str


@dataclass(frozen=True)
class OwnRound:
    """What was decided about a worker's next round, in a few words, and where to answer."""

    said: str
    href: str


def _no_next_round(registration_id: int) -> OwnRound | None:
    del registration_id
    return None


def _no_certificates(mobile: str) -> Sequence[OwnCertificate]:
    del mobile
    return ()


def _nothing_published(registration_id: int) -> OwnResult | None:
    del registration_id
    return None


def _nobody_won(registration_ids: Sequence[int], event: Event) -> frozenset[int]:
    del registration_ids, event
    return frozenset()


def _nobody_stayed_away(registration_ids: Sequence[int]) -> frozenset[int]:
    del registration_ids
    return frozenset()


@dataclass
class Offers:
    """The hooks, filled by check-in and, where they speak of results, by contests.

    ``pass_seen(held)`` answers the request when whoever opened a pass's address may check people in there (a signed-in
    gate volunteer or staff), with anything a view may return; None for everybody else. ``team_pass_seen(held)`` does
    the same for a team's pass. ``entered_at(registration_id)`` says when somebody came in, None before.
    ``absent(registration_ids)`` are those of them who did not come although their event, being over, was checked in.
    ``own_result(registration_id)`` is what was published about somebody. ``won(registration_ids, event)`` are those of
    them that came first in a contest of the event's trade and kind, of its level or a higher one.
    ``own_round(registration_id)`` is what was decided about somebody's next round.
    ``certificates(mobile)`` are those of sign-ups with a mobile, the newest first.
    """

    pass_seen: Callable[[Pass], object | None] = field(default=_nobody_special)
    team_pass_seen: Callable[[TeamPass], object | None] = field(default=_no_team_special)
    entered_at: Callable[[int], dt.datetime | None] = field(default=_not_entered)
    absent: Callable[[Sequence[int]], frozenset[int]] = field(default=_nobody_stayed_away)
    own_result: Callable[[int], OwnResult | None] = field(default=_nothing_published)
    own_round: Callable[[int], OwnRound | None] = field(default=_no_next_round)
    won: Callable[[Sequence[int], Event], frozenset[int]] = field(default=_nobody_won)
    certificates: Callable[[str], Sequence[OwnCertificate]] = field(default=_no_certificates)


offers = Offers()

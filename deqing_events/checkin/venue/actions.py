"""A worker checks in at a screen or poster: which phone it was is noted, then the law of every scan decides."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.checkin import codes, scan_actions
from deqing_events.checkin.scan_actions import Answered
from deqing_events.checkin.scan_facts import Attempt, Post
from deqing_events.checkin.screens.models import VenueConfirm
from deqing_events.checkin.screens.queries import Screen
from deqing_events.domain.distance import Verdict
from deqing_events.domain.roles import Actor

SELF = "本人"
"""Stands where the volunteer stands for a scan at a gate."""

NOBODY = codes.Code(digest=hashlib.sha256(b"typed at a screen").hexdigest())
"""The code of a mobile and name that fit nobody: the try is stored, what was typed is not."""


@dataclass(frozen=True)
class Tap:
    """One tap on 签到. ``registration_id`` None: mobile and name fitted nobody; ``proven``: the phone may show it.

    ``place`` is what came of the check of its position, None where the list does not ask; ``answers`` are those to the
    list's door questions, by key.
    """

    registration_id: int | None
    phone_hash: str
    nonce: str
    proven: bool
    place: Verdict | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


def confirm(screen: Screen, tap: Tap, *, now: dt.datetime, by: Actor) -> Answered:
    """Check somebody in at a screen or poster; the same tap again gets the same answer.

    Which phone it was is stored before the scan and under its nonce: a scan never lacks it.
    """
    nonce = _nonce(screen, tap)
    if tap.registration_id is not None:
        _note(screen, tap, nonce, now=now)
    code = NOBODY if tap.registration_id is None else codes.person(tap.registration_id)
    lane, note = ("static" if screen.kind == "poster" else "venue"), ("" if tap.proven else "手机号和姓名现填")
    post = Post(screen.list_id, screen.place, SELF, session_id=screen.session_id)
    attempt = Attempt(code, nonce, lane=lane, note=note, answers=tap.answers)
    return scan_actions.scan(post, attempt, now=now, by=by)


def _note(screen: Screen, tap: Tap, nonce: str, *, now: dt.datetime) -> None:
    row = VenueConfirm(nonce=nonce, screen_id=screen.id, phone_hash=tap.phone_hash, proven=tap.proven, at=now)
    if tap.place is not None:
        row.place_asked, row.near, row.band = True, tap.place.near, tap.place.band
    try:
        with database.transaction() as session:
            session.add(row)
    except IntegrityError:
        return  # the other tap of a double tap


def _nonce(screen: Screen, tap: Tap) -> str:
    """Return the scan's nonce: what the page sent is bound to who it is for, so that no page speaks for two people."""
    said = f"venue:{screen.id}.{tap.registration_id}.{tap.phone_hash}.{tap.nonce}"
    return hashlib.sha256(said.encode()).hexdigest()[:40]

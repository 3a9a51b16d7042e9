"""What a worker reads about the own data: what is kept of each sign-up and until when, and which consents stand."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deqing_events.domain.kinds import EventState
from deqing_events.domain.questions.definition import Retention
from deqing_events.domain.retention import Keeping
from deqing_events.events.models import Event
from deqing_events.privacy.own.queries import Kept
from deqing_events.registration.consents import WORDS, Purpose, Words
from deqing_events.registration.models import Consent, Registration
from deqing_events.registration.questions.queries import Answered
from deqing_events.web.clock import SHANGHAI

SWITCHED = (Purpose.PUBLICATION, Purpose.PHOTOS)
"""Purposes that are given and taken back with one tap; nothing depends on them."""


@dataclass(frozen=True)
class Holding:
    """One sign-up: what is kept of it, and what goes when."""

    held: Registration
    what: str
    ends: Sequence[tuple[str, dt.date]]


@dataclass(frozen=True)
class Switch:
    """One purpose: how many of the sign-ups agreed, of how many; ``last`` is the newest choice."""

    purpose: Purpose
    words: Words
    given: int
    total: int
    last: Consent | None

    @property
    def on(self) -> bool:
        """Whether all of them agreed."""
        return self.total > 0 and self.given == self.total


def holdings(kept: Kept, keeping: Keeping) -> list[Holding]:
    """Return each sign-up with what is kept of it."""
    return [_holding(held, kept.answers[held.id], keeping) for held in kept.sign_ups]


def switches(kept: Kept, purposes: Sequence[Purpose] = SWITCHED) -> list[Switch]:
    """Return how the purposes stand over all sign-ups."""
    return [_switch(purpose, kept) for purpose in purposes]


def numbers_held(kept: Kept) -> int:
    """Return how many identity numbers are kept with the sign-ups."""
    return sum(_has_number(answered) for answered in kept.answers.values())


def _holding(held: Registration, answered: Sequence[Answered], keeping: Keeping) -> Holding:
    living = [answer for answer in answered if not answer.cleared]
    labels = [answer.question.label for answer in living]
    what = "、".join(["姓名", "手机", "单位", *labels])
    end = _end(held.event)
    classes = {answer.question.retention for answer in living} - {Retention.RECORD}
    goes = [(_WORDS[each], end + dt.timedelta(days=keeping.of_answers(each))) for each in Retention if each in classes]
    goes.append(("去掉姓名和手机", end + dt.timedelta(days=keeping.records)))
    return Holding(held, what, sorted(goes, key=lambda pair: pair[1]))


_WORDS: Mapping[Retention, str] = {Retention.IDENTITY: "身份证号删除", Retention.EVENT: "填写的内容删除"}


def _end(event: Event) -> dt.date:
    last = event.ends_at or event.starts_at or event.registration_closes_at or event.updated_at
    return (event.updated_at if event.state == EventState.POSTPONED else last).astimezone(SHANGHAI).date()


def _switch(purpose: Purpose, kept: Kept) -> Switch:
    newest = {row.registration_id: row for row in kept.consents if row.purpose == purpose}
    last = max(newest.values(), key=lambda row: row.at, default=None)
    given = sum(row.given for row in newest.values())
    return Switch(purpose, WORDS[purpose], given, len(kept.sign_ups), last)


def _has_number(answered: Sequence[Answered]) -> bool:
    return any(answer.question.retention is Retention.IDENTITY and not answer.cleared for answer in answered)

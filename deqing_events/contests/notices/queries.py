"""Questions about public notices."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from deqing_events import database
from deqing_events.contests.models import Publication
from deqing_events.contests.notices.models import Notice
from deqing_events.contests.workdays import queries as workdays
from deqing_events.domain.kinds import EventState
from deqing_events.domain.objections import why_shut
from deqing_events.domain.public_notice import DEFAULT_DAYS, Period, days_left, has_ended, period
from deqing_events.events.models import Event
from deqing_events.web.clock import SHANGHAI

NOT_ENDED = "公示到 {end} 为止，过了这一天才能公布成“已生效”。"


def day_of(now: dt.datetime) -> dt.date:
    """Return the day in Deqing."""
    return now.astimezone(SHANGHAI).date()


def of_publication(publication_id: int) -> Notice | None:
    """Return the notice of a publication, or None (a provisional ranking has none)."""
    query = select(Notice).where(Notice.publication_id == publication_id)
    return database.session().scalars(query).one_or_none()


def one(notice_id: int) -> Notice | None:
    """Return a notice everybody may read: its publication was not withdrawn and its event is public."""
    query = (
        select(Notice)
        .join(Publication, Publication.id == Notice.publication_id)
        .join(Event, Event.id == Notice.event_id)
        .where(Notice.id == notice_id, Publication.withdrawn_at.is_(None), Event.state != EventState.DRAFT)
        .options(joinedload(Notice.publication).joinedload(Publication.event))
    )
    return database.session().scalars(query).one_or_none()


def listing(*, limit: int = 200) -> list[Notice]:
    """Return the notices everybody may read, the latest first; test events are left out."""
    query = (
        select(Notice)
        .join(Publication, Publication.id == Notice.publication_id)
        .join(Event, Event.id == Notice.event_id)
        .where(Publication.withdrawn_at.is_(None), Event.state != EventState.DRAFT, Event.is_test.is_(False))
        .options(joinedload(Notice.publication).joinedload(Publication.event))
        .order_by(Notice.id.desc())
        .limit(limit)
    )
    return list(database.session().scalars(query))


def of_event(event_id: int) -> list[Notice]:
    """Return every notice of an event, the latest first."""
    query = select(Notice).where(Notice.event_id == event_id).order_by(Notice.id.desc())
    return list(database.session().scalars(query.options(joinedload(Notice.publication))))


def planned(start: dt.date, days: int) -> Period:
    """Return the period of a notice put up on ``start``, by the calendar on file. ValueError as ``period`` says."""
    known = workdays.known()
    return period(start, days, known.calendar, known.years)


def period_of(publication: Publication) -> Period:
    """Return the announced period of a notice; one put up before periods were kept gets the usual days."""
    held = of_publication(publication.id)
    if held is None:
        return planned(day_of(publication.at), DEFAULT_DAYS)
    return Period(held.starts_on, held.ends_on, held.days)


def left(notice: Notice, today: dt.date) -> int:
    """Return how many working days of a notice are left, today included."""
    return days_left(Period(notice.starts_on, notice.ends_on, notice.days), today, workdays.known().calendar)


def newest(event_id: int) -> Notice | None:
    """Return the latest notice of an event whose publication was not withdrawn, or None."""
    return next((each for each in of_event(event_id) if each.publication.withdrawn_at is None), None)


def why_no_objection(notice: Notice, today: dt.date) -> str:
    """Return the sentence that says why a notice takes no objection, empty when it does."""
    latest = newest(notice.event_id)
    replaced = latest is not None and latest.id > notice.id
    return why_shut(Period(notice.starts_on, notice.ends_on, notice.days), today, replaced=replaced)


def why_not_final(publication: Publication, now: dt.datetime) -> str:
    """Return the sentence that keeps what is in public notice from taking effect, empty when nothing does."""
    held = period_of(publication)
    if has_ended(held, day_of(now)):
        return ""
    return NOT_ENDED.format(end=f"{held.ends_on.month}月{held.ends_on.day}日")

"""Lists for the last places at once: each as a whole or not at all, and never a place too many."""

import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import func, select

from deqing_events import database
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.organisations.models import Unit
from deqing_events.registration import entering_actions, quota_actions
from deqing_events.registration.entering_actions import Entry, Request
from deqing_events.registration.entries import actions
from deqing_events.registration.entries.outcomes import seen_as
from deqing_events.registration.entries.reading import Candidate
from deqing_events.registration.models import Quota, Registration
from deqing_events.registration.people import recognise
from deqing_events.registration.reconciling import reconcile
from tests import factories
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_entries import candidate, handed_in, how

pytestmark = pytest.mark.usefixtures("app")
LISTS, EACH, PLACES = 5, 4, 10
"""Two lists fit; a third one would need two places more than there are."""


def at_once(app: Flask, acts: Sequence[Callable[[], object]]) -> Counter[str]:
    """Run acts in threads that start together; return how often each kind of answer came."""
    said: list[str] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                act()
            except actions.ListRefusedError as refusal:
                said.append(type(refusal).__name__)
            else:
                said.append("taken in")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.session().rollback()
    return Counter(said)


def lists(work: Unit) -> list[list[Candidate]]:
    return [[candidate(100 * number + row, work) for row in range(EACH)] for number in range(1, LISTS + 1)]


def confirmed(event: Event) -> Counter[int]:
    """How many confirmed rows each list has, by the hundreds of their mobiles."""
    query = select(Registration.mobile).where(Registration.event_id == event.id, Registration.state == "confirmed")
    database.session().rollback()
    return Counter(int(mobile[-4:]) // 100 for mobile in database.session().scalars(query))


@both_engines
@pytest.mark.parametrize("waiting_list", [False, True])
def test_two_lists_get_all_their_places_and_the_others_none(app: Flask, tmp_path: Path, *, waiting_list: bool) -> None:
    work, event = factories.unit(), factories.event(capacity=PLACES, waiting_list=waiting_list)
    handed, circumstances, acts = lists(work), how(), []
    for lines in handed:
        seen = seen_as(actions.look(event.id, lines, circumstances))
        assert seen == "f" * EACH
        acts.append(partial(actions.take_in, handed_in(event, tmp_path), lines, seen, tmp_path, circumstances))
    assert at_once(app, acts) == {"taken in": 2, "ListChangedError": LISTS - 2}
    assert sorted(confirmed(event).values()) == [EACH, EACH]
    rows = database.session().scalar(select(func.count()).where(Registration.event_id == event.id))
    assert rows == 2 * EACH
    taken = database.session().scalar(select(Quota.taken).where(Quota.event_id == event.id, Quota.dimension == "event"))
    assert taken == 2 * EACH
    assert reconcile(repair=False, now=NOW, by=SYSTEM) == []


def believing(event: Event, lines: list[Candidate], looked: threading.Barrier) -> None:
    """Store what a look said, as one would who thinks nothing changes between preview and confirmation."""
    circumstances = how()
    entries = []
    for line in lines:
        assert line.details is not None
        request = Request(line.details, "", circumstances.keys, NOW, circumstances.by, source="clerk")
        entries.append(Entry(recognise(line.details, circumstances.keys), request))
    with contextlib.suppress(LookupError), database.transaction() as session:
        entering_actions.judge(session, event.id, entries)
        raise LookupError
    looked.wait()
    with database.transaction() as session:
        numbers = quota_actions.next_numbers(session, event.id, len(entries))
        for entry, number in zip(entries, numbers, strict=True):
            assert entry.made is not None
            entry.made.number = f"{event.code}-{number:04}"
        entering_actions.store(session, entries)


@both_engines
def test_whoever_believes_the_preview_gives_places_away_twice(app: Flask) -> None:
    """The negative control: what the test above is there to catch."""
    work, event = factories.unit(), factories.event(capacity=PLACES)
    with database.transaction() as session:
        quota_actions.lock_event(session, event.id)
    looked = threading.Barrier(LISTS)
    assert at_once(app, [partial(believing, event, lines, looked) for lines in lists(work)]) == {"taken in": LISTS}
    assert sum(confirmed(event).values()) > PLACES, "the race was not seen: the test above proves nothing"


@both_engines
def test_the_same_list_confirmed_twice_at_once_is_taken_in_once(app: Flask, tmp_path: Path) -> None:
    work, event = factories.unit(), factories.event()
    lines = lists(work)[0]
    upload, circumstances = handed_in(event, tmp_path), how()
    act = partial(actions.take_in, upload, lines, "f" * EACH, tmp_path, circumstances)
    assert at_once(app, [act] * 4) == {"taken in": 1, "ListRefusedError": 3}
    assert sum(confirmed(event).values()) == EACH


@both_engines
def test_ten_times_the_lines_cost_no_more_statements_under_the_lock(tmp_path: Path) -> None:
    work, event = factories.unit(), factories.event()
    circumstances, counted = how(), []
    for start, size in ((100, 5), (200, 50)):
        lines = [candidate(start + row, work) for row in range(size)]
        upload, statements = handed_in(event, tmp_path), list[str]()

        def heard(*about: object, into: list[str] = statements) -> None:
            into.append(str(about[2])[:60])

        sa.event.listen(db.engine, "before_cursor_execute", heard)
        actions.take_in(upload, lines, "f" * size, tmp_path, circumstances)
        sa.event.remove(db.engine, "before_cursor_execute", heard)
        counted.append(len(statements))
    assert counted[1] <= counted[0], counted

"""Taking a list in: everybody or nobody, under one lock, and never anybody twice."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import func, select

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.domain.eligibility.rules import DEFAULTS, RuleKind
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.messages.models import Message
from deqing_events.organisations.importing import uploads
from deqing_events.registration.eligibility import rule_actions
from deqing_events.registration.entries import actions, queries
from deqing_events.registration.entries.actions import ListChangedError, ListRefusedError
from deqing_events.registration.entries.outcomes import seen_as
from deqing_events.registration.entries.reading import Candidate
from deqing_events.registration.models import Consent, Pass, Quota, Registration
from deqing_events.registration.rules import RegistrationRefusedError
from tests import factories
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_entries import candidate, handed_in, how
from tests.factories_registration import registration
from tests.factories_review import reviewed_event

pytestmark = pytest.mark.usefixtures("app")


def _count(model: type[database.Base]) -> int:
    database.session().rollback()
    return database.session().scalar(select(func.count()).select_from(model)) or 0


def _rows(event: Event) -> list[Registration]:
    database.session().rollback()
    database.session().expire_all()
    query = select(Registration).where(Registration.event_id == event.id).order_by(Registration.number)
    return list(database.session().scalars(query))


def _taken_in(event: Event, lines: list[Candidate], folder: Path, seen: str = "") -> int:
    seen = seen or seen_as(actions.look(event.id, lines, how()))
    return actions.take_in(handed_in(event, folder), lines, seen, folder, how())


@both_engines
def test_everybody_gets_what_a_sign_up_of_ones_own_gets(tmp_path: Path) -> None:
    work = factories.unit()
    event = factories.event(capacity=2, waiting_list=True)
    lines = [candidate(row, work, publish_name=row == 5) for row in (5, 6, 7)]
    assert [line.kind for line in actions.look(event.id, lines, how())] == ["fine", "fine", "waits"]
    assert _count(Registration) == _count(Message) == 0
    assert _taken_in(event, lines, tmp_path) == 3
    made = _rows(event)
    assert [row.number[-4:] for row in made] == ["0001", "0002", "0003"]
    assert [(row.state, row.source, row.unit_id) for row in made] == [
        ("confirmed", "clerk", work.id),
        ("confirmed", "clerk", work.id),
        ("waiting", "clerk", work.id),
    ]
    assert _count(Pass) == 3
    given = [(row.purpose, row.given) for row in database.session().scalars(select(Consent).order_by(Consent.id))]
    assert given.count(("taking_part", True)) == 3
    assert given.count(("publication", True)) == 1
    told = sorted(database.session().scalars(select(Message.template)))
    assert told == ["registration_confirmed", "registration_confirmed", "waiting_listed"]
    entries = list(database.session().scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
    assert entries.count("registration.create") == 3
    assert entries[-1] == "entry_list.take_in"
    taken = database.session().scalar(select(Quota.taken).where(Quota.event_id == event.id, Quota.dimension == "event"))
    assert taken == 2


@both_engines
def test_the_workplace_s_own_word_counts_as_its_confirmation() -> None:
    work = factories.unit()
    event = reviewed_event("unit_host", "unit", capacity=1)
    lines = [candidate(5, work), candidate(6, work)]
    strangers = [Candidate(7, "沈示例", work.name, candidate(7, work).details)]
    kinds = [line.kind for line in actions.look(event.id, [*lines, *strangers], how())]
    assert kinds == ["review", "waits", "review"]


def test_one_bad_line_keeps_everybody_out(tmp_path: Path) -> None:
    work, event = factories.unit(), factories.event()
    lines = [candidate(5, work), Candidate(6, "", work.name, problem="姓名：请填写真实姓名。")]
    with pytest.raises(ListRefusedError, match="还有要改的行"):
        _taken_in(event, lines, tmp_path)
    assert _rows(event) == []


@both_engines
def test_what_changed_since_the_preview_is_said_and_nothing_is_stored(tmp_path: Path) -> None:
    work, event = factories.unit(), factories.event(capacity=2, waiting_list=True)
    lines = [candidate(5, work), candidate(6, work)]
    seen = seen_as(actions.look(event.id, lines, how()))
    registration(event)
    upload = handed_in(event, tmp_path)
    with pytest.raises(ListChangedError) as changed:
        actions.take_in(upload, lines, seen, tmp_path, how())
    assert changed.value.said == ["第 6 行：原来可以报上，现在名额满了，排候补。"]
    assert len(_rows(event)) == 1
    again = seen_as(changed.value.lines)
    assert actions.take_in(upload, lines, again, tmp_path, how()) == 2
    assert [row.state for row in _rows(event)] == ["confirmed", "confirmed", "waiting"]


@both_engines
def test_the_same_list_again_registers_nobody_twice(tmp_path: Path) -> None:
    work, event = factories.unit(), factories.event()
    lines = [candidate(5, work), candidate(6, work)]
    assert _taken_in(event, lines, tmp_path) == 2
    assert [line.kind for line in actions.look(event.id, lines, how())] == ["already", "already"]
    with pytest.raises(ListRefusedError, match="已经报过名"):
        _taken_in(event, lines, tmp_path)
    assert _taken_in(event, [*lines, candidate(7, work)], tmp_path) == 1
    assert len(_rows(event)) == 3


def test_a_list_is_used_once_and_its_file_goes(tmp_path: Path) -> None:
    work, event = factories.unit(), factories.event()
    lines = [candidate(5, work)]
    upload = handed_in(event, tmp_path, b"content")
    stored = queries.upload(upload)
    assert stored is not None
    name = stored.stored_name
    assert uploads.content_of(tmp_path, name) == b"content"
    assert actions.take_in(upload, lines, "f", tmp_path, how()) == 1
    assert uploads.content_of(tmp_path, name) is None
    with pytest.raises(ListRefusedError, match="已经处理过"):
        actions.take_in(upload, lines, "a", tmp_path, how())
    with pytest.raises(ListRefusedError, match="已经处理过"):
        actions.drop(upload, tmp_path, now=NOW, by=how().by)


def test_a_full_event_without_waiting_list_refuses_the_line(tmp_path: Path) -> None:
    work, event = factories.unit(), factories.event(capacity=1, waiting_list=False)
    lines = actions.look(event.id, [candidate(5, work), candidate(6, work)], how())
    assert [line.kind for line in lines] == ["fine", "problem"]
    assert lines[1].sentence == "名额满了，有人退出时会重新开放。"
    del tmp_path


def test_after_the_end_of_sign_up_only_staff_may_enter() -> None:
    work = factories.unit()
    event = factories.event(registration_closes_at=NOW - dt.timedelta(hours=1))
    with pytest.raises(RegistrationRefusedError, match="截止"):
        actions.look(event.id, [candidate(5, work)], how())
    assert [line.kind for line in actions.look(event.id, [candidate(5, work)], how(source="staff"))] == ["fine"]


def test_lists_nobody_confirmed_are_forgotten_after_a_week(tmp_path: Path) -> None:
    event = factories.event()
    old = handed_in(event, tmp_path, name="沈示例等人.xlsx")
    assert actions.forget_old(tmp_path, now=NOW + dt.timedelta(days=6)) == 0
    assert actions.forget_old(tmp_path, now=NOW + dt.timedelta(days=7, minutes=1)) == 1
    assert actions.forget_old(tmp_path, now=NOW + dt.timedelta(days=8)) == 0
    kept = queries.upload(old)
    assert kept is not None
    assert (kept.state, kept.file_name, kept.stored_name) == ("dropped", "", "")
    assert list((tmp_path / uploads.FOLDER).iterdir()) == []


@both_engines
def test_taking_somebody_back_frees_the_place_and_tells_them(tmp_path: Path) -> None:
    work, event = factories.unit(), factories.event(capacity=1, waiting_list=True)
    _taken_in(event, [candidate(5, work)], tmp_path)
    waiting = registration(event)
    held = _rows(event)[0]
    moved = actions.withdraw(held.id, reason="临时出差", now=NOW, by=how().by)
    assert moved == [waiting.id]
    assert [row.state for row in _rows(event)] == ["cancelled", "confirmed"]
    told = list(database.session().scalars(select(Message.template).where(Message.about_id == held.id)))
    assert "cancelled_by_staff" in told
    with pytest.raises(RegistrationRefusedError, match="不是单位代报的"):
        actions.withdraw(waiting.id, reason="临时出差", now=NOW, by=how().by)


def test_nobody_is_taken_back_after_the_deadline(tmp_path: Path) -> None:
    work, event = factories.unit(), factories.event()
    _taken_in(event, [candidate(5, work)], tmp_path)
    late = NOW + dt.timedelta(days=4, hours=1)
    with pytest.raises(RegistrationRefusedError, match="时间过了"):
        actions.withdraw(_rows(event)[0].id, reason="临时出差", now=late, by=how().by)
    assert [row.state for row in _rows(event)] == ["confirmed"]


@both_engines
def test_each_line_is_held_to_the_rules_of_the_event(tmp_path: Path) -> None:
    work, event = factories.unit(), factories.event()
    for kind in (RuleKind.MEMBER, RuleKind.CLASH):
        rule_actions.save(event.id, DEFAULTS[kind], now=NOW, by=SYSTEM)
    lines = [candidate(row, work) for row in (5, 6, 7)]
    for each in lines[:2]:
        assert each.details is not None
        factories.member(each.details.name, each.details.mobile, unit_id=work.id)
    assert [line.kind for line in actions.look(event.id, lines, how())] == ["fine", "fine", "problem"]
    assert actions.look(event.id, lines, how())[2].sentence.endswith("。")
    with pytest.raises(ListRefusedError, match="还有要改的行"):
        _taken_in(event, lines, tmp_path)
    assert _rows(event) == []
    assert _taken_in(event, lines[:2], tmp_path) == 2
    assert [line.kind for line in actions.look(event.id, lines, how())] == ["already", "already", "problem"]

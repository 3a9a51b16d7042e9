"""Locking the marks: what blocks is listed, a lock holds against every writer, a ruling opens it again."""

from collections.abc import Callable

import pytest
from flask import Flask

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.entrants import actions as entrants
from deqing_events.contests.finalising import actions
from deqing_events.contests.finalising.blockers import blockers
from deqing_events.contests.finalising.result_set import digest_now
from deqing_events.contests.history import Change
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.locks.guard import LOCKED
from deqing_events.contests.locks.queries import Plan
from deqing_events.contests.marking import actions as marking
from deqing_events.contests.marking.score_sheets import score_sheets
from deqing_events.contests.models import Entrant, Mark
from deqing_events.contests.results import actions as results
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.rule_sheets import actions as rule_sheets
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.domain.rule_sheet import parse
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

CHANGE = Change(SYSTEM, NOW, "示例")


def chief(client: StrictClient, event: Event) -> StrictClient:
    """Sign the chief judge of an event in."""
    return factories.sign_in(client, factories.account(Grant(Role.CHIEF_JUDGE, event.id), name="何裁样"))  # type: ignore[return-value]


def at(event: Event, tail: str = "") -> str:
    return f"/desk/events/{event.id}/control{tail}"


def lock_now(event: Event) -> None:
    """Lock what stands."""
    standings = worked_out(event.id)
    assert standings is not None
    actions.lock(event.id, digest_now(event.id, standings), CHANGE)


@both_engines
def test_the_chief_judge_locks_and_nothing_can_be_marked(client: StrictClient) -> None:
    event = factories.event()
    rows = stage.four(event)
    chief(client, event)
    assert "可以锁定了" in text_of(client.get(at(event)).get_data(as_text=True))
    offered = as_offered(client.get(at(event, "/lock")).get_data(as_text=True))
    assert client.submit(at(event, "/lock"), offered).status_code == 302
    held = locks.standing(event.id)
    assert held is not None
    assert held.digest == offered["seen"]
    page = text_of(client.get(at(event)).get_data(as_text=True))
    assert "何裁样 于" in page
    assert "凭裁定解锁" in page
    sheet = score_sheets(parse(stage.worked_out_rules(event)))[1]
    with pytest.raises(marking.MarksRefusedError, match="成绩已经锁定"):
        marking.enter(event.id, sheet, [marking.Cell(rows["A1"].id, "c1", "50", "54")], CHANGE)
    logged = {row.action for row in database.session().query(AuditEntry)}
    assert "marks.lock" in logged
    assert "marks.enter" not in logged


@both_engines
def test_no_other_writer_gets_past_the_lock(app: Flask) -> None:
    del app
    event = factories.event()
    one = stage.four(event)["A1"]
    lock_now(event)
    rules = stage.worked_out_rules(event)
    details = entrants.Details("A9", "郑假定")
    draft = rule_sheets.Draft({**rules, "draw_within": 3}, {}, 1, "示例")
    tries: dict[str, Callable[[], object]] = {
        "add": lambda: entrants.add(event.id, details, by=SYSTEM, now=NOW),
        "change": lambda: entrants.change(event.id, one.id, details, CHANGE),
        "status": lambda: entrants.set_status(event.id, [one.id], "absent", CHANGE),
        "remove": lambda: entrants.remove(event.id, one.id, by=SYSTEM, now=NOW),
        "enrol": lambda: entrants.enrol(event.id, "A", attended_only=False, by=SYSTEM, now=NOW),
        "codes": lambda: entrants.assign_blind_codes(event.id, by=SYSTEM, now=NOW),
        "draw": lambda: results.record_draw(event.id, [one.id], "示例", by=SYSTEM, now=NOW),
        "rules": lambda: rule_sheets.save(event.id, draft, by=SYSTEM, now=NOW),
    }
    for name, act in tries.items():
        with pytest.raises(ValueError, match="成绩已经锁定"):
            act()
        assert database.session().query(Entrant).count() == 4, name
        assert {row.status for row in database.session().query(Entrant)} == {"present"}, name


def test_a_workbook_is_refused_and_says_why(client: StrictClient) -> None:
    event = stage.county(client)
    assert stage.take_in(client, event, stage.SAMPLE.read_bytes()).status_code == 302
    client.get("/desk/judging")
    actions.choose(event.id, Plan(long_way=False), CHANGE)
    taken = database.session().query(Mark).count()
    preview = stage.upload(client, event, stage.SAMPLE.read_bytes()).location
    offered = as_offered(client.get(preview).get_data(as_text=True))
    lock_now(event)
    answer = client.submit(preview, offered)
    assert answer.status_code == 422
    assert LOCKED in text_of(answer.get_data(as_text=True))
    assert database.session().query(Mark).count() == taken


def test_what_blocks_is_listed_with_a_link_to_where_it_is_mended(client: StrictClient) -> None:
    event = stage.county(client)
    rows = stage.four(event)
    with database.transaction() as session:
        session.query(Mark).filter_by(entrant_id=rows["A2"].id, judge="裁判2").delete()
        session.query(Mark).filter_by(entrant_id=rows["A3"].id, judge="裁判2", criterion="c2").delete()
    page = client.get(at(event)).get_data(as_text=True)
    assert "锁定前还差 1 项" in text_of(page)
    assert "裁判2还有 2 份没打完" in text_of(page)
    assert "A2、A3" in text_of(page)
    assert f'href="/desk/events/{event.id}/scores/j2"' in page
    assert "锁定全部成绩</button>" in page.replace("\n", "")
    with pytest.raises(actions.FinalisingRefusedError, match="还差 1 项，办完才能锁定。第一项：裁判2还有 2 份没打完"):
        lock_now(event)
    assert locks.standing(event.id) is None


def test_ties_wait_for_their_draw(client: StrictClient) -> None:
    event = stage.county(client)
    made = stage.rules(event, draw_within=3)
    for number in ("A1", "A2"):
        stage.mark(stage.entrant(event, number), "80", ("48", "32"))
    assert made.version == 1
    assert [row.cause for row in blockers(event.id)] == ["2 人并列，要抽签定名次"]
    assert "去抽签" in text_of(client.get(at(event)).get_data(as_text=True))


def test_a_contest_without_rules_or_people_says_what_to_do(client: StrictClient) -> None:
    event = stage.county(client)
    assert "还没有评分规则" in text_of(client.get(at(event)).get_data(as_text=True))
    stage.rules(event)
    assert "还没有可以排名次的人" in text_of(client.get(at(event)).get_data(as_text=True))


@both_engines
def test_a_ruling_opens_the_lock_and_both_stay_in_the_record(client: StrictClient) -> None:
    event = stage.county(client)
    rows = stage.four(event)
    lock_now(event)
    answer = client.submit(at(event, "/reopen"), {"ruling": "", "reason": "示例"})
    assert answer.status_code == 422
    assert "请写裁定的编号" in text_of(answer.get_data(as_text=True))
    typed = {"ruling": "仲裁裁定 2026-03", "reason": "裁判3漏记一项"}
    assert client.submit(at(event, "/reopen"), typed).status_code == 302
    assert locks.standing(event.id) is None
    page = text_of(client.get(at(event)).get_data(as_text=True))
    assert "凭“仲裁裁定 2026-03”解锁，理由“裁判3漏记一项”" in page
    sheet = score_sheets(parse(stage.worked_out_rules(event)))[1]
    assert marking.enter(event.id, sheet, [marking.Cell(rows["A1"].id, "c1", "50", "54")], CHANGE) == 1
    lock_now(event)
    assert [row.reopened_at is None for row in locks.history(event.id)] == [True, False]
    again = client.submit(at(event, "/reopen"), typed)
    assert again.status_code == 302
    assert client.submit(at(event, "/reopen"), typed).status_code == 422


def test_a_mark_changed_since_the_page_was_opened_stops_the_lock(client: StrictClient) -> None:
    event = factories.event()
    row = stage.four(event)["A1"]
    chief(client, event)
    offered = as_offered(client.get(at(event, "/lock")).get_data(as_text=True))
    sheet = score_sheets(parse(stage.worked_out_rules(event)))[1]
    marking.enter(event.id, sheet, [marking.Cell(row.id, "c1", "50", "54")], CHANGE)
    answer = client.submit(at(event, "/lock"), offered)
    assert answer.status_code == 422
    assert "成绩刚有改动" in text_of(answer.get_data(as_text=True))


def test_staff_see_the_page_and_leave_locking_to_the_chief_judge(client: StrictClient) -> None:
    event = stage.county(client)
    stage.four(event)
    assert "请裁判长用自己的账号来锁定" in text_of(client.get(at(event)).get_data(as_text=True))
    assert client.get(at(event, "/lock")).status_code == 403
    chief(client, event)
    page = client.get(at(event)).get_data(as_text=True)
    assert "沈示例" not in page
    assert "/entrants" not in page
    assert text_of(client.get("/desk/control").get_data(as_text=True)).count(event.title) == 1

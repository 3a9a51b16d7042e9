"""Signing on the desk: judges, group leader, chief judge, supervisor; a changed mark voids; the lock waits for all."""

from dataclasses import dataclass

import pytest

from deqing_events import database
from deqing_events.accounts.models import StaffAccount
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.finalising import actions as finalising
from deqing_events.contests.finalising.blockers import blockers
from deqing_events.contests.history import Change
from deqing_events.contests.locks.queries import Plan, plan
from deqing_events.contests.marking import actions as marking
from deqing_events.contests.marking.score_sheets import score_sheets
from deqing_events.contests.models import Entrant
from deqing_events.contests.signatures import actions as signing
from deqing_events.contests.signatures.models import Signature
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.signing import SignerRole
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

CHANGE = Change(SYSTEM, NOW, "示例")
LONG = Plan(long_way=True, group_leader=True, sample_size=0)


@dataclass
class Court:
    """A contest with blind codes and everybody who signs."""

    event: Event
    rows: dict[str, Entrant]
    people: dict[str, StaffAccount]
    client: StrictClient

    def page(self, who: str) -> str:
        factories.sign_in(self.client, self.people[who])
        return self.client.get(f"/desk/events/{self.event.id}/sign").get_data(as_text=True)

    def sign(self, who: str) -> tuple[int, str]:
        """Sign as this person with the page's own form; the last one where there are several."""
        offered = as_offered(self.page(who))
        answer = self.client.submit(f"/desk/events/{self.event.id}/sign", offered)
        if answer.status_code == 302:
            self.client.get(answer.location)  # takes the message of success off the session
        return answer.status_code, text_of(answer.get_data(as_text=True))

    def change_a_mark(self, judge: int, before: str, after: str) -> None:
        sheet = score_sheets(parse(stage.worked_out_rules(self.event)))[judge]
        marking.enter(self.event.id, sheet, [marking.Cell(self.rows["A1"].id, "c1", after, before)], CHANGE)

    def causes(self) -> list[str]:
        database.session().rollback()
        return [row.cause for row in blockers(self.event.id)]


ABOVE = {
    "leader": (Role.GROUP_LEADER, "钱组样"),
    "chief": (Role.CHIEF_JUDGE, "何裁样"),
    "supervisor": (Role.SUPERVISOR, "陆监例"),
}
EVERYBODY = ("j1", "j2", "j3", "leader", "chief", "supervisor")


def court(client: StrictClient, wanted: Plan = LONG) -> Court:
    event = factories.event()
    rows = stage.four(event)
    with database.transaction() as session:
        for code, row in zip(("K07", "B15", "M21", "C33"), rows.values(), strict=True):
            session.merge(row).blind_code = code
    people = {key: factories.account(Grant(role, event.id), name=name) for key, (role, name) in ABOVE.items()}
    for number in (1, 2, 3):
        people[f"j{number}"] = factories.account(Grant(Role.JUDGE, event.id), name=f"裁示{number}")
    marking.seat_judges(event.id, {f"裁判{n}": people[f"j{n}"].id for n in (1, 2, 3)}, CHANGE)
    finalising.choose(event.id, wanted, CHANGE)
    stage.let_one_person_type(event)
    return Court(event, rows, people, client)


def test_a_skills_contest_with_blind_codes_takes_the_long_way_by_itself(client: StrictClient) -> None:
    plain, coded = factories.event(), factories.event()
    show = factories.event(kind="performance_contest", family="culture")
    stage.entrant(plain, "A1")
    for event in (coded, show):
        stage.entrant(event, "A1", blind_code="K07")
    assert [plan(event.id).long_way for event in (plain, coded, show)] == [False, True, False]
    assert plan(coded.id).sample_size == 3
    del client


@both_engines
def test_all_sign_in_order_and_then_the_marks_can_be_locked(client: StrictClient) -> None:
    held = court(client)
    assert held.causes() == ["裁判1、裁判2、裁判3、裁判组长、裁判长、监督还没有签认"]
    for who in EVERYBODY:
        assert held.sign(who)[0] == 302, who
    assert held.causes() == []
    assert "陆监例 签认" in text_of(held.page("chief"))
    signers = {(row.role, row.judge): row.by for row in database.session().query(Signature)}
    assert len(set(signers.values())) == len(EVERYBODY)
    logged = [row for row in database.session().query(AuditEntry) if row.action == "results.sign"]
    assert [row.detail["role"] for row in logged] == ["judge"] * 3 + ["group_leader", "chief_judge", "supervisor"]


def test_out_of_order_is_refused_and_says_for_whom_to_wait(client: StrictClient) -> None:
    held = court(client)
    held.sign("j1")
    page = held.page("chief")
    assert "请等裁判2先签认" in text_of(page)
    assert "签认裁判长" not in text_of(page)
    with pytest.raises(signing.SigningRefusedError, match="请等裁判2先签认"):
        signing.sign(held.event.id, SignerRole.CHIEF_JUDGE, "", CHANGE)
    held.sign("j2")
    held.sign("j3")
    assert "请等裁判组长先签认" in text_of(held.page("supervisor"))


@both_engines
def test_a_changed_mark_voids_what_it_touches_and_says_so(client: StrictClient) -> None:
    held = court(client)
    for who in EVERYBODY:
        held.sign(who)
    held.change_a_mark(2, "54", "50")
    assert held.causes() == ["裁判2、裁判组长、裁判长、监督签认后改过分，签认已失效"]
    assert "签认后改过分，已失效，要重新签认" in text_of(held.page("j2"))
    for who in ("j2", "leader", "chief", "supervisor"):
        assert held.sign(who)[0] == 302, who
    assert held.causes() == []


def test_a_judge_reads_and_signs_the_own_sheet_only(client: StrictClient) -> None:
    held = court(client)
    held.change_a_mark(2, "54", "17.25")
    page = held.page("j1")
    assert "裁判1的评分表" in text_of(page)
    assert "17.25" not in page
    assert "裁判2" not in page
    assert not any(row.name in page for row in held.rows.values())
    assert "17.25" in held.page("j2")
    offered = as_offered(held.page("j1"))
    stolen = {**offered, "judge": "裁判2"}
    assert held.client.submit(f"/desk/events/{held.event.id}/sign", stolen).status_code == 422
    for role in ("chief_judge", "nobody"):
        stolen = {**offered, "role": role, "judge": ""}
        assert held.client.submit(f"/desk/events/{held.event.id}/sign", stolen).status_code == 422
    assert database.session().query(Signature).count() == 0


def test_who_stands_above_reads_totals_by_code_without_names(client: StrictClient) -> None:
    held = court(client)
    page = held.page("chief")
    assert "全部成绩" in text_of(page)
    for row in held.rows.values():
        assert row.name not in page
    assert "K07" in page
    assert "A1" not in text_of(page)


def test_what_changed_since_it_was_read_cannot_be_signed(client: StrictClient) -> None:
    held = court(client)
    offered = as_offered(held.page("j1"))
    held.change_a_mark(1, "54", "50")
    answer = held.client.submit(f"/desk/events/{held.event.id}/sign", offered)
    assert answer.status_code == 422
    assert "成绩刚有改动" in text_of(answer.get_data(as_text=True))


def test_a_sheet_with_gaps_cannot_be_signed(client: StrictClient) -> None:
    held = court(client)
    sheet = score_sheets(parse(stage.worked_out_rules(held.event)))[1]
    marking.enter(held.event.id, sheet, [marking.Cell(held.rows["A1"].id, "c1", None, "54")], CHANGE)
    assert "分数还没打完" in held.sign("j1")[1]
    assert held.sign("j2")[0] == 302
    assert "没打" in text_of(held.page("j1"))


@pytest.mark.parametrize("reason", ["", "只有三人参赛"])
def test_the_short_way_of_a_coded_contest_needs_a_reason(client: StrictClient, reason: str) -> None:
    event = stage.county(client)
    stage.rules(event)
    stage.entrant(event, "A1", blind_code="K07")
    at = f"/desk/events/{event.id}/control/plan"
    offered = as_offered(client.get(at).get_data(as_text=True))
    assert offered["way"] == "long"
    answer = client.submit(at, {**offered, "way": "short", "reason": reason})
    assert answer.status_code == (302 if reason else 422)
    assert plan(event.id).long_way is not bool(reason)
    if reason:
        assert "只有三人参赛" in text_of(client.get(f"/desk/events/{event.id}/control").get_data(as_text=True))


@pytest.mark.parametrize(("field", "value"), [("sample_size", "201"), ("sample_size", "x"), ("unblind_minutes", "0")])
def test_a_plan_that_makes_no_sense_is_refused_in_its_field(client: StrictClient, field: str, value: str) -> None:
    event = stage.county(client)
    at = f"/desk/events/{event.id}/control/plan"
    offered = as_offered(client.get(at).get_data(as_text=True))
    answer = client.submit(at, {**offered, field: value})
    assert answer.status_code == 422
    assert as_offered(answer.get_data(as_text=True))[field] == value
    assert not plan(event.id).chosen

"""Promotions: rules propose by the notice's version, people approve; numbers stay until the promotion is settled."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.history import Change
from deqing_events.contests.models import Entrant
from deqing_events.contests.promotions import actions, queries
from deqing_events.contests.promotions.models import Promotion, PromotionTable
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.organisations.models import Member
from deqing_events.privacy.hooks import offers
from deqing_events.registration.models import Registration
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.test_results import registered
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

KEYS: Any = None
RULE_FORM = {
    "level": "county",
    "contest_class": "",
    "limit": "rank",
    "number": "3",
    "theory": "60",
    "practical": "60",
    "start": ["none", "intermediate"],
    "to": "senior",
    "per_year": "1",
}


def desk(event: Event, tail: str = "") -> str:
    return f"/desk/events/{event.id}/promotions{tail}"


@pytest.fixture
def event(client: StrictClient) -> Event:
    """A final contest of electricians: A2 is first, a 中级工; A1 second, a 技师; A3 third without a sign-up."""
    made = stage.county(client, trade="electrician")
    rows = stage.four(made)
    for number, level in (("A1", "technician"), ("A2", "intermediate")):
        member = factories.member(rows[number].name, "", skill_level=level)
        held = registered(made, person_key=f"key-{number}", number=f"R-{number}", member_id=member.id)
        with database.transaction() as session:
            session.merge(rows[number]).registration_id = held.id
            session.get_one(Registration, held.id).name = rows[number].name
    stage.publish(client, made)
    stage.let_notices_end(made)
    stage.publish(client, made, "final")
    return made


def held(event: Event, number: str) -> int:
    row = database.session().query(Entrant).filter_by(event_id=event.id, number=number).one()
    assert row.registration_id is not None
    return row.registration_id


def page(client: StrictClient, event: Event) -> str:
    return text_of(client.get(desk(event)).get_data(as_text=True))


def act(client: StrictClient, event: Event, what: str, rows: list[Promotion], **fields: str) -> Any:
    ids = [str(row.id) for row in rows]
    return client.submit(desk(event, f"/{what}"), {"promotions": ids, **fields}, page=desk(event))


def proposed(client: StrictClient, event: Event) -> list[Promotion]:
    stage.promotion_table()
    answer = client.submit(desk(event, "/propose"), {"people": [str(held(event, "A2"))]}, page=desk(event))
    assert answer.status_code == 303
    database.session().expire_all()
    return queries.of_event(event.id)


def submitted(client: StrictClient, event: Event) -> list[Promotion]:
    rows = proposed(client, event)
    act(client, event, "submit", rows)
    database.session().expire_all()
    return rows


def copied(row: Promotion, event_id: int, state: str, **fields: Any) -> Promotion:
    same = ("table_id", "registration_id", "person_key", "occupation", "rule", "rank", "proposed_at", "proposed_by")
    taken = {name: getattr(row, name) for name in same}
    return Promotion(**{**taken, "event_id": event_id, "level_after": "technician", "state": state, **fields})


def elsewhere(row: Promotion, state: str, **fields: Any) -> None:
    """Store what happened to the same person after another contest."""
    other = factories.event("别的比武")
    with database.transaction() as session:
        session.add(copied(row, other.id, state, **fields))


APPROVAL = {"approver": "县人社局", "approved_on": "2026-12-20", "document_number": "德人社发〔2026〕12号"}


class TestCandidates:
    """Who is proposed, by which rule, and why the others are not."""

    def test_the_rule_and_the_reasons_stand_there(self, client: StrictClient, event: Event) -> None:
        stage.promotion_table()
        said = page(client, event)
        assert "陈样本样板木业维修电工中级工 可晋升高级工：县级比赛前 3 名" in said.replace("电工 ", "电工")
        assert "现有等级不在规则的起点里" in said
        assert "没有对应的报名" in said

    def test_without_a_level_on_file_nobody_is_proposed(self, client: StrictClient, event: Event) -> None:
        stage.promotion_table()
        with database.transaction() as session:
            for row in session.query(Member):
                row.skill_level = ""
        assert "不知道现有等级" in page(client, event)

    def test_rules_of_the_day_of_the_notice_hold(self, client: StrictClient, event: Event) -> None:
        assert "没有启用的晋级规则" in page(client, event)
        stage.promotion_table(valid_from=NOW.date() + dt.timedelta(days=1))
        stage.promotion_table(version=2, in_force_at=None)
        assert "没有启用的晋级规则" in page(client, event)
        stage.promotion_table(version=3, valid_to=NOW.date())
        assert "按第 3 版规则" in page(client, event)

    def test_only_a_final_ranking_proposes(self, client: StrictClient) -> None:
        other = stage.county(client)
        stage.four(other)
        stage.publish(client, other)
        stage.promotion_table()
        assert "成绩生效以后才能提名晋级" in page(client, other)
        answer = client.submit(desk(other, "/propose"), {"people": ["1"]}, page="/desk/promotions/tables")
        assert answer.status_code == 409


class TestDeciding:
    """Proposed, submitted, approved with its document; refused or revoked with a reason."""

    @both_engines
    def test_the_whole_way(self, client: StrictClient, event: Event) -> None:
        rows = proposed(client, event)
        assert [(row.level_before, row.level_after, row.state) for row in rows] == [
            ("intermediate", "senior", "proposed")
        ]
        assert act(client, event, "approve", rows, **APPROVAL).status_code == 409
        assert act(client, event, "submit", rows).status_code == 303
        assert act(client, event, "approve", rows, **{**APPROVAL, "document_number": ""}).status_code == 409
        assert act(client, event, "approve", rows, **APPROVAL).status_code == 303
        database.session().expire_all()
        (row,) = queries.of_event(event.id)
        assert (row.state, row.approver, row.document_number) == ("approved", "县人社局", "德人社发〔2026〕12号")
        number = desk(event, f"/{row.id}/certificate")
        assert client.submit(number, {"number": "S000033059900001"}, page=desk(event)).status_code == 303
        assert "S000033059900001" in page(client, event)
        assert act(client, event, "revoke", rows).status_code == 409
        assert act(client, event, "revoke", rows, reason="复核发现年限不足").status_code == 303
        taken = {action for (action,) in database.session().query(AuditEntry.action)}
        assert {"promotion.propose", "promotion.submitted", "promotion.approved", "promotion.revoked"} <= taken

    def test_what_was_typed_stays_and_a_bad_day_is_said(self, client: StrictClient, event: Event) -> None:
        rows = proposed(client, event)
        act(client, event, "submit", rows)
        answer = act(client, event, "approve", rows, **{**APPROVAL, "approved_on": "12月20日"})
        assert answer.status_code == 422
        assert "日期请写成" in answer.get_data(as_text=True)
        assert "德人社发〔2026〕12号" in answer.get_data(as_text=True)

    def test_nobody_twice(self, client: StrictClient, event: Event) -> None:
        rows = proposed(client, event)
        again = client.submit(desk(event, "/propose"), {"people": [str(held(event, "A2"))]}, page=desk(event))
        assert again.status_code == 409
        act(client, event, "refuse", rows, reason="材料不齐")
        again = client.submit(desk(event, "/propose"), {"people": [str(held(event, "A2"))]}, page=desk(event))
        assert again.status_code == 303

    @both_engines
    def test_the_database_keeps_one_per_person_occupation_and_level(self, client: StrictClient, event: Event) -> None:
        (row,) = proposed(client, event)
        other = factories.event("别的比武")
        with pytest.raises(IntegrityError) as broken, database.transaction() as session:
            session.add(
                Promotion(
                    event_id=other.id,
                    table_id=row.table_id,
                    registration_id=row.registration_id,
                    person_key=row.person_key,
                    occupation=row.occupation,
                    level_after=row.level_after,
                    rule=stage.RULE,
                    rank=1,
                    proposed_at=NOW,
                    proposed_by="staff:1",
                )
            )
        assert "同一等级的晋级记录" in (database.violated(broken.value) or "")

    @both_engines
    def test_no_approval_without_its_document(self, client: StrictClient, event: Event) -> None:
        (row,) = proposed(client, event)
        with pytest.raises(IntegrityError) as broken, database.transaction() as session:
            session.get_one(Promotion, row.id).state = "approved"
        assert "批准单位、日期和文号" in (database.violated(broken.value) or "")

    def test_an_approval_of_this_year_counts_in_the_next_contest(self, client: StrictClient, event: Event) -> None:
        (row,) = proposed(client, event)
        actions.submit(event.id, [row.id], Change(SYSTEM, NOW))
        actions.approve(event.id, [row.id], actions.Approval("局", NOW.date(), "1号"), Change(SYSTEM, NOW))
        assert queries.approved([row.person_key]) == [(row.person_key, NOW.date())]


class TestTheRuleTable:
    """Versions: written as a draft, put in force, never changed."""

    def test_written_put_in_force_and_fixed(self, client: StrictClient) -> None:
        factories.dai(client)
        tables = "/desk/promotions/tables"
        head = {"valid_from": "2026-01-01", "approving_body": "县人社局"}
        assert "还没有晋级规则" in client.get(tables).get_data(as_text=True)
        wrong = client.submit(tables, {**head, "valid_to": "2025-01-01"})
        assert (wrong.status_code, "不能早于启用日期" in wrong.get_data(as_text=True)) == (422, True)
        assert client.submit(tables, head).status_code == 303
        one = f"{tables}/{database.session().query(PromotionTable.id).scalar()}"
        assert client.submit(f"{one}/force", page=f"{one}/force").status_code == 409
        bad = client.submit(f"{one}/rules", {**RULE_FORM, "to": "intermediate"}, page=one)
        assert (bad.status_code, "不能作为起点" in bad.get_data(as_text=True)) == (422, True)
        assert client.submit(f"{one}/rules", RULE_FORM, page=one).status_code == 303
        assert client.submit(f"{one}/rules", RULE_FORM, page=one).status_code == 422
        assert client.submit(f"{one}/rules/r1/remove", page=one).status_code == 303
        client.submit(f"{one}/rules", RULE_FORM, page=one)
        assert client.submit(f"{one}/force", page=f"{one}/force").status_code == 303
        assert "不能再改" in client.get(one).get_data(as_text=True)
        assert client.submit(f"{one}/rules", RULE_FORM, page=f"{one}/force").status_code == 422
        database.session().expire_all()
        assert len(database.session().query(PromotionTable).one().rules) == 1

    def test_the_next_version_starts_with_the_rules_before(self, client: StrictClient) -> None:
        factories.dai(client)
        stage.promotion_table()
        head = {"valid_from": "2027-01-01", "approving_body": "县人社局", "basis": "浙人社发〔2027〕1号"}
        client.submit("/desk/promotions/tables", head)
        latest = queries.tables()[0]
        assert (latest.version, latest.rules, latest.in_force_at) == (2, [stage.RULE], None)


class TestFilesAndRetention:
    """The declaration, and how long identity numbers stay."""

    def test_the_declaration_is_masked_unless_asked_with_a_reason(self, client: StrictClient, event: Event) -> None:
        proposed(client, event)
        address = desk(event, "/declaration.xlsx")
        assert client.get(address).status_code == 200
        assert "写明用途" in client.get(f"{address}?full=1").get_data(as_text=True)
        assert client.submit(f"{address}?full=1", {"reason": "上报人社局"}).status_code == 200
        assert database.session().query(AuditEntry).filter_by(action="promotion.full_file").count() == 1

    def test_numbers_wait_until_the_promotion_is_settled(self, client: StrictClient, event: Event) -> None:
        assert offers.promotions() == {}
        (row,) = proposed(client, event)
        assert offers.promotions() == {event.id: None}
        later = NOW + dt.timedelta(days=3)
        actions.refuse(event.id, [row.id], Change(SYSTEM, later, "材料不齐"))
        assert offers.promotions() == {event.id: later}

    def test_the_county_sees_all_of_them(self, client: StrictClient, event: Event) -> None:
        assert "还没有晋级" in client.get("/desk/promotions").get_data(as_text=True)
        proposed(client, event)
        assert "陈样本" in client.get("/desk/promotions?state=proposed").get_data(as_text=True)
        assert "没有这种状态的晋级" in client.get("/desk/promotions?state=approved").get_data(as_text=True)


class TestTheYear:
    """Nobody is approved more often in a year than the rule of the promotion says (domain.md 3.1.3)."""

    def test_the_second_of_a_year_is_refused_and_the_next_year_is_not(self, client: StrictClient, event: Event) -> None:
        (row,) = submitted(client, event)
        elsewhere(row, "approved", approver="局", approved_on=NOW.date(), document_number="1号")
        answer = act(client, event, "approve", [row], **APPROVAL)
        assert answer.status_code == 409
        told = text_of(answer.get_data(as_text=True))
        assert "陈样本在 2026 年批准过的晋级已经到了规则的次数" in told
        assert "德人社发〔2026〕12号" in answer.get_data(as_text=True)
        assert act(client, event, "approve", [row], **{**APPROVAL, "approved_on": "2027-01-05"}).status_code == 303

    def test_what_was_revoked_does_not_count(self, client: StrictClient, event: Event) -> None:
        (row,) = submitted(client, event)
        elsewhere(row, "revoked", approver="局", approved_on=NOW.date(), document_number="1号", reason="年限不足")
        assert act(client, event, "approve", [row], **APPROVAL).status_code == 303

    def test_two_of_one_person_in_one_go(self, client: StrictClient, event: Event) -> None:
        (row,) = submitted(client, event)
        with database.transaction() as session:
            session.add(copied(row, event.id, "submitted", occupation="welder"))
        assert act(client, event, "approve", queries.of_event(event.id), **APPROVAL).status_code == 409
        database.session().expire_all()
        assert [each.state for each in queries.of_event(event.id)] == ["submitted", "submitted"]


class TestFallen:
    """A correction names the promotions that its ranking does not carry any more."""

    def test_the_page_of_corrections_lists_them(self, client: StrictClient, event: Event) -> None:
        (row,) = proposed(client, event)
        entrant = database.session().query(Entrant).filter_by(event_id=event.id, number="A2").one()
        page_of = f"/desk/events/{event.id}/corrections"
        lower = {"entrant_id": str(entrant.id), "what": "agreed|paper", "value": "87"}
        assert client.submit(f"{page_of}/add", lower, page=page_of).status_code == 303
        assert "晋级不再符合规则" not in client.get(page_of).get_data(as_text=True)
        out = {**lower, "what": "agreed|paper", "value": "30"}
        assert client.submit(f"{page_of}/add", out, page=page_of).status_code == 303
        told = text_of(client.get(page_of).get_data(as_text=True))
        assert "陈样本（已提名，名次不够）" in told
        out = {**lower, "what": "|status", "value": "取消资格"}
        assert client.submit(f"{page_of}/add", out, page=page_of).status_code == 303
        assert "陈样本（已提名，没有名次了）" in text_of(client.get(page_of).get_data(as_text=True))
        assert row.state == "proposed"

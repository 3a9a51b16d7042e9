"""Appeals: filed in time, decided with a reason, and what an open one freezes."""

import datetime as dt
import io

import pytest

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.appeals import actions, freezing, queries
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.entrants import actions as entrant_actions
from deqing_events.contests.finalising.blockers import blockers
from deqing_events.contests.history import Change
from deqing_events.contests.marking import actions as marking
from deqing_events.contests.marking.score_sheets import score_sheets
from deqing_events.contests.models import Entrant
from deqing_events.contests.results import actions as results
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.rule_sheets import actions as rule_actions
from deqing_events.contests.rule_sheets import queries as rule_queries
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW, Clock
from tests.contests import stage
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

HOUR = dt.timedelta(hours=1)
GROUNDS = "实操第 3 项漏记一分，现场有录像。"


def over(client: StrictClient) -> tuple[Event, dict[str, Entrant]]:
    """A contest that ended an hour ago."""
    event = stage.county(client, starts_at=NOW - 9 * HOUR, ends_at=NOW - HOUR)
    return event, stage.four(event)


def filed(event: Event, number: str = "A1", item: str = "") -> Appeal:
    filing = actions.Filing("武康街道", "何示例", GROUNDS, NOW, number=number, item=item)
    return actions.file(event.id, filing, 2, Change(SYSTEM, NOW))


def ruled(event: Event, appeal: Appeal, state: str, *, due: bool = False) -> None:
    change = Change(SYSTEM, NOW, "经复核录像")
    actions.decide(event.id, appeal.id, actions.Ruling("accepted"), change)
    actions.decide(event.id, appeal.id, actions.Ruling(state, due, document="仲裁〔2026〕3号"), change)


def remark(event: Event, row: Entrant, before: str, after: str, **fields: int) -> int:
    """Change the mark of a paper as staff do."""
    standings = worked_out(event.id)
    assert standings is not None
    (sheet,) = [each for each in score_sheets(standings.rules) if each.key == "agreed"]
    cell = marking.Cell(row.id, "paper", after, before)
    return marking.enter(event.id, sheet, [cell], Change(SYSTEM, NOW, "更正", **fields))


class TestFiling:
    """In writing, in time, about somebody who is there."""

    @pytest.mark.parametrize(
        ("hours", "words"),
        [(-10, "还没有开始"), (-1, ""), (1, ""), (1.01, "到 11月23日 11:00 为止")],
    )
    def test_in_time(self, client: StrictClient, hours: float, words: str) -> None:
        event, _ = over(client)
        told = actions.why_shut(event, NOW + hours * HOUR, 2)
        assert (words in told) if words else told == ""

    def test_a_paper_is_written_down_with_when_it_came(self, client: StrictClient, clock: Clock) -> None:
        event, _ = over(client)
        clock.forward(minutes=90)
        typed = {"delegation": "武康街道", "leader": "何示例", "number": "a1", "grounds": GROUNDS}
        late = {**typed, "number": "A1", "received_at": "2026-11-23T11:01"}
        page = f"/desk/events/{event.id}/appeals/new"
        answer = client.submit(page, late)
        assert answer.status_code == 422
        assert "现在已经过了" in text_of(answer.get_data(as_text=True))
        assert GROUNDS in answer.get_data(as_text=True)
        assert client.submit(page, {**late, "received_at": "2026-11-23T23:00"}).status_code == 422
        assert "没有参赛号 B9" in client.submit(
            page, {**late, "number": "B9", "received_at": "2026-11-23T10:30"}
        ).get_data(as_text=True)
        assert client.submit(page, {**late, "received_at": "2026-11-23T10:30"}).status_code == 303
        (appeal,) = queries.open_appeals(event.id)
        assert (appeal.on_paper, appeal.entrant and appeal.entrant.number, appeal.number) == (True, "A1", 1)
        told = text_of(client.get(f"/desk/events/{event.id}/appeals").get_data(as_text=True))
        assert "武康街道" in told
        assert "已提交" in told

    def test_a_clerk_files_for_the_own_people_and_reads_the_answer(self, client: StrictClient) -> None:
        event = factories.event(starts_at=NOW - 9 * HOUR, ends_at=NOW - HOUR)
        rows = stage.four(event)
        unit = factories.unit("示例精工")
        with database.transaction() as session:
            session.merge(rows["A1"]).unit_id = unit.id
        factories.sign_in(client, factories.account(Grant(Role.UNIT_CLERK, unit.id)))
        page = f"/unit/events/{event.slug}/appeals"
        told = text_of(client.get(page).get_data(as_text=True))
        assert "A1 沈示例" in told
        assert "A2 陈样本" not in told
        typed = {"delegation": "示例精工", "leader": "何示例", "number": "A1", "grounds": GROUNDS}
        assert client.submit(page, {**typed, "grounds": "短"}).status_code == 422
        assert client.submit(page, typed).status_code == 303
        (appeal,) = queries.open_appeals(event.id)
        change = Change(SYSTEM, NOW, "不属于申诉范围")
        actions.decide(event.id, appeal.id, actions.Ruling("refused"), change)
        assert "不予受理 不属于申诉范围".replace(" ", "") in text_of(client.get(page).get_data(as_text=True)).replace(
            " ", ""
        )

    def test_whoever_has_nobody_in_it_does_not_appeal(self, client: StrictClient) -> None:
        event = factories.event(starts_at=NOW - 9 * HOUR, ends_at=NOW - HOUR)
        stage.four(event)
        factories.sign_in(client, factories.account(Grant(Role.UNIT_CLERK, factories.unit().id)))
        page = f"/unit/events/{event.slug}/appeals"
        assert "没有人参加" in text_of(client.get(page).get_data(as_text=True))
        assert client.get(f"/unit/events/{factories.event(state='draft').slug}/appeals").status_code == 404


class TestFreezing:
    """What an open appeal is about cannot be changed, and nothing goes into public notice."""

    @both_engines
    def test_the_row_is_frozen_until_it_is_ruled(self, client: StrictClient) -> None:
        event, rows = over(client)
        appeal = filed(event)
        with pytest.raises(marking.MarksRefusedError) as refused:
            remark(event, rows["A1"], "91.5", "99")
        assert list(refused.value.cells.values()) == [freezing.FROZEN]
        assert remark(event, rows["A2"], "88", "89") == 1
        for act in (
            lambda: entrant_actions.set_status(event.id, [rows["A1"].id], "withdrawn", Change(SYSTEM, NOW)),
            lambda: entrant_actions.change(
                event.id, rows["A1"].id, entrant_actions.Details("A1", "沈示例"), Change(SYSTEM, NOW)
            ),
        ):
            with pytest.raises(entrant_actions.EntrantRefusedError, match="申诉处理中"):
                act()
        ruled(event, appeal, "rejected")
        assert remark(event, rows["A1"], "91.5", "92") == 1

    def test_an_appeal_about_the_contest_freezes_everybody(self, client: StrictClient) -> None:
        event, rows = over(client)
        filed(event, "", item="设备")
        assert queries.frozen_numbers(event.id) is None
        with pytest.raises(marking.MarksRefusedError):
            remark(event, rows["A4"], "80", "81")
        with pytest.raises(entrant_actions.EntrantRefusedError, match="申诉处理中"):
            entrant_actions.add(event.id, entrant_actions.Details("A9", "周模拟"), by=SYSTEM, now=NOW)

    def test_an_upheld_one_lets_only_its_correction_through(self, client: StrictClient) -> None:
        event, rows = over(client)
        appeal, other = filed(event), filed(event, "A2")
        ruled(event, appeal, "upheld", due=True)
        with pytest.raises(marking.MarksRefusedError):
            remark(event, rows["A1"], "91.5", "99")
        with pytest.raises(marking.MarksRefusedError):
            remark(event, rows["A2"], "88", "99", ruling_id=appeal.id)
        with pytest.raises(marking.MarksRefusedError):
            remark(event, rows["A2"], "88", "99", ruling_id=other.id)
        assert remark(event, rows["A1"], "91.5", "99", ruling_id=appeal.id) == 1

    def test_neither_notice_nor_final_nor_locking_while_one_is_open(self, client: StrictClient) -> None:
        event, _ = over(client)
        appeal = filed(event)
        assert [row.cause for row in blockers(event.id)] == ["第 1 号申诉还没办完"]
        assert stage.publish(client, event).status_code == 422
        assert stage.publish(client, event, "provisional").status_code == 302
        page = text_of(client.get(f"/results/{event.slug}").get_data(as_text=True))
        assert "申诉处理中，处理完再公示" in page
        assert page.count("申诉处理中，名次可能变动") == 1
        assert "第 1 号申诉还没办完" in text_of(client.get(f"/desk/events/{event.id}/results").get_data(as_text=True))
        ruled(event, appeal, "upheld", due=True)
        with pytest.raises(results.ResultsRefusedError, match="还有申诉没办完"):
            results.publish(
                event.id, results.Publishing("public_notice", stage.seen_digest(event)), Change(SYSTEM, NOW)
            )
        actions.drop_correction(event.id, appeal.id, Change(SYSTEM, NOW + HOUR, "复核后分数不变"))
        assert stage.publish(client, event).status_code == 302
        assert blockers(event.id) == []
        assert "申诉处理中" not in text_of(client.get(f"/results/{event.slug}").get_data(as_text=True))

    def test_no_new_version_of_the_rules_while_one_is_open(self, client: StrictClient) -> None:
        event, _ = over(client)
        appeal = filed(event)
        held = rule_queries.current(event.id)
        assert held is not None
        draft = rule_actions.Draft({**held.body, "places": 3}, held.league, held.version, "改小数位")
        with pytest.raises(rule_actions.RulesRefusedError, match="第 1 号申诉还没办完"):
            rule_actions.save(event.id, draft, by=SYSTEM, now=NOW)
        ruled(event, appeal, "upheld", due=True)
        with pytest.raises(rule_actions.RulesRefusedError, match="先更正或写明不用更正"):
            rule_actions.save(event.id, draft, by=SYSTEM, now=NOW)
        actions.drop_correction(event.id, appeal.id, Change(SYSTEM, NOW, "按裁定改规则"))
        assert rule_actions.save(event.id, draft, by=SYSTEM, now=NOW).version == 2


class TestRuling:
    """Each step once, with a reason, in order."""

    @both_engines
    def test_nobody_decides_twice(self, client: StrictClient) -> None:
        event, _ = over(client)
        appeal = filed(event)
        change = Change(SYSTEM, NOW, "理由")
        with pytest.raises(actions.AppealRefusedError, match="刚被别人处理过"):
            actions.decide(event.id, appeal.id, actions.Ruling("upheld", document="3"), change)
        actions.decide(event.id, appeal.id, actions.Ruling("refused"), change)
        with pytest.raises(actions.AppealRefusedError, match="刚被别人处理过"):
            actions.decide(event.id, appeal.id, actions.Ruling("accepted"), change)
        assert queries.open_appeals(event.id) == []
        assert database.session().query(AuditEntry).filter_by(action="appeal.decide").count() == 1

    def test_through_the_desk_with_a_paper(self, client: StrictClient) -> None:
        event, _ = over(client)
        appeal = filed(event)
        page = f"/desk/events/{event.id}/appeals/{appeal.id}"
        for wrong in ({"act": "accepted", "reason": ""}, {"reason": "理由"}, {"act": "upheld", "reason": "理由"}):
            assert client.submit(f"{page}/decide", wrong, page=page).status_code == 422
        assert client.submit(f"{page}/decide", {"act": "accepted", "reason": "材料齐全"}, page=page).status_code == 303
        ruling = {"act": "upheld", "reason": "录像可见", "correction_due": "y"}
        answer = client.submit(f"{page}/decide", ruling, page=page)
        assert answer.status_code == 422
        assert "裁定要写文号" in text_of(answer.get_data(as_text=True))
        junk = {**ruling, "paper": (io.BytesIO(b"MZ"), "x.exe")}
        answer = client.submit(f"{page}/decide", junk, page=page, content_type="multipart/form-data")
        assert answer.status_code == 422
        sent = {**ruling, "paper": (io.BytesIO(b"%PDF-1.4 x"), "裁定.pdf")}
        answer = client.submit(f"{page}/decide", sent, page=page, content_type="multipart/form-data")
        assert answer.status_code == 303
        told = text_of(client.get(page).get_data(as_text=True))
        assert "申诉成立，成绩待更正" in told
        paper = client.get(f"{page}/paper")
        assert paper.data == b"%PDF-1.4 x"
        assert "attachment" in paper.headers["Content-Disposition"]
        assert client.submit(f"{page}/settle", {"reason": ""}, page=page).status_code == 422
        assert client.submit(f"{page}/settle", {"reason": "复核后不变"}, page=page).status_code == 303
        assert queries.open_appeals(event.id) == []

    def test_strangers_find_nothing(self, client: StrictClient) -> None:
        event, _ = over(client)
        appeal = filed(event)
        other = factories.event()
        factories.sign_in(client, factories.account(Grant(Role.ORGANISER, other.id)))
        for address in (f"/desk/events/{event.id}/appeals", f"/desk/events/{other.id}/appeals/{appeal.id}"):
            assert client.get(address).status_code == 404

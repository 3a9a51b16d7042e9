"""Marks on the desk: a page is saved whole or not at all, every refusal names its cell, old values are kept."""

import json
from collections.abc import Mapping

import pytest

from deqing_events import database
from deqing_events.accounts.models import StaffAccount
from deqing_events.contests.history import Change
from deqing_events.contests.marking import actions
from deqing_events.contests.marking.actions import Cell, MarksRefusedError
from deqing_events.contests.marking.score_sheets import score_sheets
from deqing_events.contests.models import Entrant, Mark, MarkChange
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.domain.rule_sheet import parse
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

JUDGEMENT = {"key": "look", "title": "工艺", "kind": "judgement", "max": "6", "max_spread": 1}
MEASURED = {"key": "on", "title": "通电", "kind": "measurement", "max": "5"}
LOOSE = {"key": "bad", "title": "违规", "kind": "deduction", "max": None, "by": "agreed"}


def at(event: Event, key: str = "") -> str:
    return f"/desk/events/{event.id}/scores{key and '/'}{key}"


def values() -> dict[tuple[int, str, str], str]:
    return {(mark.entrant_id, mark.criterion, mark.judge): mark.value for mark in database.session().query(Mark)}


def cell(row: Entrant, index: int) -> str:
    return f"c-{row.id}-{index}"


def send(client: StrictClient, event: Event, key: str, typed: Mapping[str, str]) -> tuple[int, str]:
    offered = as_offered(client.get(at(event, key)).get_data(as_text=True))
    answer = client.submit(at(event, key), {**offered, **typed})
    return answer.status_code, answer.get_data(as_text=True)


def kinds(event: Event) -> None:
    """Store rules with a criterion of every kind."""
    made = stage.rules(event)
    body = json.loads(json.dumps(made.body))
    body["parts"][1]["sections"][0]["criteria"] += [JUDGEMENT, MEASURED, LOOSE]
    with database.transaction() as session:
        session.merge(made).body = body


@both_engines
def test_marks_are_stored_as_typed_and_shown_again(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    one, two = stage.entrant(event, "A1"), stage.entrant(event, "A2")
    typed = {cell(one, 0): "５４.５", cell(one, 1): " 36 ", cell(two, 0): "0", cell(two, 1): ""}
    status, page = send(client, event, "j2", typed)
    assert status == 302, text_of(page)
    assert values() == {(one.id, "c1", "裁判2"): "54.5", (one.id, "c2", "裁判2"): "36", (two.id, "c1", "裁判2"): "0"}
    page = client.get(at(event, "j2")).get_data(as_text=True)
    assert 'value="54.5"' in page
    assert "已打 3 / 4 格，还差 1 格" in text_of(page)
    assert send(client, event, "j2", {cell(one, 0): "55", cell(two, 0): ""})[0] == 302
    assert values() == {(one.id, "c1", "裁判2"): "55", (one.id, "c2", "裁判2"): "36"}
    kept = [(row.before, row.after, row.judge) for row in database.session().query(MarkChange).order_by(MarkChange.id)]
    assert kept == [("54.5", "55", "裁判2"), ("0", "", "裁判2")]


@pytest.mark.parametrize(
    ("key", "index", "text", "words"),
    [
        ("j1", 0, "60.5", "满分 60，请填 0 到 60 的数字"),
        ("j1", 0, "-1", "请填 0 到 60 的数字"),
        ("j1", 0, "五十", "请填 0 到 60 的数字"),
        ("j1", 0, "1e1", "请填 0 到 60 的数字"),
        ("j1", 0, "nan", "请填 0 到 60 的数字"),
        ("j1", 0, "1.23456", "最多 4 位小数"),
        ("j1", 0, "9" * 5000, "请填 0 到 60 的数字"),
        ("j1", 2, "4", "请填 0、1、2 或 3"),
        ("j1", 2, "1.5", "请填 0、1、2 或 3"),
        ("agreed", 1, "也许", "请填 达标 或 不达标"),
        ("agreed", 2, "多", "请填 0 以上的数字"),
        ("times", 0, "1小时", "用时请写成 1:52:02"),
        ("times", 1, "1000", "次数最多 999"),
    ],
)
def test_what_cannot_be_a_mark_is_refused_in_its_cell_and_all_is_kept(
    client: StrictClient, key: str, index: int, text: str, words: str
) -> None:  # fmt: skip
    event = stage.county(client)
    kinds(event)
    one, two = stage.entrant(event, "A1"), stage.entrant(event, "A2")
    good = {"j1": "54", "agreed": "80", "times": "50:00"}[key]
    status, page = send(client, event, key, {cell(one, index): text, cell(two, 0): good})
    assert status == 422
    assert words in text_of(page)
    assert "全部都没有保存" in text_of(page)
    sent = as_offered(page)
    assert sent[cell(two, 0)] == good
    assert sent.get(cell(one, index)) in (text[:40], "")
    assert values() == {}
    assert database.session().query(Entrant).filter(Entrant.elapsed_seconds.is_not(None)).count() == 0


def test_each_kind_of_criterion_has_its_field(client: StrictClient) -> None:
    event = stage.county(client)
    kinds(event)
    one = stage.entrant(event, "A1")
    assert send(client, event, "agreed", {cell(one, 0): "80", cell(one, 1): "达标", cell(one, 2): "3"})[0] == 302
    assert send(client, event, "j1", {cell(one, 0): "50", cell(one, 2): "3"})[0] == 302
    assert values()[one.id, "on", ""] == "pass"
    assert values()[one.id, "look", "裁判1"] == "3"
    assert "selected" in client.get(at(event, "agreed")).get_data(as_text=True)


def test_absent_and_recused_cannot_be_marked(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    gone = stage.entrant(event, "A1", status="absent")
    kin = stage.entrant(event, "A2", recused=["裁判1"])
    page = client.get(at(event, "j1")).get_data(as_text=True)
    assert cell(gone, 0) not in page
    assert "已回避" in text_of(page)
    status, page = send(client, event, "j1", {cell(gone, 0): "50", cell(kin, 0): "50"})
    assert status == 422
    assert "这位是缺考，不能打分" in text_of(page)
    assert "已对这位选手回避" in text_of(page)
    assert values() == {}


def test_somebody_elses_mark_meanwhile_is_not_overwritten(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    one, two = stage.entrant(event, "A1"), stage.entrant(event, "A2")
    offered = as_offered(client.get(at(event, "j1")).get_data(as_text=True))
    assert send(client, event, "j1", {cell(one, 0): "40"})[0] == 302
    answer = client.submit(at(event, "j1"), {**offered, cell(one, 0): "41", cell(two, 0): "30"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "刚被别人改成 40，没有覆盖" in text_of(page)
    assert values() == {(one.id, "c1", "裁判1"): "40"}
    sent = as_offered(page)
    assert (sent[cell(one, 0)], sent[cell(two, 0)]) == ("41", "30")
    assert client.submit(at(event, "j1"), sent).status_code == 302
    assert values()[one.id, "c1", "裁判1"] == "41"


@both_engines
def test_two_inserts_of_one_mark_leave_one(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    one = stage.entrant(event, "A1")
    sheet = score_sheets(parse(stage.worked_out_rules(event)))[1]
    cells = [Cell(one.id, "c1", "40", None)]
    change = Change(SYSTEM, NOW)
    assert actions.enter(event.id, sheet, cells, change) == 1
    with pytest.raises(MarksRefusedError) as refused:
        actions.enter(event.id, sheet, [Cell(one.id, "c1", "41", None)], change)
    assert refused.value.cells == {(one.id, "c1"): "刚被别人改成 40，没有覆盖。请核对后再保存。"}
    assert actions.enter(event.id, sheet, cells, change) == 0
    assert len(values()) == 1


@pytest.mark.parametrize("seen", ["", "x", "[]", "[" * 50_000, '{"a": 1}', "null", '"x"'])
def test_a_broken_memory_of_the_page_never_breaks_the_page(client: StrictClient, seen: str) -> None:
    event = stage.county(client)
    stage.rules(event)
    one = stage.entrant(event, "A1")
    status, _ = send(client, event, "j1", {"seen": seen, cell(one, 0): "40", "c-999-0": "1", "c-x-y": "1"})
    assert status == 302
    assert values() == {(one.id, "c1", "裁判1"): "40"}


def test_times_and_penalties_are_typed_on_their_own_page(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    one = stage.entrant(event, "A1")
    assert send(client, event, "times", {cell(one, 0): "1:52:02", cell(one, 1): "2"})[0] == 302
    database.session().expire_all()
    assert (one.elapsed_seconds, one.penalties) == (6722, {"deduction": "2"})
    assert 'value="1:52:02"' in client.get(at(event, "times")).get_data(as_text=True)
    assert send(client, event, "times", {cell(one, 0): "", cell(one, 1): "0"})[0] == 302
    database.session().expire_all()
    assert (one.elapsed_seconds, one.penalties) == (None, {})


def test_after_publication_a_change_needs_a_reason(client: StrictClient) -> None:
    event = stage.county(client)
    rows = stage.four(event)
    assert stage.publish(client, event).status_code == 302
    status, page = send(client, event, "agreed", {cell(rows["A1"], 0): "95"})
    assert status == 422
    assert "成绩已经公布，改动请写明理由" in text_of(page)
    assert as_offered(page)[cell(rows["A1"], 0)] == "95"
    assert send(client, event, "agreed", {cell(rows["A1"], 0): "95", "reason": "阅卷复核"})[0] == 302
    kept = database.session().query(MarkChange).one()
    assert (kept.before, kept.after, kept.reason) == ("91.5", "95", "阅卷复核")


def test_the_overview_says_what_is_missing(client: StrictClient) -> None:
    event = stage.county(client)
    assert "还没有评分规则" in text_of(client.get(at(event)).get_data(as_text=True))
    stage.rules(event)
    assert "还没有参赛名单" in text_of(client.get(at(event)).get_data(as_text=True))
    one = stage.entrant(event, "A1", blind_code="K07")
    stage.entrant(event, "A2", status="absent")
    stage.mark(one, "80", ("50",), ("裁判1", "裁判2"))
    page = text_of(client.get(at(event)).get_data(as_text=True))
    for words in ("K07", "裁判1 1 / 2 缺 1", "裁判3 0 / 2 缺", "理论 1 / 1 80", "没打完：A1"):
        assert words in page


class TestJudges:
    """A judge sees blind codes only, and types only where the account sits."""

    def seated(self, client: StrictClient, event: Event, judge: str = "j2") -> StaffAccount:
        """Give a judge's account a seat through the desk and sign it in."""
        account = factories.account(Grant(Role.JUDGE, event.id), name="何裁样")
        answer = client.submit(f"/desk/events/{event.id}/seats", {f"seat-{judge}": str(account.id)}, page=at(event))
        assert answer.status_code == 302, text_of(answer.get_data(as_text=True))
        factories.sign_in(client, account)
        return account

    def test_the_own_sheet_shows_no_name_unit_or_number(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.rules(event)
        stage.entrant(event, "WD001", "沈示例", unit_name="示例精工", blind_code="K07")
        self.seated(client, event)
        assert client.get(at(event)).location == at(event, "j2")
        page = client.get(at(event, "j2")).get_data(as_text=True)
        assert "K07" in page
        for secret in ("沈示例", "沈", "示例精工", "WD001", "武康街道"):
            assert secret not in page
        assert event.title in client.get("/desk/judging").get_data(as_text=True)

    def test_other_sheets_are_not_there(self, client: StrictClient) -> None:
        event, other = stage.county(client), factories.event("焊工技能比武")
        stage.rules(event)
        stage.rules(other)
        stage.entrant(event, "A1")
        self.seated(client, event)
        for key in ("j1", "j3", "agreed", "times", "j9"):
            assert client.get(at(event, key)).status_code == 404
        assert client.get(at(other)).status_code == 404
        for address in ("results", "entrants", "workbook", "rules"):
            assert client.get(f"/desk/events/{event.id}/{address}").status_code == 403
        assert other.title not in client.get("/desk/judging").get_data(as_text=True)

    def test_marks_come_in_under_the_own_seat(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.rules(event)
        one = stage.entrant(event, "A1")
        account = self.seated(client, event)
        assert send(client, event, "j2", {cell(one, 0): "44"})[0] == 302
        mark = database.session().query(Mark).one()
        assert (mark.judge, mark.value, mark.by) == ("裁判2", "44", f"staff:{account.id}")

    def test_after_publication_a_judge_changes_nothing(self, client: StrictClient) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        stage.publish(client, event)
        self.seated(client, event)
        status, page = send(client, event, "j2", {cell(rows["A1"], 0): "1", "reason": "我要改"})
        assert status == 422
        assert "裁判不能再改" in text_of(page)

    def test_without_a_seat_the_page_says_whom_to_ask(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.rules(event)
        factories.sign_in(client, factories.account(Grant(Role.JUDGE, event.id)))
        assert "还没有安排席位" in text_of(client.get(at(event)).get_data(as_text=True))

    def test_one_account_sits_once_and_must_be_a_judge(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.rules(event)
        stage.entrant(event, "A1")
        judge = factories.account(Grant(Role.JUDGE, event.id))
        stranger = factories.account()
        seats = f"/desk/events/{event.id}/seats"
        twice = client.submit(seats, {"seat-j1": str(judge.id), "seat-j2": str(judge.id)}, page=at(event))
        assert twice.status_code == 422
        assert "一个账号只能坐一个席位" in text_of(twice.get_data(as_text=True))
        nobody = client.submit(seats, {"seat-j1": str(stranger.id)}, page=at(event))
        assert nobody.status_code == 422
        assert client.submit(seats, {"seat-j1": "x"}, page=at(event)).status_code == 302


def test_strangers_find_no_scores(client: StrictClient) -> None:
    mine, other = factories.event(), factories.event()
    stage.rules(other)
    factories.sign_in(client, factories.account(Grant(Role.ORGANISER, mine.id)))
    for key in ("", "j1", "agreed"):
        assert client.get(at(other, key)).status_code == 404


class TestOneCard:
    """One entrant at a time, with large fields, for judges on phones."""

    def test_saving_leads_to_the_next_and_then_to_the_whole_sheet(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.rules(event)
        one, two = stage.entrant(event, "A1", blind_code="K01"), stage.entrant(event, "A2", blind_code="K02")
        stage.entrant(event, "A3", blind_code="K03", status="absent")
        page = client.get(at(event, f"j1/{one.id}")).get_data(as_text=True)
        assert "保存（还差 2 项）" in page
        assert cell(two, 0) not in as_offered(page)
        first = client.submit(at(event, f"j1/{one.id}"), {**as_offered(page), cell(one, 0): "54.5", cell(one, 1): "36"})
        assert first.location == at(event, f"j1/{two.id}")
        assert "90.5 / 100 已评" in text_of(client.get(at(event, f"j1/{one.id}")).get_data(as_text=True))
        assert client.submit(at(event, f"j1/{two.id}"), {cell(two, 0): "1"}).location == at(event, "j1")
        assert values() == {
            (one.id, "c1", "裁判1"): "54.5",
            (one.id, "c2", "裁判1"): "36",
            (two.id, "c1", "裁判1"): "1",
        }

    def test_a_refused_card_keeps_what_was_typed(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.rules(event)
        one = stage.entrant(event, "A1")
        answer = client.submit(at(event, f"j1/{one.id}"), {cell(one, 0): "61", cell(one, 1): "36"})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert "满分 60" in text_of(page)
        assert (as_offered(page)[cell(one, 0)], as_offered(page)[cell(one, 1)]) == ("61", "36")
        assert values() == {}

    def test_strangers_and_other_judges_find_no_card(self, client: StrictClient) -> None:
        event, other = stage.county(client), factories.event()
        stage.rules(event)
        one, theirs = stage.entrant(event, "A1"), stage.entrant(other, "B1")
        assert client.get(at(event, f"j1/{theirs.id}")).status_code == 404
        TestJudges().seated(client, event)
        page = client.get(at(event, f"j2/{one.id}")).get_data(as_text=True)
        assert "沈示例" not in page
        assert client.get(at(event, f"j1/{one.id}")).status_code == 404

"""The live board: follows the marks while open, stands still when frozen, reveals from the bottom up."""

import datetime as dt
import json
import re
import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.cli import jobs
from deqing_events.contests.hand_ins.models import HandIn
from deqing_events.contests.judges.models import JudgeLink, PanelJudge
from deqing_events.contests.live import actions, ceremony_actions, pages, queries
from deqing_events.contests.live.actions import LiveRefusedError, Tap
from deqing_events.contests.models import Entrant, Mark
from deqing_events.contests.results.standings import worked_out
from deqing_events.domain import score_board
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.engines import BusyError
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests import boards, stage
from tests.contests.filling import as_offered
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

WHERE = ("", "/screen")


@pytest.fixture(autouse=True)
def never_from_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask how the board stands for every page: what is remembered for a second has a test of its own."""
    monkeypatch.setattr(pages, "REMEMBER_SECONDS", 0.0)


def public(client: StrictClient, event: Event, where: str = "") -> Any:
    return client.get(f"/live/{event.slug}{where}")


def told(client: StrictClient, event: Event) -> dict[str, tuple[Any, ...]]:
    """Everything the public can measure of the board: status, body, size and headers, entity tag included."""
    seen = {}
    for where in WHERE:
        answer = public(client, event, where)
        headers = tuple((name, value) for name, value in answer.headers if name != "Set-Cookie")
        seen[where] = (answer.status_code, re.sub(rb"E-[0-9A-F]{6}", b"E-", answer.data), headers)
    return seen


def words(client: StrictClient, event: Event, where: str = "") -> str:
    return text_of(public(client, event, where).get_data(as_text=True))


def desk(event: Event, tail: str = "") -> str:
    return f"/desk/events/{event.id}/live{tail}"


class TestOpen:
    """An open board shows who is finished, with the marks of the latest."""

    def test_phone_and_screen_show_places_and_the_one_just_scored(self, client: StrictClient) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        boards.remark(rows["A1"].id, "91.5", at=NOW + dt.timedelta(minutes=26))
        boards.opened(event)
        for where in WHERE:
            page = words(client, event, where)
            for expected in (
                "临时名次，以公示为准",
                "直播中已出分 4 / 4 位选手 · 10:26 更新",
                "刚刚出分沈*例示例精工 · 武康街道90.45",
                "909090",
                "3 位裁判，平均 90.00",
            ):
                assert expected in page, (where, page)
            assert page.index("陈*本") < page.rindex("沈*例") < page.index("吴*习") < page.index("周*拟")
            for secret in ("沈示例", "陈样本", "裁判1"):
                assert secret not in page

    def test_dropped_marks_are_struck(self, client: StrictClient) -> None:
        event = stage.county(client)
        judges = tuple(f"裁判{n}" for n in range(1, 6))
        panel = {"judges": list(judges), "min_judges": 1, "drop_from": 5, "drop_each_side": 1, "drop_on": "section"}
        stage.rules(event, panel=panel)
        row = stage.entrant(event, "A1")
        stage.agreed(row, {"paper": "80"})
        for n, judge in enumerate(judges):
            stage.given(row, "c1", judge, str(50 + n))
            stage.given(row, "c2", judge, "30")
        boards.opened(event)
        page = public(client, event).get_data(as_text=True)
        assert re.findall(r'is-dropped">(\d+)', page) == ["80", "84"]
        assert "去掉 1 个最高分和 1 个最低分，平均 82.00" in page

    def test_a_mark_of_somebody_unfinished_changes_no_byte(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        late = stage.entrant(event, "A5", "郑待评")
        boards.opened(event)
        before = told(client, event)
        stage.agreed(late, {"paper": "99"})
        assert told(client, event) == before
        assert "郑" not in words(client, event)

    def test_marks_not_handed_in_are_drafts(self, client: StrictClient) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        sat = {"event_id": event.id, "judge": "裁判1"}
        times = {"valid_from": NOW, "valid_until": NOW + dt.timedelta(hours=9), "created_at": NOW}
        with database.transaction() as session:
            judge = PanelJudge(**sat, name="何裁样")
            session.add(judge)
            session.flush()
            session.add(
                JudgeLink(panel_judge_id=judge.id, serial=1, token_hash="j" * 64, created_by="staff:1", **times)
            )
        boards.opened(event)
        before = told(client, event)
        assert "还没有人出分" in words(client, event)
        boards.remark(rows["A1"].id, "55", criterion="c1", at=NOW + dt.timedelta(minutes=1))
        assert told(client, event) == before
        with database.transaction() as session:
            session.add(HandIn(entrant_id=rows["A1"].id, judge="裁判1", by="judge:1", at=NOW))
        assert "已出分 1 / 4 位选手" in words(client, event)

    def test_without_chips_no_judges_mark_shows(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        boards.opened(event, chips=False)
        page = public(client, event).get_data(as_text=True)
        assert "位裁判" not in page
        assert 'class="marks"' not in page

    def test_numbers_instead_of_names(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        boards.opened(event, naming="number")
        page = words(client, event)
        assert "A1" in page
        for secret in ("沈*例", "示例精工", "武康街道"):
            assert secret not in page

    def test_an_unchanged_board_is_not_sent_again(self, client: StrictClient) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        boards.opened(event)
        assert "看实时榜" in client.get(f"/events/{event.slug}").get_data(as_text=True)
        tag = public(client, event).headers["ETag"]
        again = client.get(f"/live/{event.slug}", headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        boards.remark(rows["A1"].id, "99", at=NOW + dt.timedelta(minutes=1))
        fresh = client.get(f"/live/{event.slug}", headers={"If-None-Match": tag})
        assert fresh.status_code == 200
        assert "92.70" in fresh.get_data(as_text=True)

    def test_a_query_of_one_visitor_never_reaches_another(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        boards.opened(event)
        assert "evil" in client.get(f"/live/{event.slug}?x=evil").get_data(as_text=True)
        assert "evil" not in public(client, event).get_data(as_text=True)


class TestHidden:
    """Before it opens and after a freeze nothing of a mark can be told."""

    def test_before_it_opens(self, client: StrictClient) -> None:
        event = stage.county(client)
        assert public(client, event).status_code == 404
        rows = stage.four(event)
        boards.set_up(event)
        before = told(client, event)
        assert "还没有打开" in words(client, event)
        assert "看实时榜" not in client.get(f"/events/{event.slug}").get_data(as_text=True)
        boards.remark(rows["A1"].id, "12")
        stage.mark(stage.entrant(event, "A5"), "99", ("60", "40"))
        assert told(client, event) == before

    def test_after_a_freeze_and_after_closing(self, client: StrictClient) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        boards.opened(event)
        boards.frozen(event)
        before = told(client, event)
        assert "已封榜" in words(client, event)
        boards.remark(rows["A1"].id, "99", at=NOW + dt.timedelta(hours=1))
        stage.mark(stage.entrant(event, "A5"), "99", ("60", "40"))
        with database.transaction() as session:
            session.merge(rows["A2"]).status = "disqualified"
        assert told(client, event) == before
        actions.shut(event.id, boards.tap(event))
        assert "90.45" not in words(client, event)

    def test_a_planted_leak_is_found(self, client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        boards.opened(event)
        boards.frozen(event)
        monkeypatch.setattr(pages, "_content", pages._following)  # noqa: SLF001 - the planted leak
        before = told(client, event)
        boards.remark(rows["A1"].id, "99", at=NOW + dt.timedelta(hours=1))
        pages._shelf().contents.clear()  # noqa: SLF001 - the planted leak reads the marks anew
        client.application.extensions.pop("contest_board", None)
        assert told(client, event) != before

    def test_a_mark_entered_while_the_page_is_made_does_not_pass_a_freeze(
        self, client: StrictClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        boards.opened(event)
        plain = worked_out

        def frozen_meanwhile(event_id: int) -> Any:
            monkeypatch.setattr(pages, "worked_out", plain)
            actions.freeze(event.id, boards.tap(event))
            boards.remark(rows["A1"].id, "99", at=NOW + dt.timedelta(hours=1))
            return plain(event_id)

        monkeypatch.setattr(pages, "worked_out", frozen_meanwhile)
        first = words(client, event)
        assert "92.70" not in first
        assert "90.45" in first

    def test_the_last_ones_are_held_back(self, client: StrictClient, clock: Any) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        for minute, row in enumerate(rows.values()):
            boards.remark(row.id, "80", at=NOW + dt.timedelta(minutes=minute))
        boards.opened(event, hold_back=1)
        assert "已封榜停在第 3 / 4 位选手" in words(client, event)
        entry = database.session().query(AuditEntry).filter_by(action="live_board.freeze").one()
        assert entry.actor == "system"
        before = told(client, event)
        assert "周*拟" not in words(client, event)
        boards.remark(rows["A4"].id, "100", at=NOW + dt.timedelta(hours=1))
        boards.remark(rows["A1"].id, "10", at=NOW + dt.timedelta(hours=2))
        clock.forward(hours=3)
        assert told(client, event) == before

    def test_the_scheduled_run_lets_it_stand_still_without_a_look(self, client: StrictClient, clock: Any) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        for minute, row in enumerate(rows.values()):
            boards.remark(row.id, "80", at=NOW + dt.timedelta(minutes=minute))
        boards.opened(event, hold_back=1)
        assert jobs.live_boards(clock.now) == {"frozen": 1}
        boards.remark(rows["A1"].id, "10", at=NOW + dt.timedelta(hours=1))
        assert "已封榜停在第 3 / 4 位选手" in words(client, event)
        board = queries.board(event.id)
        assert board is not None
        assert (board.state, board.changed_by) == ("frozen", "system")
        assert "10.00" not in str(board.content), "what came after it was due is not in it"
        assert jobs.live_boards(clock.now) == {"frozen": 0}

    def test_the_scheduled_run_leaves_a_board_that_is_not_due(self, client: StrictClient, clock: Any) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        boards.opened(event, hold_back=1)
        with database.transaction() as session:
            session.query(Mark).filter(Mark.entrant_id.in_([rows["A1"].id, rows["A2"].id])).delete()
        assert jobs.live_boards(clock.now) == {"frozen": 0}
        assert database.session().query(AuditEntry).filter_by(action="live_board.freeze").count() == 0

    def test_a_read_only_database_still_hides_the_last_ones(
        self, client: StrictClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        event = stage.county(client)
        stage.four(event)
        boards.opened(event, hold_back=1)

        def busy(*_: Any, **__: Any) -> None:
            raise BusyError("示例")

        monkeypatch.setattr(actions, "freeze_when_due", busy)
        page = words(client, event)
        assert "已出分 3 / 4" in page
        assert "周*拟" not in page


class TestCeremony:
    """One tap, one row or prize, from the bottom up; back by one tap."""

    def test_rows_appear_from_the_last_to_the_first(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        boards.opened(event)
        boards.ceremony(event)
        order = ("周*拟", "吴*习", "沈*例", "陈*本")
        for taps in range(5):
            for where in WHERE:
                page = words(client, event, where)
                assert [name for name in order if name in page] == list(order[:taps]), (taps, page)
                assert "揭晓中" in page
            if taps < 4:
                ceremony_actions.reveal(event.id, boards.tap(event))
        assert "刚刚揭晓陈*本样板木业 · 洛舍镇90.45 第 1 名 · 一等奖" in words(client, event)
        with pytest.raises(LiveRefusedError, match="全部揭晓"):
            ceremony_actions.reveal(event.id, boards.tap(event))

    def test_prizes_appear_together(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        boards.set_up(event)
        boards.ceremony(event, "prize", taps=1)
        page = words(client, event)
        assert "没有获奖的名次2 个" in page
        assert "吴*习" in page
        assert "沈*例" not in page

    def test_what_is_not_revealed_changes_no_byte(self, client: StrictClient) -> None:
        event, other = stage.county(client), factories.event()
        for one, best in ((event, "91.5"), (other, "95")):
            rows = stage.four(one)
            boards.remark(rows["A1"].id, best)
            boards.set_up(one)
            boards.ceremony(one, taps=2)
        for where in WHERE:
            pair = [public(client, one, where) for one in (event, other)]
            bodies = [
                answer.get_data(as_text=True).replace(one.slug, "S")
                for answer, one in zip(pair, (event, other), strict=True)
            ]
            assert bodies[0] == bodies[1].replace(other.title, event.title)

    def test_one_step_back_and_two_taps_at_once(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        boards.set_up(event)
        boards.ceremony(event)
        before, same = told(client, event), boards.tap(event)
        ceremony_actions.reveal(event.id, same)
        with pytest.raises(LiveRefusedError, match="刚被别人动过"):
            ceremony_actions.reveal(event.id, same)
        assert "吴*习" not in words(client, event)
        ceremony_actions.take_back(event.id, boards.tap(event))
        after = told(client, event)
        assert {where: seen[1] for where, seen in after.items()} == {where: seen[1] for where, seen in before.items()}
        with pytest.raises(LiveRefusedError, match="不用退"):
            ceremony_actions.take_back(event.id, boards.tap(event))

    def test_missing_marks_and_draws_keep_it_back(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        stage.entrant(event, "A5")
        boards.set_up(event)
        with pytest.raises(LiveRefusedError, match="打完才能揭晓"):
            boards.ceremony(event)
        assert "打完才能揭晓" in text_of(client.get(desk(event, "/ceremony")).get_data(as_text=True))


class TestBlind:
    """Where people are judged behind codes the board shows nothing but the codes."""

    @pytest.fixture
    def event(self, client: StrictClient) -> Event:
        event = stage.county(client)
        rows = stage.four(event)
        with database.transaction() as session:
            for number, row in rows.items():
                session.get_one(Entrant, row.id).blind_code = f"K{number[1:]}7"
        return event

    def test_names_and_numbers_are_refused(self, event: Event) -> None:
        for naming in ("name", "number"):
            with pytest.raises(LiveRefusedError, match="只能显示盲码"):
                boards.set_up(event, naming=naming)

    def test_codes_only(self, client: StrictClient, event: Event) -> None:
        boards.opened(event, naming="blind")
        page = public(client, event).get_data(as_text=True)
        assert "K27" in page
        for secret in ("沈", "陈*", "示例精工", "A1"):
            assert secret not in page
        with pytest.raises(LiveRefusedError, match="只能显示盲码"):
            boards.ceremony(event)
        stage.publish(client, event)
        boards.ceremony(event, taps=4)
        assert "陈*本" in words(client, event)
        assert "成绩已经公布" in words(client, event)


class TestDesk:
    """Staff set it up, open, freeze, thaw, close and reveal through the pages."""

    def test_the_whole_way(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        page = client.get(desk(event)).get_data(as_text=True)
        assert "还没有设好" in page
        sent = {**as_offered(page), "shown_rows": "10", "hold_back": "0"}
        assert client.submit(desk(event), sent).status_code == 303
        for act, shown in (("open", "开着"), ("freeze", "已封榜"), ("open", "开着"), ("shut", "没开")):
            asked = client.get(desk(event, f"/{act}")).get_data(as_text=True)
            assert client.submit(desk(event, f"/{act}"), as_offered(asked)).status_code == 303
            assert shown in text_of(client.get(desk(event)).get_data(as_text=True))
        assert client.get(desk(event, "/qr.png")).mimetype == "image/png"
        start = client.get(desk(event, "/ceremony")).get_data(as_text=True)
        assert client.submit(desk(event, "/ceremony"), as_offered(start)).status_code == 303
        for step in ("reveal", "reveal", "back"):
            sent = as_offered(client.get(desk(event, "/ceremony")).get_data(as_text=True))
            answer = client.submit(desk(event, f"/ceremony/{step}"), sent, page=desk(event, "/ceremony"))
            assert answer.status_code == 303
        board = queries.board(event.id)
        assert board is not None
        assert board.revealed == 1
        acts = [
            row.action for row in database.session().query(AuditEntry).filter(AuditEntry.action.like("live_board.%"))
        ]
        assert sorted(set(acts)) == [
            f"live_board.{act}"
            for act in ("ceremony", "freeze", "open", "reveal", "settings", "shut", "take_back", "thaw")
        ]

    @pytest.mark.parametrize(("field", "value"), [("shown_rows", "2"), ("hold_back", "x"), ("naming", "all")])
    def test_what_cannot_be_saved_is_said_and_kept(self, client: StrictClient, field: str, value: str) -> None:
        event = stage.county(client)
        stage.four(event)
        sent = {"shown_rows": "10", "hold_back": "0", "naming": "name", field: value}
        answer = client.submit(desk(event), sent)
        assert answer.status_code == 422
        assert "请" in text_of(answer.get_data(as_text=True))
        assert queries.board(event.id) is None

    def test_a_tap_on_an_old_page_does_nothing(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        boards.opened(event)
        for version in ("", "x", "1", "99999999999"):
            answer = client.submit(desk(event, "/freeze"), {"version": version}, page=desk(event, "/freeze"))
            assert answer.status_code == 422
            assert "刚被别人动过" in text_of(answer.get_data(as_text=True))
        with pytest.raises(LiveRefusedError, match="请先关上"):
            boards.set_up(event)

    def test_strangers_find_nothing(self, client: StrictClient) -> None:
        mine, other = factories.event(), factories.event()
        stage.four(other)
        boards.set_up(other)
        factories.sign_in(client, factories.account(Grant(Role.ORGANISER, mine.id)))
        for tail in ("", "/open", "/ceremony", "/qr.png"):
            assert client.get(desk(other, tail)).status_code == 404
        for tail in ("", "/open", "/freeze", "/ceremony", "/ceremony/reveal"):
            assert client.submit(desk(other, tail), {}, page=desk(mine)).status_code == 404

    def test_without_a_board_or_rules_each_page_says_what_to_do(self, client: StrictClient) -> None:
        event = stage.county(client)
        assert client.get(desk(event, "/open")).status_code == 404
        assert "还没有实时榜" in text_of(client.get(desk(event, "/ceremony")).get_data(as_text=True))
        with pytest.raises(LiveRefusedError, match="还没有设好"):
            actions.freeze(event.id, Tap(SYSTEM, NOW, 1))
        boards.set_up(event)
        with pytest.raises(LiveRefusedError, match="先写好规则"):
            actions.open_board(event.id, boards.tap(event))


@both_engines
def test_the_snapshot_is_the_law_of_the_frozen_board(app: Flask) -> None:
    """Totals seen in public equal domain.score_board's public side, whatever is marked before and after the freeze."""
    event = factories.event()
    rows = stage.four(event)
    client = FlaskClient(app)
    boards.opened(event)
    changes = ((10, "A1", "60"), (20, "A2", "70"), (50, "A1", "90"), (70, "A2", "50"))
    revisions = [score_board.Revision(0, number, "base") for number in ("A1", "A2")]
    for at, number, value in changes:
        if at > 40 and (held := queries.held(event.slug)) and held.state == "open":
            boards.frozen(event)
        boards.remark(rows[number].id, value, at=NOW + dt.timedelta(seconds=at))
        revisions.append(score_board.Revision(at, number, value))
    law = score_board.board(revisions, 80, 40, None).public
    totals = {"A1": {"60": "81.00", "90": "90.00"}, "A2": {"70": "85.05", "50": "79.05"}}
    page = text_of(client.get(f"/live/{event.slug}").get_data(as_text=True))
    for number, value in law.items():
        assert totals[number][value] in page
    assert "90.00" not in page.replace("平均 90.00", "")
    assert json.dumps(law) == '{"A1": "60", "A2": "70"}'


def test_the_answer_from_memory_lasts_a_second_at_most(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    event = stage.county(client)
    rows = stage.four(event)
    boards.opened(event)
    now = [1000.0]
    monkeypatch.setattr(pages, "REMEMBER_SECONDS", 1.0)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    first = public(client, event).data
    boards.remark(rows["A1"].id, "99", at=NOW + dt.timedelta(minutes=1))
    now[0] += 0.9
    assert public(client, event).data == first
    now[0] += 0.2
    assert "92.70" in words(client, event)

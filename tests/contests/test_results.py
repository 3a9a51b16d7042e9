"""Results: hidden before publication, frozen after it, corrected with a reason, explained on the page."""

import gzip
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from deqing_events import database
from deqing_events.contests.history import Change
from deqing_events.contests.models import Draw, Mark, Publication
from deqing_events.contests.offered import checks, contest
from deqing_events.contests.results import actions, queries
from deqing_events.contests.results.showing import own_result
from deqing_events.contests.results.standings import worked_out
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event, EventStep
from deqing_events.registration.hooks import OwnResult
from deqing_events.registration.models import PhoneHolding, Registration
from deqing_events.workers.hashes import phone_hash
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.engines import both_engines
from tests.reading import StrictClient, text_of


def desk(event: Event, tail: str = "") -> str:
    return f"/desk/events/{event.id}/results{tail}"


def board(client: StrictClient, event: Event, tail: str = "") -> Any:
    return client.get(f"/results/{event.slug}{tail}")


def without_reference(page: str) -> str:
    return re.sub(r"E-[0-9A-F]{6}", "E-", page)


def told(answer: Any) -> list[tuple[str, str]]:
    """Return the headers of an answer but for the session's cookie."""
    return [(name, value) for name, value in answer.headers if name != "Set-Cookie"]


def remark(row_id: int, value: str) -> None:
    """Change the mark of a paper behind everybody's back."""
    with database.transaction() as session:
        session.query(Mark).filter_by(entrant_id=row_id, criterion="paper").one().value = value


def registered(event: Event, phone: str = "", **fields: Any) -> Registration:
    values = {
        "number": f"R{event.id}-{len(fields)}",
        "state": "confirmed",
        "person_key": str(fields),
        "name": "沈示例",
        "mobile": "19900000017",
        "mobile_tail": "0017",
        "created_at": NOW,
        **fields,
    }
    made = Registration(event_id=event.id, **values)
    with database.transaction() as session:
        session.add(made)
        session.flush()
        if phone:
            session.add(PhoneHolding(phone_hash=phone_hash(phone), registration_id=made.id, since=NOW))
    return made


class TestBeforePublication:
    """Nothing of a result can be told from outside."""

    def test_the_address_answers_like_an_unknown_one(self, client: StrictClient) -> None:
        event = stage.county(client)
        before = {tail: board(client, event, tail) for tail in ("", "/teams", "/v1")}
        stage.four(event)
        for tail, answer in before.items():
            after = board(client, event, tail)
            assert (answer.status_code, after.status_code) == (404, 404)
            assert without_reference(after.get_data(as_text=True)) == without_reference(answer.get_data(as_text=True))
            assert told(after) == told(answer)

    def test_a_hidden_mark_changes_no_byte_anywhere(self, client: StrictClient) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        seen = {address: client.get(address).data for address in ("/results", f"/events/{event.slug}")}
        remark(rows["A1"].id, "12")
        assert {address: client.get(address).data for address in seen} == seen

    def test_a_draft_shows_neither_rules_nor_results(self, client: StrictClient) -> None:
        event = stage.county(client, state="draft")
        stage.four(event)
        for tail in ("", "/rules", "/rules/print"):
            assert board(client, event, tail).status_code == 404

    def test_the_rules_are_public_already(self, client: StrictClient) -> None:
        event = stage.county(client)
        assert board(client, event, "/rules").status_code == 404
        stage.rules(event)
        for tail in ("/rules", "/rules/print"):
            assert "理论成绩占总成绩的 30%" in text_of(board(client, event, tail).get_data(as_text=True))


class TestPublication:
    """Published results are a frozen copy."""

    def test_the_board_explains_every_place(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        assert stage.publish(client, event).status_code == 302
        page = text_of(board(client, event).get_data(as_text=True))
        for words in (
            "公示中",
            "4 人完赛 · 理论 30% + 实操 70%",
            "陈*本一等奖样板木业 · 洛舍镇 90.4588.0 + 91.5",
            "与第 2 名同分，实操 91.5 高于 90.0，列前",
            "沈*例二等奖示例精工 · 武康街道 90.4591.5 + 90.0",
            "3并列 吴*习",
            "实操、用时、理论都相同，两人并列，下一名次为 5",
        ):
            assert words in page, words
        for secret in ("沈示例", "陈样本", "周模拟"):
            assert secret not in page

    def test_the_team_tab_adds_up(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        stage.publish(client, event)
        page = text_of(board(client, event, "/teams").get_data(as_text=True))
        for words in ("洛舍镇团体第一名第1名×1 10分", "武康街道团体第二名第2名×1 9分", "新市镇团体第三名第3名×1 7.5分"):
            assert words in page, page

    def test_later_marks_change_nothing_until_they_are_published(self, client: StrictClient) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        stage.publish(client, event)
        first = board(client, event)
        remark(rows["A1"].id, "99")
        again = board(client, event)
        assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
        not_modified = client.get(f"/results/{event.slug}", headers={"If-None-Match": first.headers["ETag"]})
        assert (not_modified.status_code, not_modified.data) == (304, b"")

    def test_the_cached_page_is_the_fresh_page_and_packs(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        stage.publish(client, event)
        plain = board(client, event)
        raw = FlaskClient(client.application, client.application.response_class)
        packed = raw.get(f"/results/{event.slug}", headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        client.get("/text-size?next=/")
        page = client.get(f"/results/{event.slug}")
        assert "is-large" in page.get_data(as_text=True)
        assert page.headers["ETag"] != plain.headers["ETag"]

    def test_a_query_of_one_visitor_never_reaches_another(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        stage.publish(client, event)
        assert "evil" in client.get(f"/results/{event.slug}?x=evil").get_data(as_text=True)
        assert "evil" not in board(client, event).get_data(as_text=True)

    def test_who_agreed_is_named_and_the_own_row_is_marked(self, client: StrictClient) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        held = registered(event, phone="示例手机-1", publish_name=True)
        with database.transaction() as session:
            session.merge(rows["A1"]).registration_id = held.id
        assert own_result(held.id) is None
        stage.publish(client, event)
        page = board(client, event).get_data(as_text=True)
        assert "沈示例" in page
        assert "rank--me" not in page
        assert own_result(held.id) == OwnResult("公示中", 2, False, "90.45", "二等奖", "", f"/results/{event.slug}")  # noqa: FBT003 - `tied`
        client.set_cookie("dq_phone", "示例手机-1")
        own = board(client, event)
        assert "rank--me" in own.get_data(as_text=True)
        assert own.headers["Cache-Control"] == "private, no-store"
        assert "我参加的" in client.get("/results").get_data(as_text=True)

    def test_the_event_moves_along_and_its_page_links(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        assert contest(event.id).results_word == ""
        stage.publish(client, event)
        assert contest(event.id).results_word == "公示中"
        assert f"/results/{event.slug}" in client.get(f"/events/{event.slug}").get_data(as_text=True)
        stage.publish(client, event, "final")
        database.session().expire_all()
        steps = [(step.before, step.after) for step in database.session().query(EventStep).order_by(EventStep.id)]
        assert steps == [("published", "public_notice"), ("public_notice", "final")]
        assert "已生效" in text_of(board(client, event).get_data(as_text=True))

    @both_engines
    def test_stages_only_go_forward(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        change = Change(SYSTEM, NOW)
        for wanted in ("final", "later"):
            with pytest.raises(actions.ResultsRefusedError, match="现在不能公布成这一种"):
                actions.publish(event.id, actions.Publishing(wanted, stage.seen_digest(event)), change)
        for wanted in ("provisional", "public_notice", "final"):
            stage.let_notices_end(event)
            actions.publish(event.id, actions.Publishing(wanted, stage.seen_digest(event)), change)
        with pytest.raises(actions.ResultsRefusedError, match="现在不能公布成这一种"):
            actions.publish(event.id, actions.Publishing("final", stage.seen_digest(event)), change)
        assert [row.stage for row in queries.history(event.id)] == ["final", "public_notice", "provisional"]

    def test_a_ranking_nobody_looked_at_is_not_published(self, client: StrictClient) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        offered = as_offered(client.get(desk(event, "/publish")).get_data(as_text=True))
        remark(rows["A1"].id, "99")
        answer = client.submit(desk(event, "/publish"), offered)
        assert answer.status_code == 422
        assert "成绩刚有改动，请重新核对" in text_of(answer.get_data(as_text=True))
        assert queries.latest(event.id) is None
        assert client.submit(desk(event, "/publish"), {"seen": "x", "stage": "never"}).status_code == 422

    def test_withdrawn_results_are_gone(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        before = without_reference(board(client, event).get_data(as_text=True))
        stage.publish(client, event)
        assert board(client, event).status_code == 200
        refused = client.submit(desk(event, "/withdraw"), {"reason": ""})
        assert refused.status_code == 422
        assert "请写明理由" in text_of(refused.get_data(as_text=True))
        assert client.submit(desk(event, "/withdraw"), {"reason": "核对中"}).status_code == 302
        client.get(desk(event))
        after = board(client, event)
        assert after.status_code == 404
        assert without_reference(after.get_data(as_text=True)) == before
        assert event.title not in text_of(client.get("/results").get_data(as_text=True))
        assert client.submit(desk(event, "/withdraw"), {"reason": "再撤"}).status_code == 422
        assert stage.publish(client, event).status_code == 302
        assert [row.version for row in queries.history(event.id)] == [2, 1]


class TestCorrections:
    """A correction needs a reason, keeps the old version readable, and restarts the notice."""

    def test_it_needs_a_reason(self, client: StrictClient) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        stage.publish(client, event)
        remark(rows["A1"].id, "99")
        answer = stage.publish(client, event)
        assert answer.status_code == 422
        assert "请写明理由" in text_of(answer.get_data(as_text=True))
        assert len(queries.history(event.id)) == 1

    def test_old_and_new_are_both_readable(self, client: StrictClient) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        stage.publish(client, event)
        stage.publish(client, event, "final")
        remark(rows["A1"].id, "99")
        assert "有更正没公布" in text_of(client.get(desk(event)).get_data(as_text=True))
        assert stage.publish(client, event, reason="阅卷复核更正").status_code == 302
        page = text_of(board(client, event).get_data(as_text=True))
        for words in ("公示中", "更正 11月23日 周一：阅卷复核更正", "看更正前的成绩", "92.70"):
            assert words in page, words
        old = text_of(board(client, event, "/v2").get_data(as_text=True))
        assert "这是第 2 次公布的旧成绩" in old
        assert "90.45" in old
        assert board(client, event, "/v9").status_code == 404
        assert "更正：阅卷复核更正" in text_of(client.get("/results").get_data(as_text=True))
        stored = database.session().query(Publication).order_by(Publication.version).all()
        assert [row.content["rows"][0]["name"] for row in stored] == ["陈*本", "陈*本", "沈*例"]


class TestBlocked:
    """While a mark or a draw is missing nothing can be published."""

    def test_missing_marks_block(self, client: StrictClient) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        with database.transaction() as session:
            session.query(Mark).filter_by(entrant_id=rows["A3"].id, criterion="c1", judge="裁判2").delete()
        page = text_of(client.get(desk(event)).get_data(as_text=True))
        assert "还有 1 人的分数没打完" in page
        assert "现在还不能公布" in page
        for answer in (client.get(desk(event, "/publish")), client.post(desk(event, "/publish"))):
            assert answer.status_code in {400, 422}
        assert queries.latest(event.id) is None

    def test_no_rules_and_nobody_block(self, client: StrictClient) -> None:
        event = stage.county(client)
        assert "还没有评分规则" in text_of(client.get(desk(event)).get_data(as_text=True))
        assert client.get(desk(event, "/publish")).status_code == 422
        assert client.get(desk(event, "/ranking.xlsx")).status_code == 404
        stage.rules(event)
        assert "还没有可以排名次的人" in text_of(client.get(desk(event, "/publish")).get_data(as_text=True))

    @both_engines
    def test_a_draw_settles_a_tie_for_the_prizes(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.rules(event, draw_within=3)
        one, two = stage.entrant(event, "A1", "沈示例"), stage.entrant(event, "A2", "陈样本")
        for row in (one, two):
            stage.mark(row, "80", ("48", "32"))
        assert "还有并列的名次要抽签" in text_of(client.get(desk(event)).get_data(as_text=True))
        lots = {"lot-A1": "2", "lot-A2": "1"}
        for wrong in ({}, {"lot-A1": "1", "lot-A2": "1"}, {**lots, "reason": ""}, {"lot-A1": "1"}):
            answer = client.submit(desk(event, "/draw"), {"reason": "裁判长主持", **wrong}, page=desk(event))
            assert answer.status_code == 422
        answer = client.submit(desk(event, "/draw"), {**lots, "reason": "裁判长主持，领队在场"}, page=desk(event))
        assert answer.status_code == 302
        standings = worked_out(event.id)
        assert standings is not None
        assert [(p.rank, p.decided_by, p.id) for p in standings.evaluation.places] == [
            (1, None, "A2"),
            (2, "draw", "A1"),
        ]
        assert database.session().query(Draw).one().reason == "裁判长主持，领队在场"
        stage.publish(client, event)
        assert "与第 2 名各项都相同，抽签列前" in text_of(board(client, event).get_data(as_text=True))
        again = client.submit(desk(event, "/draw"), {**lots, "reason": "再抽一次"}, page=desk(event))
        assert again.status_code == 422


class TestAccess:
    """Results on the desk belong to who holds the event."""

    def test_strangers_find_nothing(self, client: StrictClient) -> None:
        mine, other = factories.event(), factories.event()
        stage.four(other)
        factories.sign_in(client, factories.account(Grant(Role.ORGANISER, mine.id)))
        for tail in ("", "/publish", "/withdraw", "/ranking.xlsx", "/teams.csv"):
            assert client.get(desk(other, tail)).status_code == 404
        for tail in ("/publish", "/draw", "/withdraw"):
            assert client.submit(desk(other, tail), {"reason": "x"}, page=desk(mine)).status_code == 404
        assert queries.latest(other.id) is None

    def test_whole_names_need_the_right(self, client: StrictClient) -> None:
        event = factories.event()
        stage.four(event)
        factories.sign_in(client, factories.account(Grant(Role.ORGANISER, event.id)))
        assert client.get(desk(event, "/ranking.csv")).status_code == 200
        assert client.get(desk(event, "/ranking.csv?full=1")).status_code == 403


def test_the_list_is_filtered_by_stage_and_found_by_workplace(client: StrictClient) -> None:
    event, other = stage.county(client, title="钳工技能比武"), factories.event("合唱比赛")
    for one in (event, other):
        stage.four(one)
        stage.publish(client, one)
    stage.publish(client, other, "final")
    assert "钳工技能比武" in text_of(client.get("/results").get_data(as_text=True))
    final = text_of(client.get("/results?stage=final").get_data(as_text=True))
    assert "合唱比赛" in final
    assert "钳工技能比武" not in final
    assert "钳工技能比武" in text_of(client.get("/results?q=示例精工").get_data(as_text=True))
    assert "没有找到" in text_of(client.get("/results?q=没有这家").get_data(as_text=True))
    assert "没有找到" in text_of(client.get("/results?stage=never").get_data(as_text=True))


def test_the_check_list_of_an_event_asks_for_rules(client: StrictClient) -> None:
    event, show = stage.county(client), factories.event(kind="grassroots_show", family="culture")
    assert [check.state for check in checks(event.id)] == ["warn"]
    assert checks(show.id) == ()
    stage.rules(event)
    assert [check.state for check in checks(event.id)] == ["ok"]
    facts = contest(event.id)
    assert facts.has_rules
    assert facts.awards == ("奖项：一等奖 1 个，二等奖 1 个。",)

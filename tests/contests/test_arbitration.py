"""Arbiters: who is recused, how they vote, who may still rule, and the paper that names them."""

import datetime as dt
import io

import pytest
from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.accounts.models import StaffAccount
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.appeals import actions as appeals
from deqing_events.contests.appeals import queries
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.arbitration import actions
from deqing_events.contests.arbitration.bench import Bench, bench_of
from deqing_events.contests.arbitration.models import AppealVote
from deqing_events.contests.custody.models import CodeIssue
from deqing_events.contests.history import Change
from deqing_events.contests.models import Entrant, JudgeSeat, Mark
from deqing_events.contests.signatures.models import Signature
from deqing_events.domain.roles import SYSTEM, Actor, Grant, Role
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests.test_appeals import GROUNDS, filed, over
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

HOUR = dt.timedelta(hours=1)


def arbiter(event: Event, name: str = "冯示例", *more: Grant) -> StaffAccount:
    return factories.account(Grant(Role.ARBITER, event.id), *more, name=name)


def acting(account: StaffAccount, reason: str = "经复核录像") -> Change:
    return Change(Actor(f"staff:{account.id}", "arbiter"), NOW, reason)


def bench(event: Event, appeal: Appeal) -> Bench:
    database.session().expire_all()
    held = queries.one(event.id, appeal.id)
    assert held is not None
    return bench_of(held)


def accepted(event: Event, by: StaffAccount) -> Appeal:
    appeal = filed(event)
    appeals.decide(event.id, appeal.id, appeals.Ruling("accepted"), acting(by))
    return appeal


class TestWhoMayRule:
    """Where an arbiter is named, nobody else rules."""

    def test_staff_of_the_host_no_longer_do(self, client: StrictClient) -> None:
        event, _ = over(client)
        appeal, one = filed(event), arbiter(event)
        page = f"/desk/events/{event.id}/appeals/{appeal.id}"
        told = text_of(client.get(page).get_data(as_text=True))
        assert "这一场指定了仲裁，由仲裁裁定，主办方不再裁定" in told
        assert "冯示例" in told
        assert 'name="act"' not in client.get(page).get_data(as_text=True)
        form = {"act": "accepted", "reason": "材料齐全"}
        assert client.submit(f"{page}/decide", form, page="/desk/workdays").status_code == 422
        with pytest.raises(appeals.AppealRefusedError, match="由仲裁裁定"):
            appeals.decide(event.id, appeal.id, appeals.Ruling("accepted"), Change(SYSTEM, NOW, "理由"))
        appeals.decide(event.id, appeal.id, appeals.Ruling("accepted"), acting(one))
        assert [row.state for row in queries.open_appeals(event.id)] == ["accepted"]

    def test_an_account_that_was_closed_is_no_arbiter(self, client: StrictClient) -> None:
        event, _ = over(client)
        appeal, one = filed(event), arbiter(event)
        with database.transaction() as session:
            session.get_one(StaffAccount, one.id).disabled_at = NOW
        appeals.decide(event.id, appeal.id, appeals.Ruling("accepted"), Change(SYSTEM, NOW, "理由"))
        assert bench(event, appeal).seats == []

    def test_the_arbiter_of_another_contest_finds_nothing(self, client: StrictClient) -> None:
        event, _ = over(client)
        appeal, other = filed(event), factories.event("别的比武")
        factories.sign_in(client, arbiter(other))
        assert client.get(f"/desk/arbitration/{event.id}/{appeal.id}").status_code == 404
        assert client.get(f"/desk/arbitration/{other.id}/{appeal.id}").status_code == 404
        assert "没有申诉" in text_of(client.get("/desk/arbitration").get_data(as_text=True))
        with pytest.raises(actions.VoteRefusedError, match="没有指定你"):
            actions.say(event.id, accepted(event, arbiter(event)).id, "upheld", acting(arbiter(other)))

    def test_an_arbiter_sees_the_appeal_and_nothing_else_of_the_contest(self, client: StrictClient) -> None:
        event, _ = over(client)
        filed(event)
        factories.sign_in(client, arbiter(event))
        for tail in ("", "/results", "/scores", "/entrants", "/appeals", "/control", "/registrations", "/codes"):
            assert client.get(f"/desk/events/{event.id}{tail}").status_code == 403, tail


class TestRecusal:
    """Whoever took part in the contest, works for its host, or belongs to those who appeal has no say."""

    @pytest.mark.parametrize("role", [Role.CHIEF_JUDGE, Role.JUDGE, Role.SUPERVISOR, Role.ORGANISER])
    def test_another_role_in_the_contest(self, client: StrictClient, role: Role) -> None:
        event, _ = over(client)
        appeal = filed(event)
        arbiter(event, "冯示例", Grant(role, event.id))
        (seat,) = bench(event, appeal).seats
        assert "在这场比赛里还是" in seat.recused

    def test_staff_of_the_host(self, client: StrictClient) -> None:
        event, _ = over(client)
        appeal = filed(event)
        arbiter(event, "冯示例", Grant(Role.COUNTY_STAFF))
        assert [seat.recused for seat in bench(event, appeal).seats] == ["是主办方的工作人员"]

    @pytest.mark.parametrize("deed", ["mark", "seat", "signature"])
    def test_who_took_part_before_the_role_was_taken_away(self, client: StrictClient, deed: str) -> None:
        event, rows = over(client)
        appeal, one = filed(event), arbiter(event)
        who = f"staff:{one.id}"
        row = rows["A1"].id
        made = {
            "mark": Mark(entrant_id=row, criterion="c9", judge="裁判9", value="1", by=who, at=NOW),
            "seat": JudgeSeat(event_id=event.id, judge="裁判1", account_id=one.id),
            "signature": Signature(event_id=event.id, role="chief_judge", digest="0" * 64, by=who, at=NOW),
        }[deed]
        with database.transaction() as session:
            session.add(made)
        (seat,) = bench(event, appeal).seats
        assert "评过、录过或签认过成绩" in seat.recused

    def test_who_belongs_to_those_who_appeal(self, client: StrictClient) -> None:
        event, rows = over(client)
        unit, town = factories.unit("示例精工"), factories.township("武康街道")
        appeal = filed(event)
        with database.transaction() as session:
            session.merge(rows["A1"]).unit_id = unit.id
        arbiter(event, "冯示例", Grant(Role.UNIT_CLERK, unit.id))
        arbiter(event, "陆示例", Grant(Role.TOWNSHIP_ADMIN, town.id))
        third = arbiter(event, "茅示例")
        with database.transaction() as session:
            session.get_one(StaffAccount, third.id).department = " 示例 精工"
        arbiter(event, "阮示例")
        told = {seat.name: seat.recused for seat in bench(event, appeal).seats}
        same = "和申诉方是同一单位"
        assert told == {"冯示例": same, "陆示例": same, "茅示例": same, "阮示例": ""}

    def test_nobody_left_is_said(self, client: StrictClient) -> None:
        event, _ = over(client)
        appeal, one = filed(event), arbiter(event, "冯示例", Grant(Role.CHIEF_JUDGE, 0))
        actions.say(event.id, appeal.id, "recused", acting(one, "和领队是亲属"))
        page = text_of(client.get(f"/desk/events/{event.id}/appeals/{appeal.id}").get_data(as_text=True))
        assert "指定的仲裁都要回避" in page
        with pytest.raises(actions.VoteRefusedError, match="和领队是亲属"):
            actions.say(event.id, appeal.id, "recused", acting(one))


class TestVoting:
    """More than half of those who sit, each with a reason."""

    @both_engines
    def test_a_majority_rules_and_the_paper_names_them(self, client: StrictClient) -> None:
        event, _ = over(client)
        one, two, three = (arbiter(event, name) for name in ("冯示例", "阮示例", "葛示例"))
        appeal = accepted(event, one)
        ruling = appeals.Ruling("upheld", correction_due=True, document="仲裁〔2026〕3号")
        actions.say(event.id, appeal.id, "upheld", acting(one, "录像可见漏记"))
        actions.say(event.id, appeal.id, "rejected", acting(two, "看不清"))
        with pytest.raises(appeals.AppealRefusedError, match="过半数"):
            appeals.decide(event.id, appeal.id, ruling, acting(one))
        actions.say(event.id, appeal.id, "upheld", acting(three, "同意"))
        with pytest.raises(appeals.AppealRefusedError, match="过半数"):
            appeals.decide(event.id, appeal.id, appeals.Ruling("rejected", document="3"), acting(two))
        appeals.decide(event.id, appeal.id, ruling, acting(three))
        database.session().expire_all()
        held = queries.one(event.id, appeal.id)
        assert held is not None
        assert (held.bench, held.votes_for, held.votes_against) == ("冯示例、葛示例、阮示例", 2, 1)
        page = text_of(client.get(f"/desk/events/{event.id}/appeals/{appeal.id}/ruling").get_data(as_text=True))
        for words in ("申诉裁定书", "仲裁〔2026〕3号", "冯示例、葛示例、阮示例", "2 票成立，1 票不成立", "经复核录像"):
            assert words in page
        with pytest.raises(actions.VoteRefusedError, match="刚被别人处理过"):
            actions.say(event.id, appeal.id, "upheld", acting(two))
        with pytest.raises(appeals.AppealRefusedError, match="由仲裁裁定"):
            appeals.drop_correction(event.id, appeal.id, Change(SYSTEM, NOW, "不改了"))
        appeals.drop_correction(event.id, appeal.id, acting(two, "复核后不变"))
        assert queries.open_appeals(event.id) == []

    def test_who_stands_back_is_not_counted(self, client: StrictClient) -> None:
        event, _ = over(client)
        one, two = arbiter(event, "冯示例"), arbiter(event, "阮示例")
        appeal = accepted(event, one)
        actions.say(event.id, appeal.id, "upheld", acting(one))
        assert bench(event, appeal).verdict is None
        actions.say(event.id, appeal.id, "recused", acting(two, "和领队是师徒"))
        assert bench(event, appeal).verdict == "upheld"
        assert bench(event, appeal).names() == "冯示例"

    def test_a_word_is_changed_not_given_twice(self, client: StrictClient) -> None:
        event, _ = over(client)
        one = arbiter(event)
        appeal = accepted(event, one)
        for vote in ("upheld", "rejected"):
            actions.say(event.id, appeal.id, vote, acting(one))
        (held,) = database.session().query(AppealVote).all()
        assert held.vote == "rejected"
        assert database.session().query(AuditEntry).filter_by(action="appeal.vote").count() == 2

    @both_engines
    def test_the_database_keeps_one_word_each_with_a_reason(self, client: StrictClient) -> None:
        event, _ = over(client)
        one, appeal = arbiter(event), filed(event)
        same = {"appeal_id": appeal.id, "account_id": one.id, "at": NOW}
        for rows, words in (
            (
                [AppealVote(**same, vote="upheld", reason="甲"), AppealVote(**same, vote="rejected", reason="乙")],
                "刚在",
            ),
            ([AppealVote(**same, vote="maybe", reason="甲")], "表态只有"),
            ([AppealVote(**same, vote="upheld", reason="")], "写明理由"),
        ):
            with pytest.raises(IntegrityError) as broken, database.transaction() as session:
                session.add_all(rows)
            assert words in (database.violated(broken.value) or "")


class TestPages:
    """The arbiter's own pages, without a script."""

    def test_from_the_list_to_the_ruling(self, client: StrictClient) -> None:
        event, _ = over(client)
        appeal, one = filed(event), arbiter(event)
        factories.sign_in(client, one)
        assert "等受理" in text_of(client.get("/desk/arbitration").get_data(as_text=True))
        page = f"/desk/arbitration/{event.id}/{appeal.id}"
        told = text_of(client.get(page).get_data(as_text=True))
        assert GROUNDS in told
        assert "布线裁判154" in told.replace(" ", "")
        assert client.get(f"{page}/ruling").status_code == 404
        assert client.submit(f"{page}/decide", {"act": "accepted", "reason": ""}, page=page).status_code == 422
        assert client.submit(f"{page}/decide", {"act": "accepted", "reason": "齐全"}, page=page).status_code == 303
        assert "等你表态" in text_of(client.get("/desk/arbitration").get_data(as_text=True))
        forged = {"act": "upheld", "reason": "理由", "document": "3"}
        assert client.submit(f"{page}/decide", forged, page=page).status_code == 422
        kept = client.submit(f"{page}/say", {"vote": "upheld", "why": ""}, page=page)
        assert (kept.status_code, "请写明理由" in kept.get_data(as_text=True)) == (422, True)
        assert client.submit(f"{page}/say", {"vote": "upheld", "why": "录像可见"}, page=page).status_code == 303
        assert "等裁定" in text_of(client.get("/desk/arbitration").get_data(as_text=True))
        other = {"act": "rejected", "reason": "理由", "document": "3"}
        assert client.submit(f"{page}/decide", other, page=page).status_code == 422
        sent = {
            "act": "upheld",
            "reason": "录像可见",
            "correction_due": "y",
            "paper": (io.BytesIO(b"%PDF-1.4 x"), "a.pdf"),
        }
        answer = client.submit(f"{page}/decide", sent, page=page, content_type="multipart/form-data")
        assert answer.status_code == 303
        assert "冯示例（1 票成立，0 票不成立）" in text_of(client.get(page).get_data(as_text=True))
        assert client.get(f"{page}/paper").data == b"%PDF-1.4 x"
        assert "申诉成立。有关成绩由主办方按裁定更正" in text_of(client.get(f"{page}/ruling").get_data(as_text=True))
        assert client.submit(f"{page}/settle", {"reason": ""}, page=page).status_code == 422
        assert client.submit(f"{page}/settle", {"reason": "复核后不变"}, page=page).status_code == 303
        assert "已经办完" in text_of(client.get(page).get_data(as_text=True))

    def test_no_marks_while_codes_are_sealed(self, client: StrictClient) -> None:
        event, rows = over(client)
        with database.transaction() as session:
            session.get_one(Entrant, rows["A1"].id).blind_code = "K07"
            session.add(CodeIssue(event_id=event.id, count=4, reason="", by="staff:1", at=NOW))
        appeal = filed(event)
        factories.sign_in(client, arbiter(event))
        told = client.get(f"/desk/arbitration/{event.id}/{appeal.id}").get_data(as_text=True)
        assert "盲码还没有解密" in told
        assert "K07" not in told
        assert "91.5" not in told

    def test_the_leader_reads_who_ruled(self, client: StrictClient) -> None:
        event, _ = over(client)
        one = arbiter(event)
        clerk = factories.account(Grant(Role.UNIT_CLERK, factories.unit("别的单位").id))
        filing = appeals.Filing("武康街道", "何示例", GROUNDS, NOW, number="A1")
        appeal = appeals.file(event.id, filing, 2, Change(Actor(f"staff:{clerk.id}"), NOW))
        appeals.decide(event.id, appeal.id, appeals.Ruling("accepted"), acting(one))
        actions.say(event.id, appeal.id, "rejected", acting(one))
        appeals.decide(event.id, appeal.id, appeals.Ruling("rejected", document="3"), acting(one))
        factories.sign_in(client, clerk)
        page = f"/unit/events/{event.slug}/appeals"
        assert "冯示例（0 票成立，1 票不成立）" in text_of(client.get(page).get_data(as_text=True))
        assert "申诉裁定书" in client.get(f"{page}/{appeal.id}/ruling").get_data(as_text=True)
        factories.sign_in(client, factories.account(Grant(Role.UNIT_CLERK, factories.unit().id)))
        assert client.get(f"{page}/{appeal.id}/ruling").status_code == 404

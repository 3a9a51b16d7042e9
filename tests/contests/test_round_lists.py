"""Deciding who goes on: in one act, from what is published, by the next round's rules; undone before it begins."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.corrections import actions as corrections
from deqing_events.contests.corrections.changes import Wanted
from deqing_events.contests.history import Change
from deqing_events.contests.models import Entrant
from deqing_events.contests.rounds import decision_actions, lapsing_actions, place_actions, queries
from deqing_events.contests.rounds.models import RoundPlace
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.messages.models import Message
from deqing_events.registration import actions
from deqing_events.registration.models import Consent, PhoneHolding, Registration
from tests import factories_registration
from tests.conftest import NOW
from tests.contests import rounds, stage
from tests.contests.filling import as_offered
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

Stage = tuple[Event, Event, list[Entrant]]


def published(client: StrictClient, **fields: Any) -> Stage:
    """Both rounds, everybody marked, the preliminary in public notice."""
    made = rounds.two_rounds(client, **fields)
    assert stage.publish(client, made[0]).status_code == 302
    return made


def confirm(client: StrictClient, event: Event, going: Sequence[Entrant] | None = None, **fields: str) -> Any:
    """Confirm through the desk's page; ``going`` instead of what is ticked."""
    address = rounds.desk(event, "/confirm")
    page = client.get(address).get_data(as_text=True)
    sent: dict[str, Any] = {**as_offered(page), **fields}
    sent["going"] = ticked(page) if going is None else [str(row.id) for row in going]
    answer = client.submit(address, sent)
    database.session().expire_all()
    return answer


def ticked(page: str) -> list[str]:
    parts = [part.split(">")[0] for part in page.split("<input")[1:]]
    return [part.split('value="')[1].split('"')[0] for part in parts if 'name="going"' in part and "checked" in part]


def states(event: Event) -> dict[str, str]:
    database.session().expire_all()
    held = queries.standing(event.id)
    return {place.entrant.number: place.state for place in held.places} if held else {}


def place(event: Event, number: str) -> RoundPlace:
    database.session().expire_all()
    held = queries.standing(event.id)
    assert held is not None
    return next(row for row in held.places if row.entrant.number == number)


def in_final(onward: Event) -> dict[str, str]:
    """Return name and state of everybody who ever signed up for the next round."""
    database.session().expire_all()
    rows = database.session().query(Registration).filter_by(event_id=onward.id).order_by(Registration.id)
    return {row.name: row.state for row in rows}


def told(template: str) -> list[str]:
    return [row.mobile for row in database.session().query(Message).filter_by(template=template).order_by(Message.id)]


class TestConfirming:
    """The proposal, as it is or changed with a reason."""

    @both_engines
    def test_those_who_go_on_are_signed_up_and_everybody_is_told(self, client: StrictClient) -> None:
        event, onward, _ = published(client)
        assert "可以确认了" in client.get(rounds.desk(event)).get_data(as_text=True)
        assert confirm(client, event).location == rounds.desk(event)
        assert states(event) == {"A1": "advanced", "A2": "advanced", "A3": "reserve", "A4": "reserve"}
        assert in_final(onward) == {"沈示例": "confirmed", "陈样本": "confirmed"}
        assert told("round_advanced") == list(rounds.MOBILES[:2])
        assert told("round_reserve") == list(rounds.MOBILES[2:4])
        # The phone that holds the first round shows the next; publishing the name is asked anew.
        first = place(event, "A1")
        holdings = database.session().query(PhoneHolding).filter_by(registration_id=first.next_registration_id)
        assert holdings.count() == 1
        assert first.next_registration is not None
        assert not first.next_registration.publish_name
        entry = database.session().query(AuditEntry).filter_by(action="round.confirm").one()
        assert (entry.detail["going"], entry.detail["reserves"]) == (["A1", "A2"], ["A3", "A4"])
        page = text_of(client.get(rounds.desk(event)).get_data(as_text=True))
        assert "晋级，未答复" in page
        assert "候补第 1 位" in page

    def test_a_departure_needs_a_reason(self, client: StrictClient) -> None:
        event, onward, rows = published(client)
        answer = confirm(client, event, [rows[0], rows[2]])
        assert answer.status_code == 422
        assert "请写明理由" in answer.get_data(as_text=True)
        assert in_final(onward) == {}
        confirm(client, event, [rows[0], rows[2]], reason="A2 书面提出不参加")
        assert states(event) == {"A1": "advanced", "A3": "advanced", "A4": "reserve", "A2": "aside"}

    def test_nobody_twice_and_nobody_unknown(self, client: StrictClient) -> None:
        event, onward, rows = published(client)
        assert confirm(client, event, []).status_code == 422
        other = stage.entrant(onward, "Z9", "何别场")
        assert confirm(client, event, [rows[0], other], reason="x").status_code == 422
        assert states(event) == {}

    def test_what_was_looked_at_must_still_hold(self, client: StrictClient) -> None:
        event, _, rows = published(client)
        answer = confirm(client, event, rows[:2], seen="0" * 64)
        assert "请重新核对" in answer.get_data(as_text=True)

    def test_who_is_in_already_keeps_that_sign_up(self, client: StrictClient) -> None:
        event, onward, _ = published(client)
        own = factories_registration.registration(onward, "沈示例", mobile=rounds.MOBILES[0])
        confirm(client, event)
        assert place(event, "A1").next_registration_id == own.id
        decision_actions.undo(event.id, Change(SYSTEM, NOW, "弄错了"))
        assert in_final(onward) == {"沈示例": "confirmed", "陈样本": "cancelled"}


class TestWhatStandsBefore:
    """Nothing is confirmed while something is open."""

    def test_before_public_notice(self, client: StrictClient) -> None:
        event, _, _ = rounds.two_rounds(client)
        assert "成绩还没有公示" in client.get(rounds.desk(event)).get_data(as_text=True)
        assert client.get(rounds.desk(event, "/confirm")).status_code == 303
        stage.publish(client, event, "provisional")
        assert "成绩还没有公示" in client.get(rounds.desk(event)).get_data(as_text=True)

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"state": "draft"}, "还没有发布"),
            ({"starts_at": NOW - dt.timedelta(hours=1)}, "已经开赛"),
        ],
    )
    def test_the_next_round_takes_nobody(self, client: StrictClient, changes: dict[str, Any], sentence: str) -> None:
        event, onward, _ = published(client)
        with database.transaction() as session:
            for name, value in changes.items():
                setattr(session.get_one(Event, onward.id), name, value)
        page = client.get(rounds.desk(event)).get_data(as_text=True)
        assert "下一轮现在不能加人" in page
        assert sentence in page

    def test_a_full_next_round_keeps_the_whole_list_back(self, client: StrictClient) -> None:
        event, onward, _ = published(client, room=2)
        factories_registration.registration(onward, "何别人")
        answer = confirm(client, event)
        assert answer.status_code == 422
        assert "陈样本" in answer.get_data(as_text=True)
        assert in_final(onward) == {"何别人": "confirmed"}
        assert states(event) == {}

    def test_a_tie_at_the_cut_waits_for_its_draw(self, client: StrictClient) -> None:
        event, _, rows = rounds.two_rounds(client, marked=1, tie_at_level="draw", reserves=1)
        for row in rows[1:3]:
            stage.mark(row, "80", ("50", "30"))
        for row in rows[3:]:
            stage.mark(row, "10", ("10", "10"))
        with database.transaction() as session:
            session.query(Entrant).filter(Entrant.id.in_([row.id for row in rows[4:]])).update({"status": "absent"})
        stage.publish(client, event)
        page = client.get(rounds.desk(event)).get_data(as_text=True)
        assert "有 1 组并列要抽签排先后" in page
        lots = {f"lot-{rows[1].id}": "2", f"lot-{rows[2].id}": "1", "reason": "裁判长主持"}
        back = rounds.desk(event)
        client.submit(rounds.desk(event, "/draw"), {**lots, f"lot-{rows[1].id}": "1"}, page=back)
        assert queries.draws(event.id) == []
        client.submit(rounds.desk(event, "/draw"), lots, page=back)
        confirm(client, event)
        assert states(event) == {"A1": "advanced", "A3": "advanced", "A2": "reserve"}
        # Places of the published ranking stay as they were.
        assert (place(event, "A2").rank, place(event, "A3").rank) == (2, 2)


class TestUndoing:
    """Before the next round begins, with a reason."""

    @both_engines
    def test_whoever_the_list_signed_up_leaves(self, client: StrictClient) -> None:
        event, onward, _ = published(client)
        confirm(client, event)
        address = rounds.desk(event, "/undo")
        assert client.submit(address, {}).status_code == 422
        assert client.submit(address, {"reason": "公布的名次有误"}).status_code == 303
        assert set(in_final(onward).values()) == {"cancelled"}
        assert states(event) == {}
        assert told("cancelled_by_staff") == list(rounds.MOBILES[:2])
        confirm(client, event)
        assert states(event)["A1"] == "advanced"

    def test_not_once_it_has_begun(self, client: StrictClient) -> None:
        event, onward, _ = published(client)
        confirm(client, event)
        with database.transaction() as session:
            session.get_one(Event, onward.id).starts_at = NOW - dt.timedelta(minutes=1)
        answer = client.submit(rounds.desk(event, "/undo"), {"reason": "晚了"})
        assert "已经开赛" in answer.get_data(as_text=True)
        assert states(event)["A1"] == "advanced"


class TestDecidingAnew:
    """After a correction: who stays keeps the answer, who comes is signed up, who goes leaves."""

    @both_engines
    def test_a_correction_asks_and_never_acts(self, client: StrictClient) -> None:
        event, onward, rows = published(client)
        confirm(client, event)
        place_actions.accept(place(event, "A1").id, publish=False, change=Change(SYSTEM, NOW))
        with database.transaction() as session:
            session.get_one(Entrant, rows[1].id).status = "disqualified"
        assert "有更正还没公布" in client.get(rounds.desk(event)).get_data(as_text=True)
        stage.publish(client, event, reason="查实违规")
        page = text_of(client.get(rounds.desk(event)).get_data(as_text=True))
        assert "应晋级、不在名单里：吴练习；在名单里、不再应晋级：陈样本" in page
        assert states(event) == {"A1": "accepted", "A2": "advanced", "A3": "reserve", "A4": "reserve"}
        assert confirm(client, event).status_code == 422
        assert confirm(client, event, reason="成绩更正").status_code == 303
        assert states(event) == {"A1": "accepted", "A3": "advanced", "A4": "reserve", "A5": "reserve"}
        assert in_final(onward) == {"沈示例": "confirmed", "陈样本": "cancelled", "吴练习": "confirmed"}
        # Who was told before is not told again.
        assert told("round_advanced") == [rounds.MOBILES[0], rounds.MOBILES[1], rounds.MOBILES[2]]


def test_a_correction_says_in_its_preview_who_would_move(client: StrictClient) -> None:
    event, _, rows = published(client)
    confirm(client, event)
    corrections.put(event.id, Wanted(rows[2].id, "A3", "agreed", "paper", "85", "100"), Change(SYSTEM, NOW, "阅卷复核"))
    page = text_of(client.get(f"/desk/events/{event.id}/corrections").get_data(as_text=True))
    assert "应晋级：吴练习；不再应晋级：陈样本；候补改成：陈样本、周模拟" in page
    assert "晋级名单已经确认过，不会自动改" in page
    assert states(event)["A2"] == "advanced"


class TestGivingUp:
    """A place given up is the next reserve's, with a deadline and a message."""

    @both_engines
    def test_the_first_reserve_moves_up(self, client: StrictClient) -> None:
        event, onward, _ = published(client)
        confirm(client, event)
        address = rounds.desk(event, f"/places/{place(event, 'A2').id}/give-up")
        assert "候补第 1 位 吴练习 会马上递补" in client.get(address).get_data(as_text=True)
        assert client.submit(address, {}).status_code == 422
        assert client.submit(address, {"reason": "本人来电"}).status_code == 303
        assert states(event) == {"A1": "advanced", "A2": "declined", "A3": "advanced", "A4": "reserve"}
        assert in_final(onward) == {"沈示例": "confirmed", "陈样本": "cancelled", "吴练习": "confirmed"}
        moved = place(event, "A3")
        assert (moved.replaces_id, moved.reply_by) == (place(event, "A2").id, NOW + dt.timedelta(hours=24))
        assert told("round_moved_up") == [rounds.MOBILES[2]]
        assert "候补第 1 位递补" in client.get(rounds.desk(event)).get_data(as_text=True)

    def test_a_reserve_whom_the_next_round_refuses_is_passed_over(self, client: StrictClient) -> None:
        event, onward, _ = published(client)
        confirm(client, event)
        factories_registration.registration(onward, "吴练习", mobile=rounds.MOBILES[2])
        done = place_actions.give_up(place(event, "A1").id, factories_registration.keys(), Change(SYSTEM, NOW))
        assert done.passed == ("吴练习：这个人已经报了这一场，请换一位",)
        assert states(event) == {"A1": "declined", "A2": "advanced", "A3": "reserve", "A4": "advanced"}
        assert "没递补上" in place(event, "A3").reason
        assert in_final(onward) == {
            "沈示例": "cancelled", "陈样本": "confirmed", "吴练习": "confirmed", "周模拟": "confirmed",
        }  # fmt: skip

    def test_without_a_reserve_the_place_stays_free(self, client: StrictClient) -> None:
        event, onward, _ = published(client, reserves=0)
        confirm(client, event)
        done = place_actions.give_up(place(event, "A1").id, factories_registration.keys(), Change(SYSTEM, NOW))
        assert done.moved_up is None
        assert in_final(onward) == {"沈示例": "cancelled", "陈样本": "confirmed"}

    def test_twice_is_once(self, client: StrictClient) -> None:
        event, onward, _ = published(client)
        confirm(client, event)
        keys, change = factories_registration.keys(), Change(SYSTEM, NOW)
        place_actions.give_up(place(event, "A1").id, keys, change)
        with pytest.raises(decision_actions.RoundRefusedError, match="已经答复过了"):
            place_actions.give_up(place(event, "A1").id, keys, change)
        assert in_final(onward)["吴练习"] == "confirmed"
        assert states(event)["A4"] == "reserve"

    def test_a_sign_up_cancelled_in_the_next_round_leaves_a_place_to_fill(self, client: StrictClient) -> None:
        event, onward, _ = published(client)
        confirm(client, event)
        held = place(event, "A1").next_registration_id
        assert held is not None
        actions.cancel(held, reason="有事", by=SYSTEM, now=NOW)
        page = text_of(client.get(rounds.desk(event)).get_data(as_text=True))
        assert "下一轮报名已取消" in page
        place_actions.give_up(
            place(event, "A1").id, factories_registration.keys(), Change(SYSTEM, NOW, "空出"), staff=True
        )
        assert states(event)["A3"] == "advanced"
        assert in_final(onward)["吴练习"] == "confirmed"


class TestLateAnswers:
    """The scheduled work, run twice."""

    @both_engines
    def test_a_late_reserve_makes_room_for_the_next(self, client: StrictClient) -> None:
        event, onward, _ = published(client)
        confirm(client, event)
        keys = factories_registration.keys()
        place_actions.give_up(place(event, "A1").id, keys, Change(SYSTEM, NOW))
        assert lapsing_actions.lapse(keys, now=NOW + dt.timedelta(hours=23)) == {"lapsed": 0, "moved_up": 0}
        late = NOW + dt.timedelta(hours=25)
        assert lapsing_actions.lapse(keys, now=late) == {"lapsed": 1, "moved_up": 1}
        assert lapsing_actions.lapse(keys, now=late) == {"lapsed": 0, "moved_up": 0}
        assert states(event) == {"A1": "declined", "A2": "advanced", "A3": "declined", "A4": "advanced"}
        alive = {name for name, state in in_final(onward).items() if state == "confirmed"}
        assert alive == {"陈样本", "周模拟"}

    def test_an_answer_in_time_stays(self, client: StrictClient) -> None:
        event, _, _ = published(client)
        confirm(client, event)
        keys = factories_registration.keys()
        place_actions.give_up(place(event, "A1").id, keys, Change(SYSTEM, NOW))
        place_actions.accept(place(event, "A3").id, publish=False, change=Change(SYSTEM, NOW))
        assert lapsing_actions.lapse(keys, now=NOW + dt.timedelta(days=3)) == {"lapsed": 0, "moved_up": 0}
        with pytest.raises(decision_actions.RoundRefusedError):
            place_actions.give_up(place(event, "A2").id, keys, Change(SYSTEM, NOW, "晚了"), staff=True, overdue=True)


class TestOwnPage:
    """What the worker sees, and the answer."""

    def test_advanced_accepts(self, client: StrictClient) -> None:
        event, _, rows = published(client)
        held = database.session().get_one(Registration, rows[0].registration_id)
        number = held.number
        client.set_cookie("dq_phone", factories_registration.PHONE)
        assert client.get(f"/my/rounds/{number}").status_code == 404
        confirm(client, event)
        page = client.get(f"/my/registrations/{number}").get_data(as_text=True)
        assert "去答复" in page
        page = client.get(f"/my/rounds/{number}").get_data(as_text=True)
        assert "祝贺，你晋级了" in page
        assert (
            client.submit(f"/my/rounds/{number}/accept", {"publish": "y"}, page=f"/my/rounds/{number}").status_code
            == 303
        )
        row = place(event, "A1")
        assert row.state == "accepted"
        assert row.next_registration is not None
        assert row.next_registration.publish_name
        last = database.session().query(Consent).filter_by(registration_id=row.next_registration_id).all()[-1]
        assert (last.purpose, last.given) == ("publication", True)
        assert "已确认参加" in client.get(f"/my/rounds/{number}").get_data(as_text=True)

    def test_reserve_and_giving_up(self, client: StrictClient) -> None:
        event, _, rows = published(client)
        confirm(client, event)
        client.set_cookie("dq_phone", factories_registration.PHONE)
        numbers = [database.session().get_one(Registration, row.registration_id).number for row in rows]
        assert "候补，排在" in client.get(f"/my/rounds/{numbers[2]}").get_data(as_text=True)
        assert client.get(f"/my/rounds/{numbers[4]}").status_code == 404
        assert client.submit(f"/my/rounds/{numbers[0]}/give-up", {}).status_code == 303
        assert "你放弃了晋级" in client.get(f"/my/rounds/{numbers[0]}").get_data(as_text=True)
        assert "轮到你递补" in client.get(f"/my/rounds/{numbers[2]}").get_data(as_text=True)

    def test_another_phone_finds_nothing(self, client: StrictClient, new_client: Any) -> None:
        event, _, rows = published(client)
        confirm(client, event)
        number = database.session().get_one(Registration, rows[0].registration_id).number
        assert new_client().get(f"/my/rounds/{number}").status_code == 404


class TestPublicList:
    """Masked by consent, and only once confirmed."""

    def test_names_are_masked_and_the_file_too(self, client: StrictClient, new_client: Any) -> None:
        event, _, rows = published(client)
        address = f"/results/{event.slug}/rounds"
        assert client.get(address).status_code == 404
        confirm(client, event)
        with database.transaction() as session:
            session.get_one(Registration, rows[1].registration_id).publish_name = True
        page = text_of(new_client().get(address).get_data(as_text=True))
        assert "沈*例" in page
        assert "沈示例" not in page
        assert "陈样本" in page
        assert "吴*习" in page
        assert "晋级名单" in new_client().get(f"/results/{event.slug}").get_data(as_text=True)
        answer = client.get(rounds.desk(event, "/list.xlsx"))
        assert answer.status_code == 200
        page = client.get(rounds.desk(event)).get_data(as_text=True)
        assert "各轮人数" in page

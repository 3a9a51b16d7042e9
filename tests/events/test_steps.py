"""Steps of an event's state: what each asks, changes and leaves behind."""

import datetime as dt

import pytest
from sqlalchemy import select

from deqing_events import database
from deqing_events.domain.kinds import EventState
from deqing_events.domain.roles import SYSTEM
from deqing_events.events import hooks
from deqing_events.events.hooks import Places
from deqing_events.events.models import Event, EventStep
from deqing_events.events.steps import actions
from tests import factories
from tests.conftest import NOW, Clock
from tests.events.people import dai, stored
from tests.reading import StrictClient, text_of


def steps(event_id: int) -> list[tuple[str, str, str]]:
    query = select(EventStep).where(EventStep.event_id == event_id).order_by(EventStep.id)
    return [(step.before, step.after, step.reason) for step in database.session().scalars(query)]


def test_publishing_waits_for_the_red_lines(client: StrictClient) -> None:
    event = factories.event(state="draft", published_at=None)
    staff = dai(client)
    page = f"/desk/events/{event.id}"
    answer = staff.submit(f"{page}/publish", page=page)
    assert answer.status_code == 422
    assert "还有 1 项要改" in answer.get_data(as_text=True)
    assert client.get(f"/events/{event.slug}").status_code == 404
    town = factories.township()
    with database.transaction() as session:
        session.get_one(Event, event.id).host_id = town.id
    assert staff.submit(f"{page}/publish", page=page).status_code == 302
    after = stored(event.id)
    assert (after.state, after.published_at) == ("published", NOW)
    assert client.get(f"/events/{event.slug}").status_code == 200
    assert steps(event.id) == [("draft", "published", "")]
    assert "戴示例" in staff.get(page).get_data(as_text=True)
    assert staff.submit(f"{page}/publish", page=page).status_code == 422


def test_cancelling_needs_a_reason_and_says_what_follows(client: StrictClient, offers: hooks.Offers) -> None:
    offers.places = lambda ids: {i: Places(34, 40, 2) for i in ids}
    event = factories.event()
    staff = dai(client)
    page = f"/desk/events/{event.id}/cancel"
    asked = text_of(staff.get(page).get_data(as_text=True))
    assert "已报名 34 人、候补 2 人" in asked
    assert staff.submit(page, {"reason": "  "}).status_code == 422
    long = staff.submit(page, {"reason": "长" * 201})
    assert long.status_code == 422
    assert "长" * 201 in long.get_data(as_text=True)
    assert stored(event.id).state == "published"
    assert staff.submit(page, {"reason": "台风“示例”来袭"}).status_code == 302
    assert steps(event.id) == [("published", "cancelled", "台风“示例”来袭")]
    public = client.get(f"/events/{event.slug}").get_data(as_text=True)
    assert "台风“示例”来袭" in public
    assert "<s>" in public
    again = staff.submit(page, {"reason": "再取消一次"})
    assert again.status_code == 422
    assert "再取消一次" in again.get_data(as_text=True)


def test_postponing_with_a_new_date_moves_everything(client: StrictClient) -> None:
    event = factories.event()
    old = {name: getattr(event, name) for name in ("starts_at", "ends_at", "registration_closes_at")}
    staff = dai(client)
    page = f"/desk/events/{event.id}/postpone"
    answer = staff.submit(page, {"reason": "场地检修", "new_start": "2026-12-08T10:00"})
    assert answer.status_code == 302
    after = stored(event.id)
    assert after.state == "published"
    later = dt.datetime(2026, 12, 8, 2, 0, tzinfo=dt.UTC) - old["starts_at"]
    assert {name: getattr(after, name) for name in old} == {name: value + later for name, value in old.items()}
    assert after.sessions[0].starts_at == after.starts_at
    assert [row[:2] for row in steps(event.id)] == [("published", "postponed"), ("postponed", "published")]
    public = text_of(client.get(f"/events/{event.slug}").get_data(as_text=True))
    assert "场地检修" in public
    assert "我要报名" in public


def test_postponing_without_a_date_closes_registration_until_published_again(client: StrictClient) -> None:
    event = factories.event(host_id=factories.township().id)
    staff = dai(client)
    desk = f"/desk/events/{event.id}"
    past = staff.submit(f"{desk}/postpone", {"reason": "高温", "new_start": "2026-11-01T10:00"})
    assert past.status_code == 422
    assert "2026-11-01T10:00" in past.get_data(as_text=True)
    assert staff.submit(f"{desk}/postpone", {"reason": "高温", "new_start": "改天"}).status_code == 422
    assert steps(event.id) == []
    assert staff.submit(f"{desk}/postpone", {"reason": "高温", "new_start": ""}).status_code == 302
    assert stored(event.id).state == "postponed"
    assert "我要报名" not in client.get(f"/events/{event.slug}").get_data(as_text=True)
    assert staff.submit(f"{desk}/publish", page=desk).status_code == 302
    assert stored(event.id).state == "published"


def test_back_to_draft_only_while_nobody_registered(client: StrictClient, offers: hooks.Offers) -> None:
    event = factories.event()
    staff = dai(client)
    page = f"/desk/events/{event.id}/withdraw"
    offers.places = lambda ids: {i: Places(0, None, 1) for i in ids}
    refused = staff.submit(page)
    assert refused.status_code == 422
    assert "已经有 1 人报名" in refused.get_data(as_text=True)
    offers.places = lambda _: {}
    assert staff.submit(page).status_code == 302
    assert stored(event.id).state == "draft"
    assert client.get(f"/events/{event.slug}").status_code == 404


def test_finishing_waits_for_the_end(client: StrictClient, clock: Clock) -> None:
    event = factories.event()
    staff = dai(client)
    desk = f"/desk/events/{event.id}"
    early = staff.submit(f"{desk}/finish")
    assert early.status_code == 422
    assert "还没有结束" in early.get_data(as_text=True)
    clock.forward(days=6)
    staff = dai(client, now=clock.now)
    assert staff.submit(f"{desk}/finish").status_code == 302
    assert stored(event.id).state == "final"
    assert f'href="{desk}/ledger">归档' in staff.get(desk).get_data(as_text=True)


@pytest.mark.parametrize("before", [EventState.FINAL, EventState.CANCELLED])
def test_an_archived_event_goes_back_to_where_it_came_from(app: object, before: EventState) -> None:
    del app
    event = factories.event(state=str(before))
    with database.transaction() as session:
        held = session.get_one(Event, event.id)
        with pytest.raises(actions.StepRefusedError):
            actions.reopen(held, "仲裁裁定 3 号：更正", now=NOW, by=SYSTEM)
        actions.move(held, EventState.ARCHIVED, now=NOW, by=SYSTEM)
        session.flush()
        actions.reopen(held, "仲裁裁定 3 号：更正", now=NOW, by=SYSTEM)
        assert held.state == before
    assert "仲裁裁定 3 号：更正" in str(steps(event.id)[-1])


@pytest.mark.parametrize("before", list(EventState))
@pytest.mark.parametrize("after", list(EventState))
def test_only_listed_steps_are_taken(app: object, before: EventState, after: EventState) -> None:
    del app
    event = factories.event(state=str(before))
    legal = {
        ("draft", "published"), ("published", "draft"), ("published", "postponed"), ("published", "cancelled"),
        ("published", "public_notice"), ("published", "final"), ("postponed", "published"), ("postponed", "cancelled"),
        ("public_notice", "final"), ("public_notice", "cancelled"), ("final", "archived"), ("cancelled", "archived"),
    }  # fmt: skip
    with database.transaction() as session:
        held = session.get_one(Event, event.id)
        if (before, after) in legal:
            actions.move(held, after, now=NOW, by=SYSTEM)
        else:
            with pytest.raises(actions.StepRefusedError):
                actions.move(held, after, now=NOW, by=SYSTEM)
    assert len(steps(event.id)) == ((before, after) in legal)

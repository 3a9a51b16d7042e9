"""How long appeals are taken: chosen per contest, extended with a reason, shown with its exact end."""

import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.appeal_hours import actions, queries
from deqing_events.contests.appeal_hours.models import AppealWindow
from deqing_events.contests.appeals import actions as appeals
from deqing_events.contests.history import Change
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW, Clock
from tests.contests import stage
from tests.contests.test_appeals import GROUNDS, HOUR, filed, over
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

WHY = Change(SYSTEM, NOW, "裁判长会议决定")


def closed(event: Event) -> bool:
    return bool(appeals.why_shut(event, NOW, 2))


class TestHours:
    """A number of hours per contest."""

    def test_more_and_fewer_before_the_end_only_more_after_it(self, client: StrictClient) -> None:
        before = stage.county(client, starts_at=NOW + HOUR, ends_at=NOW + 3 * HOUR)
        actions.choose(before.id, 1, 2, Change(SYSTEM, NOW))
        assert queries.window(before.id, 2).hours == 1
        event, _ = over(client)
        for hours, words in ((1, "只能放宽"), (0, "1 到 240"), (241, "1 到 240")):
            with pytest.raises(actions.WindowRefusedError, match=words):
                actions.choose(event.id, hours, 2, WHY)
        with pytest.raises(actions.WindowRefusedError, match="写明理由"):
            actions.choose(event.id, 3, 2, Change(SYSTEM, NOW))
        actions.choose(event.id, 3, 2, WHY)
        assert appeals.why_shut(event, NOW + 2 * HOUR, 2) == ""
        assert "到 11月23日 12:00 为止" in appeals.why_shut(event, NOW + 2 * HOUR + dt.timedelta(seconds=1), 2)

    @both_engines
    def test_the_database_keeps_the_limits(self, client: StrictClient) -> None:
        event, _ = over(client)
        for fields, words in (({"hours": 0}, "1 到 240"), ({"hours": 2, "extended_until": NOW}, "写明理由")):
            with pytest.raises(IntegrityError) as broken, database.transaction() as session:
                session.add(AppealWindow(event_id=event.id, by="staff:1", at=NOW, **fields))
            assert words in (database.violated(broken.value) or "")


class TestExtending:
    """Longer, with a reason, also when the time is over; never once the result stands."""

    @both_engines
    def test_a_late_appeal_is_taken_after_it(self, client: StrictClient) -> None:
        event = stage.county(client, starts_at=NOW - 30 * HOUR, ends_at=NOW - 20 * HOUR)
        stage.four(event)
        with pytest.raises(appeals.AppealRefusedError, match="现在已经过了。还有意见，请在成绩公示期间提异议"):
            filed(event)
        actions.extend(event.id, NOW + HOUR, 2, WHY)
        assert filed(event).number == 1
        (entry,) = database.session().query(AuditEntry).filter_by(action="appeal.extend").all()
        assert entry.detail["reason"] == "裁判长会议决定"

    @pytest.mark.parametrize(
        ("until", "words"), [(0, "晚于现在"), (0.5, "晚于原来"), (24 * 40, "后 30 天")], ids=["now", "no longer", "far"]
    )
    def test_to_no_other_moment(self, client: StrictClient, until: float, words: str) -> None:
        event, _ = over(client)
        with pytest.raises(actions.WindowRefusedError, match=words):
            actions.extend(event.id, NOW + until * HOUR, 2, WHY)

    def test_not_before_the_end_and_not_once_it_is_final(self, client: StrictClient) -> None:
        before = stage.county(client)
        with pytest.raises(actions.WindowRefusedError, match="比赛结束以后才能延长"):
            actions.extend(before.id, NOW + 900 * HOUR, 2, WHY)
        final = factories.event(state="final", starts_at=NOW - 9 * HOUR, ends_at=NOW - HOUR)
        with pytest.raises(actions.WindowRefusedError, match="已经生效"):
            actions.extend(final.id, NOW + 9 * HOUR, 2, WHY)
        with pytest.raises(actions.WindowRefusedError, match="为什么延长"):
            actions.extend(final.id, NOW + 9 * HOUR, 2, Change(SYSTEM, NOW))


class TestPages:
    """The desk's page, and what the team leader reads."""

    def test_the_desk_chooses_and_extends(self, client: StrictClient) -> None:
        event, _ = over(client)
        page = f"/desk/events/{event.id}/appeal-hours"
        told = text_of(client.get(page).get_data(as_text=True))
        assert "11月23日" in told
        bad = client.submit(f"{page}/hours", {"hours": "三", "why": "会议"}, page=page)
        assert (bad.status_code, "会议" in bad.get_data(as_text=True)) == (422, True)
        assert client.submit(f"{page}/hours", {"hours": "1", "why": "会议"}, page=page).status_code == 422
        assert client.submit(f"{page}/hours", {"hours": "4", "why": "会议"}, page=page).status_code == 303
        late = {"until": "2026-11-23T20:00", "reason": "领队路上耽误"}
        assert client.submit(f"{page}/extend", {**late, "reason": ""}, page=page).status_code == 422
        assert client.submit(f"{page}/extend", {**late, "until": "明天"}, page=page).status_code == 422
        assert client.submit(f"{page}/extend", late, page=page).status_code == 303
        told = text_of(client.get(page).get_data(as_text=True))
        assert "领队路上耽误" in told
        assert "20:00" in told
        assert "20:00" in text_of(client.get(f"/desk/events/{event.id}/appeals").get_data(as_text=True))

    def test_a_strange_organiser_finds_nothing(self, client: StrictClient) -> None:
        event, _ = over(client)
        factories.sign_in(client, factories.account(Grant(Role.ORGANISER, factories.event().id)))
        assert client.get(f"/desk/events/{event.id}/appeal-hours").status_code == 404

    def test_the_leader_sees_the_exact_end_and_where_to_go(self, client: StrictClient, clock: Clock) -> None:
        event = factories.event(
            starts_at=NOW - 9 * HOUR, ends_at=NOW - HOUR, contact="何示例", contact_phone="0572-8000000"
        )
        rows, unit = stage.four(event), factories.unit("示例精工")
        with database.transaction() as session:
            session.merge(rows["A1"]).unit_id = unit.id
        factories.sign_in(client, factories.account(Grant(Role.UNIT_CLERK, unit.id)))
        page = f"/unit/events/{event.slug}/appeals"
        told = text_of(client.get(page).get_data(as_text=True))
        assert "11月23日" in told
        assert "11:00 为止，还有 1 小时" in told
        clock.forward(hours=1, minutes=1)
        told = text_of(client.get(page).get_data(as_text=True))
        assert "现在已经过了。还有意见，请在成绩公示期间提异议，或联系主办方（何示例 0572-8000000）" in told
        typed = {"delegation": "示例精工", "leader": "何示例", "number": "A1", "grounds": GROUNDS}
        assert client.submit(page, typed, page="/unit/events").status_code == 422

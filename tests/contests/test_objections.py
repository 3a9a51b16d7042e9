"""Objections: by name during the notice, followed by receipt, ruled before anything takes effect."""

import datetime as dt
import io

import pytest
from flask import current_app

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.history import Change
from deqing_events.contests.notices import queries as notices
from deqing_events.contests.notices.models import Notice
from deqing_events.contests.objections import actions, queries
from deqing_events.contests.objections.models import Objection
from deqing_events.contests.results import actions as results
from deqing_events.domain.objections import spoken
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from deqing_events.privacy.retention.classes import CLASSES
from deqing_events.privacy.retention.data_class import Moment
from tests import factories
from tests.conftest import NOW, Clock
from tests.contests import stage
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

TYPED = {"name": "周模拟", "mobile": "199 0000 0034", "grounds": "第 2 名的实操第 3 项有录像可以核对。"}
LATER = NOW + dt.timedelta(days=30)


def noticed(client: StrictClient) -> tuple[Event, Notice]:
    """A contest in public notice since NOW."""
    event = stage.county(client)
    stage.four(event)
    assert stage.publish(client, event).status_code == 302
    return event, notices.of_event(event.id)[0]


def filed(notice: Notice) -> Objection:
    return actions.file(notice.id, actions.Filing("周模拟", "19900000034", TYPED["grounds"]), Change(SYSTEM, NOW))


class TestFiling:
    """Anybody may object, by name, while the notice runs."""

    def test_a_phone_files_and_follows(self, app: object, client: StrictClient) -> None:
        del app
        event, notice = noticed(client)
        public = StrictClient(current_app)
        page = f"/notices/{notice.id}/objection"
        assert page in public.get(f"/notices/{notice.id}").get_data(as_text=True)
        sent = {**TYPED, "paper": (io.BytesIO(b"%PDF-1.4 x"), "材料.pdf")}
        answer = public.submit(page, sent, content_type="multipart/form-data")
        assert answer.status_code == 303
        (held,) = queries.open_objections(event.id)
        assert held.mobile == "19900000034"
        followed = public.get(answer.location)
        assert followed.headers["Cache-Control"] == "private, no-store"
        told = text_of(followed.get_data(as_text=True))
        for words in (spoken(held.receipt), "正在核实", "199****0034"):
            assert words in told
        assert "周模拟" not in told
        assert TYPED["grounds"] not in told
        found = public.submit("/notices/objections", {"receipt": spoken(held.receipt).lower()})
        assert found.location == answer.location
        paper = client.get(f"/desk/events/{event.id}/objections/{held.id}/paper")
        assert paper.data == b"%PDF-1.4 x"

    @both_engines
    def test_the_same_form_twice_is_one_objection(self, client: StrictClient) -> None:
        event, notice = noticed(client)
        page = f"/notices/{notice.id}/objection"
        first, second = client.submit(page, TYPED), client.submit(page, TYPED)
        assert (first.status_code, first.location) == (303, second.location)
        assert len(queries.of_event(event.id)) == 1
        assert database.session().query(AuditEntry).filter_by(action="objection.file").count() == 1

    def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(self, client: StrictClient) -> None:
        event, notice = noticed(client)
        page = f"/notices/{notice.id}/objection"
        for wrong in ({"name": ""}, {"mobile": "123"}, {"grounds": "短"}):
            answer = client.submit(page, {**TYPED, **wrong})
            assert answer.status_code == 422
            kept = answer.get_data(as_text=True)
            assert all(value in kept for key, value in TYPED.items() if key not in wrong and key != "mobile")
        junk = {**TYPED, "paper": (io.BytesIO(b"MZ"), "x.exe")}
        assert client.submit(page, junk, content_type="multipart/form-data").status_code == 422
        assert queries.of_event(event.id) == []
        assert [path for path in current_app.config["SETTINGS"].uploads.rglob("*") if path.is_file()] == []

    def test_not_after_the_notice_nor_against_a_replaced_one(self, client: StrictClient, clock: Clock) -> None:
        event, notice = noticed(client)
        page = f"/notices/{notice.id}/objection"
        clock.now = dt.datetime(2026, 11, 27, 16, 0, tzinfo=dt.UTC)
        told = client.get(page)
        assert "公示期到 11月27日 为止" in text_of(told.get_data(as_text=True))
        with pytest.raises(actions.ObjectionRefusedError, match="已经结束"):
            actions.file(notice.id, actions.Filing("周模拟", "19900000034", "事实"), Change(SYSTEM, clock.now))
        assert client.get("/notices/99/objection").status_code == 404
        assert queries.of_event(event.id) == []

    def test_filing_and_guessing_are_limited(self, client: StrictClient) -> None:
        _, notice = noticed(client)
        page = f"/notices/{notice.id}/objection"
        codes = [client.submit(page, {**TYPED, "grounds": f"第 {n} 次提出的事实"}).status_code for n in range(11)]
        assert codes == [303] * 10 + [429]
        guesses = [client.get(f"/notices/objections/222222222{n}").status_code for n in "23456789ABCDEFGHJKMNP"]
        assert guesses == [404] * 20 + [429]
        receipt = database.session().query(Objection).first()
        assert receipt is not None
        assert client.get(f"/notices/objections/{receipt.receipt}").status_code == 429
        assert client.submit("/notices/objections", {"receipt": "x"}).status_code == 422


class TestRuling:
    """Nothing takes effect while an objection is open."""

    @both_engines
    def test_a_final_waits_for_the_reply(self, client: StrictClient) -> None:
        event, notice = noticed(client)
        held = filed(notice)
        wanted = results.Publishing("final", stage.seen_digest(event))
        with pytest.raises(results.ResultsRefusedError, match="还有异议没答复"):
            results.publish(event.id, wanted, Change(SYSTEM, LATER))
        change = Change(SYSTEM, NOW, "核对录像")
        actions.decide(event.id, held.id, actions.Ruling("upheld", "已核实，会更正。", correction_due=True), change)
        with pytest.raises(results.ResultsRefusedError, match="还没更正"):
            results.publish(event.id, wanted, Change(SYSTEM, LATER))
        actions.drop_correction(event.id, held.id, change)
        results.publish(event.id, wanted, Change(SYSTEM, LATER))

    def test_through_the_desk(self, client: StrictClient) -> None:
        event, notice = noticed(client)
        held = filed(notice)
        desk = f"/desk/events/{event.id}/objections"
        assert "还有 1 条异议没办完" in text_of(client.get(f"/desk/events/{event.id}/results").get_data(as_text=True))
        assert "199****0034" in text_of(client.get(desk).get_data(as_text=True))
        page = f"{desk}/{held.id}"
        assert "19900000034" not in client.get(page).get_data(as_text=True)
        assert client.submit(f"{page}/reveal", {}, page=page).status_code == 422
        shown = client.submit(f"{page}/reveal", {"reason": "电话核实"}, page=page)
        assert "19900000034" in shown.get_data(as_text=True)
        assert database.session().query(AuditEntry).filter_by(action="objection.reveal").count() == 1
        ruling = {"act": "rejected", "reply": "已核对录像，分数无误。", "reason": "何示例、戴示例核对"}
        for wrong in ({"act": ""}, {"reply": ""}, {"reason": ""}):
            answer = client.submit(f"{page}/decide", {**ruling, **wrong}, page=page)
            assert answer.status_code == 422
        assert client.submit(f"{page}/decide", ruling, page=page).status_code == 303
        client.get(page)
        told = text_of(client.get(f"/notices/objections/{held.receipt}").get_data(as_text=True))
        assert "已核对录像，分数无误" in told
        assert "何示例" not in told
        with pytest.raises(actions.ObjectionRefusedError, match="刚被别人处理过"):
            actions.decide(event.id, held.id, actions.Ruling("upheld", "x"), Change(SYSTEM, NOW, "x"))
        assert client.submit(f"{page}/settle", {"reason": "不用"}, page=desk).status_code in {400, 422}

    def test_strangers_find_nothing(self, client: StrictClient) -> None:
        event, notice = noticed(client)
        held = filed(notice)
        other = factories.event()
        factories.sign_in(client, factories.account(Grant(Role.ORGANISER, other.id)))
        for address in (f"/desk/events/{event.id}/objections", f"/desk/events/{other.id}/objections/{held.id}"):
            assert client.get(address).status_code == 404


def test_what_was_said_goes_after_three_years(client: StrictClient) -> None:
    event, notice = noticed(client)
    filed(notice)
    (kept,) = [each for each in CLASSES if each.key == "disputes"]
    settings = current_app.config["SETTINGS"]
    assert kept.due(Moment(NOW + dt.timedelta(days=1095), settings)) == 0
    later = Moment(NOW + dt.timedelta(days=1096), settings)
    assert (kept.due(later), kept.clear(later), kept.due(later)) == (1, 1, 0)
    database.session().expire_all()
    (row,) = queries.of_event(event.id)
    assert (row.name, row.mobile, row.grounds) == ("*", "", "")

"""Names on certificates go when they are due or when their holder asks; the masked ones stay for whoever checks."""

import datetime as dt

import pytest

from deqing_events import database
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.certificates.models import Certificate
from deqing_events.contests.honours.models import Honour
from deqing_events.contests.models import Publication
from deqing_events.contests.notices.models import Notice
from deqing_events.contests.objections.models import Objection
from deqing_events.privacy.erasing import actions as erasing
from deqing_events.privacy.retention import actions
from deqing_events.privacy.retention.data_class import Moment
from deqing_events.registration.models import Registration
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.factories_registration import registration
from tests.factories_workers import recognise
from tests.privacy.sowing import settings
from tests.reading import StrictClient, text_of

pytestmark = pytest.mark.usefixtures("app")
YEARS = dt.timedelta(days=5 * 365 + 9)


def held() -> tuple[Registration, Certificate]:
    """A sign-up and its certificate."""
    event = factories.event()
    signed_up = registration(event, "沈示例", mobile="19900000017")
    (row,) = stage.certified(event, ["沈示例"], registration_id=signed_up.id)
    return signed_up, row


def test_after_five_years_the_masked_name_is_all_there_is(client: StrictClient) -> None:
    _, row = held()
    team = stage.certified(factories.event("别的比武"), ["示例一队"], holder_kind="team")[0]
    actions.run(Moment(NOW + YEARS - dt.timedelta(days=30), settings()))
    assert row.name == "沈示例"
    report = actions.run(Moment(NOW + YEARS, settings()))
    assert next(line.cleared for line in report.lines if line.key == "certificates") == 1
    database.session().expire_all()
    assert (row.name, team.name) == ("沈*例", "示例一队")
    factories.dai(client)
    assert client.get(f"/desk/certificates/{row.id}.pdf").status_code == 409
    assert "姓名已按保存期限隐去" in client.get(f"/desk/certificates/{row.id}").get_data(as_text=True)


def test_whoever_is_erased_keeps_no_name_on_file(client: StrictClient) -> None:
    signed_up, row = held()
    row_code = "ACDEFGHJKM"
    with database.transaction() as session:
        session.get_one(Certificate, row.id).code = row_code
        erasing.anonymise(session, [session.get_one(Registration, signed_up.id)], now=NOW)
    assert session.get_one(Certificate, row.id).name == "沈*例"
    assert "证书有效" in text_of(client.get(f"/verify/{row_code}").get_data(as_text=True))


def test_the_own_copy_names_certificates_and_promotions(client: StrictClient) -> None:
    signed_up, row = held()
    stage.promoted(signed_up.event, [signed_up])
    recognise(client)
    found = client.submit("/my/privacy/copy.json", page="/my/privacy").get_json()
    assert [line["证书编号"] for line in found["证书"]] == [row.number]
    assert [(line["拟晋升等级"], line["状态"]) for line in found["晋级"]] == [("高级工", "已提名")]


def test_the_own_copy_holds_what_came_after_the_contest(client: StrictClient) -> None:
    mobile = "19900000017"
    signed_up, _ = held()
    unit = factories.unit("示例精工")
    factories.member("沈示例", mobile, unit_id=unit.id)
    event, other = signed_up.event, factories.event("别人的比武")
    own = stage.entrant(event, "A9", "沈示例", registration_id=signed_up.id)
    theirs = stage.entrant(
        other, "B9", "陈样本", registration_id=registration(other, "陈样本", mobile="19900000018").id
    )
    times = {"filed_at": NOW, "changed_at": NOW}
    with database.transaction() as session:
        published = Publication(event_id=event.id, version=9, stage="public_notice", rule_version=1, content={})
        published.digest, published.by, published.at = "0" * 64, "staff:1", NOW
        notice = Notice(event_id=event.id, publication=published, days=5)
        notice.starts_on = notice.ends_on = NOW.date()
        session.add(notice)
        session.flush()
        for index, (name, phone) in enumerate([("沈示例", mobile), ("吴练习", "19900000018")]):
            said = Objection(
                notice_id=notice.id, event_id=event.id, receipt=f"R{index}", digest=f"{index}" * 64, **times
            )
            said.name, said.mobile, said.grounds = name, phone, f"{name}的事实"
            session.add(said)
        for index, entrant in enumerate([own, theirs], 1):
            about = Appeal(event_id=entrant.event_id, number=index, entrant_id=entrant.id, item="实操", **times)
            about.delegation, about.leader, about.grounds = "武康", "周示例", "x"
            about.received_at, about.filed_by = NOW, "public"
            session.add(about)
        for name in ("沈示例", "陈样本"):
            given = Honour(kind="skill_expert", level="county", holder_kind="person", name=name, unit_name="示例精工")
            given.awarded_by, given.awarded_on, given.document_number = "德清县总工会", NOW.date(), f"{name}8号"
            given.recorded_at, given.recorded_by = NOW, "staff:1"
            session.add(given)
    recognise(client)
    found = client.submit("/my/privacy/copy.json", page="/my/privacy").get_json()
    assert [line["事实和理由"] for line in found["异议"]] == ["沈示例的事实"]
    assert [line["项目"] for line in found["涉及的申诉"]] == ["实操"]
    assert [line["文号"] for line in found["荣誉"]] == ["沈示例8号"]
    assert [line["参赛号"] for line in found["参赛"]] == ["A9"]
    assert found["删除申请"] == []

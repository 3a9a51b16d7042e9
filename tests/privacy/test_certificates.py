"""Names on certificates go when they are due or when their holder asks; the masked ones stay for whoever checks."""

import datetime as dt

import pytest

from deqing_events import database
from deqing_events.contests.certificates.models import Certificate
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

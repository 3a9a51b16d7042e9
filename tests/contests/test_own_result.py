"""A worker's registration page: no word of a result before publication, place and award after."""

from deqing_events import database
from tests import factories_registration
from tests.contests import stage
from tests.reading import StrictClient, text_of


def test_the_own_result_shows_on_the_registration_once_published(client: StrictClient) -> None:
    event = stage.county(client)
    held = factories_registration.registration(event, "沈示例", phone="示例手机-1")
    rows = stage.four(event)
    with database.transaction() as session:
        session.merge(rows["A1"]).registration_id = held.id
    address = f"/my/registrations/{held.number}"
    client.set_cookie("dq_phone", "示例手机-1")
    assert "我的成绩" not in text_of(client.get(address).text)
    stage.publish(client, event)
    page = text_of(client.get(address).text)
    for word in ("我的成绩", "第 2 名", "90.45", "二等奖"):
        assert word in page

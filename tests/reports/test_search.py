"""The desk's search box finds what the account may see, and nothing else."""

from deqing_events.domain.roles import Grant, Role
from tests import factories, factories_registration
from tests.reading import StrictClient, text_of


def test_it_finds_events_workplaces_and_registrations(client: StrictClient) -> None:
    factories.dai(client)
    event = factories.event("焊工技能比武")
    unit = factories.unit("德清示例焊接有限公司")
    held = factories_registration.registration(event, "沈示例")
    assert event.title in client.get("/desk/search?q=焊工").text
    assert unit.name in client.get("/desk/search?q=焊接").text
    assert held.number in client.get(f"/desk/search?q={held.number}").text


def test_another_township_sees_nothing(client: StrictClient) -> None:
    own, other = factories.township("雷甸镇"), factories.township("新安镇")
    event = factories.event("叉车技能比武", township_id=own.id)
    factories.unit("德清示例叉车有限公司", township=own)
    factories_registration.registration(event, "沈示例")
    factories.sign_in(client, factories.account(Grant(Role.TOWNSHIP_ADMIN, other.id)))
    for text in ("叉车", event.code):
        assert "没有找到" in text_of(client.get(f"/desk/search?q={text}").text)


def test_nothing_found_says_what_to_try(client: StrictClient) -> None:
    factories.dai(client)
    assert "换个说法" in text_of(client.get("/desk/search?q=%E6%B2%A1%E6%9C%89").text)
    assert client.get("/desk/search?q=%25").status_code == 200

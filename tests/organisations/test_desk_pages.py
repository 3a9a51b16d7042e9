"""Units and members on the desk, and the public search."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.documents.reading import read_sheets
from deqing_events.domain.roles import Grant, Role
from deqing_events.organisations.identity_vault import blind_index, seal
from deqing_events.organisations.models import Member, Organisation, Unit
from tests import factories
from tests.organisations.importing import identity, load_units
from tests.reading import text_of


@pytest.fixture
def county(app: Flask) -> dict[str, Any]:
    """Two townships with one unit each, and three members: two linked, one not."""
    keys = app.config["SETTINGS"].keys
    here, there = factories.township("武康街道"), factories.township("新市镇", kind="town")
    near = factories.unit("德清示例甲公司", township=here, short_name="示例甲", short_key="示例甲", uscc="X")
    far = factories.unit("德清示例乙公司", township=there, short_name="示例乙", short_key="示例乙")
    sealed = {"identity_cipher": seal(identity(7), keys), "identity_index": blind_index(identity(7), keys)}
    ai = factories.member("沈示例", "19900000017", unit_id=near.id, pinyin_key="shenshili", initials="ssl", **sealed)
    bo = factories.member("钱示例", "19900000018", unit_id=far.id, pinyin_key="qianshili", initials="qsl")
    lost = factories.member("孙示例", "19900000019", unit_text="乌有厂", pinyin_key="sunshili", initials="ssl")
    return {"here": here, "near": near, "far": far, "ai": ai, "bo": bo, "lost": lost}


def words(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return text_of(answer.get_data(as_text=True))


def township_admin(client: FlaskClient, place: Organisation) -> FlaskClient:
    return factories.sign_in(client, factories.account(Grant(Role.TOWNSHIP_ADMIN, place.id)))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=沈示例", {"沈示例"}),
        ("q=ssl", {"沈示例", "孙示例"}),
        ("q=shenshi", {"沈示例"}),
        ("q=0018", {"钱示例"}),
        ("q=示例甲", {"沈示例"}),
        ("q=乌有", {"孙示例"}),
        ("show=unlinked", {"孙示例"}),
        ("q=%25", set()),
        ("page=0&town=x&unit=abc", {"沈示例", "钱示例", "孙示例"}),
    ],
)
def test_members_are_found(client: FlaskClient, county: dict[str, Any], query: str, names: set[str]) -> None:
    del county
    page = words(factories.dai(client), f"/desk/people?{query}")
    assert {name for name in ("沈示例", "钱示例", "孙示例") if name in page.partition("身份证号")[2]} == names


def test_members_are_masked_everywhere(client: FlaskClient, county: dict[str, Any]) -> None:
    factories.dai(client)
    for address in ("/desk/people", f"/desk/people/{county['ai'].id}"):
        page = client.get(address).get_data(as_text=True)
        assert "199****0017" in page
        assert "19900000017" not in page
        assert identity(7) not in page
    assert "330599********" in words(client, f"/desk/people/{county['ai'].id}")


def test_full_data_needs_a_reason_and_leaves_an_entry(client: FlaskClient, county: dict[str, Any]) -> None:
    factories.dai(client)
    address = f"/desk/people/{county['ai'].id}"
    refused = client.submit(f"{address}/reveal", {"reason": ""}, page=address)  # type: ignore[attr-defined]
    assert refused.status_code == 422
    assert "请写明查看原因。" in text_of(refused.get_data(as_text=True))
    assert identity(7) not in refused.get_data(as_text=True)
    shown = client.submit(f"{address}/reveal", {"reason": "核对晋级申报"}, page=address)  # type: ignore[attr-defined]
    assert identity(7) in shown.get_data(as_text=True)
    assert "19900000017" in shown.get_data(as_text=True)
    assert shown.headers["Cache-Control"] == "no-store"
    entries = database.session().scalars(select(AuditEntry).where(AuditEntry.action == "member.reveal")).all()
    assert [(entry.object_id, entry.detail) for entry in entries] == [
        (str(county["ai"].id), {"reason": "核对晋级申报"})
    ]
    assert identity(7) not in client.get(address).get_data(as_text=True)


def test_a_number_sealed_with_a_lost_key_says_so(client: FlaskClient, county: dict[str, Any]) -> None:
    with database.transaction() as session:
        session.get_one(Member, county["ai"].id).identity_cipher = "aes256gcm:k9:AAAA"
    factories.dai(client)
    address = f"/desk/people/{county['ai'].id}"
    assert "（打不开）" in words(client, address)
    answer = client.submit(f"{address}/reveal", {"reason": "核对晋级申报"}, page=address)  # type: ignore[attr-defined]
    assert answer.status_code == 409
    assert "密钥不在这台服务器上" in text_of(answer.get_data(as_text=True))


def test_an_unlinked_member_is_linked(client: FlaskClient, county: dict[str, Any]) -> None:
    factories.dai(client)
    address = f"/desk/people/{county['lost'].id}"
    assert "乌有厂" in words(client, address)
    for text, sentence in (("", "请填写单位名称。"), ("示例", "没有找到这个单位")):
        answer = client.submit(f"{address}/unit", {"unit_text": text}, page=address)  # type: ignore[attr-defined]
        assert answer.status_code == 422
        assert sentence in text_of(answer.get_data(as_text=True))
    assert "德清示例乙公司" in text_of(answer.get_data(as_text=True))
    client.submit(f"{address}/unit", {"unit_text": "示例甲"}, page=address)  # type: ignore[attr-defined]
    stored = database.session().get(Member, county["lost"].id, populate_existing=True)
    assert stored is not None
    assert (stored.unit_id, stored.revision) == (county["near"].id, 2)


def test_a_picked_unit_counts_while_its_name_stands(client: FlaskClient, county: dict[str, Any]) -> None:
    factories.dai(client)
    address = f"/desk/people/{county['lost'].id}"
    wrong = {"unit_text": "乌有", "unit_id": str(county["far"].id)}
    assert client.submit(f"{address}/unit", wrong, page=address).status_code == 422  # type: ignore[attr-defined]
    right = {"unit_text": county["far"].name, "unit_id": str(county["far"].id)}
    assert client.submit(f"{address}/unit", right, page=address).status_code == 302  # type: ignore[attr-defined]


def test_a_township_admin_sees_the_own_township_only(client: FlaskClient, county: dict[str, Any]) -> None:
    township_admin(client, county["here"])
    people, units = words(client, "/desk/people"), words(client, "/desk/units")
    assert "沈示例" in people
    assert "钱示例" not in people
    assert "孙示例" not in people
    assert "德清示例甲公司" in units
    assert "德清示例乙公司" not in units
    assert client.get(f"/desk/people/{county['ai'].id}").status_code == 200
    assert client.get(f"/desk/units/{county['near'].id}").status_code == 200
    for address in (f"/desk/people/{county['bo'].id}", f"/desk/units/{county['far'].id}"):
        assert client.get(address).status_code == 404
    page = f"/desk/people/{county['ai'].id}"
    refused = client.submit(f"{page}/reveal", {"reason": "核对晋级申报"}, page="/desk/me")  # type: ignore[attr-defined]
    assert refused.status_code == 403
    book = read_sheets(client.get("/desk/units/units.xlsx").data)[0]
    assert "德清示例乙公司" not in str(book.rows)
    assert client.get(f"/desk/people?unit={county['far'].id}&q=钱").status_code == 200
    assert "钱示例" not in words(client, f"/desk/people?unit={county['far'].id}")


def test_duplicates_are_listed_not_merged(client: FlaskClient, county: dict[str, Any]) -> None:
    factories.dai(client)
    assert "没有疑似重复" in words(client, "/desk/duplicates")
    factories.member("沈示例", "19900000017", unit_id=county["near"].id)
    factories.member("沈示例", "")
    page = words(client, "/desk/duplicates")
    assert "1 组" in page
    assert page.count("199****0017") == 2


def test_units_are_listed_searched_paged_and_downloaded(app: Flask, client: FlaskClient) -> None:
    load_units(app)
    factories.dai(client)
    assert "第 1 – 50 条，共 120 条" in words(client, "/desk/units")
    assert "第 101 – 120 条，共 120 条" in words(client, "/desk/units?page=3")
    assert words(client, "/desk/units?page=99")
    assert "没有符合条件的单位" in words(client, "/desk/units?q=乌有乡")
    unit = database.session().scalars(select(Unit).where(Unit.code == "U0001")).one()
    assert unit.name in words(client, "/desk/units?q=U0001")
    assert unit.uscc in words(client, f"/desk/units/{unit.id}")
    assert client.get("/desk/units/999999").status_code == 404
    answer = client.get("/desk/units/units.xlsx?q=U0001")
    rows = read_sheets(answer.data)[0].rows
    assert rows[3][1:3] == ("U0001", unit.name)
    assert rows[3][5] == unit.uscc


def test_empty_lists_say_what_to_do(app: Flask, client: FlaskClient) -> None:
    del app
    factories.dai(client)
    assert "先导入单位名录" in words(client, "/desk/units")
    assert "先导入单位，再导入会员花名册" in words(client, "/desk/people")
    assert "还没有导入过" in words(client, "/desk/imports")


def test_anybody_searches_units(app: Flask, client: FlaskClient) -> None:
    load_units(app)
    hits = client.get("/units/search?q=德清").get_json()
    assert len(hits) == 8
    assert set(hits[0]) == {"id", "name", "township"}
    assert client.get("/units/search").get_json() == []
    assert client.get("/units/search?q=").get_json() == []
    assert client.get("/units/search?q=" + "x" * 5000).get_json() == []
    for text in ("%25", "'", '"', "\\", "%00", "_"):
        assert client.get(f"/units/search?q={text}").status_code == 200

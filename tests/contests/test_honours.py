"""The register of honours: recorded by document, found again, struck out and never deleted."""

from typing import Any

import pytest

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.history import Change
from deqing_events.contests.honours import actions, queries
from deqing_events.contests.honours.models import Honour
from deqing_events.documents.reading import read_sheets
from deqing_events.domain.honours import HOLDERS, HONOUR_WORDS, HonourKind, wrong_holder
from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.roles import SYSTEM, Grant, Role
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

FORM = {
    "kind": "skill_expert",
    "level": "county",
    "holder_kind": "person",
    "name": "沈示例",
    "unit_name": "示例精工",
    "awarded_by": "德清县总工会",
    "awarded_on": "2026-11-20",
    "document_number": "德工〔2026〕8号",
}


def add(client: StrictClient, **fields: str) -> Any:
    return client.submit("/desk/honours/new", {**FORM, **fields})


def listed(client: StrictClient, query: str = "") -> str:
    return text_of(client.get(f"/desk/honours{query}").get_data(as_text=True))


def test_every_kind_has_a_word_and_a_holder() -> None:
    assert set(HONOUR_WORDS) == set(HOLDERS) == set(HonourKind)
    assert wrong_holder(HonourKind.MAY_DAY_CERTIFICATE, EntrantKind.UNIT) == ""
    assert wrong_holder(HonourKind.BEST_ORGANISER, EntrantKind.PERSON) == "优秀组织奖只发给集体或单位。"


def test_recorded_found_and_logged(client: StrictClient) -> None:
    factories.dai(client)
    event = factories.event("维修电工技能比武")
    assert "还没有登记荣誉" in listed(client)
    assert add(client, event_code=event.code).status_code == 303
    for query in ("", "?text=沈示例", "?text=8号", "?kind=skill_expert", "?year=2026"):
        page = listed(client, query)
        assert "技术能手" in page
        assert "维修电工技能比武" in page
    for query in ("?text=吴", "?kind=young_expert", "?year=2025"):
        assert "没有符合条件的荣誉" in listed(client, query)
    assert database.session().query(AuditEntry).filter_by(action="honour.add").count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "请写姓名"),
        ({"holder_kind": "unit"}, "技术能手只发给个人"),
        ({"event_code": "DQ26-9999"}, "没有这个编号的赛事"),
        ({"awarded_on": "2026-12-31"}, "授予日期还没到"),
        ({"awarded_on": "五一"}, "日期请写成"),
        ({"document_number": ""}, "文号"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_kept(client: StrictClient, change: dict[str, str], sentence: str) -> None:
    factories.dai(client)
    answer = add(client, **{"unit_name": "很特别的单位", **change})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert "很特别的单位" in page
    assert database.session().query(Honour).count() == 0


@both_engines
def test_the_same_honour_stands_once(client: StrictClient) -> None:
    factories.dai(client)
    add(client)
    answer = add(client)
    assert answer.status_code == 422
    assert "已经登记过这一项荣誉了" in answer.get_data(as_text=True)
    assert database.session().query(Honour).count() == 1


@both_engines
def test_struck_out_it_stays_on_file_and_may_be_recorded_anew(client: StrictClient) -> None:
    factories.dai(client)
    (row,) = stage.honoured(factories.event(), ["沈示例"])
    address = f"/desk/honours/{row.id}/strike"
    assert client.submit(address).status_code == 422
    assert client.submit(address, {"reason": "文号登错"}).status_code == 303
    assert client.submit(address, {"reason": "再来一次"}).status_code == 422
    assert "已划掉：文号登错" in listed(client)
    assert queries.every(queries.Asked()) == []
    stage.honoured(factories.event(), ["沈示例"])
    assert len(queries.every(queries.Asked())) == 1
    with pytest.raises(actions.HonourRefusedError, match="写明原因"):
        actions.strike(row.id, Change(SYSTEM, NOW))


def test_a_strange_address_is_not_an_error(client: StrictClient) -> None:
    factories.dai(client)
    for query in ("?year=99999999", "?year=x&kind=y&page=-3", "?page=999", "?text=%25_%00"):
        assert client.get(f"/desk/honours{query}").status_code == 200
    assert client.get("/desk/honours/999/strike").status_code == 404


def test_only_the_county_keeps_it(client: StrictClient) -> None:
    town = factories.township()
    factories.sign_in(client, factories.account(Grant(Role.TOWNSHIP_ADMIN, town.id)))
    assert client.get("/desk/honours").status_code == 403


def cells_of(content: bytes) -> list[Any]:
    return [cell for sheet in read_sheets(content) for row in sheet.rows for cell in row]


def test_full_names_leave_with_a_reason_that_is_logged(client: StrictClient) -> None:
    factories.dai(client)
    assert add(client).status_code == 303
    assert add(client, name="示例精工", holder_kind="unit", kind="may_day_certificate").status_code == 303
    cells = cells_of(client.get("/desk/honours/honours.xlsx").data)
    assert "沈*例" in cells
    assert "示例精工" in cells
    assert "沈示例" not in cells
    address = "/desk/honours/honours.xlsx?full=1"
    asked = text_of(client.get(address).get_data(as_text=True))
    assert "写明用途" in asked
    assert "沈示例" not in asked
    assert client.submit(address, {"reason": ""}).status_code == 422
    cells = cells_of(client.submit(address, {"reason": "年度表彰册排版"}).data)
    assert "沈示例" in cells
    assert any("用途：年度表彰册排版" in str(cell) for cell in cells)
    entry = database.session().query(AuditEntry).filter_by(action="honour.full_file").one()
    assert entry.detail["reason"] == "年度表彰册排版"
    assert "年度表彰册排版" in text_of(client.get("/desk/privacy/looks?action=honour.full_file").get_data(as_text=True))

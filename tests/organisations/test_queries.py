"""Finding townships, units and members."""

import datetime as dt

import pytest
from flask import Flask

from deqing_events.accounts import scopes
from deqing_events.domain.roles import SYSTEM, Grant, Role, Scope
from deqing_events.organisations import queries
from deqing_events.organisations.actions import load_reference
from tests import factories
from tests.conftest import NOW
from tests.organisations.importing import load_units

TODAY = NOW.date()


def test_reference_data_is_loaded_once(app: Flask) -> None:
    del app
    assert load_reference(now=NOW, by=SYSTEM) == 16
    assert load_reference(now=NOW, by=SYSTEM) == 0
    names = [place.name for place in queries.townships(TODAY)]
    assert len(names) == 14
    assert names[0] == "武康街道"
    assert "武康镇" not in names
    assert "武康镇" in [place.name for place in queries.townships(dt.date(2015, 6, 1))]
    county = queries.organisation_by_code("330521")
    assert county is not None
    assert {place.parent_id for place in queries.townships(TODAY)} == {county.id}


@pytest.mark.parametrize("text", ["示例电子", "sldz", "shilidianzi", "dqsldz", "U9001", "精密"])
def test_a_unit_is_found_by_name_pinyin_initials_or_code(app: Flask, text: str) -> None:
    del app
    place = factories.township("武康街道")
    keys = {"pinyin_key": "deqingshilidianzijingmi shilidianzi", "initials": "dqsldzjm sldz"}
    found = factories.unit(
        "德清示例电子精密", short_name="示例电子", short_key="示例电子", code="U9001", township=place, **keys
    )
    factories.unit("另一家", pinyin_key="lingyijia", initials="lyj")
    assert [(hit.id, hit.township_name) for hit in queries.search_units(text)] == [(found.id, "武康街道")]


def test_a_search_is_bounded_and_takes_wildcards_as_text(app: Flask) -> None:
    load_units(app)
    assert len(queries.search_units("德清")) == 8
    assert len(queries.search_units("德清", limit=3)) == 3
    assert queries.search_units("  ") == []
    assert queries.search_units("%") == []
    assert queries.search_units("_" * 3) == []


def test_a_shared_short_name_is_settled_by_the_township_only(app: Flask) -> None:
    del app
    here, there = factories.township("武康街道"), factories.township("新市镇", kind="town")
    one = factories.unit("德清示例一公司", short_name="示例", short_key="示例", township=here)
    factories.unit("德清示例二公司", short_name="示例", short_key="示例", township=there)
    assert queries.resolve_unit("示例") is None
    assert queries.resolve_unit("示例", "武康") == one
    assert queries.resolve_unit("德清 示例一公司") == one
    assert queries.resolve_unit("没有这家") is None
    assert queries.resolve_unit("") is None


def test_a_member_is_found_by_name_and_mobile_only_when_there_is_one(app: Flask) -> None:
    del app
    ai = factories.member("沈示例", "19900000017")
    assert queries.find_member("沈 示例", "+86 199-0000-0017") == ai
    assert queries.find_member("沈示例", "1990000001") is None
    factories.member("沈示例", "19900000017")
    assert queries.find_member("沈示例", "19900000017") is None


def test_grants_find_their_township_and_unit(app: Flask) -> None:
    del app
    place = factories.township("武康街道")
    unit = factories.unit("德清示例一公司", code="U0777")
    township, workplace = scopes.source(Scope.TOWNSHIP), scopes.source(Scope.UNIT)
    assert township is not None
    assert workplace is not None
    assert {township.find(text) for text in ("武康街道", "武康", place.code)} == {place.id}
    assert township.find("乌有镇") is None
    assert {workplace.find(text) for text in ("U0777", "德清示例一公司")} == {unit.id}
    assert workplace.find("乌有公司") is None
    assert scopes.words(Grant(Role.TOWNSHIP_ADMIN, place.id)) == "武康街道"
    assert scopes.words(Grant(Role.UNIT_CLERK, unit.id)) == "德清示例一公司"
    assert scopes.words(Grant(Role.UNIT_CLERK, 999)) == "单位 999"

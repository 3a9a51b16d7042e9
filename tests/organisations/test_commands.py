"""``units import`` and ``roster import``."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from deqing_events import database
from deqing_events.domain.roles import SYSTEM
from deqing_events.organisations.actions import load_reference
from deqing_events.organisations.models import LabourUnion, Member, Organisation, StagedMember, Unit
from tests.conftest import NOW
from tests.engines import both_engines
from tests.organisations.importing import DATA, last_run, load_units, people, workbook

ROSTER = str(DATA / "roster.xlsx")
EXPECTED = json.loads((DATA / "roster-expected.json").read_text(encoding="utf-8"))


def run(app: Flask, *args: str) -> Any:
    return app.test_cli_runner().invoke(args=args)


def count(table: Any) -> int:
    database.session().rollback()
    return database.session().scalar(select(func.count()).select_from(table)) or 0


@both_engines
def test_the_sample_files_give_the_expected_object_the_first_and_the_second_time(app: Flask) -> None:
    load_units(app)
    first = run(app, "roster", "import", ROSTER, "--as-of", "2026-11-22", "--json")
    assert first.exit_code == 0, first.output
    assert json.loads(first.stdout) == EXPECTED
    assert "新增 1921，更新 0，不变 0，合并 30，未导入 49" in first.stderr
    assert count(Member) == 1921
    second = run(app, "roster", "import", ROSTER, "--as-of", "2026-11-22", "--json")
    assert json.loads(second.stdout) == EXPECTED
    assert "新增 0，更新 0，不变 1921，合并 30，未导入 49" in second.stderr
    assert count(Member) == 1921
    assert count(StagedMember) == 0


def test_a_dry_run_stores_nothing(app: Flask) -> None:
    load_reference(now=NOW, by=SYSTEM)
    units = run(app, "units", "import", str(DATA / "units.xlsx"), "--dry-run", "--json")
    assert json.loads(units.stdout)["created"] == 228
    assert count(Unit) == 0
    load_units(app)
    roster = run(app, "roster", "import", ROSTER, "--as-of", "2026-11-22", "--dry-run", "--json")
    assert json.loads(roster.stdout) == EXPECTED
    assert count(Member) == 0


def test_units_import_twice_changes_nothing(app: Flask) -> None:
    load_units(app)
    assert (count(Unit), count(LabourUnion)) == (120, 97)
    centres = select(func.count()).select_from(Organisation).where(Organisation.kind == "regional_service_centre")
    assert database.session().scalar(centres) == 11
    again = json.loads(run(app, "units", "import", str(DATA / "units.xlsx"), "--json").stdout)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 228)
    assert database.session().scalar(select(func.count()).where(Unit.union_id.is_(None))) == 0
    assert database.session().scalar(select(func.count()).where(Unit.township_id.is_(None))) == 0


def test_a_changed_units_file_updates_what_it_fills(app: Flask, tmp_path: Path) -> None:
    load_reference(now=NOW, by=SYSTEM)
    header = ("单位编码", "单位全称", "简称", "镇街", "职工人数")
    path = tmp_path / "单位.xlsx"
    path.write_bytes(workbook(("U1", "德清示例公司", "示例", "武康街道", "12"), header=header))
    assert run(app, "units", "import", str(path)).exit_code == 0
    path.write_bytes(workbook(("U1", "德清示例集团", "", "乌有镇", "12"), header=header))
    result = run(app, "units", "import", str(path))
    assert "更新 1" in result.output
    assert "镇街不在名录中" in result.output
    unit = database.session().scalars(select(Unit).execution_options(populate_existing=True)).one()
    assert (unit.name, unit.short_name, unit.short_key, unit.initials) == ("德清示例集团", "示例", "示例", "dqsljt sl")
    assert unit.township is not None
    assert unit.township.name == "武康街道"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"%PDF-1.4 \x00\x01", "这不是 Excel 工作簿"),
        (b"\x00\xff" * 5_000_000, "这不是 Excel 工作簿"),
        (workbook(("1", "2"), header=("甲", "乙")), "找不到名单表头"),
    ],
)
def test_an_unusable_file_is_refused_with_a_sentence(app: Flask, tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(content)
    for extra in ((), ("--dry-run",)):
        result = run(app, "roster", "import", str(path), *extra)
        assert result.exit_code == 1
        assert sentence in result.stderr
        assert "Traceback" not in result.output
    assert count(Member) == 0
    assert last_run().state == "refused"


def test_an_unusable_units_file_is_refused_with_a_sentence(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "单位.xlsx"
    path.write_bytes(workbook(("1", "2"), header=("甲", "乙")))
    result = run(app, "units", "import", str(path))
    assert result.exit_code == 1
    assert "找不到单位表" in result.stderr
    assert count(Unit) == 0


def test_texts_longer_than_their_columns_are_cut_and_found_again(app: Flask, tmp_path: Path) -> None:
    row = people(1)[0]
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(workbook((*row[:4], "乌有单位" * 60, "电工" * 200)))
    assert "新增 1" in run(app, "roster", "import", str(path)).output
    assert "新增 0，更新 0，不变 1" in run(app, "roster", "import", str(path)).output
    member = database.session().scalars(select(Member)).one()
    assert (len(member.job), len(member.unit_text)) == (60, 120)

"""From the rows of a sheet to persons and rejects, one row at a time (domain.md §4.4 rules 1 to 6)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from deqing_events.domain.identity import Gender, IdCheck, IdReason, check_id_number
from deqing_events.domain.names import normalise_name
from deqing_events.domain.roster import values
from deqing_events.domain.roster.codes import RejectReason, UnitMatch, WarningCode
from deqing_events.domain.roster.people import Person
from deqing_events.domain.roster.units import UnitIndex
from deqing_events.domain.sheets import (
    Row,
    Sheet,
    TableStart,
    filled_down,
    find_table,
    header_word,
    is_blank,
    is_footer,
)
from deqing_events.domain.skill_levels import SkillLevel
from deqing_events.domain.text import Cell, cell_text, compact_cell

HEADER_WORDS: Mapping[str, str] = {
    word: key
    for key, words in {
        "number": "序号 编号",
        "name": "姓名 职工姓名 会员姓名",
        "gender": "性别",
        "id_number": "身份证 身份证号 身份证号码 公民身份号码 证件号码",
        "mobile": "手机 手机号 手机号码 联系电话 联系方式 电话",
        "unit": "单位 单位名称 工作单位 所在单位",
        "township": "镇街 所属镇街 所属镇 镇 乡镇街道",
        "birth_date": "出生日期 出生年月日 生日",
        "joined_on": "入会时间 入会日期",
        "trade": "工种 岗位 工种/岗位 工种岗位",
        "skill_level": "职业技能等级 技能等级 现有技能等级",
        "migrant_worker": "农民工 是否农民工",
        "note": "备注",
    }.items()
    for word in words.split()
}
_NEEDED = (frozenset({"name"}), frozenset({"id_number", "mobile"}))
_FROM_UNIT = {
    UnitMatch.MISSING: WarningCode.UNIT_MISSING,
    UnitMatch.UNKNOWN: WarningCode.UNIT_UNKNOWN,
    UnitMatch.AMBIGUOUS: WarningCode.UNIT_AMBIGUOUS,
}


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that goes nowhere: its spreadsheet number, the reason and the original cells."""

    row: int
    reason: RejectReason
    cells: Row


@dataclass(frozen=True, slots=True)
class Line:
    """A row that names a person: its spreadsheet number, warnings so far and the original cells."""

    row: int
    person: Person
    warnings: tuple[WarningCode, ...]
    unit_match: UnitMatch
    cells: Row


@dataclass(slots=True)
class Skipped:
    """Rows that are not counted as read."""

    footer_rows: int = 0
    repeated_header_rows: int = 0
    blank_rows: int = 0


@dataclass
class LineReader:
    """Reads the rows of one roster table; ``skipped`` is complete when all lines are read."""

    start: TableStart
    units: UnitIndex
    as_of: date
    skipped: Skipped = field(default_factory=Skipped)

    def __iter__(self) -> Iterator[Line | Reject]:
        """Yield each row that counts as read, in sheet order."""
        merged = filled_down(self.start, ("unit", "township"))
        for number, row in self.start.body():
            if not self._is_skipped(row):
                yield self._read(number, row, merged)

    def _is_skipped(self, row: Row) -> bool:
        if is_footer(row):
            self.skipped.footer_rows += 1
        elif is_blank(row, but=self.start.columns.get("number")):
            self.skipped.blank_rows += 1
        elif HEADER_WORDS.get(header_word(self.start.cell(row, "name"))) == "name":
            self.skipped.repeated_header_rows += 1
        else:
            return False
        return True

    def _read(self, number: int, row: Row, merged: Mapping[tuple[int, str], Cell]) -> Line | Reject:
        cell = self.start.cell
        name_cell = cell(row, "name")
        name = normalise_name(cell_text(name_cell)) if compact_cell(name_cell) else ""
        check = check_id_number(cell(row, "id_number"), self.as_of)
        mobile, warnings = values.parse_mobile(cell(row, "mobile"))
        reason = _reject_reason(name, check, mobile)
        if reason is not None:
            return Reject(number, reason, row)
        if not check.valid:
            warnings.append(WarningCode.ID_MISSING)
        unit_cell = merged.get((number, "unit"), cell(row, "unit"))
        township = merged.get((number, "township"), cell(row, "township"))
        match, unit_code = self.units.match(unit_cell, township)
        if match in _FROM_UNIT:
            warnings.append(_FROM_UNIT[match])
        person = Person(
            name=name,
            id_number=check.normalised,
            mobile=mobile,
            gender=self._gender(row, check, warnings),
            birth_date=self._birth(row, check, warnings),
            unit_code=unit_code,
            joined_on=self._joined(row, warnings),
            skill_level=self._skill(row, warnings),
            trade=values.parse_text(cell(row, "trade")),
            migrant_worker=values.parse_yes_no(cell(row, "migrant_worker")),
            note=values.parse_text(cell(row, "note")),
        )
        return Line(number, person, tuple(sorted(warnings)), match, row)

    def _gender(self, row: Row, check: IdCheck, warnings: list[WarningCode]) -> Gender | None:
        stated = values.parse_gender(self.start.cell(row, "gender"))
        if check.gender is not None and stated not in {None, check.gender}:
            warnings.append(WarningCode.GENDER_MISMATCH)
        return check.gender or stated

    def _birth(self, row: Row, check: IdCheck, warnings: list[WarningCode]) -> date | None:
        stated, understood = values.parse_date(self.start.cell(row, "birth_date"))
        if not understood:
            warnings.append(WarningCode.BIRTH_UNPARSED)
        if check.birth_date is not None and stated not in {None, check.birth_date}:
            warnings.append(WarningCode.BIRTH_MISMATCH)
        return check.birth_date or stated

    def _joined(self, row: Row, warnings: list[WarningCode]) -> date | None:
        joined, understood = values.parse_date(self.start.cell(row, "joined_on"))
        if not understood:
            warnings.append(WarningCode.JOIN_DATE_UNPARSED)
        return joined

    def _skill(self, row: Row, warnings: list[WarningCode]) -> SkillLevel | None:
        level, understood = values.parse_skill_level(self.start.cell(row, "skill_level"))
        if not understood:
            warnings.append(WarningCode.SKILL_LEVEL_UNKNOWN)
        return level


def find_roster(sheets: Iterable[Sheet]) -> TableStart | None:
    """Return the first table with a 姓名 column and an ID or phone column, or None."""
    return find_table(sheets, HEADER_WORDS, _NEEDED)


def _reject_reason(name: str, check: IdCheck, mobile: str | None) -> RejectReason | None:
    if not name:
        return RejectReason.NAME_MISSING
    if check.reason is not None and check.reason is not IdReason.MISSING:
        return RejectReason(check.reason)
    if not check.valid and mobile is None:
        return RejectReason.NO_IDENTIFIER
    return None

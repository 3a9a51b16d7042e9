"""The organisations workbook read as a whole: three tables found by their header words."""

from collections.abc import Iterable, Mapping, Sequence

from deqing_events.domain.roster.units import UnitName
from deqing_events.domain.sheets import Sheet, TableStart, find_table
from deqing_events.domain.units_sheet.cells import RowCells, Townships, usable_rows
from deqing_events.domain.units_sheet.rows import (
    CentreRow,
    Problem,
    ProblemCode,
    UnionKind,
    UnionRow,
    UnitRow,
    UnitsReading,
)

_TOWNSHIP_WORDS = {
    "township_code": "镇街代码 乡镇街道代码 行政区划代码 区划代码",
    "township": "镇街 所属镇街 所属镇 镇 乡镇街道 镇街名称",
}


def _words(columns: dict[str, str]) -> dict[str, str]:
    return {word: key for key, words in (_TOWNSHIP_WORDS | columns).items() for word in words.split()}


UNIT_WORDS = _words(
    {
        "code": "单位编码 单位代码 单位编号",
        "name": "单位全称 单位名称 全称 工作单位",
        "short_name": "简称 单位简称",
        "uscc": "统一社会信用代码 社会信用代码 信用代码",
        "industry": "行业 所属行业 行业类别",
        "ownership": "单位性质 性质 单位类型",
        "staff_count": "职工人数 职工数 员工人数 人数",
        "above_scale": "规上企业 是否规上 规上 是否规上企业",
        "union_code": "工会编码 工会代码 工会编号",
        "union_name": "工会名称 所属工会",
        "union_kind": "工会类型",
        "centre_code": "区域中心编码 中心编码 区域工建服务中心编码 中心代码",
    }
)
UNION_WORDS = _words(
    {
        "code": "工会编码 工会代码 工会编号",
        "name": "工会名称 工会全称",
        "kind": "工会类型 类型",
        "kind_code": "类型代码 类型编码",
        "uscc": "工会统一社会信用代码 统一社会信用代码 社会信用代码 信用代码",
        "covered": "覆盖单位数 单位数",
        "unit_code": "单位编码 单位代码 单位编号",
    }
)
CENTRE_WORDS = _words(
    {
        "code": "中心编码 中心代码 中心编号 区域中心编码",
        "name": "中心名称 区域中心名称 区域工建服务中心",
        "enterprises": "覆盖企业数 企业数",
        "workers": "覆盖职工数 职工数",
    }
)
_NEEDED = (frozenset({"code"}), frozenset({"name"}))
_KINDS = {
    "single": UnionKind.SINGLE,
    "1": UnionKind.SINGLE,
    "单独基层工会": UnionKind.SINGLE,
    "单建": UnionKind.SINGLE,
    "单建工会": UnionKind.SINGLE,
    "joint": UnionKind.JOINT,
    "2": UnionKind.JOINT,
    "联合基层工会": UnionKind.JOINT,
    "联合": UnionKind.JOINT,
    "联合工会": UnionKind.JOINT,
}


class NoUnitsTable(ValueError):  # noqa: N818 - named for what is missing
    """No sheet has a unit code column together with a unit name column in its first ten rows."""

    def __init__(self) -> None:
        super().__init__("找不到单位表。请在前 10 行内放一行表头，至少有“单位编码”和“单位全称”。")


def read_units(sheets: Sequence[Sheet], townships: Mapping[str, str]) -> UnitsReading:
    """Read the sheets of units, unions and centres, in any order and with columns in any order.

    ``townships`` maps the known township codes to their names. Only the units must be there; rows
    with a wrong credit code or an unknown township are kept with a problem noted. Raises NoUnitsTable.
    """
    known = Townships(townships)
    problems: list[Problem] = []
    unit_table = find_table(sheets, UNIT_WORDS, _NEEDED)
    if unit_table is None:
        raise NoUnitsTable
    others = [sheet for sheet in sheets if sheet is not unit_table.sheet]
    union_table = _find_unions(others)
    centre_table = find_table(others, CENTRE_WORDS, _NEEDED)
    unions = [_union(cells, known) for cells in _rows(union_table, UNION_WORDS, problems)]
    centres = [_centre(cells, known) for cells in _rows(centre_table, CENTRE_WORDS, problems)]
    union_codes = {union.code for union in unions} if union_table else None
    centre_codes = {centre.code for centre in centres} if centre_table else None
    units = []
    usccs: set[str] = set()
    for cells in _rows(unit_table, UNIT_WORDS, problems):
        unit = _unit(cells, known)
        _check_links(cells, unit, union_codes, centre_codes)
        if unit.uscc is not None and unit.uscc in usccs:
            cells.note(ProblemCode.USCC_DUPLICATE)
        usccs.add(unit.uscc or "")
        units.append(unit)
    order = {sheet.name: index for index, sheet in enumerate(sheets)}
    problems.sort(key=lambda problem: (order[problem.sheet], problem.row, problem.code))
    return UnitsReading(tuple(units), tuple(unions), tuple(centres), tuple(problems))


def unit_names(units: Iterable[UnitRow]) -> list[UnitName]:
    """Return the units in the form in which a roster looks them up."""
    return [UnitName(unit.code, unit.full_name, unit.short_name or "", unit.township or "") for unit in units]


def _find_unions(sheets: Sequence[Sheet]) -> TableStart | None:
    """Return the table of unions: one that does not list units."""
    for sheet in sheets:
        start = find_table([sheet], UNION_WORDS, _NEEDED)
        if start is not None and "unit_code" not in start.columns:
            return start
    return None


def _rows(start: TableStart | None, words: Mapping[str, str], problems: list[Problem]) -> Iterable[RowCells]:
    return () if start is None else usable_rows(start, words, problems)


def _unit(cells: RowCells, townships: Townships) -> UnitRow:
    uscc, uscc_valid = cells.uscc("uscc")
    township_code, township = cells.township(townships)
    return UnitRow(
        row=cells.number,
        code=cells.code("code"),
        full_name=cells.text("name") or "",
        short_name=cells.text("short_name"),
        uscc=uscc,
        uscc_valid=uscc_valid,
        township_code=township_code,
        township=township or cells.text("township"),
        industry=cells.text("industry"),
        ownership=cells.text("ownership"),
        staff_count=cells.count("staff_count"),
        above_scale=cells.yes_no("above_scale"),
        union_code=cells.code("union_code") or None,
        centre_code=cells.code("centre_code") or None,
    )


def _check_links(cells: RowCells, unit: UnitRow, unions: set[str] | None, centres: set[str] | None) -> None:
    if unit.union_code is not None and unions is not None and unit.union_code not in unions:
        cells.note(ProblemCode.UNION_UNKNOWN)
    if unit.centre_code is not None and centres is not None and unit.centre_code not in centres:
        cells.note(ProblemCode.CENTRE_UNKNOWN)


def _union(cells: RowCells, townships: Townships) -> UnionRow:
    kind = _KINDS.get(cells.code("kind_code").lower()) or _KINDS.get(cells.code("kind"))
    if kind is None:
        cells.note(ProblemCode.KIND_UNKNOWN)
    uscc, uscc_valid = cells.uscc("uscc")
    township_code, _ = cells.township(townships)
    return UnionRow(
        row=cells.number,
        code=cells.code("code"),
        name=cells.text("name") or "",
        kind=kind,
        uscc=uscc,
        uscc_valid=uscc_valid,
        township_code=township_code,
    )


def _centre(cells: RowCells, townships: Townships) -> CentreRow:
    township_code, _ = cells.township(townships)
    return CentreRow(
        row=cells.number,
        code=cells.code("code"),
        name=cells.text("name") or "",
        township_code=township_code,
        enterprises=cells.count("enterprises"),
        workers=cells.count("workers"),
    )

"""What the organisations workbook holds once read, and the codes for its problems."""

from dataclasses import dataclass
from enum import StrEnum


class ProblemCode(StrEnum):
    """What is wrong with a row; ``rejects`` tells whether the row goes nowhere."""

    CODE_MISSING = "code_missing"
    NAME_MISSING = "name_missing"
    CODE_DUPLICATE = "code_duplicate"
    USCC_MISSING = "uscc_missing"
    USCC_FORMAT = "uscc_format"
    USCC_CHECKSUM = "uscc_checksum"
    USCC_ORG_CODE = "uscc_org_code"
    USCC_DUPLICATE = "uscc_duplicate"
    TOWNSHIP_MISSING = "township_missing"
    TOWNSHIP_UNKNOWN = "township_unknown"
    COUNT_INVALID = "count_invalid"
    YES_NO_UNKNOWN = "yes_no_unknown"
    KIND_UNKNOWN = "union_kind_unknown"
    UNION_UNKNOWN = "union_unknown"
    CENTRE_UNKNOWN = "centre_unknown"

    @property
    def rejects(self) -> bool:
        """True for a row that cannot be stored; every other problem is a warning."""
        return self in _REJECTING

    @property
    def sentence(self) -> str:
        """What staff should do about it."""
        return _SENTENCES[self]


class UnionKind(StrEnum):
    """Whether a union covers one unit (单建) or several (联合)."""

    SINGLE = "single_enterprise_union"
    JOINT = "joint_union"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of one row, numbered as the spreadsheet shows it."""

    sheet: str
    row: int
    code: ProblemCode


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit. Codes of township, union and centre are None when blank or not known."""

    row: int
    code: str
    full_name: str
    short_name: str | None
    uscc: str | None
    uscc_valid: bool
    township_code: str | None
    township: str | None
    industry: str | None
    ownership: str | None
    staff_count: int | None
    above_scale: bool | None
    union_code: str | None
    centre_code: str | None


@dataclass(frozen=True, slots=True)
class UnionRow:
    """One grassroots union and its own credit code."""

    row: int
    code: str
    name: str
    kind: UnionKind | None
    uscc: str | None
    uscc_valid: bool
    township_code: str | None


@dataclass(frozen=True, slots=True)
class CentreRow:
    """One regional service centre with the coverage that the sheet states."""

    row: int
    code: str
    name: str
    township_code: str | None
    enterprises: int | None
    workers: int | None


@dataclass(frozen=True, slots=True)
class UnitsReading:
    """The whole workbook: what can be stored, and the problems by sheet and row."""

    units: tuple[UnitRow, ...]
    unions: tuple[UnionRow, ...]
    centres: tuple[CentreRow, ...]
    problems: tuple[Problem, ...]

    @property
    def rejected(self) -> int:
        """The number of rows that go nowhere."""
        return len({(problem.sheet, problem.row) for problem in self.problems if problem.code.rejects})


_REJECTING = {ProblemCode.CODE_MISSING, ProblemCode.NAME_MISSING, ProblemCode.CODE_DUPLICATE}
_SENTENCES = {
    ProblemCode.CODE_MISSING: "填写编码后重新导入。",
    ProblemCode.NAME_MISSING: "填写名称后重新导入。",
    ProblemCode.CODE_DUPLICATE: "核对编码（前面的行已用同一编码）。",
    ProblemCode.USCC_MISSING: "没有统一社会信用代码，可稍后补充。",
    ProblemCode.USCC_FORMAT: "核对统一社会信用代码的位数和字符（应为 18 位）。",
    ProblemCode.USCC_CHECKSUM: "核对统一社会信用代码（校验码不符）；确认无误可填写理由后保留。",
    ProblemCode.USCC_ORG_CODE: "统一社会信用代码中的组织机构代码校验不符，请核对。",
    ProblemCode.USCC_DUPLICATE: "统一社会信用代码与前面的行相同，请核对。",
    ProblemCode.TOWNSHIP_MISSING: "没有填镇街，请补充。",
    ProblemCode.TOWNSHIP_UNKNOWN: "镇街不在名录中，请选择所属镇街。",
    ProblemCode.COUNT_INVALID: "人数或企业数不是整数，已留空，请补充。",
    ProblemCode.YES_NO_UNKNOWN: "规上企业请填“是”或“否”，已留空。",
    ProblemCode.KIND_UNKNOWN: "工会类型看不懂，已留空，请补充。",
    ProblemCode.UNION_UNKNOWN: "工会编码不在“工会”表中，请核对。",
    ProblemCode.CENTRE_UNKNOWN: "区域中心编码不在“区域工建服务中心”表中，请核对。",
}

"""Codes of the roster law, each with its sentence for staff (domain.md §4.4 rules 3 and 5)."""

from enum import StrEnum


class RejectReason(StrEnum):
    """Why a row goes nowhere."""

    NAME_MISSING = "name_missing"
    ID_NUMERIC_LOSSY = "id_numeric_lossy"
    ID_15_DIGITS = "id_15_digits"
    ID_FORMAT = "id_format"
    ID_DATE_INVALID = "id_date_invalid"
    ID_CHECKSUM = "id_checksum"
    NO_IDENTIFIER = "no_identifier"
    ID_NAME_CONFLICT = "id_name_conflict"

    @property
    def sentence(self) -> str:
        """What staff should do about the row."""
        return _REJECT_SENTENCES[self]


class WarningCode(StrEnum):
    """What staff should look at in a row that was taken."""

    ID_MISSING = "id_missing"
    MOBILE_MISSING = "mobile_missing"
    MOBILE_INVALID = "mobile_invalid"
    MOBILE_MULTIPLE = "mobile_multiple"
    GENDER_MISMATCH = "gender_mismatch"
    BIRTH_MISMATCH = "birth_mismatch"
    BIRTH_UNPARSED = "birth_unparsed"
    JOIN_DATE_UNPARSED = "join_date_unparsed"
    SKILL_LEVEL_UNKNOWN = "skill_level_unknown"
    UNIT_MISSING = "unit_missing"
    UNIT_UNKNOWN = "unit_unknown"
    UNIT_AMBIGUOUS = "unit_ambiguous"
    MERGED_BY_NAME_MOBILE = "merged_by_name_mobile"
    SAME_NAME_MOBILE_OTHER_ID = "same_name_mobile_other_id"
    MOBILE_SHARED = "mobile_shared"

    @property
    def sentence(self) -> str:
        """What happened, and what staff may check."""
        return _WARNING_SENTENCES[self]


class UnitMatch(StrEnum):
    """How a row's unit was found, or why it was not."""

    FULL = "full"
    SHORT = "short"
    SHORT_BY_TOWNSHIP = "short_by_township"
    MISSING = "missing"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"


class MergedBy(StrEnum):
    """What showed that two rows are one person."""

    ID = "id"
    NAME_MOBILE = "name_mobile"


_REJECT_SENTENCES = {
    RejectReason.NAME_MISSING: "填写姓名后重新导入。",
    RejectReason.ID_NUMERIC_LOSSY: "把身份证号单元格改为文本格式，重新录入 18 位号码（数字格式已丢失末几位）。",
    RejectReason.ID_15_DIGITS: "换成 18 位身份证号（现为 15 位旧号）。",
    RejectReason.ID_FORMAT: "核对身份证号的位数和字符（应为 18 位）。",
    RejectReason.ID_DATE_INVALID: "核对身份证号第 7 至 14 位的出生日期。",
    RejectReason.ID_CHECKSUM: "核对身份证号（校验码不符，可能有一位录错）。",
    RejectReason.NO_IDENTIFIER: "填写身份证号或 11 位手机号，至少一项。",
    RejectReason.ID_NAME_CONFLICT: "核对姓名和身份证号（同一身份证号已有另一个姓名）。",
}

_WARNING_SENTENCES = {
    WarningCode.ID_MISSING: "没有身份证号，已按姓名和手机号登记。",
    WarningCode.MOBILE_MISSING: "没有手机号，可稍后补充。",
    WarningCode.MOBILE_INVALID: "手机号不是 11 位号码，已留空，请补充。",
    WarningCode.MOBILE_MULTIPLE: "有多个手机号，已取第一个，请核对。",
    WarningCode.GENDER_MISMATCH: "性别与身份证号不符，已以身份证号为准。",
    WarningCode.BIRTH_MISMATCH: "出生日期与身份证号不符，已以身份证号为准。",
    WarningCode.BIRTH_UNPARSED: "出生日期看不懂，请核对。",
    WarningCode.JOIN_DATE_UNPARSED: "入会时间看不懂，已留空，请补充。",
    WarningCode.SKILL_LEVEL_UNKNOWN: "技能等级不在名录中，已留空，请补充。",
    WarningCode.UNIT_MISSING: "没有填单位，请补充。",
    WarningCode.UNIT_UNKNOWN: "单位不在名录中，请选择对应的单位。",
    WarningCode.UNIT_AMBIGUOUS: "有几个单位用这个简称，请选择是哪一个。",
    WarningCode.MERGED_BY_NAME_MOBILE: "姓名和手机号相同，已与前面的记录合并，请核对。",
    WarningCode.SAME_NAME_MOBILE_OTHER_ID: "姓名和手机号与另一人相同但身份证号不同，请核对。",
    WarningCode.MOBILE_SHARED: "手机号与另一人相同，请核对。",
}

"""The words of imports: states, steps and short names of the codes that a preview counts."""

from dataclasses import dataclass

from deqing_events.domain.roster.codes import MergedBy, RejectReason, WarningCode
from deqing_events.domain.units_sheet.rows import ProblemCode


@dataclass(frozen=True)
class Look:
    """A state as pill: kind, icon and word."""

    kind: str
    icon: str
    text: str


STATES = {
    "reading": Look("info", "hourglass", "正在核对"),
    "previewed": Look("hold", "eye", "等你确认"),
    "confirming": Look("info", "hourglass", "正在写入"),
    "done": Look("ok", "check", "已导入"),
    "refused": Look("bad", "alert", "不能导入"),
    "failed": Look("bad", "alert", "没有完成"),
    "dropped": Look("plain", "close", "已放弃"),
    "interrupted": Look("warn", "warning", "中断"),
}
KINDS = {"reject": "未导入", "conflict": "不一致", "warning": "提示", "merge": "合并"}
MERGES = {MergedBy.ID: "同一身份证号和姓名，合并为一人。", MergedBy.NAME_MOBILE: "姓名和手机号相同，合并为一人。"}
CONFLICTS = {"mobile": "手机号不一致。", "unit": "单位不一致。"}
_SHORT: dict[str, dict[str, str]] = {
    "reject": {
        RejectReason.NAME_MISSING: "缺姓名",
        RejectReason.ID_NUMERIC_LOSSY: "身份证号是数字格式",
        RejectReason.ID_15_DIGITS: "15 位旧号",
        RejectReason.ID_FORMAT: "身份证号位数不对",
        RejectReason.ID_DATE_INVALID: "证上日期不存在",
        RejectReason.ID_CHECKSUM: "身份证校验码不符",
        RejectReason.NO_IDENTIFIER: "缺身份证号和手机号",
        RejectReason.ID_NAME_CONFLICT: "同一证号不同姓名",
        ProblemCode.CODE_MISSING: "缺编码",
        ProblemCode.CODE_DUPLICATE: "编码重复",
    },
    "warning": {
        WarningCode.ID_MISSING: "没有身份证号",
        WarningCode.MOBILE_MISSING: "没有手机号",
        WarningCode.MOBILE_INVALID: "手机号不对",
        WarningCode.MOBILE_MULTIPLE: "多个手机号",
        WarningCode.GENDER_MISMATCH: "性别不符",
        WarningCode.BIRTH_MISMATCH: "出生日期不符",
        WarningCode.BIRTH_UNPARSED: "出生日期看不懂",
        WarningCode.JOIN_DATE_UNPARSED: "入会时间看不懂",
        WarningCode.SKILL_LEVEL_UNKNOWN: "等级不在名录",
        WarningCode.UNIT_MISSING: "没填单位",
        WarningCode.UNIT_UNKNOWN: "单位不在名录",
        WarningCode.UNIT_AMBIGUOUS: "单位简称不唯一",
        WarningCode.MERGED_BY_NAME_MOBILE: "按姓名手机合并",
        WarningCode.SAME_NAME_MOBILE_OTHER_ID: "同名同号不同证",
        WarningCode.MOBILE_SHARED: "手机号与他人相同",
        ProblemCode.USCC_MISSING: "没有信用代码",
        ProblemCode.USCC_FORMAT: "信用代码位数不对",
        ProblemCode.USCC_CHECKSUM: "信用代码校验不符",
        ProblemCode.USCC_ORG_CODE: "机构代码校验不符",
        ProblemCode.USCC_DUPLICATE: "信用代码重复",
        ProblemCode.TOWNSHIP_MISSING: "没填镇街",
        ProblemCode.TOWNSHIP_UNKNOWN: "镇街不在名录",
        ProblemCode.COUNT_INVALID: "人数不是整数",
        ProblemCode.YES_NO_UNKNOWN: "规上填法看不懂",
        ProblemCode.KIND_UNKNOWN: "工会类型看不懂",
        ProblemCode.UNION_UNKNOWN: "工会编码不在表中",
        ProblemCode.CENTRE_UNKNOWN: "中心编码不在表中",
    },
    "merge": {MergedBy.ID: "按身份证号", MergedBy.NAME_MOBILE: "按姓名和手机"},
    "conflict": {"mobile": "手机号", "unit": "单位"},
}


def short(run_kind: str, kind: str, code: str) -> str:
    """Return the short name of a line's code."""
    if run_kind == "units" and code == ProblemCode.NAME_MISSING:
        return "缺名称"
    return _SHORT[kind].get(code, code)


def sentence(run_kind: str, kind: str, code: str) -> str:
    """Return what staff should do about a line of an import of ``run_kind``."""
    if run_kind == "units":
        return ProblemCode(code).sentence
    if kind == "reject":
        return RejectReason(code).sentence
    if kind == "warning":
        return WarningCode(code).sentence
    return MERGES[MergedBy(code)] if kind == "merge" else CONFLICTS[code]

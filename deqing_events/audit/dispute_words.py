"""What happens around results, in words: notices, appeals, objections, corrections."""

from collections.abc import Mapping

DISPUTE_WORDS: Mapping[str, str] = {
    "appeal.decide": "处理申诉",
    "appeal.extend": "延长申诉时限",
    "appeal.file": "提交申诉",
    "appeal.hours": "改申诉时限",
    "appeal.settle": "申诉办结",
    "appeal.vote": "仲裁表态",
    "calendar.save": "保存工作日历",
    "correction.apply": "更正成绩",
    "correction.draft": "准备更正",
    "correction.drop": "放弃更正",
    "notice.put_up": "开始公示",
    "objection.decide": "答复异议",
    "objection.file": "提出异议",
    "objection.reveal": "查看异议人手机号",
    "objection.settle": "异议办结",
}
"""By action code; part of ``wording.ACTION_WORDS``."""

"""The details of an audit entry in words: 原因：会议改期；之前：草稿. Anything without a word is shown as written."""

from collections.abc import Mapping

from deqing_events.domain.kinds import EVENT_STATE_WORDS
from deqing_events.domain.roles import ROLE_WORDS

KEY_WORDS: Mapping[str, str] = {
    "act": "操作",
    "added": "新加",
    "after": "之后",
    "attended": "只要已签到的",
    "batch": "第几批",
    "before": "之前",
    "bound": "种类",
    "by_staff": "工作人员取消",
    "centres": "服务中心",
    "changed": "改动",
    "code": "编号",
    "count": "数量",
    "created": "新增",
    "data_class": "数据类别",
    "days": "天数",
    "digest": "摘要",
    "dimension": "按什么分",
    "direction": "方向",
    "entrants": "参赛者",
    "event": "赛事",
    "fields": "栏目",
    "first_number": "起始编号",
    "first": "先递补",
    "forced": "主管放行",
    "from_day": "从",
    "gate": "入口",
    "grants": "角色",
    "had_place": "占着名额",
    "heat": "第几批",
    "left": "没排下的",
    "holds": "内容",
    "holidays": "放假天数",
    "judge": "裁判",
    "judges": "裁判",
    "lane": "方式",
    "last_number": "最后编号",
    "link": "链接",
    "list": "名单",
    "marks": "分数",
    "minutes": "分钟",
    "mode": "方式",
    "number": "编号",
    "numbers": "编号",
    "order": "次序",
    "queue_no": "候补次序",
    "radius": "范围（米）",
    "reason": "原因",
    "recused": "回避有变的人数",
    "registration": "报名",
    "rejected": "未导入",
    "replaces": "替换",
    "role": "身份",
    "ruling": "凭哪个裁定",
    "rows": "行数",
    "screen": "哪一种",
    "seats": "席位",
    "serial": "第几张",
    "session": "场次",
    "session_id": "场次",
    "sheet": "评分表",
    "size": "人数",
    "skipped_step": "越过一步",
    "stage": "阶段",
    "state": "状态",
    "status": "状态",
    "target": "对象",
    "targets": "对象",
    "team": "队伍",
    "to_day": "到",
    "unchanged": "不变",
    "unused": "没用完的",
    "unions": "工会",
    "units": "单位",
    "updated": "更新",
    "version": "第几版",
    "versions": "版本",
    "walk_in": "现场补报",
    "workdays": "调休上班天数",
    "year": "年份",
}
VALUE_WORDS: Mapping[str, str] = {
    **{state.value: word for state, word in EVENT_STATE_WORDS.items()},
    **{role.value: word for role, word in ROLE_WORDS.items()},
    "approve": "通过",
    "approved": "已通过",
    "camera": "扫码",
    "codes": "验证码",
    "confirmed": "已报名",
    "entry": "进场",
    "exit": "出场",
    "gate": "志愿者",
    "kept": "留在本站",
    "limit": "上限",
    "notices": "通知",
    "once": "进一次",
    "paper": "补签",
    "photo": "照片识别",
    "poster": "签到海报",
    "reentry": "可进出",
    "reject": "不通过",
    "reserve": "预留",
    "return": "退回补正",
    "returned": "已退回",
    "queued": "等发送",
    "roster": "会员",
    "search": "按姓名查",
    "submitted": "审核中",
    "static": "签到海报",
    "supervisor": "检录长",
    "team": "队伍码",
    "times": "用时与扣分",
    "township": "代表队",
    "trade": "工种",
    "typed": "输编号",
    "undo": "撤销",
    "union": "工会",
    "unit": "单位",
    "unit_confirm": "单位确认",
    "unit_confirmed": "单位已确认",
    "unit_return": "单位退回",
    "units": "单位",
    "venue": "签到屏",
    "waiting": "候补中",
    "wall": "到场墙",
    "walk_in": "现场补报",
}


def detail_said(detail: Mapping[str, object]) -> str:
    """Return the details as one line; empty values are left out."""
    return "；".join(f"{KEY_WORDS.get(key, key)}：{_value(value)}" for key, value in detail.items() if value != "")


def _value(value: object) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case None:
            return "—"
        case list() | tuple():
            return "、".join(_value(item) for item in value if item is not None) or "无"
        case dict():
            return "，".join(f"{KEY_WORDS.get(key, key)} {_value(item)}" for key, item in value.items()) or "无"
        case _:
            return VALUE_WORDS.get(str(value), str(value))

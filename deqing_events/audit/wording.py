"""The audit log in words: who, what, on what and with which details. The codes stay beside the words, for tracing."""

from collections.abc import Mapping
from typing import Any

from deqing_events.audit.detail_words import detail_said
from deqing_events.audit.models import AuditEntry
from deqing_events.domain.roles import ROLE_WORDS

ACTION_WORDS: Mapping[str, str] = {
    "account.create": "新建账号",
    "account.disable": "停用账号",
    "account.enable": "恢复账号",
    "account.grants": "改账号角色",
    "account.lock": "账号锁定",
    "account.password": "改密码",
    "account.set_up": "首次设置",
    "account.sign_in": "登录",
    "account.sign_out": "退出登录",
    "campaign.close": "结束竞赛活动",
    "campaign.save": "保存竞赛活动",
    "checkin_list.change": "改签到名单",
    "checkin_list.delete": "删除签到名单",
    "checkin_list.make": "新建签到名单",
    "checkin_list.questions": "改门口要问的",
    "entrants.add": "加参赛者",
    "entrants.blind": "编盲码",
    "entrants.change": "改参赛者",
    "entrants.enrol": "生成参赛名单",
    "entrants.remove": "移除参赛者",
    "entrants.status": "改参赛状态",
    "event.change": "改赛事",
    "event.create": "新建赛事",
    "event.rule": "设资格规则",
    "event.rule_removed": "去掉资格规则",
    "event.session": "改场次",
    "event.session_removed": "移除场次",
    "event.step": "改赛事状态",
    "gate_device.open": "打开岗位",
    "gate_device.revoke": "停用岗位手机",
    "gate_link.make": "做岗位链接",
    "gate_link.revoke": "收回岗位链接",
    "import.confirming": "确认导入",
    "import.drop": "放弃导入",
    "import.forget_files": "删除导入文件",
    "import.reading": "读导入文件",
    "import.upload": "上传导入文件",
    "judges.seat": "安排裁判席位",
    "marks.enter": "打分",
    "member.link_unit": "关联单位",
    "message.again": "再发消息",
    "message.clear": "清除旧消息",
    "message.reveal": "查看验证码",
    "member.reveal": "查看完整信息",
    "pass.reissue": "换发通行码",
    "phone.end": "停用职工手机",
    "phone.sign_in": "职工登录",
    "phone.sign_out": "职工退出登录",
    "event.sign_up_plan": "改报名审核与期限",
    "quota.each": "改每个最多的名额",
    "privacy.clear": "清除到期的个人信息",
    "quota.release": "放回预留名额",
    "quota.remove": "去掉名额上限",
    "quota.repair": "校正名额",
    "quota.save": "设名额",
    "questions.add": "加报名要填的项",
    "questions.change": "改报名要填的项",
    "questions.copy": "复制报名表",
    "questions.facts": "改报名表的依据",
    "questions.move": "调报名表次序",
    "questions.retire": "不再问一项",
    "reference.load": "载入基础数据",
    "registration.answers": "改报名填的内容",
    "registration.cancel": "取消报名",
    "registration.create": "报名",
    "registration.hold": "改入场核对",
    "registration.override": "放行不合条件的报名",
    "registration.promote": "候补递补",
    "registration.reject": "报名不通过",
    "registration.resubmit": "补好再提交报名",
    "registration.review": "审核报名",
    "registration.review_undo": "撤销审核",
    "registration.substitute": "换人",
    "registration.reveal": "查看完整报名信息",
    "registrations.export_full": "导出完整报名表",
    "results.draw": "抽签定名次",
    "results.full_file": "下载完整成绩表",
    "results.publish": "公布成绩",
    "results.withdraw": "撤回成绩",
    "roster.import": "导入会员",
    "rules.save": "保存规则",
    "scan.admit": "登记进场",
    "scan.annul": "撤销签到",
    "screen_link.make": "做大屏或海报",
    "screen_link.revoke": "收回大屏或海报",
    "sign_in.ask": "发验证码",
    "sign_in.wrong": "验证码没对上",
    "team.cancel": "取消队伍",
    "team.captain": "换队长",
    "team.change": "改队伍",
    "team.create": "建队伍",
    "team.invitation": "换邀请链接",
    "team.invite": "邀请队员",
    "team.join": "加入队伍",
    "team.decline": "谢绝入队",
    "team.leave": "离开队伍",
    "team.pass": "换发队伍通行码",
    "team.submit": "提交队伍名单",
    "units.import": "导入单位",
    "workbook.full_file": "下载比赛工作簿",
    "workbook.import": "导入比赛工作簿",
}
AREA_WORDS: Mapping[str, str] = {
    "account.": "账号",
    "event.": "赛事",
    "campaign.": "竞赛活动",
    "registration": "报名",
    "team.": "队伍",
    "questions.": "报名表",
    "quota.": "名额",
    "pass.": "通行码",
    "gate_": "岗位",
    "checkin_list.": "签到名单",
    "scan.": "签到",
    "screen_link.": "大屏和海报",
    "phone.": "职工登录",
    "sign_in.": "验证码",
    "rules.": "规则",
    "entrants.": "参赛名单",
    "judges.": "裁判席位",
    "marks.": "打分",
    "results.": "成绩",
    "workbook.": "比赛工作簿",
    "import.": "导入",
    "privacy.": "个人信息",
    "member.": "会员",
    "message.": "消息",
}
"""Beginnings of action codes and what they are about, for the page's filter."""

KIND_WORDS: Mapping[str, str] = {
    "campaign": "竞赛活动",
    "checkin_list": "签到名单",
    "data_class": "数据类别",
    "entrant": "参赛者",
    "event": "赛事",
    "gate_device": "岗位手机",
    "gate_link": "岗位链接",
    "import_run": "导入",
    "member": "会员",
    "message": "消息",
    "organisation": "工会组织",
    "phone": "职工手机",
    "phone_owner": "职工手机",
    "registration": "报名",
    "review_batch": "审核操作",
    "scan": "扫码",
    "screen_link": "大屏或海报",
    "sign_in_code": "验证码",
    "staff_account": "账号",
    "staff_session": "登录",
    "team": "队伍",
}
ACTOR_WORDS: Mapping[str, str] = {
    "staff": "账号",
    "gate": "岗位手机",
    "phone": "职工手机",
    "public": "公众",
    "system": "系统",
}
OTHER_ROLES: Mapping[str, str] = {"gate": "志愿者", "supervisor": "检录长"}


def said(entry: AuditEntry) -> dict[str, Any]:
    """Return an entry's columns in words; what has no word yet is shown by its code."""
    kind = KIND_WORDS.get(entry.object_kind, entry.object_kind)
    return {
        "who": who_said(entry.actor),
        "role": _role(entry.role),
        "action": ACTION_WORDS.get(entry.action, entry.action),
        "object": f"{kind} {entry.object_id}",
        "detail": detail_said(entry.detail or {}),
    }


def who_said(actor: str) -> str:
    """Return who acted in words: 账号 3, 系统; empty for nobody."""
    kind, _, number = actor.partition(":")
    return f"{ACTOR_WORDS.get(kind, kind)} {number}".strip()


def _role(roles: str) -> str:
    words = {**{role.value: word for role, word in ROLE_WORDS.items()}, **OTHER_ROLES}
    return "、".join(words.get(role, role) for role in roles.split(",") if role)

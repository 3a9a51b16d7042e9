"""The desk rail: what each account sees there, in groups."""

from dataclasses import dataclass

from flask import current_app, request, url_for

from deqing_events.domain.roles import Permission
from deqing_events.web.access import principal


@dataclass(frozen=True)
class RailItem:
    """One entry of the rail; ``prefix`` marks it current for every address that starts so."""

    label: str
    icon: str
    endpoint: str
    permission: Permission
    prefix: str


RAIL: tuple[tuple[RailItem, ...], ...] = (
    (
        RailItem("指标总览", "chart", "reports.overview", Permission.REPORTS_VIEW, "/desk/overview"),
        RailItem("赛事活动", "calendar", "events_desk.listing", Permission.EVENTS_VIEW, "/desk/events"),
        RailItem("竞赛活动", "flag", "campaigns_desk.listing", Permission.EVENTS_VIEW, "/desk/campaigns"),
    ),
    (
        RailItem("证书", "medal", "certificates_desk.listing", Permission.RESULTS_PUBLISH, "/desk/certificates"),
        RailItem("技能晋级", "wrench", "promotions_desk.listing", Permission.PROMOTIONS_MANAGE, "/desk/promotions"),
        RailItem("荣誉", "star", "honours_desk.listing", Permission.HONOURS_MANAGE, "/desk/honours"),
        RailItem("统计报表", "doc", "reports.tally", Permission.REPORTS_VIEW, "/desk/reports"),
        RailItem("消息", "mail", "messages_desk.listing", Permission.MESSAGES_VIEW, "/desk/messages"),
    ),
    (
        RailItem("单位", "org", "units_desk.listing", Permission.ROSTER_VIEW, "/desk/units"),
        RailItem("会员", "person", "members_desk.listing", Permission.ROSTER_VIEW, "/desk/people"),
        RailItem("导入", "upload", "imports_desk.listing", Permission.ROSTER_IMPORT, "/desk/imports"),
        RailItem("工作日历", "calendar", "workdays.listing", Permission.WORKDAYS_EDIT, "/desk/workdays"),
        RailItem("个人信息", "shield", "privacy_desk.listing", Permission.PRIVACY_VIEW, "/desk/privacy"),
    ),
    (
        RailItem("账号与权限", "gear", "accounts_desk.listing", Permission.ACCOUNTS_MANAGE, "/desk/users"),
        RailItem("操作日志", "id-card", "audit_desk.log", Permission.AUDIT_VIEW, "/desk/log"),
        RailItem("赛务控制", "gavel", "contest_control.listing", Permission.CONTEST_CONTROL, "/desk/control"),
        RailItem("评分任务", "gavel", "contest_marks.judging", Permission.MARKS_ENTER, "/desk/judging"),
        RailItem("双人录入", "edit", "papers.contests", Permission.PAPERS_ENTER, "/desk/papers"),
        RailItem("检录抽签", "ticket", "start_draws_desk.listing", Permission.CALL_ROOM, "/desk/call-room"),
        RailItem("申诉仲裁", "gavel", "arbitration.listing", Permission.APPEALS_RULE, "/desk/arbitration"),
        RailItem("加密", "key", "custody.listing", Permission.CODES_GIVE, "/desk/codes"),
        RailItem("本单位待办", "org", "review_unit.home", Permission.UNIT_VIEW, "/unit"),
        RailItem("代报名单", "people", "entries.listing", Permission.PEOPLE_ENTER, "/unit/events"),
    ),
)


def desk_nav() -> list[list[dict[str, object]]]:
    """Return the rail's groups for the current account: dicts with label, icon, href, current, badge."""
    visible = [[item for item in group if _visible(item)] for group in RAIL]
    here = [item.prefix for group in visible for item in group if request.path.startswith(item.prefix)]
    current = max(here, key=len, default="")
    return [[_shown(item, current) for item in group] for group in visible if group]


def first_page() -> str:
    """Return the address a freshly signed-in account lands on."""
    for group in RAIL:
        for item in group:
            if _visible(item):
                return url_for(item.endpoint)
    return url_for("accounts.me")


def _visible(item: RailItem) -> bool:
    return item.endpoint in current_app.view_functions and principal().may(item.permission)


def _shown(item: RailItem, current: str) -> dict[str, object]:
    return {
        "label": item.label,
        "icon": item.icon,
        "href": url_for(item.endpoint),
        "current": item.prefix == current,
        "badge": None,
    }

"""Making a campaign and an event at the desk."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tests.pages.desk import Desk

SHANGHAI = ZoneInfo("Asia/Shanghai")


def typed(moment: dt.datetime) -> str:
    """Return an instant as a ``datetime-local`` box takes it."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


@dataclass(frozen=True)
class Plan:
    """What an event shall be. Without ``opens`` its registration is left as it is."""

    title: str
    starts: dt.datetime
    ends: dt.datetime
    opens: dt.datetime | None = None
    closes: dt.datetime | None = None
    capacity: int = 0
    campaign: str = ""


def make_campaign(desk: Desk, name: str, year: int) -> None:
    """Make an edition of the skills games."""
    desk.go("/desk/campaigns/new")
    desk.fill(name=name, kind="skills_games", level="county", edition="6", year=str(year))
    desk.fill(starts_on=f"{year}-01-01", ends_on=f"{year}-12-31")
    desk.button("保存竞赛活动").click()
    desk.says(name)


def make_event(desk: Desk, plan: Plan) -> int:
    """Make a draft of a skills contest with one session; return its id."""
    desk.go("/desk/events/new")
    desk.fill(title=plan.title, kind="skill_contest", organiser_level="county", trade="electrician")
    desk.page.locator("[name=host_id]").select_option(label="德清县总工会")
    if plan.campaign:
        desk.page.locator("[name=campaign_id]").select_option(label=plan.campaign)
    desk.button("保存草稿").click()
    desk.page.wait_for_url("**/desk/events/*/edit/**")
    event_id = int(desk.page.url.split("/events/")[1].split("/")[0])
    desk.go(f"/desk/events/{event_id}/edit/sessions")
    desk.fill(starts_at=typed(plan.starts), ends_at=typed(plan.ends), venue="县职业技能实训中心")
    desk.button("加上这一场").click()
    desk.says("县职业技能实训中心")
    if plan.opens and plan.closes:
        _registration(desk, event_id, plan)
    return event_id


def _registration(desk: Desk, event_id: int, plan: Plan) -> None:
    assert plan.opens is not None
    assert plan.closes is not None
    desk.go(f"/desk/events/{event_id}/edit/registration")
    desk.page.get_by_label("要报名才能参加").check()
    desk.page.get_by_label("满额后可以候补").check()
    desk.fill(registration_opens_at=typed(plan.opens), registration_closes_at=typed(plan.closes))
    desk.fill(capacity=str(plan.capacity))
    desk.button("保存报名与名额").click()
    desk.says("已保存")


def publish(desk: Desk, event_id: int) -> None:
    """Publish a draft."""
    desk.go(f"/desk/events/{event_id}")
    desk.button("发布").click()
    desk.says("打开活动页")

"""What a team may do when, and the sentences for people when it may not."""

import datetime as dt
from collections.abc import Sequence

from deqing_events.domain.kinds import EntrantKind
from deqing_events.events.models import Event
from deqing_events.registration import rules
from deqing_events.registration.models import Registration
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.teams.models import Team

NO_TEAM = "没有找到这支队伍。"
OLD_LINK = "这个邀请链接换过了，请队长再发一次新的。"
CANCELLED = "这支队伍已经取消，不能再加入。"
SUBMITTED = "这支队的名单已经提交。请队长先把你加进名单，再打开这个链接确认。"
FULL_TEAM = "这支队的人已经满了，请跟队长说一声。"
LOCKED = "名单已经锁定，不能再加人或减人。来不了的，可以换同一个工会的人。"
IN_EVENT = "你已经在这一场的名单里了，一人只能进一支队。要换队，请先从原来的队里退出。"
IN_THIS_TEAM = "你已经在这支队里了。在“我的”里用报名编号和手机尾号就能查到。"
NAMED_ALREADY = "这个人已经在名单里了。"
TOO_MANY_NAMED = "这支队加过的人太多了，请把邀请链接发到群里，让队员自己填。"
ENTERED = "有人已经进场签到，要改名单请找现场工作人员。"
NOT_SAME_UNION = "名单锁定后只能换同一个工会的人，这位的单位不在同一个工会，或者没有从列表里选到单位。"


def why_not_gathering(event: Event, now: dt.datetime) -> str | None:
    """Say why no team can be made, joined or submitted now; None when it can."""
    return rules.why_closed(event, now, EntrantKind.TEAM)


def locked(event: Event, plan: SignUpPlan, now: dt.datetime) -> bool:
    """Tell whether the people of an entered team are fixed."""
    lock = rules.roster_lock(event, plan)
    return lock is not None and now >= lock


def lock_of(event: Event, plan: SignUpPlan) -> dt.datetime | None:
    """Return when the people of a team become fixed."""
    return rules.roster_lock(event, plan)


def may_change_people(team: Team, plan: SignUpPlan, now: dt.datetime) -> None:
    """Raise RegistrationRefusedError unless people may still be named for this team or go from it."""
    if team.state == "cancelled":
        raise RegistrationRefusedError(CANCELLED)
    if team.state == "draft":
        refuse(why_not_gathering(team.event, now))
        return
    refuse(rules.why_not_running(team.event))
    if locked(team.event, plan, now):
        raise RegistrationRefusedError(LOCKED)


def refuse(sentence: str | None) -> None:
    """Raise RegistrationRefusedError with a sentence, if there is one."""
    if sentence is not None:
        raise RegistrationRefusedError(sentence)


def same_union(held: Registration, union_id: int | None) -> bool:
    """Tell whether a newcomer belongs to the same union as the one who goes, both unions being known."""
    return held.union_id is not None and held.union_id == union_id


def size_problems(plan: SignUpPlan, size: int) -> list[str]:
    """Say what is wrong with the number of people."""
    if size < plan.team_min:
        return [f"还差 {plan.team_min - size} 人，这一场每队至少 {plan.team_min} 人。"]
    if size > plan.team_max:
        return [f"多了 {size - plan.team_max} 人，这一场每队最多 {plan.team_max} 人。"]
    return []


def size_words(plan: SignUpPlan) -> str:
    """Return how many people a team has: 8–12 人 or 5 人."""
    return f"{plan.team_min} 人" if plan.team_min == plan.team_max else f"{plan.team_min}–{plan.team_max} 人"


def captain_of(people: Sequence[Registration]) -> Registration | None:
    """Return the captain among the people of a team."""
    return next((each for each in people if each.captain), None)

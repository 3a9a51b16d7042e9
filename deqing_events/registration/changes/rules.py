"""When may the worker change a sign-up or hand the place over? Sentences for people when not."""

import datetime as dt

from deqing_events.domain.transfers import Belonging, Within, may_leave
from deqing_events.registration import queries, rules
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import Registration
from deqing_events.registration.plans.models import SignUpPlan

ENTERED = "已经进场签到，要改请找现场工作人员。"
EDIT_OVER = "自己改的时间过了，要改请联系主办方。"
RETURNED = "这条报名被退回了，请在“去补充”里改。"
NO_TRANSFER = "这一场不能换人，来不了可以取消报名。"
TRANSFER_OVER = "换人的时间过了，请联系主办方。"
ENDED = "这条报名已经取消过了，没有名额可换。"
IN_TEAM = "这位是队员，请到队伍页面换人。"
BY_CAPTAIN = "队伍里换人由队长在队伍页面办。"
NO_PLACE = "有了名额才能换人。"
NO_WORKPLACE = "你的单位没有对上登记的名册，不能自己换人，请联系主办方。"
OLD_LINK = "这个换人链接已经用过或收回了，请对方再发一个新的。"
NAME_WORKPLACE = "请从列表里选你的单位：这一场只能换给{who}。"
NOT_ALLOWED = "这一场只能换给{who}，你的单位对不上，请对方换一位。"
DIVIDED = "要改单位，请从列表里选：这一场按单位分名额。"


def belonging(held: Registration) -> Belonging:
    """Return where somebody belongs."""
    return Belonging(held.unit_id, held.union_id, held.township_id)


def why_no_edit(held: Registration, plan: SignUpPlan, now: dt.datetime) -> str | None:
    """Say why the worker cannot change this sign-up now; None when they can."""
    if held.state not in queries.ACTIVE:
        return "这条报名已经取消过了。"
    stopped = rules.why_not_running(held.event)
    if stopped is not None:
        return stopped
    if held.review == "returned":
        return RETURNED
    if offers.entered_at(held.id) is not None:
        return ENTERED
    deadline = rules.edit_deadline(held.event, plan)
    return EDIT_OVER if deadline is not None and now >= deadline else None


def why_no_transfer(held: Registration, plan: SignUpPlan, now: dt.datetime) -> str | None:
    """Say why nobody can take this place over now; None when somebody can."""
    within = Within(plan.transfer_within)
    checks = (
        (within is Within.NOBODY, NO_TRANSFER),
        (held.team_id is not None, BY_CAPTAIN),
        (held.state != "confirmed", NO_PLACE),
        (not may_leave(within, belonging(held)), NO_WORKPLACE),
    )
    wrong = next((sentence for is_wrong, sentence in checks if is_wrong), None) or rules.why_not_running(held.event)
    if wrong is not None:
        return wrong
    deadline = rules.transfer_deadline(held.event, plan)
    if deadline is not None and now >= deadline:
        return TRANSFER_OVER
    return ENTERED if offers.entered_at(held.id) is not None else None

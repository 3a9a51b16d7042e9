"""Reviews as pages draw them: the bar that takes an act back, what may be done about one sign-up, the worker's path."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deqing_events.accounts.queries import account_by_id
from deqing_events.domain.reviewing import Who, overridable, possible
from deqing_events.registration.desk_queries import Line
from deqing_events.registration.models import DONE_REVIEWS, Registration
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.review import check_queries, fixing_actions, queries, wording
from deqing_events.registration.review.check_queries import Pill
from deqing_events.registration.review.models import ReviewBatch, ReviewStep
from deqing_events.web import access, clock
from deqing_events.web.formatting import moment

Shown = dict[str, Any]


@dataclass(frozen=True)
class Latest:
    """What this account decided last, while it can be taken back."""

    batch: ReviewBatch
    word: str


def latest(event_id: int | None) -> Latest | None:
    """Return the last batch of this account (in an event, or as a clerk) while it can be undone."""
    who, now = access.acting().who, clock.now()
    found = queries.recent_batches(who, event_id=event_id, limit=1)
    if not found or not queries.undoable(found[0], who, now):
        return None
    return Latest(found[0], wording.ACT_WORDS[found[0].act])


@dataclass(frozen=True)
class DeskReview:
    """What the host may do about one registration, what the system found, and what was decided before."""

    acts: tuple[str, ...]
    override: str
    steps: list[Shown]
    pills: list[Pill]
    effect: str
    left: int


def desk_review(held: Registration, line: Line) -> DeskReview:
    """Return the review of one registration for the desk's page."""
    plan = queries.law_plan(plan_of(held.event_id, now=clock.now()))
    at = queries.standing(held)
    skips = "不等本人补充，直接通过" if at.review == "returned" else "不等单位确认，直接通过"
    known = check_queries.bounds(held.event)
    return DeskReview(
        acts=tuple(act.value for act in possible(plan, at, Who.HOST)),
        override=skips if overridable(plan, at, Who.HOST) else "",
        steps=[_step(step) for step in queries.steps_of(held.id)],
        pills=list(check_queries.findings(line.registration.event, [held], known)[held.id]),
        effect="，".join(_after(bound) for bound in check_queries.takes(held, known)),
        left=queries.left_to_do(held.event_id),
    )


def _after(bound: check_queries.Bound) -> str:
    counter = bound.counter
    if not counter.free:
        return f"{bound.label} {counter.taken} / {counter.capacity}，已满，通过后转入候补"
    return f"{bound.label} {counter.taken + 1} / {counter.capacity}"


def _step(step: ReviewStep) -> Shown:
    word = wording.ACT_WORDS.get(step.act, step.act)
    return {"at": step.at, "word": word, "who": _who(step.done_by), "reason": step.reason}


def _who(actor: str) -> str:
    kind, _, number = actor.partition(":")
    account = account_by_id(int(number)) if kind == "staff" and number.isdigit() else None
    if account is not None:
        return account.name
    return "系统" if kind == "system" else "本人"


def path(held: Registration, plan: SignUpPlan) -> list[Mapping[str, str]]:
    """Return where a registration under review stands as steps, for its worker."""
    rows: list[Mapping[str, str]] = [{"state": "done", "name": "报名已收到", "note": moment(held.created_at)}]
    if held.review == "returned":
        rows.append({"state": "now", "icon": "undo", "name": "等你补充", "note": held.review_note})
    steps = [("submitted", "单位确认", "单位经办人确认你在本单位工作")] if plan.review == "unit_host" else []
    steps.append(("unit_confirmed" if steps else "submitted", "工会审核", "有结果马上告诉你"))
    order = [review for review, _, _ in steps]
    at = order.index(held.review) if held.review in order else -1 if held.review == "returned" else len(order)
    for position, (_, name, note) in enumerate(steps):
        if position == at:
            rows.append({"state": "now", "icon": "clock", "name": name, "note": note})
        else:
            rows.append({"state": "done" if position < at else "later", "name": name})
    return [*rows, *_places(held)]


def _places(held: Registration) -> list[Mapping[str, str]]:
    done = held.review in DONE_REVIEWS
    rows: list[Mapping[str, str]] = []
    if held.state == "waiting":
        note = "有人退出就按顺序递补"
        rows.append({"state": "now" if done else "later", "icon": "hourglass", "name": "等名额空出", "note": note})
    elif held.state == "pending" and done:
        rows.append({"state": "now", "icon": "clock", "name": "等全队审完", "note": "全队一起占名额"})
    note = "名额已经给你留着" if held.state == "confirmed" else ""
    return [*rows, {"state": "later", "name": "领取通行码", "note": note}]


def under_review(held: Registration) -> bool:
    """Tell whether somebody still has to look at a registration, its worker to complete it, or its team to pass."""
    alive = held.state in ("pending", "confirmed", "waiting")
    return alive and (held.review not in DONE_REVIEWS or held.state == "pending")


def fix_until(held: Registration) -> dt.datetime | None:
    """Return until when a returned registration can be completed; None for no end, and for one not returned."""
    return fixing_actions.fix_until(held, now=clock.now()) if held.review == "returned" else None

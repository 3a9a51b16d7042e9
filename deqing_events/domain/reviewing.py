"""The review of a sign-up: which act is possible for whom, where it leads, when it asks for a place (domain.md §3.1).

Vocabulary: a *standing* is where one sign-up stands: its ``state`` (is there a place?) and its ``review`` (what was
said about it?). A *plan* is what staff chose for the event: who looks at sign-ups, and which step takes a place. An
*act* is one thing one kind of person does. Undoing is no act of this law: it puts a standing back as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """Who acts: the worker, the workplace's clerk, or the host's staff."""

    WORKER = "worker"
    CLERK = "clerk"
    HOST = "host"


class Act(StrEnum):
    """What somebody does to one sign-up."""

    SUBMIT = "submit"
    UNIT_CONFIRM = "unit_confirm"
    UNIT_RETURN = "unit_return"
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    RESUBMIT = "resubmit"


NEEDS_REASON = frozenset({Act.UNIT_RETURN, Act.RETURN, Act.REJECT})
"""Acts whose reason the worker reads."""

ALIVE = ("pending", "confirmed", "waiting")
OVER = ("cancelled", "rejected")
OPEN = ("submitted", "unit_confirmed")
"""Reviews in which somebody other than the worker has to look."""


@dataclass(frozen=True)
class Plan:
    """``review``: none, host or unit_host. ``claim_at``: the step that takes a place: submit, unit or approve."""

    review: str = "none"
    claim_at: str = "submit"

    @property
    def claims_at(self) -> Act:
        """The act that asks for a place; a step that the plan does not have is passed on to the next one."""
        if self.review == "none" or self.claim_at == "submit":
            return Act.SUBMIT
        return Act.UNIT_CONFIRM if (self.claim_at, self.review) == ("unit", "unit_host") else Act.APPROVE


@dataclass(frozen=True)
class Standing:
    """Where a sign-up stands. ``vouched``: the workplace confirmed it and has not been changed since."""

    state: str
    review: str
    vouched: bool = False


@dataclass(frozen=True)
class Outcome:
    """Where an act leads: the new review, whether a place is asked for now, or ``end``, the state it ends in."""

    review: str
    claims: bool = False
    end: str = ""


class ImpossibleActError(ValueError):
    """The act is not possible from this standing: somebody else acted first, or the page was old."""


def possible(plan: Plan, at: Standing, who: Who) -> tuple[Act, ...]:
    """Return what ``who`` can do now, in the order buttons are shown. Acts that need an override are left out."""
    return tuple(act for act in Act if _open_to(plan, at, who, act))


def overridable(plan: Plan, at: Standing, who: Who) -> bool:
    """Tell whether staff could approve by skipping a step, saying why: the workplace's, or the worker's completion."""
    return who is Who.HOST and at.state in ALIVE and not _may_approve(plan, at) and at.review in (*OPEN, "returned")


def follow(plan: Plan, at: Standing, who: Who, act: Act, *, override: bool = False) -> Outcome:
    """Return where an act leads. Raises ImpossibleActError when it is not possible (``override``: skipping a step)."""
    skipping = override and act is Act.APPROVE and overridable(plan, at, who)
    if not skipping and not _open_to(plan, at, who, act):
        raise ImpossibleActError(f"{who} cannot {act} from {at.state}/{at.review}")
    if act is Act.WITHDRAW:
        return Outcome(at.review, end="cancelled")
    if act is Act.REJECT:
        return Outcome(at.review, end="rejected")
    review = _review_after(plan, at, act)
    return Outcome(review, claims=_claims(plan, at, act, review))


def _review_after(plan: Plan, at: Standing, act: Act) -> str:
    if act is Act.SUBMIT and plan.review == "none":
        return "none"
    if act is Act.RESUBMIT and at.vouched and plan.review == "unit_host":
        return "unit_confirmed"
    return _LEADS_TO[act]


_LEADS_TO: Mapping[Act, str] = {
    Act.SUBMIT: "submitted",
    Act.RESUBMIT: "submitted",
    Act.UNIT_CONFIRM: "unit_confirmed",
    Act.UNIT_RETURN: "returned",
    Act.APPROVE: "approved",
    Act.RETURN: "returned",
}


def _claims(plan: Plan, at: Standing, act: Act, review: str) -> bool:
    """Ask for a place at its step; whoever is still without one afterwards asks at the next step reached."""
    if at.state not in ("draft", "pending") or review == "returned":
        return False
    if act is Act.APPROVE or plan.claims_at is Act.SUBMIT:
        return True
    return plan.claims_at is Act.UNIT_CONFIRM and review == "unit_confirmed"


def _open_to(plan: Plan, at: Standing, who: Who, act: Act) -> bool:
    if act is Act.SUBMIT:
        return who is Who.WORKER and at.state == "draft"
    if at.state not in ALIVE:
        return False
    if act is Act.WITHDRAW:
        return who is Who.WORKER
    if act is Act.RESUBMIT:
        return who is Who.WORKER and at.review == "returned"
    if act in (Act.UNIT_CONFIRM, Act.UNIT_RETURN):
        return who is Who.CLERK and plan.review == "unit_host" and at.review == "submitted"
    return who is Who.HOST and _host_may(plan, at, act)


def _host_may(plan: Plan, at: Standing, act: Act) -> bool:
    if act is Act.APPROVE:
        return _may_approve(plan, at)
    if act is Act.RETURN:
        return at.review in (*OPEN, "approved")
    return at.review != "none"


def _may_approve(plan: Plan, at: Standing) -> bool:
    return at.review == "unit_confirmed" or (at.review == "submitted" and plan.review != "unit_host")

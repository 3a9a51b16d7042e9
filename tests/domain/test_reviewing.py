"""The law of the review: a table of acts, and what holds after any sequence of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.reviewing import (
    ALIVE,
    OVER,
    Act,
    ImpossibleActError,
    Plan,
    Standing,
    Who,
    follow,
    overridable,
    possible,
)

HOST, UNIT_HOST, NONE = Plan("host", "approve"), Plan("unit_host", "unit"), Plan("none", "submit")
STATES = {"draft", *ALIVE, *OVER}
REVIEWS = {"none", "submitted", "unit_confirmed", "approved", "returned"}


@pytest.mark.parametrize(
    ("plan", "state", "review", "who", "acts"),
    [
        (NONE, "draft", "none", Who.WORKER, "submit"),
        (NONE, "confirmed", "none", Who.WORKER, "withdraw"),
        (NONE, "confirmed", "none", Who.HOST, ""),
        (HOST, "pending", "submitted", Who.WORKER, "withdraw"),
        (HOST, "pending", "submitted", Who.CLERK, ""),
        (HOST, "pending", "submitted", Who.HOST, "approve return reject"),
        (HOST, "waiting", "submitted", Who.HOST, "approve return reject"),
        (HOST, "pending", "returned", Who.WORKER, "withdraw resubmit"),
        (HOST, "pending", "returned", Who.HOST, "reject"),
        (HOST, "confirmed", "approved", Who.HOST, "return reject"),
        (UNIT_HOST, "pending", "submitted", Who.CLERK, "unit_confirm unit_return"),
        (UNIT_HOST, "pending", "submitted", Who.HOST, "return reject"),
        (UNIT_HOST, "confirmed", "unit_confirmed", Who.CLERK, ""),
        (UNIT_HOST, "confirmed", "unit_confirmed", Who.HOST, "approve return reject"),
        (HOST, "cancelled", "submitted", Who.HOST, ""),
        (HOST, "rejected", "submitted", Who.WORKER, ""),
    ],
)
def test_who_may_do_what(plan: Plan, state: str, review: str, who: Who, acts: str) -> None:
    assert " ".join(possible(plan, Standing(state, review), who)) == acts


@pytest.mark.parametrize(
    ("plan", "at", "act", "leads_to"),
    [
        (NONE, Standing("draft", "none"), Act.SUBMIT, ("none", True)),
        (Plan("host", "submit"), Standing("draft", "none"), Act.SUBMIT, ("submitted", True)),
        (HOST, Standing("draft", "none"), Act.SUBMIT, ("submitted", False)),
        (HOST, Standing("pending", "submitted"), Act.APPROVE, ("approved", True)),
        (Plan("host", "unit"), Standing("draft", "none"), Act.SUBMIT, ("submitted", False)),
        (Plan("host", "unit"), Standing("pending", "submitted"), Act.APPROVE, ("approved", True)),
        (Plan("host", "submit"), Standing("confirmed", "submitted"), Act.APPROVE, ("approved", False)),
        (Plan("host", "submit"), Standing("waiting", "submitted"), Act.APPROVE, ("approved", False)),
        (UNIT_HOST, Standing("pending", "submitted"), Act.UNIT_CONFIRM, ("unit_confirmed", True)),
        (Plan("unit_host", "approve"), Standing("pending", "submitted"), Act.UNIT_CONFIRM, ("unit_confirmed", False)),
        (UNIT_HOST, Standing("pending", "submitted"), Act.UNIT_RETURN, ("returned", False)),
        (HOST, Standing("pending", "submitted"), Act.RETURN, ("returned", False)),
        (HOST, Standing("pending", "returned"), Act.RESUBMIT, ("submitted", False)),
    ],
)
def test_where_an_act_leads(plan: Plan, at: Standing, act: Act, leads_to: tuple[str, bool]) -> None:
    found = follow(plan, at, _whose(act), act)
    assert (found.review, found.claims, found.end) == (*leads_to, "")


def test_a_workplace_that_confirmed_is_not_asked_again() -> None:
    at = Standing("pending", "returned", vouched=True)
    assert follow(UNIT_HOST, at, Who.WORKER, Act.RESUBMIT).review == "unit_confirmed"
    assert follow(HOST, at, Who.WORKER, Act.RESUBMIT).review == "submitted"


@pytest.mark.parametrize("review", ["submitted", "returned"])
def test_a_step_is_skipped_only_by_an_override_of_staff(review: str) -> None:
    at = Standing("pending", review)
    assert overridable(UNIT_HOST, at, Who.HOST)
    for who in (Who.WORKER, Who.CLERK):
        assert not overridable(UNIT_HOST, at, who)
        with pytest.raises(ImpossibleActError):
            follow(UNIT_HOST, at, who, Act.APPROVE, override=True)
    with pytest.raises(ImpossibleActError):
        follow(UNIT_HOST, at, Who.HOST, Act.APPROVE)
    assert follow(UNIT_HOST, at, Who.HOST, Act.APPROVE, override=True).review == "approved"


def _whose(act: Act) -> Who:
    if act in (Act.SUBMIT, Act.WITHDRAW, Act.RESUBMIT):
        return Who.WORKER
    return Who.CLERK if act.value.startswith("unit") else Who.HOST


plans = st.builds(
    Plan, st.sampled_from(("none", "host", "unit_host")), st.sampled_from(("submit", "unit", "approve"))
)  # fmt: skip
moves = st.lists(st.tuples(st.sampled_from(Who), st.sampled_from(Act), st.booleans(), st.booleans()), max_size=40)


def _walk(plan: Plan, taken: list[tuple[Who, Act, bool, bool]]) -> list[tuple[Act, bool, Standing, Standing]]:
    """Try acts one after another; return those that were possible with where they started and led."""
    at, walked, vouched = Standing("draft", "none"), [], False
    for who, act, override, room in taken:
        try:
            step = follow(plan, at, who, act, override=override)
        except ImpossibleActError:
            continue
        vouched = act is Act.UNIT_CONFIRM or (vouched and act is not Act.UNIT_RETURN)
        state = at.state if at.state != "draft" else "pending"
        if step.claims:
            state = "confirmed" if room else "waiting"
        after = Standing(step.end or state, step.review, vouched)
        walked.append((act, override, at, after))
        at = after
    return walked


@given(plans, moves)
def test_no_sequence_leads_outside_or_into_a_dead_end(plan: Plan, taken: list[tuple[Who, Act, bool, bool]]) -> None:
    for _, _, _, at in _walk(plan, taken):
        assert at.state in STATES
        assert at.review in REVIEWS
        if at.state == "pending":
            others = [act for who in (Who.CLERK, Who.HOST) for act in possible(plan, at, who)]
            assert others or Act.RESUBMIT in possible(plan, at, Who.WORKER)
        if at.state in ALIVE:
            assert Act.WITHDRAW in possible(plan, at, Who.WORKER)
        if at.state in OVER:
            assert [act for who in Who for act in possible(plan, at, who)] == []


@given(plans, moves)
def test_nobody_is_approved_past_a_step(plan: Plan, taken: list[tuple[Who, Act, bool, bool]]) -> None:
    confirmed = False
    for act, override, before, after in _walk(plan, taken):
        if act is Act.UNIT_CONFIRM:
            confirmed = True
        if act is Act.APPROVE and plan.review == "unit_host" and not override:
            assert confirmed
            assert before.review == "unit_confirmed"
        if after.review == "approved" and after.state not in OVER:
            assert after.state in ("confirmed", "waiting"), "whoever is approved has asked for a place"


@given(plans, moves)
def test_a_place_is_asked_for_at_most_once(plan: Plan, taken: list[tuple[Who, Act, bool, bool]]) -> None:
    asked = [1 for _, _, before, after in _walk(plan, taken) if before.state in ("draft", "pending")
             and after.state in ("confirmed", "waiting")]  # fmt: skip
    assert len(asked) <= 1

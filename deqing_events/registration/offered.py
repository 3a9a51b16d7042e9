"""What registration tells the features below: places, one's own registration, following a capacity or a cookie."""

import datetime as dt
from collections.abc import Mapping, Sequence

from flask import url_for

from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.roles import Actor
from deqing_events.events import hooks
from deqing_events.events.hooks import Check, EditorPart, MyPlace, NextCard, Places
from deqing_events.events.models import Event
from deqing_events.registration import holding_actions, promotion, queries, showing
from deqing_events.registration.bounds import actions as bound_actions
from deqing_events.registration.bounds.checks import checks as bound_checks
from deqing_events.registration.eligibility import checks as rule_checks
from deqing_events.registration.eligibility import queries as eligibility
from deqing_events.registration.eligibility import warnings
from deqing_events.registration.plans import actions as plan_actions
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.questions import form_actions
from deqing_events.registration.questions import offered as questions_offered
from deqing_events.registration.review import check_queries
from deqing_events.registration.teams import composition
from deqing_events.registration.teams import rules as team_sizes
from deqing_events.registration.wording import pill_of, where_and_when
from deqing_events.web import clock
from deqing_events.workers import hooks as workers
from deqing_events.workers import recognised


def attach() -> None:
    """Fill the hooks of the events and workers features."""
    workers.offers.followers["registration"] = workers.Follower(holding_actions.moved, holding_actions.forgotten)
    workers.offers.last_name = queries.last_name
    hooks.offers.next_card = next_card
    hooks.offers.my_place = my_place
    hooks.offers.places = places
    hooks.offers.session_places = session_places
    hooks.offers.capacity_changed = capacity_changed
    hooks.offers.editor_parts = editor_parts
    hooks.offers.conditions = conditions
    if warnings.pills not in check_queries.seam.more:
        check_queries.seam.more.append(warnings.pills)
    hooks.offers.copied = copied
    hooks.offers.team_words = team_words
    hooks.offers.checks["registration"] = bound_checks
    hooks.offers.checks["eligibility"] = eligibility_checks


def next_card() -> NextCard | None:
    """Return the nearest event this phone is registered for; None without one."""
    now = clock.now()
    held = next((row for row in showing.held_registrations() if showing.running(row, now)), None)
    if held is None:
        return _greeting_card()
    if showing.has_pass(held):
        return NextCard(held.event.title, where_and_when(held), showing.pass_address(held))
    href = url_for("my.registration", number=held.number)
    state = showing.state_pill(held)
    return NextCard(held.event.title, where_and_when(held), href, button="看进度", icon=state[1], state=state)


def _greeting_card() -> NextCard | None:
    """Greet a recognised phone that has nothing to come, or whose owner has to give a code again."""
    device = recognised.device()
    if device is None:
        return None
    who = recognised.greeting(device.mobile)
    if not device.fresh:
        hello = f"{who.masked}，你好" if who.name else "你好"
        sign_in = url_for("workers.sign_in")
        return NextCard(hello, "再收一次验证码，就能看报名和通行码", sign_in, "收验证码", "key", label="很久不见")
    hello = f"{who.name}，你好" if who.name else "你好"
    return NextCard(hello, "现在没有要参加的活动", url_for("my.home"), "我的", "person", label="我的")


def my_place(event_id: int) -> MyPlace | None:
    """Return where this phone's registration of an event shows; None without one."""
    held = showing.held_for(event_id)
    if held is None:
        return None
    if showing.has_pass(held):
        return MyPlace(showing.pass_address(held))
    href = url_for("my.registration", number=held.number)
    return MyPlace(href, f"{pill_of(held)[2]}，看进度")


def places(event_ids: Sequence[int]) -> Mapping[int, Places]:
    """Return the places of events."""
    limits, taken = queries.capacities(event_ids), queries.places_held(event_ids)
    return {
        event_id: Places(taken.get(event_id, 0), limits.get(event_id), found.get("waiting", 0))
        for event_id, found in queries.counts(event_ids).items()
    }


def session_places(session_ids: Sequence[int]) -> Mapping[int, Places]:
    """Return the places of sessions."""
    limits = queries.session_capacities(session_ids)
    return {
        session_id: Places(found.get("confirmed", 0), limits.get(session_id), found.get("waiting", 0))
        for session_id, found in queries.session_counts(session_ids).items()
    }


def capacity_changed(event_id: int, now: dt.datetime, by: Actor) -> None:
    """Follow a changed capacity inside the caller's transaction."""
    promotion.move_up(event_id, now=now, by=by)


def editor_parts(event: Event) -> Sequence[EditorPart]:
    """Return this feature's pages of the event editor, in order."""
    plan = EditorPart("plan", "审核与期限", f"/desk/events/{event.id}/sign-up/plan")
    places = EditorPart("places", "名额分配", f"/desk/events/{event.id}/sign-up/places")
    rules = rule_checks.editor_part(event, clock.now())
    parts = [questions_offered.editor_part(event), rules, plan, places]
    if event.entrant_kind == EntrantKind.TEAM:
        parts.append(EditorPart("team-rules", "组队要求", f"/desk/events/{event.id}/sign-up/team-rules"))
    return parts


def eligibility_checks(event_id: int) -> Sequence[Check]:
    """Return what is to be said of the rules of an event before it is published."""
    return rule_checks.checks(event_id, clock.now())


def conditions(event_id: int) -> Sequence[str]:
    """Return the rules on who may sign up for an event, a line each."""
    return eligibility.lines(event_id, now=clock.now())


def team_words(event_id: int) -> Sequence[str]:
    """Return how many people a team of an event has and what it is made of, in words."""
    plan = plan_of(event_id, now=clock.now())
    return [f"每队 {team_sizes.size_words(plan)}，一人只能进一支队", *composition.asked_words(plan)]


def copied(source_id: int, event_id: int, now: dt.datetime, by: Actor) -> None:
    """Give a copied event what this feature keeps of its source, inside the caller's transaction."""
    form_actions.copy_form(source_id, event_id, now=now, by=by)
    plan_actions.copy(source_id, event_id, now=now, by=by)
    bound_actions.copy(source_id, event_id)

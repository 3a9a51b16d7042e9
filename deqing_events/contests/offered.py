"""What contests tell the features below: the rules in words, the check before publication, and what is published."""

from collections.abc import Sequence

from deqing_events.contests.campaign_tables import actions as campaigns
from deqing_events.contests.certificates.showing import own_certificates
from deqing_events.contests.live import queries as boards
from deqing_events.contests.results import queries as results
from deqing_events.contests.results.content import STAGE_WORDS
from deqing_events.contests.results.showing import own_result
from deqing_events.contests.rounds.announcing import own_round, sentences
from deqing_events.contests.rule_drafts.queries import draft
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.contests.rule_sheets.explaining import explained
from deqing_events.contests.start_draws import queries as start_draws
from deqing_events.events import hooks
from deqing_events.events.hooks import Check, ContestFacts
from deqing_events.registration import hooks as registration_hooks

SCORED_KINDS = frozenset({"skill_contest", "performance_contest", "ankang_cup"})
"""Kinds of events that usually end in a ranking; others may have one."""


def attach() -> None:
    """Fill the hooks of events and of registration."""
    hooks.offers.contest = contest
    hooks.offers.checks["contests"] = checks
    hooks.offers.campaign_open = campaigns.what_is_open
    hooks.offers.campaign_closed = campaigns.keep_first
    registration_hooks.offers.own_result = own_result
    registration_hooks.offers.own_round = own_round
    registration_hooks.offers.won = results.won
    registration_hooks.offers.certificates = own_certificates


def contest(event_id: int) -> ContestFacts:
    """Return what the public page of an event says about its contest."""
    held, publication = rules.current(event_id), results.latest(event_id)
    word = STAGE_WORDS[publication.stage] if publication else ""
    drawn = start_draws.standing(event_id) is not None
    live = boards.is_showing(event_id)
    if held is None:
        return ContestFacts(results_word=word, has_draw=drawn, live=live)
    told = explained(held.body, held.league)
    awards = tuple(line for line in told.sentences if line.startswith("奖项："))
    others = tuple(line for line in told.sentences if line not in awards)
    return ContestFacts(
        has_rules=True,
        rules=(*others, *sentences(event_id)),
        awards=awards,
        results_word=word,
        has_draw=drawn,
        live=live,
    )


def checks(event_id: int) -> Sequence[Check]:
    """Return the lines of the check list about the rules of a contest."""
    address = f"/desk/events/{event_id}/rules"
    unsaved = (Check("warn", "规则草稿还没保存", f"{address}/draft/review", "去核对"),) if draft(event_id) else ()
    if rules.current(event_id) is not None:
        return (Check("ok", "评分规则已写好"), *unsaved)
    if rules.kind_of(event_id) not in SCORED_KINDS:
        return unsaved
    return unsaved or (Check("warn", "还没有评分规则", address, "去写规则"),)

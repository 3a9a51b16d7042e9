"""Saving a contest's rules: every save is a new version, nothing is ever overwritten."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.appeals.queries import open_appeals
from deqing_events.contests.locks.guard import MarksLockedError, require_unlocked
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.models import RuleSheet
from deqing_events.contests.rule_sheets import queries
from deqing_events.domain.roles import Actor
from deqing_events.domain.rule_sheet import parse

STALE = "规则刚被别人改过，请刷新后再改。"
UNDER_APPEAL = "第 {number} 号申诉还没办完，办完以前规则不能改。请先裁定；已成立的，先更正或写明不用更正。"
NEEDS_REASON = "已经有人打过分了，再改规则请写明理由。"


class RulesRefusedError(ValueError):
    """The rules were not saved; the text is a sentence for people."""


@dataclass(frozen=True)
class Draft:
    """What somebody wants to save. ``seen`` is the version it started from, 0 for none; ``league`` {}: no team."""

    body: dict[str, Any]
    league: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    reason: str = ""


def save(event_id: int, draft: Draft, *, by: Actor, now: dt.datetime) -> RuleSheet:
    """Store the draft as the next version and return it; the current one when nothing changed.

    Raises RulesRefusedError when somebody else saved in between, when the marks are locked, while an appeal is open, or
    when marks exist and no reason is given; RuleSheetError for a sheet that cannot be calculated with.
    """
    parse(draft.body)
    try:
        with database.transaction():
            return save_within(event_id, draft, by=by, now=now)
    except IntegrityError as error:
        raise RulesRefusedError(database.violated(error) or STALE) from error


def save_within(event_id: int, draft: Draft, *, by: Actor, now: dt.datetime) -> RuleSheet:
    """Do what ``save`` does inside the transaction that is already open; nobody enters a mark meanwhile."""
    _refuse_when_locked(event_id)
    _refuse_under_appeal(event_id)
    marking.locked_entrants(event_id)
    current = queries.current(event_id)
    version = current.version if current else 0
    if draft.seen != version:
        raise RulesRefusedError(STALE)
    if current is not None and (current.body, current.league) == (draft.body, draft.league):
        return current
    if queries.has_marks(event_id) and not draft.reason:
        raise RulesRefusedError(NEEDS_REASON)
    made = RuleSheet(
        event_id=event_id,
        version=version + 1,
        body=draft.body,
        league=draft.league,
        created_at=now,
        created_by=by.who,
        reason=draft.reason,
    )
    session = database.session()
    session.add(made)
    session.flush()
    record("rules.save", "event", event_id, by=by, now=now, version=made.version, reason=draft.reason)
    return made


def _refuse_when_locked(event_id: int) -> None:
    try:
        require_unlocked(event_id)
    except MarksLockedError as error:
        raise RulesRefusedError(str(error)) from error


def _refuse_under_appeal(event_id: int) -> None:
    """Refuse a version, which would change every row, also the frozen ones (domain.md §3.1 row 9)."""
    waiting = open_appeals(event_id)
    if waiting:
        raise RulesRefusedError(UNDER_APPEAL.format(number=waiting[0].number))

"""Importing a contest workbook: everything it says, or nothing."""

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.appeals.freezing import RowFrozenError, require_thawed
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.entrants.placing import settle
from deqing_events.contests.history import Change, ReasonMissingError, require_reason
from deqing_events.contests.judges import recusing
from deqing_events.contests.locks.guard import MarksLockedError, require_unlocked
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.models import Entrant, Mark
from deqing_events.contests.rule_sheets import actions as rules_actions
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.contests.workbook.planning import Plan, Stored, planned
from deqing_events.domain.contest_workbook import ContestWorkbook
from deqing_events.events.models import Event

CHANGED = "预览以后有人改过这场比赛，请重新核对下面的数再确认。"
_KEPT = ("status", "elapsed_seconds", "penalties")


class ImportRefusedError(ValueError):
    """Nothing was imported; the text is a sentence for people."""


def stored(event_id: int) -> Stored:
    """Return what a workbook is compared with."""
    return Stored(rules.current(event_id), entrants.for_event(event_id), marking.marks(event_id))


def take_in(event_id: int, book: ContestWorkbook, fingerprint: str, change: Change) -> Plan:
    """Write what the plan with this fingerprint says, in one transaction, and return it.

    Raises ImportRefusedError when the marks are locked, when the plan differs from the one that was shown, still has
    problems, or would change marks or rules without the reason it needs.
    """
    try:
        with database.transaction():
            require_unlocked(event_id)
            plan = planned(book, stored(event_id))
            if plan.problems:
                raise ImportRefusedError(plan.problems[0])
            if plan.fingerprint != fingerprint:
                raise ImportRefusedError(CHANGED)
            if not plan.does_nothing:
                require_reason(event_id, change)
                require_thawed(event_id, _touched(event_id, plan), change.ruling_id)
                _write(event_id, plan, change)
            return plan
    except (ReasonMissingError, MarksLockedError, RowFrozenError, rules_actions.RulesRefusedError) as error:
        raise ImportRefusedError(str(error)) from error
    except IntegrityError as error:
        raise ImportRefusedError(database.violated(error) or CHANGED) from error


def _touched(event_id: int, plan: Plan) -> list[int]:
    """Return the entrants on file whose row or marks the plan changes."""
    marked = {number for number, _, _ in (*plan.new_marks, *plan.changed_marks)}
    return [row.id for row in entrants.for_event(event_id) if row.number in marked | set(plan.changed_entrants)]


def _write(event_id: int, plan: Plan, change: Change) -> None:
    if plan.new_rules:
        current = rules.current(event_id)
        draft = rules_actions.Draft(plan.body, plan.league, current.version if current else 0, change.reason)
        rules_actions.save_within(event_id, draft, by=change.by, now=change.now)
    by_number = {row.number: row for row in entrants.for_event(event_id)}
    _clear_codes(by_number, plan)
    kind = database.session().get_one(Event, event_id).entrant_kind
    for number, fields in {**plan.new_entrants, **plan.changed_entrants}.items():
        row = by_number.get(number) or Entrant(event_id=event_id)
        for name in _KEPT if row.id else ():
            if getattr(row, name) != fields[name]:
                change.keep(row.id, name, getattr(row, name), fields[name])
        for name, value in fields.items():
            setattr(row, name, value)
        settle(row, kind)
        database.session().add(row)
        by_number[number] = row
    recusing.settle(event_id, by_number.values())
    database.session().flush()
    _write_marks(event_id, plan, {number: row.id for number, row in by_number.items()}, change)
    counts = {"entrants": len(plan.new_entrants), "marks": len(plan.new_marks), "changed": len(plan.changed_marks)}
    record("workbook.import", "event", event_id, by=change.by, now=change.now, reason=change.reason, **counts)


def _clear_codes(by_number: dict[str, Entrant], plan: Plan) -> None:
    """Take blind codes off rows whose code changes, so that two entrants may swap theirs."""
    for number, fields in plan.changed_entrants.items():
        if by_number[number].blind_code != fields["blind_code"]:
            by_number[number].blind_code = ""
    database.session().flush()


def _write_marks(event_id: int, plan: Plan, ids: dict[str, int], change: Change) -> None:
    session = database.session()
    by_key = {(mark.entrant_id, mark.criterion, mark.judge): mark for mark in marking.marks(event_id)}
    for (number, criterion, judge), value in plan.new_marks.items():
        made = Mark(entrant_id=ids[number], criterion=criterion, judge=judge, value=value)
        made.by, made.at = change.by.who, change.now
        session.add(made)
    for (number, criterion, judge), value in plan.changed_marks.items():
        mark = by_key[ids[number], criterion, judge]
        change.keep(mark.entrant_id, criterion, mark.value, value, judge)
        mark.value, mark.by, mark.at = value, change.by.who, change.now
    session.flush()

"""Writing a version of the rule table, and putting it in force."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.history import Change
from deqing_events.contests.promotions import queries
from deqing_events.contests.promotions.models import PromotionTable
from deqing_events.domain.promotion_rules import RuleTextError, checked

FIXED = "这一版已经启用，不能再改。要改规则，请建新的一版。"
MOST_RULES = 40


class TableRefusedError(ValueError):
    """Nothing was written; the text is a sentence for people."""


@dataclass(frozen=True)
class Head:
    """What a version says beside its rules."""

    valid_from: dt.date
    valid_to: dt.date | None
    approving_body: str
    basis: str


def start(head: Head, change: Change) -> PromotionTable:
    """Make a new draft with the rules of the version before. Raises TableRefusedError."""
    try:
        with database.transaction() as session:
            before = queries.tables()
            made = PromotionTable(
                version=queries.last_version() + 1,
                rules=list(before[0].rules) if before else [],
                made_at=change.now,
                made_by=change.by.who,
                **vars(head),
            )
            session.add(made)
            session.flush()
            _note("promotion_table.start", made, change)
            return made
    except IntegrityError as error:
        raise TableRefusedError(database.violated(error) or FIXED) from error


def save_head(table_id: int, head: Head, change: Change) -> None:
    """Change what a draft says beside its rules. Raises TableRefusedError."""
    try:
        with database.transaction() as session:
            row = _draft(session, table_id)
            for name, value in vars(head).items():
                setattr(row, name, value)
            session.flush()
            _note("promotion_table.change", row, change)
    except IntegrityError as error:
        raise TableRefusedError(database.violated(error) or FIXED) from error


def add_rule(table_id: int, fields: Mapping[str, Any], change: Change) -> None:
    """Add a row to a draft. Raises TableRefusedError, also with what is wrong with the row."""
    with database.transaction() as session:
        row = _draft(session, table_id)
        if len(row.rules) >= MOST_RULES:
            raise TableRefusedError(f"一版最多 {MOST_RULES} 条。")
        taken = {int(rule["id"][1:]) for rule in row.rules}
        try:
            made = checked({**fields, "id": f"r{max(taken, default=0) + 1}"})
        except RuleTextError as error:
            raise TableRefusedError(str(error)) from error
        if any({**rule, "id": ""} == {**made, "id": ""} for rule in row.rules):
            raise TableRefusedError("已经有一条一样的规则了。")
        row.rules = [*row.rules, made]
        _note("promotion_table.change", row, change)


def remove_rule(table_id: int, rule_id: str, change: Change) -> None:
    """Take a row out of a draft; one that is gone already is fine. Raises TableRefusedError."""
    with database.transaction() as session:
        row = _draft(session, table_id)
        row.rules = [rule for rule in row.rules if rule["id"] != rule_id]
        _note("promotion_table.change", row, change)


def put_in_force(table_id: int, change: Change) -> None:
    """Put a draft in force: from then on it never changes. Raises TableRefusedError, also without any rule."""
    with database.transaction() as session:
        row = _draft(session, table_id)
        if not row.rules:
            raise TableRefusedError("还没有规则，先加一条再启用。")
        row.in_force_at = change.now
        _note("promotion_table.in_force", row, change)


def _draft(session: Session, table_id: int) -> PromotionTable:
    row = session.get_one(PromotionTable, table_id, with_for_update=True)
    if row.in_force_at is not None:
        raise TableRefusedError(FIXED)
    return row


def _note(action: str, row: PromotionTable, change: Change) -> None:
    details = {"version": row.version, "count": len(row.rules)}
    record(action, "promotion_table", row.id, by=change.by, now=change.now, **details)

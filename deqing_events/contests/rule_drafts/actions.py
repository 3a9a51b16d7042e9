"""Writing a draft of rules, going one step back, throwing it away, and making it the version that holds."""

import datetime as dt
from dataclasses import dataclass
from secrets import token_hex

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.models import RuleSheet
from deqing_events.contests.rule_drafts import queries
from deqing_events.contests.rule_drafts.models import RuleDraft
from deqing_events.contests.rule_drafts.reviewing import reviewed
from deqing_events.contests.rule_sheets import actions as rules
from deqing_events.contests.rule_sheets import queries as rule_queries
from deqing_events.domain.roles import Actor
from deqing_events.domain.sheet_pieces import SheetJson

CHANGED = "草稿刚被别人改过，你这次填的没有保存。下面是最新的草稿，请对照着再填。"
TOUCHED = "刚有人打了分，受影响的分和刚才列的不一样了。请看过新的清单再保存。"
BUSY = "有一份还没保存的规则草稿。请先到编辑器里核对保存，或者丢弃它，再从这里改。"
GONE = "草稿已经不在了，请从现在的规则重新开始。"


class DraftChangedError(ValueError):
    """Somebody else wrote in between; the text is the sentence."""


@dataclass(frozen=True)
class Keeping:
    """A document to keep: ``seen`` is the revision it was made from, ``undone`` what to go back to, if anything."""

    document: SheetJson
    seen: str
    undone: SheetJson | None = None


def keep(event_id: int, wanted: Keeping, *, by: Actor, now: dt.datetime) -> str:
    """Store a document as the draft and return its revision.

    Raises DraftChangedError when the draft is not the one it was made from.
    """
    try:
        with database.transaction() as session:
            held = session.get(RuleDraft, event_id, with_for_update=True)
            if _revision(event_id, held) != wanted.seen:
                raise DraftChangedError(CHANGED)
            if held is None:
                held = RuleDraft(event_id=event_id)
                session.add(held)
            held.document, held.undone, held.revision = wanted.document, wanted.undone, token_hex(8)
            held.changed_at, held.changed_by = now, by.who
            record("rules.draft", "event", event_id, by=by, now=now)
            return held.revision
    except IntegrityError as error:
        raise DraftChangedError(CHANGED) from error


def undo(event_id: int, seen: str, *, by: Actor, now: dt.datetime) -> None:
    """Go back to before the last change of shape. Raises DraftChangedError when there is nothing to go back to."""
    with database.transaction() as session:
        held = session.get(RuleDraft, event_id, with_for_update=True)
        if held is None or held.revision != seen or held.undone is None:
            raise DraftChangedError(CHANGED)
        held.document, held.undone, held.revision = held.undone, None, token_hex(8)
        held.changed_at, held.changed_by = now, by.who
        record("rules.draft", "event", event_id, by=by, now=now, undone=True)


def discard(event_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Throw the draft away; without one this does nothing."""
    with database.transaction() as session:
        held = session.get(RuleDraft, event_id, with_for_update=True)
        if held is not None:
            session.delete(held)
            record("rules.discard", "event", event_id, by=by, now=now)


@dataclass(frozen=True)
class Wanted:
    """The draft somebody looked at and agreed to: its revision, what it would do, the version it was compared with."""

    revision: str
    fingerprint: str
    version: int
    reason: str = ""


def publish(event_id: int, wanted: Wanted, *, by: Actor, now: dt.datetime) -> RuleSheet:
    """Make the draft the next version, and end it; no mark is entered between the list that is compared and the save.

    Raises DraftChangedError when the draft is another by now, RulesRefusedError when a version or marks came in between
    or a reason is missing, RuleSheetError when it cannot be calculated with.
    """
    try:
        with database.transaction() as session:
            held = session.get(RuleDraft, event_id, with_for_update=True)
            if held is None or held.revision != wanted.revision:
                raise DraftChangedError(CHANGED if held else GONE)
            marking.locked_entrants(event_id)
            review = reviewed(event_id, held.document, rule_queries.current(event_id))
            draft = rules.Draft(review.body, held.document.get("league") or {}, wanted.version, wanted.reason)
            made = rules.save_within(event_id, draft, by=by, now=now)
            if review.fingerprint != wanted.fingerprint:
                raise rules.RulesRefusedError(TOUCHED)
            session.delete(held)
            return made
    except IntegrityError as error:
        raise rules.RulesRefusedError(database.violated(error) or rules.STALE) from error


def _revision(event_id: int, held: RuleDraft | None) -> str:
    return held.revision if held else queries.start_of(rule_queries.current(event_id))

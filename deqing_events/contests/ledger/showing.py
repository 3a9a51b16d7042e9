"""The ledger's page: a line per piece of evidence, by folder."""

from typing import Any

from deqing_events.contests.ledger import closing_queries
from deqing_events.contests.ledger.checking import Checked
from deqing_events.contests.ledger.evidence import Index
from deqing_events.contests.ledger.index_table import STATE_WORDS
from deqing_events.contests.ledger.items import FOLDERS, Item, named
from deqing_events.domain.kinds import EventState
from deqing_events.domain.ledger import State, Verdict
from deqing_events.events.models import Event
from deqing_events.events.steps.actions import allowed

STATE_PILLS = {
    State.HELD: ("ok", "check"),
    State.WAITING: ("warn", "hourglass"),
    State.MISSING: ("bad", "alert"),
    State.EXPLAINED: ("info", "info"),
    State.NONE: ("plain", None),
}
VERDICT_PILLS = {
    Verdict.SAME: ("ok", "check", "一样"),
    Verdict.DIFFERENT: ("bad", "alert", "不一样"),
    Verdict.MISSING: ("bad", "alert", "少了"),
    Verdict.EXTRA: ("warn", "warning", "多出来的"),
}
Shown = dict[str, Any]


def differing(found: Checked) -> list[Shown]:
    """Return every file of a copy that differs anywhere: from the copy's own list, from the list of the system."""
    own = {row.path: row.verdict for row in found.own or ()}
    held = {row.path: row.verdict for row in found.held}
    rows = [{"path": path, "own": own.get(path), "held": held.get(path)} for path in sorted({*own, *held})]
    return [row for row in rows if {row["own"], row["held"]} - {None, Verdict.SAME}]


def page_parts(index: Index) -> Shown:
    """Return what the page shows of the evidence."""
    return {
        "event": index.event,
        "folders": [(folder, rows) for folder in FOLDERS if (rows := _rows(index, folder))],
        "open_items": [_blocker(item) for item in index.open_items],
        "held": sum(item.state is State.HELD for item in index.items),
        "as_of": index.as_of,
    }


def _rows(index: Index, folder: str) -> list[Shown]:
    return [_row(item) for item in index.items if item.folder == folder]


def _row(item: Item) -> Shown:
    kind, icon = STATE_PILLS[item.state]
    return {
        "item": item,
        "pill": {"kind": kind, "icon": icon, "text": STATE_WORDS[item.state]},
        "amount": f"{item.tally.rows:,} {item.unit}" if item.tally.rows else "—",
        "note": item.waits or item.explained or item.why,
    }


def _blocker(item: Item) -> Shown:
    shown = {
        "cause": item.title,
        "evidence": item.waits,
        "href": item.href,
        "link": item.link,
        "key": "",
        "title": item.title,
    }
    if item.state is State.MISSING:
        shown |= {"cause": f"缺{item.title}", "evidence": item.why, "key": item.key}
    return shown


def file_parts(event: Event) -> Shown:
    """Return what the page says about closing the file: whether it may be closed now, and what was done so far."""
    held = closing_queries.standing(event.id)
    done = [row for row in closing_queries.history(event.id) if row.reopened_at is not None]
    return {
        "closed": held,
        "closed_by": named(held.closed_by) if held else "",
        "opened": [{"row": row, "closed_by": named(row.closed_by), "by": named(row.reopened_by)} for row in done],
        "may_close": allowed(event.state, EventState.ARCHIVED),
        "archived": event.state == EventState.ARCHIVED,
    }

"""The ledger's page: a line per piece of evidence, by folder."""

from typing import Any

from deqing_events.contests.ledger.evidence import Index
from deqing_events.contests.ledger.index_table import STATE_WORDS
from deqing_events.contests.ledger.items import FOLDERS, Item
from deqing_events.domain.ledger import State

STATE_PILLS = {
    State.HELD: ("ok", "check"),
    State.WAITING: ("warn", "hourglass"),
    State.MISSING: ("bad", "alert"),
    State.EXPLAINED: ("info", "info"),
    State.NONE: ("plain", None),
}
Shown = dict[str, Any]


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
    if item.state is State.WAITING:
        return {"cause": item.title, "evidence": item.waits, "href": item.href, "link": item.link}
    return {"cause": f"缺{item.title}", "evidence": item.why, "href": item.href, "link": item.link}

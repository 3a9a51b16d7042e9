"""How far papers are, in words; and what the pages of one paper show."""

from collections.abc import Mapping, Sequence
from typing import Any

from deqing_events.contests.double_entry import papers, queries
from deqing_events.contests.double_entry.models import EntryDifference, TypedEntry
from deqing_events.contests.double_entry.papers import Paper, Row, Typed
from deqing_events.contests.double_entry.queries import Standing
from deqing_events.domain.double_entry import PaperState
from deqing_events.events.overview import who

STATE_WORDS: Mapping[PaperState, str] = {
    PaperState.EMPTY: "还没有人录完",
    PaperState.ONCE: "只录了一遍",
    PaperState.DIFFERS: "两人录得不一样",
    PaperState.LATE: "有后加的还没录",
    PaperState.DONE: "两遍一致",
}
_LOOKS: Mapping[PaperState, tuple[str, str]] = {
    PaperState.EMPTY: ("plain", "edit"),
    PaperState.ONCE: ("warn", "hourglass"),
    PaperState.DIFFERS: ("bad", "alert"),
    PaperState.LATE: ("warn", "people"),
    PaperState.DONE: ("ok", "check"),
}
FULL = "两个人都在录，不用再录了。"


def state_of(standing: Standing) -> dict[str, str]:
    """Return kind, icon and text of a paper's pill."""
    kind, symbol = _LOOKS[standing.state]
    text = STATE_WORDS[standing.state]
    if standing.state is PaperState.DIFFERS:
        text = f"{standing.open_cells} 格要定"
    elif standing.state is PaperState.DONE and standing.differences:
        text = "都定好了"
    return {"kind": kind, "icon": symbol, "text": text}


def page_of(event_id: int, standing: Standing, texts: Mapping[str, str]) -> list[Row]:
    """Return the rows somebody types in the round at hand, filled with these texts."""
    return papers.rows(standing.paper, queries.people(event_id), standing.todo, Typed(texts))


def own_parts(standing: Standing, me: str) -> dict[str, Any]:
    """Return what one of the two is told: the own entry and whether there is anything to type. Nobody else's values."""
    own = standing.entry_of(me)
    others = [row for row in standing.typing.entries if row is not own] if standing.typing else []
    full = own is None and len(others) > 1
    return {
        "standing": standing,
        "own": own,
        "mine": _mine(standing, own, full=full),
        "may_type": bool(standing.todo) and not full and (own is None or own.handed_at is None),
    }


def _mine(standing: Standing, own: TypedEntry | None, *, full: bool) -> str:
    if own is not None:
        done = sum(place in standing.todo for place in own.texts)
        return "已交" if own.handed_at else f"草稿，已填 {done} / {len(standing.todo)} 格"
    if not standing.todo:
        return "不用再录"
    return FULL if full else f"还没录，{len(standing.todo)} 格"


def difference_rows(event_id: int, paper: Paper, found: Sequence[EntryDifference]) -> list[dict[str, Any]]:
    """Return what differs for the page of whoever settles, those to settle first: both values, and how it ended."""
    columns = {column.key: column for column in paper.sheet.columns}
    called = {
        row.id: row.blind_code if paper.judge and row.blind_code else row.number for row in queries.people(event_id)
    }
    rows = [
        {
            "row": row,
            "label": called.get(row.entrant_id, ""),
            "column": columns[row.criterion],
            "first": papers.value_words(columns[row.criterion], row.first),
            "second": papers.value_words(columns[row.criterion], row.second),
            "settled": papers.value_words(columns[row.criterion], row.settled),
            "settled_by": who(row.settled_by) if row.settled_at else "",
            "seen": queries.settled_mark(row),
        }
        for row in found
        if row.criterion in columns
    ]
    return sorted(rows, key=lambda one: (one["row"].settled_at is not None, len(one["label"]), one["label"]))


def typists(standing: Standing) -> list[dict[str, Any]]:
    """Return who types or typed the round at hand, in order, with when it was handed in or last saved."""
    entries = standing.round.entries if standing.round is not None else []
    return [
        {"who": who(row.by), "handed_at": row.handed_at, "saved_at": row.saved_at, "position": row.position}
        for row in entries
    ]

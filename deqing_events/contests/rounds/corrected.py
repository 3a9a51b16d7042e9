"""What a correction does to the next round, said before it is applied. Nothing of a list changes by itself."""

from collections.abc import Sequence

from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.results.content import Content
from deqing_events.contests.rounds import queries
from deqing_events.contests.rounds.basis import proposed

DECIDED = "晋级名单已经确认过，不会自动改。更正公布以后，请到“下一轮”重新定名单。"
UNDECIDED = "晋级名单还没确认，确认时按更正后的名次。"


def moves(event_id: int, before: Content, after: Content) -> str:
    """Say who goes on or stands by after a correction and did not before; empty when nobody moves.

    ``before`` and ``after`` are rankings with the names to be shown.
    """
    link = queries.link(event_id)
    if link is None:
        return ""
    rows = {row.number: row for row in entrants.for_event(event_id)}
    old, new = (proposed(event_id, link, content, rows) for content in (before, after))
    if (old.going, old.reserves, old.to_draw) == (new.going, new.reserves, new.to_draw):
        return ""
    names = {number: row.name for number, row in rows.items()}
    parts = [
        _listed("应晋级", [names[each] for each in new.going if each not in old.going]),
        _listed("不再应晋级", [names[each] for each in old.going if each not in new.going]),
        _listed("候补改成", [names[each] for each in new.reserves]) if old.reserves != new.reserves else "",
        "有并列要抽签排先后" if new.to_draw and new.to_draw != old.to_draw else "",
    ]
    said = "；".join(part for part in parts if part) or "晋级的先后变了"
    return f"下一轮的名单会变：{said}。{DECIDED if queries.standing(event_id) else UNDECIDED}"


def _listed(word: str, names: Sequence[str]) -> str:
    return f"{word}：{'、'.join(names)}" if names else ""

"""The seats of a panel as the desk shows them. Numbers and names stand here, never a blind code."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from deqing_events.contests.hand_ins import queries as hand_ins
from deqing_events.contests.judges import queries, recusing
from deqing_events.contests.judges.models import JudgeLink, PanelJudge
from deqing_events.contests.marking.score_sheets import ScoreSheet
from deqing_events.contests.models import Entrant
from deqing_events.domain.entrants import EntrantStatus
from deqing_events.events.models import Event

BY_HAND = "手工标记"


@dataclass(frozen=True)
class Seat:
    """One judge of the panel: who sits there, whom they must not mark and why, the link and its state.

    ``handed`` of ``wanted`` entrants are handed in.
    """

    sheet: ScoreSheet
    who: PanelJudge | None
    recused: Sequence[tuple[Entrant, str]]
    link: JudgeLink | None
    state: tuple[str, str, str]
    handed: int
    wanted: int


def seats(event: Event, panel: Sequence[ScoreSheet], rows: Sequence[Entrant], *, now: dt.datetime) -> list[Seat]:
    """Return the seats in panel order."""
    people = {row.judge: row for row in queries.panel(event.id)}
    links = queries.standing_links(event.id)
    handed = hand_ins.counts(event.id)
    found = []
    for sheet in panel:
        who = people.get(sheet.judge)
        link = links.get(who.id) if who else None
        out = [
            (row, (recusing.reason(who, row, event.entrant_kind) if who else "") or BY_HAND)
            for row in rows
            if sheet.judge in row.recused
        ]
        wanted = sum(row.status == EntrantStatus.PRESENT and sheet.judge not in row.recused for row in rows)
        found.append(Seat(sheet, who, out, link, _state(link, now), handed.get(sheet.judge, 0), wanted))
    return found


def _state(link: JudgeLink | None, now: dt.datetime) -> tuple[str, str, str]:
    """Return (kind, icon, words) of a link's pill."""
    if link is None:
        return "plain", "link", "没有链接"
    if link.valid_until <= now:
        return "plain", "clock", "已过期"
    if link.seen_at is None:
        return "warn", "clock", "还没打开过"
    return "ok", "check", "已打开"

"""What a live board shows, as JSON values: made from the marks while it follows them, stored when it stands still.

Whatever is not in here cannot be told from the public pages: they are rendered from nothing else.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from deqing_events.contests.live.models import LiveBoard
from deqing_events.contests.models import Entrant
from deqing_events.contests.results.content import frozen, public_naming
from deqing_events.contests.results.standings import Standings
from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.live_board import Reveal, is_due, ranks_among, shown_in_time, steps
from deqing_events.domain.marking import Score, drops
from deqing_events.domain.rounding import plain_text, shown
from deqing_events.domain.scoring import mean, trimmed
from deqing_events.domain.sheet_types import By, DropOn, Kind, Part, RuleSheet
from deqing_events.domain.timed_text import total_text
from deqing_events.events.models import Event

Content = dict[str, Any]
NOTHING: Content = {"rows": [], "latest": None, "done": 0, "total": 0, "at": None}
BLIND = "blind"
_EARLIEST = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Seen:
    """What the board may show now; ``due`` tells that it must stand still from here on."""

    content: Content
    due: bool


@dataclass(frozen=True)
class Progress:
    """When each entrant's last mark came in, and whose marks are a judge's draft still; by entrant's row."""

    last: Mapping[int, dt.datetime]
    drafts: Collection[int]


def seen(
    event: Event,
    standings: Standings,
    board: LiveBoard,
    progress: Progress,
    appealed: Collection[str] | None = (),
) -> Seen:
    """Return the board as the marks stand: with whoever has all marks, none of them a draft.

    Numbers that an open appeal holds (None: all) are marked, but no blind code is: a leader who appealed for somebody
    would read there whose code it is.
    """
    blind = board.naming == BLIND
    evaluation, rows = standings.evaluation, standings.entrants
    given = {place.id: rows[place.id].id for place in evaluation.places}
    finished = {id_: progress.last.get(row, _EARLIEST) for id_, row in given.items() if row not in progress.drafts}
    total = len(given) + len(evaluation.incomplete)
    order = shown_in_time(finished, total, board.hold_back)
    ranks = ranks_among(evaluation.places, frozenset(order))
    newest = order[-1] if order else None
    shown_rows = [
        {**_who(event, rows[id_], board.naming), "rank": rank, "tied": tied, "total": _total(standings, id_)}
        | {"award": None, "fresh": id_ == newest, "appealed": not blind and (appealed is None or id_ in appealed)}
        for id_, rank, tied in ranks[: board.shown_rows]
    ]
    content: Content = {
        "rows": shown_rows,
        "latest": _latest(event, standings, board, newest) if newest else None,
        "done": len(order),
        "total": total,
        "at": finished[newest].isoformat() if newest else None,
    }
    return Seen(content, is_due(len(order), total, board.hold_back))


def ceremony(event: Event, standings: Standings, board: LiveBoard) -> Content:
    """Return the ranking that a ceremony reveals: its first ``shown_rows`` rows with prizes, and the steps."""
    whole, rows = frozen(event, standings, public_naming(event)), standings.entrants
    kept = [
        {**_who(event, rows[row["number"]], board.naming), "rank": row["rank"], "tied": row["tied"]}
        | {"total": row["total"], "award": row["award"], "fresh": False}
        for row in whole["rows"][: board.shown_rows]
    ]
    tiers = [tier["title"] for tier in whole["tiers"]]
    taps = steps([row["award"] for row in kept], tiers, Reveal(board.steps))
    return {"rows": kept, "steps": [list(rows) for rows in taps]}


def revealed(content: Content, taps: int) -> Content:
    """Return what the first ``taps`` steps of a ceremony show; the last step's rows are fresh."""
    done = content["steps"][:taps]
    fresh, open_rows = set(done[-1]) if done else set(), {index for rows in done for index in rows}
    rows = [{**row, "fresh": index in fresh} for index, row in enumerate(content["rows"]) if index in open_rows]
    return {**NOTHING, "rows": rows, "latest": _just_revealed([row for row in rows if row["fresh"]])}


def _just_revealed(rows: list[Content]) -> Content | None:
    if not rows:
        return None
    if len(rows) == 1:
        place = f"{'并列' if rows[0]['tied'] else ''}第 {rows[0]['rank']} 名"
        return {**rows[0], "marks": [], "rule": " · ".join(filter(None, (place, rows[0]["award"])))}
    award = rows[0]["award"] or "没有获奖的名次"
    return {"name": award, "unit": f"{len(rows)} 个", "total": "", "marks": [], "rule": "", "group": True}


def _who(event: Event, entrant: Entrant, naming: str) -> Content:
    if naming != "name":
        code = entrant.number if naming == "number" else entrant.blind_code or "没编码"
        return {"name": code, "unit": "", "registration": None}
    name = public_naming(event)(entrant)
    where = [place for place in (entrant.unit_name, entrant.delegation) if place and place != name]
    person = event.entrant_kind == EntrantKind.PERSON
    return {"name": name, "unit": " · ".join(where), "registration": entrant.registration_id if person else None}


def _total(standings: Standings, id_: str) -> str:
    return total_text(standings.rules, standings.evaluation.scores[id_].total)


def _latest(event: Event, standings: Standings, board: LiveBoard, id_: str) -> Content:
    own, entrant = standings.evaluation.scores[id_], standings.entrants[id_]
    who = {**_who(event, entrant, board.naming), "total": _total(standings, id_)}
    marks, rule = _chips(standings.rules, own) if board.chips else ([], "")
    return {**who, "marks": marks, "rule": rule}


def _chips(sheet: RuleSheet, own: Score) -> tuple[list[Content], str]:
    """Return the judges' totals of the last part they mark, in order of size, and what became of them in words.

    They are struck only where exactly these totals were trimmed; where each criterion is trimmed on its own no judge's
    total is dropped as a whole.
    """
    part = next((part for part in reversed(sheet.parts) if own.judge_totals[part.key]), None)
    if part is None:
        return [], ""
    values = sorted(own.judge_totals[part.key].values())
    drop = drops(sheet.panel, len(values))
    if drop and not _trims_totals(sheet, part):
        return [_chip(plain_text(value)) for value in values], f"{part.title}：每个评分项分别去掉最高、最低分后取平均"
    kept = trimmed(values, drop)
    edge = drop if len(values) > drop * 2 else 0
    chips = [
        _chip(plain_text(value), dropped=index < edge or index >= len(values) - edge)
        for index, value in enumerate(values)
    ]
    average = f"平均 {shown(mean(kept), sheet.places)}" if kept and len(sheet.parts) > 1 else "取平均"
    return chips, f"去掉 {drop} 个最高分和 {drop} 个最低分，{average}" if drop else f"{len(values)} 位裁判，{average}"


def _trims_totals(sheet: RuleSheet, part: Part) -> bool:
    judged = [section for section in part.sections if any(c.by is By.PANEL for c in section.criteria)]
    points = [c for section in judged for c in section.criteria if c.by is By.PANEL and c.kind is Kind.POINTS]
    return len(judged) == 1 and (len(points) == 1 or sheet.panel.drop_on is DropOn.SECTION)


def _chip(text: str, *, dropped: bool = False) -> Content:
    return {"text": text, "dropped": dropped}

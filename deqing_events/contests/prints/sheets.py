"""The papers of the day as Tables (domain.md §5): the page to print and the workbook show the same one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deqing_events.contests.heats.models import Heat
from deqing_events.contests.marking.score_sheets import TIMES, ScoreSheet, score_sheets
from deqing_events.contests.models import Entrant
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.domain.entrants import EntrantStatus
from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.tables import Column, Kind, Table
from deqing_events.events.models import Event
from deqing_events.web.formatting import clock_time, period


def printed(event_id: int) -> list[ScoreSheet]:
    """Return the pages of marks there are papers for; none without rules."""
    held = rules.current(event_id)
    return [sheet for sheet in score_sheets(parse(held.body)) if sheet.key != TIMES] if held else []


@dataclass(frozen=True)
class Called:
    """One line of the call sheet: an entrant, its place in the order of calling, and its heat where there is one."""

    entrant: Entrant
    heat: Heat | None


def called(entrants: Sequence[Entrant], heats: Sequence[Heat], lots: Mapping[int, int]) -> list[Called]:
    """Return who competes in the order of calling: by heat, then by lot, then by entry number."""
    heat_of = {place.entrant_id: heat for heat in heats for place in heat.places}
    last = len(lots) + 1
    rows = [Called(row, heat_of.get(row.id)) for row in entrants if row.status == EntrantStatus.PRESENT]
    order = {heat.id: at for at, heat in enumerate(heats)}
    return sorted(
        rows,
        key=lambda row: (
            order[row.heat.id] if row.heat else len(order),
            lots.get(row.entrant.id, last),
            row.entrant.number,
        ),
    )


def call_table(event: Event, rows: Sequence[Called], subtitle: str = "") -> Table:
    """Return 检录表: the order of calling with names, and a column to sign in."""
    return Table(
        title=f"{event.title}检录表",
        columns=(
            Column("order", "检录序", Kind.INTEGER, 9),
            Column("number", "参赛号", width=12),
            Column("name", "姓名" if event.entrant_kind == "person" else "名称", width=14),
            Column("delegation", "代表队", width=18),
            Column("heat", "批次", width=18),
            Column("sign", "签名", width=20),
        ),
        rows=[
            (at, row.entrant.number, row.entrant.name, row.entrant.delegation, _heat_words(row.heat), "")
            for at, row in enumerate(rows, 1)
        ],
        file_name=f"{event.title}-检录表",
        subtitle=subtitle or period(event.starts_at, event.ends_at),
        sheet_name="检录表",
        signatures=("检录员", "监督"),
    )


def station_table(event: Event, heats: Sequence[Heat]) -> Table:
    """Return 赛位表 for the hall: heat, station and blind code; no name, workplace or entry number on it."""
    rows = [
        (_heat_words(heat), place.station, place.entrant.blind_code)
        for heat in heats
        for place in sorted(heat.places, key=lambda place: (len(place.station), place.station))
        if place.entrant.status == EntrantStatus.PRESENT and place.entrant.blind_code
    ]
    return Table(
        title=f"{event.title}赛位表",
        columns=(Column("heat", "批次", width=22), Column("station", "赛位号"), Column("code", "盲码")),
        rows=rows,
        file_name=f"{event.title}-赛位表",
        subtitle=period(event.starts_at, event.ends_at),
        sheet_name="赛位表",
        signatures=("加密裁判", "监督"),
    )


def mark_table(event: Event, sheet: ScoreSheet, entrants: Sequence[Entrant]) -> Table:
    """Return 评分表 of one judge: one line per blind code (per entry number for marks agreed on), cells to write in.

    Who has no blind code yet, and whom the judge must not mark, is left out of a judge's sheet.
    """
    blind = bool(sheet.judge) and any(row.blind_code for row in entrants)
    marked = [row for row in entrants if row.status == EntrantStatus.PRESENT and sheet.judge not in row.recused]
    labels = sorted(row.blind_code if blind else row.number for row in marked if row.blind_code or not blind)
    timed = any(row.timed for row in sheet.columns)
    total = () if timed else (Column("total", "合计"),)
    return Table(
        title=f"{event.title}评分表",
        columns=(
            Column("label", "盲码" if blind else "参赛号"),
            *(
                Column(row.key, f"{row.title}（{'分:秒' if row.timed else row.hint}）", width=16)
                for row in sheet.columns
            ),
            *total,
        ),
        rows=[(label, *("" for _ in (*sheet.columns, *total))) for label in labels],
        file_name=f"{event.title}-评分表-{sheet.title}",
        subtitle=sheet.title,
        sheet_name="评分表",
        notes=(_TIMED_NOTE if timed else "没打分的格子空着，不要写 0。改动处请划去原分、在旁边写新分并签名。",),
        signatures=(f"{sheet.title if sheet.judge else '评分人'}签名", "时间"),
    )


_TIMED_NOTE = (
    "时间写到百分之一秒，例如 1:23.45。开始了没做完写“未完成”，没有开始写“没上场”，还没做的空着。"
    "改动处请划去、在旁边写新的并签名。"
)


def _heat_words(heat: Heat | None) -> str:
    if heat is None:
        return ""
    return f"第 {heat.number} 批 {clock_time(heat.starts_at)}–{clock_time(heat.ends_at)}"

"""The list of the next round as rows: for the page that decides, for the desk, and as a workbook."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from deqing_events.contests.models import Entrant
from deqing_events.contests.rounds.basis import Basis
from deqing_events.contests.rounds.models import RoundDecision, RoundPlace
from deqing_events.domain.masking import mask_name
from deqing_events.domain.tables import Column, Kind, Table
from deqing_events.registration.queries import ACTIVE

COLUMNS = (
    Column("no", "序号", Kind.INTEGER, 7),
    Column("rank", "名次", Kind.INTEGER, 7),
    Column("number", "参赛号", width=10),
    Column("name", "姓名", width=14),
    Column("delegation", "代表队", width=16),
    Column("unit", "单位", width=28),
    Column("state", "晋级情况", width=22),
    Column("registration", "下一轮报名编号", width=18),
    Column("reason", "备注", width=28),
)
IN_LIST = ("advanced", "accepted", "declined", "reserve")
STATE_WORDS = {"advanced": "晋级，未答复", "accepted": "晋级，已确认参加", "declined": "已放弃", "aside": "未列入"}


@dataclass(frozen=True)
class ChoiceRow:
    """One entrant on the page that decides: what the rule says, and what became of an earlier list."""

    entrant: Entrant
    rank: int
    rule: str
    earlier: str
    ticked: bool


def choices(found: Basis, held: RoundDecision | None, chosen: Collection[int]) -> list[ChoiceRow]:
    """Return everybody who may go on, in the order of the rule: those proposed, the reserves, the others."""
    order = {number: index for index, number in enumerate((*found.proposal.going, *found.proposal.reserves))}
    able = sorted(found.able, key=lambda number: (order.get(number, len(order)), found.ranks[number], number))
    before = {place.entrant_id: state_said(place) for place in held.places} if held else {}
    rows = []
    for number in able:
        row = found.entrants[number]
        rows.append(ChoiceRow(row, found.ranks[number], _rule(found, number), before.get(row.id, ""), row.id in chosen))
    return rows


def _rule(found: Basis, number: str) -> str:
    if number in found.proposal.going:
        return "晋级"
    if number in found.proposal.reserves:
        return f"候补第 {found.proposal.reserves.index(number) + 1} 位"
    return ""


def is_vacant(place: RoundPlace) -> bool:
    """Tell whether the sign-up in the next round ended there although nobody gave the place up here."""
    held = place.next_registration
    return place.state in {"advanced", "accepted"} and held is not None and held.state not in ACTIVE


def is_overdue(place: RoundPlace, now: dt.datetime) -> bool:
    """Tell whether a reserve who moved up has not answered in time."""
    return place.state == "advanced" and place.reply_by is not None and place.reply_by <= now


def state_said(place: RoundPlace) -> str:
    """Return what became of somebody on a list, in words."""
    if place.state == "reserve":
        return f"候补第 {place.reserve_no} 位"
    if is_vacant(place):
        return "下一轮报名已取消"
    moved = f"（候补第 {place.reserve_no} 位递补）" if place.reserve_no else ""
    return STATE_WORDS[place.state] + moved


def advancing_table(held: RoundDecision, subtitle: str, *, full: bool) -> Table:
    """Return 晋级名单: who goes on, then who gave up, then the reserves; people masked without the full right."""
    masked = not full and held.event.entrant_kind == "person"
    order = {"advanced": 0, "accepted": 0, "declined": 1, "reserve": 2}
    places = sorted((row for row in held.places if row.state in IN_LIST), key=lambda row: (order[row.state], row.line))
    return Table(
        title=f"{held.event.title}晋级名单",
        columns=COLUMNS,
        rows=[
            (
                number,
                place.rank,
                place.entrant.number,
                mask_name(place.entrant.name) if masked else place.entrant.name,
                place.entrant.delegation,
                place.entrant.unit_name,
                state_said(place),
                place.next_registration.number if place.next_registration else "",
                place.reason,
            )
            for number, place in enumerate(places, 1)
        ],
        file_name=f"{held.event.title}-晋级名单",
        subtitle=subtitle,
        sheet_name="晋级名单",
        notes=(f"晋级到：{held.next_event.title}。", *([f"说明：{held.reason}。"] if held.reason else [])),
        signatures=("经办人", "审核人", "裁判长"),
    )

"""From the roster law's answer to table rows: prepared members and the lines staff look at. Nothing is stored here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from deqing_events.domain.masking import mask_name
from deqing_events.domain.roster.people import Person
from deqing_events.domain.roster.planning import Action, Plan, PlannedRecord
from deqing_events.domain.roster.reading import RosterReading
from deqing_events.domain.roster.rejects import all_rejects
from deqing_events.domain.sheets import filled_down
from deqing_events.domain.text import cell_text, single_spaced
from deqing_events.organisations.identity_vault import blind_index, seal
from deqing_events.organisations.models import Member, room_for
from deqing_events.organisations.pinyin import name_pinyin_of
from deqing_events.settings import Keys

_CUT = {"name": "name", "trade": "job", "note": "remark"}
"""Free texts of a person and the column that bounds each."""


def fitted(reading: RosterReading) -> RosterReading:
    """Return the reading with texts cut to what is stored, so that a second import finds the same texts."""
    if not any(_too_long(record.person) for record in reading.records):
        return reading
    records = tuple(replace(record, person=_cut(record.person)) for record in reading.records)
    return replace(reading, records=records)


def _too_long(person: Person) -> bool:
    return any(len(getattr(person, key) or "") > room_for(Member, column) for key, column in _CUT.items())


def _cut(person: Person) -> Person:
    def text(key: str) -> str | None:
        value: str | None = getattr(person, key)
        return value and value[: room_for(Member, _CUT[key])]

    return replace(person, name=text("name") or "", trade=text("trade"), note=text("note"))


def unit_texts(reading: RosterReading) -> Callable[[int], str]:
    """Return what answers, for a row, what it says of its unit (a merged cell applies to all its rows)."""
    start = reading.start
    merged = filled_down(start, ("unit",))
    limit = room_for(Member, "unit_text")

    def text_of(row: int) -> str:
        cell = merged.get((row, "unit"), start.cell(start.sheet.rows[row - 1], "unit"))
        return single_spaced(cell_text(cell))[:limit]

    return text_of


def changed_records(plan: Plan) -> list[PlannedRecord]:
    """Return the last state of each member that the plan creates or updates.

    Several records can mean one stored member: each later state holds the earlier ones.
    """
    created = [record for record in plan.records if record.action is Action.CREATE]
    updated = {record.stored_key: record for record in plan.records if record.action is Action.UPDATE}
    return created + list(updated.values())


@dataclass(frozen=True)
class Place:
    """Where a member belongs: the unit's id, or what the row says of a unit that was not resolved."""

    unit_id: int | None
    unit_text: str


def staged_row(run_id: int, record: PlannedRecord, place: Place, keys: Keys) -> dict[str, Any]:
    """Return the prepared table row of one member: the state after the import, the identity number sealed."""
    person = record.person
    pinyin_key, initials = name_pinyin_of(person.name)
    return {
        "run_id": run_id,
        "row": record.row,
        "member_id": record.stored_key,
        "name": person.name,
        "pinyin_key": pinyin_key[: room_for(Member, "pinyin_key")],
        "initials": initials[: room_for(Member, "initials")],
        "identity_cipher": seal(person.id_number, keys) if person.id_number else None,
        "identity_index": blind_index(person.id_number, keys) if person.id_number else None,
        "mobile": person.mobile or "",
        "gender": person.gender or "",
        "birth_date": person.birth_date,
        "unit_id": place.unit_id,
        "unit_text": "" if place.unit_id else place.unit_text,
        "joined_on": person.joined_on,
        "job": person.trade or "",
        "skill_level": person.skill_level or "",
        "migrant": {True: "yes", False: "no", None: ""}[person.migrant_worker],
        "remark": person.note or "",
    }


def lines(run_id: int, reading: RosterReading, plan: Plan) -> list[dict[str, Any]]:
    """Return what staff should look at, by row: rejects, merges, conflicts, warnings; names are masked."""
    rows = reading.start.sheet.rows

    def masked(row: int) -> str:
        return mask_name(cell_text(reading.start.cell(rows[row - 1], "name")))[:60]

    return [
        {"run_id": run_id, "row": row, "kind": kind, "code": code, "name": masked(row), "note": note}
        for row, kind, code, note in sorted(_found(reading, plan))
    ]


def _found(reading: RosterReading, plan: Plan) -> Iterator[tuple[int, str, str, str]]:
    in_file = {reject.row for reject in reading.rejects}
    for reject in all_rejects(reading, plan):
        yield reject.row, "reject", reject.reason, "" if reject.row in in_file else "与已在名册中的会员相冲突。"
    for merged in reading.merged:
        yield merged.row, "merge", merged.by, f"并入第 {merged.into_row} 行。"
        for word in merged.conflicts:
            yield merged.row, "conflict", word, f"与第 {merged.into_row} 行不同，已保留第 {merged.into_row} 行的。"
    for warning in reading.warnings:
        yield warning.row, "warning", warning.code, ""
    for record in plan.records:
        for word in record.conflicts:
            yield record.row, "conflict", word, "与名册中已有的不同，已保留已有的。"
        if record.warning is not None:
            yield record.row, "warning", record.warning, "与已在名册中的会员比较。"

"""What an import would do to the stored members, before anything is written (domain.md §4.4 rules 4, 7)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from deqing_events.domain.roster.codes import WarningCode
from deqing_events.domain.roster.people import Person, fill
from deqing_events.domain.roster.reading import PROGRESS_EVERY, Progress, Record, RosterReading
from deqing_events.domain.roster.same_person import Likeness, PersonIndex


class Action(StrEnum):
    """What happens to one accepted record."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class StoredMember:
    """A stored person: the caller's key, the ID's blind index, and the fields.

    ``person.id_number`` is never needed here and may be None although ``id_key`` is set.
    """

    key: int
    id_key: str | None
    person: Person


@dataclass(frozen=True, slots=True)
class PlannedRecord:
    """One accepted record and what happens to it.

    ``person`` is the state after the import, ``changed`` the fields an update fills. ``stored_key``
    is the stored member meant, or None when a new one is created. ``conflicts`` are kept as stored.
    A rejected record has the ID of a stored member with another name.
    """

    row: int
    action: Action
    person: Person
    stored_key: int | None = None
    changed: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    warning: WarningCode | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole import; ``merged`` and ``rejected`` count rows, the others count records."""

    records: tuple[PlannedRecord, ...]
    created: int
    updated: int
    unchanged: int
    merged: int
    rejected: int


_WARNINGS = {
    Likeness.NAME_MOBILE_OTHER_ID: WarningCode.SAME_NAME_MOBILE_OTHER_ID,
    Likeness.MOBILE_OF_OTHER_NAME: WarningCode.MOBILE_SHARED,
}


@dataclass
class _Members:
    """The stored members as they become while the plan goes on.

    Planned new members are not among them: who is one person within the file was settled before.
    """

    id_key_of: Callable[[str], str]
    index: PersonIndex = field(default_factory=PersonIndex)
    keys: list[int] = field(default_factory=list)
    id_keys: list[str | None] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)

    def add(self, member: StoredMember) -> None:
        """Make a stored member known."""
        self.keys.append(member.key)
        self.id_keys.append(member.id_key)
        self.persons.append(member.person)
        self.index.add(len(self.keys) - 1, member.person.name, member.id_key, member.person.mobile)

    def plan(self, record: Record) -> PlannedRecord:
        """Say what happens to one record, and remember what it fills."""
        person = record.person
        id_key = None if person.id_number is None else self.id_key_of(person.id_number)
        likeness, known = self.index.find(person.name, id_key, person.mobile, prefer_without_id=True)
        if likeness is Likeness.ID_OF_OTHER_NAME:
            return PlannedRecord(record.row, Action.REJECT, person, stored_key=self.keys[known])
        if likeness in {Likeness.SAME_BY_ID, Likeness.SAME_BY_NAME_MOBILE}:
            return self._meet(record, known, id_key, by_name=likeness is Likeness.SAME_BY_NAME_MOBILE)
        return PlannedRecord(record.row, Action.CREATE, person, warning=_WARNINGS.get(likeness))

    def _meet(self, record: Record, known: int, id_key: str | None, *, by_name: bool) -> PlannedRecord:
        stored_id = self.id_keys[known]
        filled = fill(self.persons[known], record.person, has_id=stored_id is not None)
        self.persons[known] = filled.person
        self.id_keys[known] = stored_id or id_key
        self.index.add(known, filled.person.name, self.id_keys[known], filled.person.mobile)
        return PlannedRecord(
            row=record.row,
            action=Action.UPDATE if filled.changed else Action.UNCHANGED,
            person=filled.person,
            stored_key=self.keys[known],
            changed=filled.changed,
            conflicts=filled.conflicts,
            warning=WarningCode.MERGED_BY_NAME_MOBILE if by_name and stored_id != id_key else None,
        )


def plan_import(
    reading: RosterReading,
    existing: Iterable[StoredMember],
    id_key_of: Callable[[str], str] = str,
    on_progress: Progress | None = None,
) -> Plan:
    """Compare the accepted records with the stored members.

    A record meets a stored member by ID and name, else by name and mobile when at least one of the
    two has no ID; it fills empty fields only. Two stored members are never joined. ``id_key_of``
    gives the blind index of an identity number.
    """
    members = _Members(id_key_of)
    for stored in existing:
        members.add(stored)
    planned: list[PlannedRecord] = []
    for done, record in enumerate(reading.records, 1):
        planned.append(members.plan(record))
        if on_progress is not None and done % PROGRESS_EVERY == 0:
            on_progress(done, len(reading.records))
    return _summed(reading, planned)


def _summed(reading: RosterReading, planned: Sequence[PlannedRecord]) -> Plan:
    """Count the plan; rows that were merged into a rejected record are rejected with it."""
    count = {action: sum(record.action is action for record in planned) for action in Action}
    refused = {record.row for record in planned if record.action is Action.REJECT}
    refused_merged = sum(merged.into_row in refused for merged in reading.merged)
    return Plan(
        records=tuple(planned),
        created=count[Action.CREATE],
        updated=count[Action.UPDATE],
        unchanged=count[Action.UNCHANGED],
        merged=len(reading.merged) - refused_merged,
        rejected=len(reading.rejects) + count[Action.REJECT] + refused_merged,
    )

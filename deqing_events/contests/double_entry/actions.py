"""Typing a paper: saving what is typed, handing it in, taking it back; with the second hand-in both are compared."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.appeals import freezing
from deqing_events.contests.double_entry import queries, storing
from deqing_events.contests.double_entry.models import EntryRound, TypedEntry
from deqing_events.contests.double_entry.papers import LONGEST, Paper
from deqing_events.contests.history import Change, ReasonMissingError
from deqing_events.contests.locks.guard import MarksLockedError, require_unlocked
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.marking.actions import MarksRefusedError
from deqing_events.domain.double_entry import Entry, parted

ONCE_ONLY = "这张表不用两人各录一遍。"
FULL = "这张表已经有两个人在录，不用再录了。"
HANDED = "您已经交了这张表，不能再改。另一个人没交以前可以取回来改。"
OTHER_PAGE = "您在另一个页面存过这张表，这次没有存。下面是您刚才填的，核对后再存一次。"
NOTHING_THERE = "这张表里您没有可以交的，请先录。"
COMPARED = "两份都交了，已经比对过，不能取回。"
MOVED = "名单或分数刚有变动，这次没有交。填的内容还在，请再交一次。"


class EntryRefusedError(ValueError):
    """Nothing was done; the text is a sentence for people and says nothing of what anybody else typed."""


@contextmanager
def refusals() -> Iterator[Session]:
    """Open the transaction of an act; whatever stands against it becomes EntryRefusedError."""
    try:
        with database.transaction() as session:
            yield session
    except (MarksLockedError, ReasonMissingError) as error:
        raise EntryRefusedError(str(error)) from error
    except MarksRefusedError as error:
        raise EntryRefusedError(MOVED) from error
    except IntegrityError as error:
        raise EntryRefusedError(database.violated(error) or MOVED) from error


def require_twice(event_id: int, paper: Paper) -> None:
    """Raise EntryRefusedError when a paper is not typed by two people, or when the marks are locked."""
    require_unlocked(event_id)
    if paper.key not in {one.key for one in queries.twice(event_id)}:
        raise EntryRefusedError(ONCE_ONLY)


def save(event_id: int, paper: Paper, texts: Mapping[str, str], version: int, change: Change) -> int:
    """Keep what somebody typed so far, by place; returns the version that is stored now.

    ``version`` is what the page knew, 0 before anything was saved. Raises EntryRefusedError when two others type this
    paper, when it is handed in, and when a newer version is stored.
    """
    try:
        with database.transaction():
            return _saved(event_id, paper, texts, version, change)
    except MarksLockedError as error:
        raise EntryRefusedError(str(error)) from error
    except IntegrityError:  # somebody began at the same moment: now the round and the other's entry are there
        with refusals():
            return _saved(event_id, paper, texts, version, change)


def _saved(event_id: int, paper: Paper, texts: Mapping[str, str], version: int, change: Change) -> int:
    require_twice(event_id, paper)
    held = _round_to_type(event_id, paper)
    entry = next((row for row in held.entries if row.by == change.by.who), None) or _begun(held, change)
    if entry.handed_at is not None:
        raise EntryRefusedError(HANDED)
    if entry.version != version:
        raise EntryRefusedError(OTHER_PAGE)
    kept = {place: text[:LONGEST] for place, text in texts.items() if text.strip()}
    if kept != entry.texts or not version:
        entry.texts, entry.saved_at, entry.version = kept, change.now, entry.version + 1
        database.session().flush()
    return entry.version


def _round_to_type(event_id: int, paper: Paper) -> EntryRound:
    standing = queries.standing(event_id, paper)
    if standing.typing is not None:
        locked = queries.locked_round(event_id, standing.typing.id)
        if locked is not None and locked.compared_at is None and locked.reopened_at is None:
            return locked
        raise EntryRefusedError(FULL)
    if not standing.todo:
        raise EntryRefusedError(FULL)
    made = EntryRound(event_id=event_id, part=paper.part, judge=paper.judge, covered=[])
    made.number = queries.next_number(event_id, paper)
    database.session().add(made)
    database.session().flush()
    return made


def _begun(held: EntryRound, change: Change) -> TypedEntry:
    taken = {row.position for row in held.entries}
    position = next((place for place in (1, 2) if place not in taken), None)
    if position is None:
        raise EntryRefusedError(FULL)
    made = TypedEntry(round_id=held.id, position=position, by=change.by.who, texts={}, cells={}, version=0)
    made.saved_at = change.now
    held.entries.append(made)
    database.session().flush()
    told = {"event": held.event_id, "part": held.part, "judge": held.judge}
    record("double_entry.begin", "entry_round", held.id, by=change.by, now=change.now, **told)
    return made


def hand_in(event_id: int, paper: Paper, cells: Entry, version: int, change: Change) -> bool:
    """Hand in what was saved as ``version``, read as ``cells``; tells whether both are in and were compared.

    Whoever hands in second compares: what both typed alike becomes a mark, the rest waits to be settled, all in this
    transaction. Raises EntryRefusedError.
    """
    with refusals() as session:
        require_twice(event_id, paper)
        held = _own_round(event_id, paper)
        entry = _own(held, change)
        if entry is None or entry.handed_at is not None or entry.version != version:
            raise EntryRefusedError(HANDED if entry and entry.handed_at else OTHER_PAGE if entry else NOTHING_THERE)
        marking.locked_entrants(event_id)  # whoever changes the list waits, so that what is compared is what is listed
        standing = queries.standing(event_id, paper)
        if set(cells) != standing.todo:
            raise EntryRefusedError(MOVED)
        if any(freezing.frozen(event_id).holds(parted(place)[0]) for place in cells):
            raise EntryRefusedError(freezing.FROZEN)
        entry.cells, entry.handed_at = dict(cells), change.now
        session.flush()
        told = {"event": event_id, "part": held.part, "judge": held.judge, "position": entry.position}
        record("double_entry.hand_in", "entry_round", held.id, by=change.by, now=change.now, **told)
        if not storing.both_in(held):
            return False
        storing.compare(held, paper, standing.todo, change)
        return True


def take_back(event_id: int, paper: Paper, change: Change) -> None:
    """Open one's own entry again before the other is in. Raises EntryRefusedError once both were compared."""
    with refusals() as session:
        require_unlocked(event_id)
        held = _own_round(event_id, paper)
        entry = _own(held, change)
        if entry is None or entry.handed_at is None:
            raise EntryRefusedError(COMPARED)
        entry.handed_at, entry.cells = None, {}
        session.flush()
        told = {"event": event_id, "part": held.part, "judge": held.judge}
        record("double_entry.take_back", "entry_round", held.id, by=change.by, now=change.now, **told)


def give_up(event_id: int, paper: Paper, change: Change) -> None:
    """Throw away what one typed and did not hand in, so that somebody else can type it. Raises EntryRefusedError."""
    with refusals() as session:
        require_unlocked(event_id)
        held = _own_round(event_id, paper)
        entry = _own(held, change)
        if entry is None or entry.handed_at is not None:
            raise EntryRefusedError(HANDED if entry else NOTHING_THERE)
        session.delete(entry)
        session.flush()
        told = {"event": event_id, "part": held.part, "judge": held.judge}
        record("double_entry.give_up", "entry_round", held.id, by=change.by, now=change.now, **told)


def _own_round(event_id: int, paper: Paper) -> EntryRound:
    """Return the round being typed, locked. Raises EntryRefusedError when there is none."""
    typing = queries.standing(event_id, paper).typing
    held = queries.locked_round(event_id, typing.id) if typing else None
    if held is None or held.compared_at is not None or held.reopened_at is not None:
        raise EntryRefusedError(NOTHING_THERE)
    return held


def _own(held: EntryRound, change: Change) -> TypedEntry | None:
    return next((row for row in held.entries if row.by == change.by.who), None)

"""What the system checks about each sign-up for whoever reviews it: the answers are hints, people decide."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select

from deqing_events import database
from deqing_events.domain import places
from deqing_events.domain.places import Counter, Dimension
from deqing_events.domain.places import Kind as BoundKind
from deqing_events.events.models import Event
from deqing_events.registration import quota_actions, quota_queries
from deqing_events.registration.bounds.queries import namer
from deqing_events.registration.models import Registration
from deqing_events.registration.queries import HELD
from deqing_events.registration.questions import queries as questions
from deqing_events.registration.questions.models import Answer

Pill = tuple[str, str, str]
FINE: Pill = ("ok", "check", "没有疑点")

Checker = Callable[[Event, Sequence[Registration]], Mapping[int, Sequence[Pill]]]


@dataclass
class Seam:
    """Checks of other rooms (eligibility, say): each returns pills by registration id and leaves the fine ones out."""

    more: list[Checker] = field(default_factory=list)


seam = Seam()


@dataclass(frozen=True)
class Bound:
    """A limit with its name, as the quota's effect of an approval is said: 阜溪街道 14 / 16."""

    counter: Counter
    label: str


def bounds(event: Event) -> list[Bound]:
    """Return the limits on an event's places with their names, the whole event first. Patterns are left out."""
    held = quota_queries.counters(database.session(), event.id)
    limits = [each for each in held if each.kind is BoundKind.LIMIT and _speaks_of_one(each)]
    known = {(each.dimension, each.target) for each in limits}
    limits += [each for each in _uncounted(event) if (each.dimension, each.target) not in known]
    ordered = sorted(limits, key=lambda each: (places.ORDER[each.dimension], each.id))
    name_of = namer(event, [(each.dimension, each.target) for each in ordered])
    return [Bound(each, name_of(each.dimension, each.target)) for each in ordered]


def _uncounted(event: Event) -> list[Counter]:
    """Return the event's and its sessions' own limits, which have no counter before the first place is taken."""
    found = []
    if event.capacity is not None:
        found.append(Counter(0, Dimension.EVENT, "", BoundKind.LIMIT, event.capacity, 0))
    for position, part in enumerate(event.sessions, 1):
        if part.capacity is not None:
            target = str(part.id)
            found.append(Counter(-position, Dimension.SESSION, target, BoundKind.LIMIT, part.capacity, 0))
    return found


def _speaks_of_one(counter: Counter) -> bool:
    return counter.target != quota_queries.PATTERN and counter.dimension is not Dimension.OPEN


def takes(held: Registration, known: Sequence[Bound]) -> list[Bound]:
    """Return the limits an approval would take a place of: none for somebody who has a place or waits."""
    if held.state != "pending" or not held.weight:
        return []
    claimant = quota_actions.claimant(held)
    return [
        each for each in known if each.counter.dimension is Dimension.EVENT or claimant.covered_by(each.counter)
    ]  # fmt: skip


def findings(event: Event, rows: Sequence[Registration], known: Sequence[Bound]) -> dict[int, list[Pill]]:
    """Return what speaks for a second look at each registration."""
    found: dict[int, list[Pill]] = {held.id: [] for held in rows}
    for checker in (_twins, _missing, *seam.more):
        for registration_id, pills in checker(event, rows).items():
            found[registration_id].extend(pills)
    for held in rows:
        found[held.id].extend(_own(held, known))
    return found


def _own(held: Registration, known: Sequence[Bound]) -> list[Pill]:
    found: list[Pill] = []
    full = next((each for each in takes(held, known) if each.counter.free < held.weight), None)
    if full is not None:
        found.append(("hold", "hourglass", f"{full.label}名额已满"))
    if held.unit_id is None:
        found.append(("warn", "org", "单位没对上"))
    elif held.member_id is None:
        found.append(("warn", "person", "不在会员名册"))
    return found


def _twins(event: Event, rows: Sequence[Registration]) -> Mapping[int, Sequence[Pill]]:
    """Mark those with the name or the mobile of another sign-up of the event."""
    names, mobiles = {held.name for held in rows}, {held.mobile for held in rows if held.mobile}
    query = select(Registration.id, Registration.number, Registration.name, Registration.mobile).where(
        Registration.event_id == event.id,
        Registration.state.in_(HELD),
        or_(Registration.name.in_(names), Registration.mobile.in_(mobiles)),
    )
    others = database.session().execute(query.order_by(Registration.id)).all()
    found: dict[int, Sequence[Pill]] = {}
    by_name, by_mobile = defaultdict(list), defaultdict(list)
    for row in others:
        by_name[row.name].append(row)
        by_mobile[row.mobile].append(row)
    for held in rows:
        same = [*by_name[held.name], *(by_mobile[held.mobile] if held.mobile else ())]
        twin = next((row.number for row in same if row.id != held.id), None)
        if twin is not None and held.state in HELD:
            found[held.id] = [("warn", "people", f"疑似与 {twin[-4:]} 同人")]
    return found


def _missing(event: Event, rows: Sequence[Registration]) -> Mapping[int, Sequence[Pill]]:
    """Mark those who left a question open that everybody has to answer."""
    needed = [each for each in questions.current(event.id) if each.required and each.condition is None]
    if not needed:
        return {}
    query = select(Answer.registration_id, Answer.key).where(Answer.registration_id.in_([held.id for held in rows]))
    given = {(row[0], row[1]) for row in database.session().execute(query)}
    open_ends = {held.id: [each.label for each in needed if (held.id, each.key) not in given] for held in rows}
    return {each: [("warn", "edit", f"缺{'、'.join(labels[:2])}")] for each, labels in open_ends.items() if labels}

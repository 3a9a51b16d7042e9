"""What features above events tell it, without being imported: the factory fills ``offers`` at start.

Each default answers "nothing known", so that events work alone. A hook that writes runs inside the open transaction of
the action that calls it and must not open one of its own.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event


@dataclass(frozen=True)
class Places:
    """Places of one event: ``taken`` confirmed, ``waiting`` on the list; ``capacity`` None = no limit."""

    taken: int = 0
    capacity: int | None = None
    waiting: int = 0

    @property
    def signed_up(self) -> int:
        """How many registrations are alive, with a place or waiting for one."""
        return self.taken + self.waiting


@dataclass(frozen=True)
class NextCard:
    """我的下一场 on the home page. ``state`` is (pill kind, icon or None, word), or None for no pill."""

    title: str
    when: str
    href: str
    button: str = "通行码"
    icon: str = "qr"
    state: tuple[str, str | None, str] | None = None
    label: str = "我的下一场"


@dataclass(frozen=True)
class MyPlace:
    """That this phone holds a registration of an event: where it shows, and its button's word."""

    href: str
    button: str = "已报名，看通行码"


@dataclass(frozen=True)
class ContestFacts:
    """What a contest lets the public page say; ``results_word`` (公示中, 已生效 …) is empty before publication.

    ``has_draw`` says that the order of starting can be recomputed on a page of its own.
    ``live`` tells that a live board shows something.
    """

    has_rules: bool = False
    rules: tuple[str, ...] = ()
    awards: tuple[str, ...] = ()
    results_word: str = ""
    has_draw: bool = False
    live: bool = False


@dataclass(frozen=True)
class Check:
    """One line of the list before publication. ``state`` is bad (blocks), warn or ok; bad and warn name a link."""

    state: str
    text: str
    href: str = ""
    link: str = ""


@dataclass(frozen=True)
class EditorPart:
    """A further part of the event editor, after its own; ``state`` is ok, bad or empty as in the part's navigation."""

    key: str
    label: str
    href: str
    state: str = ""


def _nothing_to_copy(source_id: int, event_id: int, now: dt.datetime, by: Actor) -> None:
    del source_id, event_id, now, by


def _no_reaction(event_id: int, now: dt.datetime, by: Actor) -> None:
    del event_id, now, by


@dataclass
class Offers:
    """The hooks: contests fill ``contest``, contests and registration ``checks``, registration the others.

    ``next_card()`` and ``my_place(event_id)`` look at the phone's cookie. ``places(event_ids)`` and
    ``session_places(session_ids)`` count; an id left out means nobody yet. ``capacity_changed(event_id, now, by)`` is
    called, after a flush, in the transaction that changes a capacity of the event or of a session.
    ``copied(source_id, event_id, now, by)`` is called in the transaction that copies an event. ``editor_parts(event)``
    names further pages of the editor. ``conditions(event_id)`` are the rules on who may sign up, a line each;
    ``team_words(event_id)`` says what a team has to be. ``contest(event_id)`` speaks for the rule sheet; ``checks``
    holds, by feature, what adds lines to the list before publication: ``check(event_id)``.
    ``campaign_open(campaign_id)`` says what keeps a campaign from being closed, empty for nothing;
    ``campaign_closed(campaign_id, now, by)`` is called in the transaction that closes it.
    """

    next_card: Callable[[], NextCard | None] = field(default=lambda: None)
    my_place: Callable[[int], MyPlace | None] = field(default=lambda _: None)
    places: Callable[[Sequence[int]], Mapping[int, Places]] = field(default=lambda _: {})
    session_places: Callable[[Sequence[int]], Mapping[int, Places]] = field(default=lambda _: {})
    capacity_changed: Callable[[int, dt.datetime, Actor], None] = field(default=_no_reaction)
    copied: Callable[[int, int, dt.datetime, Actor], None] = field(default=_nothing_to_copy)
    editor_parts: Callable[[Event], Sequence[EditorPart]] = field(default=lambda _: ())
    conditions: Callable[[int], Sequence[str]] = field(default=lambda _: ())
    team_words: Callable[[int], Sequence[str]] = field(default=lambda _: ())
    contest: Callable[[int], ContestFacts] = field(default=lambda _: ContestFacts())
    campaign_open: Callable[[int], str] = field(default=lambda _: "")
    campaign_closed: Callable[[int, dt.datetime, Actor], None] = field(default=_no_reaction)
    checks: dict[str, Callable[[int], Sequence[Check]]] = field(default_factory=dict)


offers = Offers()


def places_of(event_id: int, capacity: int | None) -> Places:
    """Return the places of one event, with its own capacity while nobody counted any."""
    return offers.places([event_id]).get(event_id, Places(capacity=capacity))

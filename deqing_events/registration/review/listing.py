"""The desk's list of sign-ups under review as the page draws it: tabs, checks, and what an approval does to places."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deqing_events.events.models import Event
from deqing_events.registration import desk_queries
from deqing_events.registration.asked import EVERYTHING, STATES, TABS, Asked
from deqing_events.registration.desk_queries import PAGE_SIZE, Line, Page
from deqing_events.registration.models import Registration
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.review import check_queries
from deqing_events.registration.review.check_queries import Bound, Pill

REVIEW_TABS = (
    ("todo", "等我审核"),
    ("unit", "单位未确认"),
    ("returned", "已退回"),
    ("in", "已通过"),
    ("waiting", "候补"),
    ("rejected", "不通过"),
    ("cancelled", "已取消"),
)
PLAIN_TABS = (
    ("pending", "等审核"),
    ("confirmed", "已报名"),
    ("waiting", "候补中"),
    ("cancelled", "已取消"),
    ("rejected", "不通过"),
)
ONLY_WHEN_ANY = frozenset({"pending", "rejected", "unit"})
DECIDED_IN = frozenset({"todo", "unit", "returned", "in", "waiting", "pending", EVERYTHING})
"""Tabs in which rows can be ticked."""


@dataclass(frozen=True)
class Tab:
    """One tab above the list."""

    label: str
    count: int
    href: str
    current: bool


@dataclass(frozen=True)
class Checked:
    """A page of lines with what the system found about each, and the places an approval would take."""

    page: Page
    pills: Mapping[int, Sequence[Pill]]
    takes: Mapping[int, str]
    bounds: Sequence[Bound]

    @property
    def counters(self) -> str:
        """The limits as JSON, for the script that says what a selection does to them."""
        rows = [
            {"id": each.counter.id, "label": each.label, "taken": each.counter.taken, "capacity": each.counter.capacity}
            for each in self.bounds
        ]
        return json.dumps(rows, ensure_ascii=False)

    @property
    def said(self) -> str:
        """The first limits in words: 全场 12 / 16."""
        return "，".join(f"{each.label} {each.counter.taken} / {each.counter.capacity}" for each in self.bounds[:3])


def settled(asked: Asked, plan: SignUpPlan, args: Mapping[str, str]) -> Asked:
    """Return what is shown: under review the tab with work in it, unless the address names another."""
    if plan.review == "none" or args.get("state"):
        return asked
    return Asked("todo", asked.town, asked.text, asked.page, asked.warned)


def tabs(event: Event, plan: SignUpPlan, asked: Asked) -> list[Tab]:
    """Return the tabs with their counts, by what there is to do."""
    reviewed = plan.review != "none"
    named = REVIEW_TABS if reviewed else PLAIN_TABS
    counts = desk_queries.tab_counts(event.id, asked.filters(), (*TABS, *STATES))
    shown = [(key, word) for key, word in named if key not in ONLY_WHEN_ANY or counts[key] or asked.state == key]
    made = [Tab(word, counts[key], asked.href(state=key), asked.state == key) for key, word in shown]
    everything = EVERYTHING if reviewed else ""
    all_of_it = Tab("全部", counts[""], asked.href(state=everything), asked.state in ("", EVERYTHING))
    return [*made, all_of_it] if reviewed else [all_of_it, *made]


def checked(event: Event, asked: Asked) -> Checked:
    """Return the page asked for with its checks; narrowed to what needs a second look where that is asked for."""
    known = check_queries.bounds(event)
    if asked.warned:
        page, pills = _warned(event, asked, known)
    else:
        page = desk_queries.page_of_event(event.id, asked.filters(), asked.page)
        pills = check_queries.findings(event, [line.registration for line in page.rows], known)
    rows = [line.registration for line in page.rows]
    return Checked(page, pills, {held.id: _taking(held, known) for held in rows}, known)


def warned_ids(event: Event, asked: Asked) -> list[int]:
    """Return the ids of all under the filters that need a second look."""
    return [line.registration.id for line in _doubtful(event, asked, check_queries.bounds(event))[0]]


def _taking(held: Registration, known: Sequence[Bound]) -> str:
    return " ".join(str(each.counter.id) for each in check_queries.takes(held, known))


def _doubtful(event: Event, asked: Asked, known: Sequence[Bound]) -> tuple[list[Line], Mapping[int, Sequence[Pill]]]:
    lines = desk_queries.for_event(event.id, asked.filters())
    pills = check_queries.findings(event, [line.registration for line in lines], known)
    return [line for line in lines if pills[line.registration.id]], pills


def _warned(event: Event, asked: Asked, known: Sequence[Bound]) -> tuple[Page, Mapping[int, Sequence[Pill]]]:
    lines, pills = _doubtful(event, asked, known)
    number = min(max(1, asked.page), max(1, -(-len(lines) // PAGE_SIZE)))
    return Page(lines[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], len(lines), number), pills

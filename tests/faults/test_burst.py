"""Thousands of phones want the last places at once: exactly the places are given, everybody else waits in order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from flask import Flask

from deqing_events.events.models import Event
from tests import factories
from tests.engines import both_engines
from tests.faults import crowd
from tests.faults.calling import Answer, Site, at_once, fetch_form
from tests.faults.storms import check_books
from tests.serving import serve

PEOPLE = 3000
PLACES = 200
OF_THE_FIRST_TOWN = 120
CLIENTS = 64


@dataclass(frozen=True)
class Told:
    """One phone's answer, and when it was asked and told."""

    answer: Answer
    asked: float
    told: float


@dataclass(frozen=True)
class Rush:
    """An event bounded as a whole and for one of its two townships, and a workplace in each."""

    event: Event
    units: tuple[str, str]
    towns: tuple[int, int]

    @classmethod
    def make(cls, places: int, of_the_first_town: int) -> "Rush":
        """Store it."""
        towns = (factories.township("甲街道"), factories.township("乙街道"))
        units = tuple(factories.unit(f"德清示例{town.name}精工有限公司", township=town).name for town in towns)
        event = crowd.open_event(capacity=places, waiting_list=True)
        crowd.bounded(event, {towns[0].id: of_the_first_town})
        return cls(event, (units[0], units[1]), (towns[0].id, towns[1].id))

    def run(self, site: Site, people: int, clients: int) -> list[Told]:
        """Let so many people register at once, every third of them from the second township."""
        form = fetch_form(site, f"/events/{self.event.slug}/register")

        def one(number: int) -> Told:
            asked, unit = monotonic(), self.units[number % 3 == 0]
            answer = crowd.register(site, self.event.slug, form, number, f"phone-{number:06}", unit=unit)
            return Told(answer, asked, monotonic())

        return at_once(one, range(people), clients=clients)


@both_engines
def test_two_hundred_places_under_two_bounds_and_everybody_else_waits_in_order(
    app: Flask, installation: dict[str, str]
) -> None:
    rush = Rush.make(PLACES, OF_THE_FIRST_TOWN)
    with serve(installation) as server:
        told = rush.run(Site(server.url, patience=120), PEOPLE, CLIENTS)
    check_books(app)
    assert Counter(each.answer.status for each in told) == {303: PEOPLE}
    stored = crowd.registrations(rush.event.id)
    assert {crowd.number_of(each.answer) for each in told} == {row.number for row in stored}
    assert [row.number for row in stored] == [f"{rush.event.code}-{n:04}" for n in range(1, PEOPLE + 1)]
    assert [row.state for row in stored] == given_in_turn([row.township_id == rush.towns[0] for row in stored])
    waiting = [row for row in stored if row.state == "waiting"]
    assert [row.queue_no for row in waiting] == list(range(1, PEOPLE - PLACES + 1))
    assert crowd.taken(rush.event.id) == PLACES
    assert crowd.taken(rush.event.id, "township", str(rush.towns[0])) <= OF_THE_FIRST_TOWN
    by_number = {crowd.number_of(each.answer): each for each in told}
    in_order = [by_number[row.number] for row in stored]
    assert overtaken(in_order) == 0
    assert overtaken(in_order[::-1]) > 0, "the wrong order went unseen: the line above proves nothing"


@both_engines
def test_without_the_guard_the_same_rush_gives_more_places_than_there_are(
    app: Flask, installation: dict[str, str]
) -> None:
    del app
    places = 40
    rush = Rush.make(places, 30)
    with serve(installation, target="tests.faults.careless:app") as server:
        told = rush.run(Site(server.url), 300, CLIENTS)
    assert {each.answer.status for each in told} == {303}
    confirmed = [row for row in crowd.registrations(rush.event.id) if row.state == "confirmed"]
    assert len(confirmed) > places, "the race was not seen: the test above proves nothing"


def given_in_turn(first_town: Sequence[bool]) -> list[str]:
    """Give the places by hand, one person after the other, and return everybody's state."""
    states, places, of_the_first = [], PLACES, OF_THE_FIRST_TOWN
    for bounded in first_town:
        gets = places > 0 and (of_the_first > 0 or not bounded)
        places, of_the_first = places - gets, of_the_first - (gets and bounded)
        states.append("confirmed" if gets else "waiting")
    return states


def overtaken(told: Sequence[Told]) -> int:
    """Count who asked only when somebody further behind had been told already."""
    count, earliest = 0, float("inf")
    for each in reversed(told):
        count += each.asked > earliest
        earliest = min(earliest, each.told)
    return count

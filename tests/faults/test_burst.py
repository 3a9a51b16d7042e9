"""Hundreds of phones want the last places at once: exactly the places are given, everybody else waits in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from flask import Flask

from tests.engines import both_engines
from tests.faults import crowd
from tests.faults.calling import Answer, Site, at_once, fetch_form, insist
from tests.faults.storms import check_books
from tests.serving import serve

PEOPLE = 300
PLACES = 40
CLIENTS = 32


@dataclass(frozen=True)
class Told:
    """One phone's answer, and when it was asked and told."""

    answer: Answer
    asked: float
    told: float


@both_engines
def test_forty_places_and_everybody_else_waits_in_order(app: Flask, installation: dict[str, str]) -> None:
    event = crowd.open_event(capacity=PLACES, waiting_list=True)
    with serve(installation) as server:
        site = Site(server.url)
        form = fetch_form(site, f"/events/{event.slug}/register")

        def one(number: int) -> Told:
            asked = monotonic()
            answer = insist(lambda: crowd.register(site, event.slug, form, number, f"phone-{number:06}"))
            return Told(answer, asked, monotonic())

        told = at_once(one, range(PEOPLE), clients=CLIENTS)
    check_books(app)
    assert {each.answer.status for each in told} == {303}
    stored = crowd.registrations(event.id)
    assert {crowd.number_of(each.answer) for each in told} == {row.number for row in stored}
    assert [row.number for row in stored] == [f"{event.code}-{n:04}" for n in range(1, PEOPLE + 1)]
    assert [row.state for row in stored] == ["confirmed"] * PLACES + ["waiting"] * (PEOPLE - PLACES)
    assert [row.queue_no for row in stored[PLACES:]] == list(range(1, PEOPLE - PLACES + 1))
    assert crowd.taken(event.id) == PLACES
    by_number = {crowd.number_of(each.answer): each for each in told}
    in_order = [by_number[row.number] for row in stored]
    assert overtaken(in_order) == 0
    assert overtaken(in_order[::-1]) > 0, "the wrong order went unseen: the line above proves nothing"


def overtaken(told: Sequence[Told]) -> int:
    """Count who asked only when somebody further behind had been told already."""
    count, earliest = 0, float("inf")
    for each in reversed(told):
        count += each.asked > earliest
        earliest = min(earliest, each.told)
    return count

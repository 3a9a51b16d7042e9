"""Every worker is killed again and again in a storm: what was acknowledged is stored, and nothing is stored twice."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import Flask

from deqing_events import database
from deqing_events.checkin.models import Scan
from deqing_events.events.models import Event
from deqing_events.registration.models import Pass, PhoneHolding
from tests.engines import both_engines
from tests.faults import crowd
from tests.faults.calling import Answer, Form, Site, fetch_form, insist
from tests.faults.storms import Storm, check_books, intact, kill_every_worker, running
from tests.serving import serve

GATES, PHONES = 4, 4
SCANS_EACH, PEOPLE_EACH = 32, 12
PEOPLE = PHONES * PEOPLE_EACH
ROUNDS = 3


@dataclass
class Scene:
    """A door and an open event, and what the clients were told."""

    door: crowd.Door
    event: Event
    storm: Storm = field(default_factory=Storm)
    scans: dict[str, Any] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)

    def clients(self, site: Site, form: Form) -> list[Callable[[], None]]:
        """Gates that scan their share of the passes, and phones that register their share of the people."""
        gates = [partial(self.gate, site, share) for share in range(GATES)]
        return [*gates, *(partial(self.phones, site, form, share) for share in range(PHONES))]

    def gate(self, site: Site, share: int) -> None:
        """Scan every pass of the share, with the same nonce until there is an answer."""
        for place, token in enumerate(self.door.tokens[share::GATES]):
            nonce = f"storm-{share}-{place}"
            self.scans[nonce] = self.told(partial(self.door.scan, site, token, nonce)).json

    def phones(self, site: Site, form: Form, share: int) -> None:
        """Register every person of the share, from the same phone until there is an answer."""
        for number in range(share, PEOPLE, PHONES):
            ask = partial(crowd.register, site, self.event.slug, form, number, f"phone-{number:06}")
            self.numbers[number] = crowd.number_of(self.told(ask))

    def told(self, ask: Callable[[], Answer]) -> Answer:
        """Ask until the server has acknowledged it."""
        answer = insist(ask, cut=self.storm.cut)
        assert answer.status in {200, 303}, answer.text
        self.storm.answered()
        return answer


@both_engines
def test_nothing_acknowledged_is_lost_or_doubled(app: Flask, installation: dict[str, str]) -> None:
    scene = Scene(crowd.door(GATES * SCANS_EACH), crowd.open_event(capacity=PEOPLE // 2, waiting_list=True))
    with serve(installation) as server:
        site = Site(server.url)
        form = fetch_form(site, f"/events/{scene.event.slug}/register")
        with running(scene.clients(site, form), scene.storm) as raised:
            rounds = kill_every_worker(server, scene.storm, rounds=ROUNDS, answers_between=20)
    assert raised == []
    assert (rounds, scene.storm.cuts > 0) == (ROUNDS, True), "no request was under way when the workers died"
    check_books(app)
    check_scans(scene)
    check_registrations(scene)
    assert intact(installation) == "ok"


def check_scans(scene: Scene) -> None:
    database.session().rollback()
    rows = database.session().execute(sa.select(Scan.nonce, Scan.registration_id, Scan.counts)).all()
    assert {body["status"] for body in scene.scans.values()} == {"ok"}
    assert sorted(row.nonce for row in rows) == sorted(scene.scans)
    assert sum(row.counts for row in rows) == len({row.registration_id for row in rows}) == len(scene.door.tokens)


def check_registrations(scene: Scene) -> None:
    stored, places = crowd.registrations(scene.event.id), PEOPLE // 2
    assert {row.mobile: row.number for row in stored} == {f"199{n:08}": number for n, number in scene.numbers.items()}
    assert [row.number for row in stored] == [f"{scene.event.code}-{n:04}" for n in range(1, PEOPLE + 1)]
    assert Counter(row.state for row in stored) == {"confirmed": places, "waiting": PEOPLE - places}
    assert sorted(row.queue_no for row in stored if row.queue_no) == list(range(1, PEOPLE - places + 1))
    assert crowd.taken(scene.event.id) == places
    holdings = database.session().scalar(sa.select(sa.func.count(PhoneHolding.id)))
    passes = sa.select(sa.func.count(Pass.id)).where(Pass.registration_id.in_([row.id for row in stored]))
    assert (holdings, database.session().scalar(passes)) == (PEOPLE, PEOPLE)

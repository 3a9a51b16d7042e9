"""People who register and cancel over and over for half a minute: at no instant are the bounds left."""

import threading
import time
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from flask import Flask

from deqing_events.database import db
from deqing_events.events.models import Event
from tests.engines import both_engines
from tests.faults import crowd
from tests.faults.calling import Form, Site, fetch_form
from tests.faults.storms import Storm, check_books, running
from tests.serving import serve

SECONDS = 30
PLACES = 5
PHONES = 16


@dataclass
class Watch:
    """Looks at the event again and again, in a transaction of its own each time, and notes what must not be seen."""

    event_id: int
    engine: sa.Engine
    looks: int = 0
    most: int = 0
    wrong: list[str] = field(default_factory=list)

    def look(self, over: threading.Event) -> None:
        """Look until it is over."""
        query = sa.text(
            "SELECT (SELECT count(*) FROM registration WHERE event_id = :e AND state = 'confirmed') AS people,"
            " (SELECT taken FROM quota WHERE event_id = :e AND dimension = 'event') AS counted"
        )
        while not over.is_set():
            with self.engine.connect() as connection:
                seen = connection.execute(query, {"e": self.event_id}).one()
            self.looks += 1
            self.most = max(self.most, seen.people)
            if not 0 <= seen.counted <= PLACES or seen.people != seen.counted:
                self.wrong.append(f"{seen.people} people, counter {seen.counted}")
            time.sleep(0.005)


@dataclass
class Player:
    """One person at one phone, registering and cancelling until the time is up; counts the rounds."""

    site: Site
    event: Event
    form: Form
    phone: int
    until: float
    rounds: int = 0

    def play(self) -> None:
        """Register and cancel again and again."""
        cookie = f"phone-of-player-{self.phone:04}"
        cookies = {**self.form.cookies, "dq_phone": cookie}
        while time.monotonic() < self.until:
            answer = crowd.register(self.site, self.event.slug, self.form, self.phone, cookie)
            assert answer.status == 303, answer.text[:300]
            number = crowd.number_of(answer)
            token = {"csrf_token": self.form.token}
            gone = self.site.post(f"/my/registrations/{number}/cancel", token, cookies=cookies)
            assert gone.status == 303, gone.text[:300]
            self.rounds += 1


def play(installation: dict[str, str], event: Event, seconds: float, target: str = "app:app") -> tuple[Watch, int]:
    """Let all phones play while somebody watches; return what was seen and how many rounds were played."""
    watch, over = Watch(event.id, db.engine), threading.Event()
    with serve(installation, target=target) as server:
        site = Site(server.url)
        form = fetch_form(site, f"/events/{event.slug}/register")
        until = time.monotonic() + seconds
        players = [Player(site, event, form, phone, until) for phone in range(PHONES)]
        watcher = threading.Thread(target=watch.look, args=(over,))
        watcher.start()
        with running([each.play for each in players], Storm()) as raised:
            pass
        over.set()
        watcher.join()
    assert raised == []
    return watch, sum(each.rounds for each in players)


@pytest.fixture
def event(app: Flask) -> Event:
    """Few places, and a counter already."""
    del app
    made = crowd.open_event(capacity=PLACES, waiting_list=True)
    crowd.bounded(made, {})
    return made


@both_engines
def test_half_a_minute_of_coming_and_going_never_leaves_the_bounds(
    app: Flask, event: Event, installation: dict[str, str]
) -> None:
    watch, rounds = play(installation, event, SECONDS)
    assert watch.wrong == []
    assert watch.most == PLACES, "the places were never all taken: nothing was tried"
    assert min(watch.looks, rounds) > 100
    check_books(app)


@both_engines
def test_without_the_guard_the_watch_sees_the_bounds_left(event: Event, installation: dict[str, str]) -> None:
    watch, _ = play(installation, event, 5, target="tests.faults.careless:app")
    assert watch.wrong != [], "the race was not seen: the test above proves nothing"

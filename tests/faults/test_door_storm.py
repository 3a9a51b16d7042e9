"""The door under stress, on the running server: two gates at one instant, workers killed twenty times, forged codes."""

import datetime as dt
import random
import string
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import Flask

from deqing_events import database
from deqing_events.checkin import codes, scan_actions
from deqing_events.checkin.models import Scan
from deqing_events.checkin.scan_facts import Attempt, Post
from tests.engines import both_engines
from tests.faults import crowd
from tests.faults.calling import Site, at_once, insist
from tests.faults.storms import Storm, check_books, intact, kill_every_worker, running
from tests.serving import serve

PASSES, PAIRS = 200, 8
KILLS, BETWEEN = 20, 8
GATES, EACH = 6, 50
BATCH = 10
FORGED = 10_000
ALPHABET = string.ascii_uppercase + "234567"


@both_engines
def test_two_hundred_passes_at_two_gates_at_the_same_instant(app: Flask, installation: dict[str, str]) -> None:
    del app
    first = crowd.door(PASSES)
    second = crowd.beside(first, "3 号门")
    with serve(installation) as server:
        site = Site(server.url)

        def both(number: int) -> list[dict[str, Any]]:
            """Show one pass at both gates from one starting line."""
            line = threading.Barrier(2)

            def show(door: crowd.Door) -> dict[str, Any]:
                nonce = f"instant-{number:04}-{door.headers['Authorization'][-6:]}"
                line.wait()
                answer = insist(partial(door.scan, site, door.tokens[number], nonce))
                assert answer.status == 200, answer.text
                body: dict[str, Any] = answer.json
                return body

            return at_once(show, (first, second), clients=2)

        pairs = at_once(both, range(PASSES), clients=PAIRS)
    assert [sorted(str(body["reason"]) for body in pair) for pair in pairs] == [["None", "already_in"]] * PASSES
    for one, other in pairs:
        let_in, refused = (one, other) if one["status"] == "ok" else (other, one)
        assert refused["first"]["gate"] == let_in["gate"], "the refusal names the gate that was first"
    assert stored() == {("success", True): PASSES, ("failure", False): PASSES}


@both_engines
def test_twenty_times_all_workers_killed_in_a_storm_of_scans(app: Flask, installation: dict[str, str]) -> None:
    door, storm = crowd.door(GATES * EACH), Storm()
    told: dict[str, dict[str, Any]] = {}

    def gate(site: Site, share: int) -> None:
        """Scan a share of the passes one by one, with the same nonce until there is an answer."""
        for place, token in enumerate(door.tokens[share::GATES]):
            nonce = f"kill-{share}-{place:04}"
            answer = insist(partial(door.scan, site, token, nonce), cut=storm.cut)
            assert answer.status == 200, answer.text
            told[nonce] = answer.json
            storm.answered()

    with serve(installation) as server:
        site = Site(server.url)
        gates: list[Callable[[], None]] = [partial(gate, site, share) for share in range(GATES)]
        with running(gates, storm) as raised:
            rounds = kill_every_worker(server, storm, rounds=KILLS, answers_between=BETWEEN)
    assert raised == []
    assert (rounds, storm.cuts > 0) == (KILLS, True), "no request was under way when the workers died"
    check_scans(told, len(door.tokens))
    check_books(app)
    assert intact(installation) == "ok"


@both_engines
def test_workers_killed_while_batches_come_in(app: Flask, installation: dict[str, str]) -> None:
    door, storm = crowd.door(GATES * 4 * BATCH), Storm()
    told: dict[str, dict[str, Any]] = {}

    def gate(site: Site, share: int) -> None:
        """Bring a share of the passes in batches, each until it is answered."""
        mine = door.tokens[share::GATES]
        for start in range(0, len(mine), BATCH):
            at = (crowd.now() - dt.timedelta(minutes=5)).isoformat()
            one = {"list": str(door.list_id), "scanned_at": at}
            body = {"scans": [
                {**one, "code": token, "nonce": f"batch-{share}-{start + place:04}"}
                for place, token in enumerate(mine[start : start + BATCH])
            ]}  # fmt: skip
            answer = insist(partial(site.post_json, "/api/v1/scans/batch", body, door.headers), cut=storm.cut)
            assert answer.status == 200, answer.text
            told.update({one["nonce"]: one for one in answer.json["answers"]})
            storm.answered()

    with serve(installation) as server:
        site = Site(server.url)
        gates: list[Callable[[], None]] = [partial(gate, site, share) for share in range(GATES)]
        with running(gates, storm) as raised:
            kill_every_worker(server, storm, rounds=3, answers_between=4)
    assert raised == []
    assert storm.cuts > 0, "no request was under way when the workers died"
    check_scans(told, len(door.tokens))
    check_books(app)


def check_scans(told: dict[str, dict[str, Any]], people: int) -> None:
    """Every acknowledged scan is stored once, nothing else is, and everybody is in once."""
    database.session().rollback()
    rows = database.session().execute(sa.select(Scan.nonce, Scan.registration_id, Scan.counts)).all()
    assert Counter(body["status"] for body in told.values()) == {"ok": people}
    assert sorted(row.nonce for row in rows) == sorted(told)
    assert sum(row.counts for row in rows) == len({row.registration_id for row in rows}) == people


def stored() -> dict[tuple[str, bool], int]:
    database.session().rollback()
    rows = database.session().execute(sa.select(Scan.recorded, Scan.counts))
    return Counter((row.recorded, row.counts) for row in rows)


def forged(tokens: list[str], count: int) -> list[str]:
    """Codes made from real ones: a letter changed, two swapped, one lost or doubled, cut, two halves joined."""
    chance = random.Random(19)  # noqa: S311 - the same forgeries in every run
    real = {token.upper() for token in tokens}
    found: set[str] = set()
    while len(found) < count:
        token, other, place = chance.choice(tokens), chance.choice(tokens), chance.randrange(26)
        made = chance.choice((
            token[:place] + chance.choice(ALPHABET) + token[place + 1 :],
            token[: place - 1] + token[place : place + 1] + token[place - 1 : place] + token[place + 1 :],
            token[:place] + token[place + 1 :],
            token[:place] + token[place] + token[place:],
            token[:place],
            token[:13] + other[13:],
            token[::-1],
            "".join(chance.choice(ALPHABET) for _ in range(26)),
        ))  # fmt: skip
        if made.upper() not in real:
            found.add(chance.choice((made, f"HTTPS://LOCALHOST/P/{made}", f"/p/{made.lower()}")))
    return sorted(found)


def test_ten_thousand_forged_codes_let_nobody_in(app: Flask) -> None:
    del app
    door = crowd.door(50)
    post = Post(door.list_id, "1 号门", "示例")  # the desk: no limit on guesses, so that each one is really decided

    def decided(text: str) -> str:
        attempt = Attempt(codes.read(text), "forged-nonce")
        known = scan_actions.known(post, attempt, now=crowd.now())
        decision = scan_actions.judged(known, attempt, post, now=crowd.now()).decision
        return str(decision.reason.value if decision.reason else decision.status.value)

    assert Counter(decided(text) for text in forged(door.tokens, FORGED)) == {"invalid": FORGED}
    assert {decided(text) for text in door.tokens} == {"ok"}, "real codes are not let in either: this proves nothing"


def test_forged_codes_on_the_server_are_refused_and_then_stopped(app: Flask, installation: dict[str, str]) -> None:
    del app
    door = crowd.door(20)
    with serve(installation) as server:
        site = Site(server.url)
        answers = []
        for start in range(0, 1000, 500):
            scans = [
                {"list": str(door.list_id), "code": text, "nonce": f"forged-{start + place:06}"}
                for place, text in enumerate(forged(door.tokens, 1000)[start : start + 500])
            ]
            answer = site.post_json("/api/v1/scans/batch", {"scans": scans}, door.headers)
            answers += answer.json["answers"]
    kinds = Counter(one["error"]["code"] if "error" in one else one["reason"] for one in answers)
    assert kinds == {"invalid": scan_actions.MOST_GUESSES, "too_many": 1000 - scan_actions.MOST_GUESSES}
    assert stored() == {("failure", False): scan_actions.MOST_GUESSES}

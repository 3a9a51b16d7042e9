"""``make bench``: requests per second and waiting times of the product's hot routes beside two bare routes.

Everything runs on one server in one run, so the ratios mean something on any machine; the absolute numbers are this
machine's. The load generator shares the machine with the server.
"""

import argparse
import datetime as dt
import gzip
import itertools
import json
import os
import re
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from deqing_events.database import db  # noqa: E402 - run as a script
from deqing_events.factory import create_app  # noqa: E402 - run as a script
from tests.postgres import Cluster, find_server  # noqa: E402 - run as a script
from tests.serving import serve  # noqa: E402 - run as a script
from tools import bench_data, load  # noqa: E402 - run as a script
from tools.bench_board import change_a_mark  # noqa: E402 - run as a script
from tools.bench_certificates import certificates  # noqa: E402 - run as a script

CLIENTS = (1, 8, 32)
CROWD = 20_000
LIVE = 10_000
GZIP = {"Accept-Encoding": "gzip"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def main() -> int:
    """Measure every route at every number of clients and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each measurement lasts")
    parser.add_argument("--database", default="", help="DATABASE_URL; SQLite in a temporary folder without one")
    parser.add_argument("--live", type=int, default=LIVE, help="entrants on the live board")
    parser.add_argument("--postgres", action="store_true", help="a throw-away PostgreSQL that syncs its commits")
    parser.add_argument("--crowd", type=int, default=CROWD, help="sign-ups of the event whose snapshot is taken")
    parser.add_argument("--only", default="", help="routes to measure, with commas between, and nothing else")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dq-bench-") as folder, _database(options) as url:
        environ = {"DEQING_INSTANCE": folder, **({"DATABASE_URL": url} if url else {})}
        os.environ.update(environ)
        prepared = bench_data.prepare(entrants=1000, passes=8000, crowd=options.crowd, live=options.live)
        only = frozenset(options.only.split(",")) if options.only else frozenset()
        with serve(environ, target="tools.bench_site:app") as server:
            report(measure(server.url, prepared, options.seconds, only), prepared.engine)
            if not only:
                snapshots(server.url, prepared.crowd, options.crowd)
                uncached(server.url, prepared, options.live)
    if not only:
        certificates()
    return 0


@contextmanager
def _database(options: argparse.Namespace) -> Iterator[str]:
    """Yield the database's address, empty for SQLite in the instance folder."""
    if not options.postgres:
        yield options.database
        return
    cluster = Cluster(find_server(), durable=True)
    cluster.start()
    try:
        yield cluster.create()
    finally:
        cluster.stop()


def measure(
    url: str, prepared: bench_data.Prepared, seconds: float, only: frozenset[str]
) -> dict[str, dict[int, load.Load]]:
    """Return what each route did at each number of clients; ``only`` these routes, all without any."""
    routes = {
        "bare route": itertools.repeat(load.request("GET", f"{url}/bare/")),
        "one commit": itertools.repeat(load.request("POST", f"{url}/bare/commit")),
        "registration": registrations(url, prepared.slug),
        "scan": scans(url, prepared.door),
        "live board": itertools.repeat(load.request("GET", f"{url}{prepared.live}", headers=GZIP)),
        "board of 1,000": itertools.repeat(load.request("GET", f"{url}{prepared.board}", headers=GZIP)),
    }
    seen: dict[str, dict[int, load.Load]] = {name: {} for name in routes if not only or name in only}
    for name, runs in seen.items():
        requests = routes[name]
        load.run(url, requests, clients=4, seconds=1.0)
        for clients in CLIENTS:
            runs[clients] = load.run(url, requests, clients=clients, seconds=seconds)
    return seen


def registrations(url: str, slug: str) -> Iterator[bytes]:
    """Yield registrations of ever new people, sent as a browser would, with a form token fetched once."""
    page = urllib.request.urlopen(f"{url}/events/{slug}/register")  # noqa: S310 - loopback
    cookie = "; ".join(line.split(";")[0] for line in page.headers.get_all("Set-Cookie") or [])
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
    if token is None:
        raise RuntimeError("the register page has no form token")
    for number in itertools.count():
        fields = {
            "csrf_token": token[1],
            "name": f"示例{number}",
            "mobile": f"199{number:08}",
            "unit_text": "示例单位",
            "unit_choice": "own",
            "agree": "y",
        }
        # A fresh phone each time: only the form's own cookie is sent, not the phone's.
        form = "; ".join(part for part in cookie.split("; ") if part.startswith("dq_form"))
        address = f"{url}/events/{slug}/register/submit"
        yield load.request("POST", address, body=urlencode(fields).encode(), headers={**FORM, "Cookie": form})


def scans(url: str, door: bench_data.Door) -> Iterator[bytes]:
    """Yield first scans of ever new passes, then repeats of them."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {door.device}"}
    run = dt.datetime.now(dt.UTC).strftime("%H%M%S%f")
    for number, token in enumerate(itertools.cycle(door.tokens)):
        body = {"list": door.list_id, "code": token, "nonce": f"bench-{run}-{number}", "direction": "entry"}
        yield load.request("POST", f"{url}/api/v1/scans", body=json.dumps(body).encode(), headers=headers)


def snapshots(url: str, crowd: bench_data.Door, people: int) -> None:
    """Print how long the snapshot of a large list takes, whole and as news, and how large it is packed."""
    headers = {"Authorization": f"Bearer {crowd.device}", **GZIP}
    since = ""
    for what in ("whole", "whole", "news"):
        address = f"{url}/api/v1/lists/{crowd.list_id}/snapshot?since={since if what == 'news' else ''}"
        started = time.perf_counter()
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:  # noqa: S310 - loopback
            body = answer.read()
        spent = time.perf_counter() - started
        packed = answer.headers.get("Content-Encoding") == "gzip"
        since = json.loads(gzip.decompress(body) if packed else body)["version"]
        print(f"snapshot of {people:,}, {what}: {spent:.3f} s, {len(body) / 1024:.0f} KB sent")


def uncached(url: str, prepared: bench_data.Prepared, entrants: int) -> None:
    """Print how long the live board takes when a mark has changed since it was last worked out."""
    app = create_app()
    for _ in range(2):
        with app.app_context():
            change_a_mark(prepared.live_event, dt.datetime.now(dt.UTC))
            db.session.remove()
            db.engine.dispose()
        time.sleep(1.1)  # what is remembered for a second is forgotten
        started = time.perf_counter()
        with urllib.request.urlopen(urllib.request.Request(f"{url}{prepared.live}", headers=GZIP)) as answer:  # noqa: S310 - loopback
            size = len(answer.read())
        print(f"live board of {entrants:,}, uncached: {time.perf_counter() - started:.3f} s, {size / 1024:.0f} KB sent")


def report(seen: dict[str, dict[int, load.Load]], engine: str) -> None:
    """Print the table and the ratios."""
    print(f"{engine}; req/s, p50 ms, p99 ms at {', '.join(map(str, CLIENTS))} clients\n")
    for name, runs in seen.items():
        cells = "   ".join(f"{run.per_second:7.0f} {run.p50:7.1f} {run.p99:7.1f}" for run in runs.values())
        odd = {status: n for run in runs.values() for status, n in run.statuses.items() if status not in {200, 303}}
        print(f"{name:<16}{cells}{'   answers ' + str(odd) if odd else ''}")
    print()
    for name, beside in (
        ("registration", "one commit"),
        ("scan", "one commit"),
        ("board of 1,000", "bare route"),
        ("live board", "bare route"),
    ):
        if not {name, beside} <= seen.keys():
            continue
        shares = "   ".join(f"{seen[name][n].per_second / seen[beside][n].per_second:.2f}" for n in CLIENTS)
        print(f"{name} / {beside}: {shares}")
    if not {"scan", "one commit"} <= seen.keys():
        return
    slower = "   ".join(f"{seen['scan'][n].p99 / seen['one commit'][n].p99:.2f}" for n in CLIENTS)
    print(f"p99 of scan / one commit: {slower}")


if __name__ == "__main__":
    sys.exit(main())

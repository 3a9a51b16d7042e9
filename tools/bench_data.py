"""What the bench measures on: an open event, a door with many passes, and a published board of many entrants."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import insert

from deqing_events import database, engines, migrations
from deqing_events.accounts import passwords
from deqing_events.checkin import list_actions
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event, EventSession
from deqing_events.factory import create_app
from deqing_events.registration import passes
from deqing_events.registration.models import Pass, Registration
from deqing_events.settings import Keys
from tools.bench_board import open_live, publish_board
from tools.bench_site import BenchRow

CHUNK = 1000


@dataclass(frozen=True)
class Door:
    """A check-in list with passes, and the token of a device that scans there."""

    tokens: list[str]
    device: str
    list_id: str


@dataclass(frozen=True)
class Prepared:
    """Where the load generator finds things."""

    engine: str
    slug: str
    door: Door
    crowd: Door
    board: str
    live: str
    live_event: int


def prepare(*, entrants: int, passes: int, crowd: int, live: int) -> Prepared:
    """Migrate the database of the environment and fill it. Returns what the generator needs."""
    app = create_app()
    with app.app_context():
        migrations.upgrade(db.engine)
        BenchRow.metadata.create_all(db.engine, tables=[BenchRow.metadata.tables["bench_row"]])
        keys: Keys = app.config["SETTINGS"].keys
        now = dt.datetime.now(dt.UTC)
        open_event = store_event("开放报名的示例", now)
        door, hall = _door("门口扫码的示例", passes, keys, now), _door("两万人的示例", crowd, keys, now)
        board = publish_board(store_event("千人榜的示例", now), entrants, now=now)
        live_event = store_event("万人实时榜的示例", now)
        live_board = open_live(live_event, live, now=now)
        engine = engines.describe(db.engine)["engine"]
        slug = database.session().get_one(Event, open_event).slug
        db.session.remove()
        db.engine.dispose()
    return Prepared(engine, slug, door, hall, board, live_board, live_event)


def _door(title: str, people: int, keys: Keys, now: dt.datetime) -> Door:
    event_id = store_event(title, now)
    tokens = _fill(event_id, people, keys, now)
    list_id = list_actions.default_list(event_id, now=now, by=SYSTEM)
    link = list_actions.LinkDetails("1 号门", "gate", now - dt.timedelta(hours=1), now + dt.timedelta(hours=8))
    link_id = list_actions.make_link(list_id, link, keys=keys, now=now, by=SYSTEM)
    return Door(tokens, list_actions.open_device(link_id, "示例志愿者", now=now, by=SYSTEM), str(list_id))


def store_event(title: str, now: dt.datetime) -> int:
    """Store a published event and return its id."""
    start, end = now + dt.timedelta(minutes=30), now + dt.timedelta(hours=8)
    with database.transaction() as session:
        code = f"DQ26-{abs(hash(title)) % 9000 + 1000}"
        event = Event(
            slug=code.lower(), code=code, title=title, family="skills", kind="skill_contest", organiser_level="county",
            state="published", registration_opens_at=now - dt.timedelta(days=1),
            registration_closes_at=now + dt.timedelta(minutes=25), starts_at=start, ends_at=end,
            created_at=now, updated_at=now, published_at=now,
        )  # fmt: skip
        event.sessions = [EventSession(venue="示例场馆", starts_at=start, ends_at=end)]
        session.add(event)
        session.flush()
        return event.id


def _fill(event_id: int, count: int, keys: Keys, now: dt.datetime) -> list[str]:
    for first in range(0, count, CHUNK):
        people = range(first, min(first + CHUNK, count))
        with database.transaction() as session:
            session.execute(insert(Registration), [_registration(event_id, number, now) for number in people])
    with database.transaction() as session:
        held = session.query(Registration.id).filter(Registration.event_id == event_id).order_by(Registration.id).all()
        rows = []
        tokens = []
        for (registration_id,) in held:
            made = Pass(id=registration_id, registration_id=registration_id, serial=1)
            token = passes.token_for(made, keys)
            tokens.append(token)
            rows.append(
                {
                    "id": registration_id,
                    "registration_id": registration_id,
                    "serial": 1,
                    "token_hash": passes.hash_token(token),
                    "short_code": f"{registration_id:08}",
                    "issued_at": now,
                }
            )
        session.execute(insert(Pass), rows)
    return tokens


def _registration(event_id: int, number: int, now: dt.datetime) -> dict[str, object]:
    return {
        "number": f"BENCH-{event_id}-{number}",
        "event_id": event_id,
        "state": "confirmed",
        "person_key": passwords.token_hash(f"{event_id}-{number}"),
        "name": f"示例{number}",
        "mobile": f"199{number:08}",
        "mobile_tail": f"{number:08}"[-4:],
        "unit_text": "示例单位",
        "created_at": now,
        "confirmed_at": now,
    }

"""The migrations build exactly the schema that the models say, from each released schema, with data in it, and back."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask

from deqing_events import migrations
from deqing_events.checkin import scan_actions
from deqing_events.database import Base, db
from deqing_events.domain.roles import SYSTEM
from deqing_events.engines import WRITE
from tests import factories_checkin as made
from tests.conftest import NOW
from tests.engines import both_engines

FIRST = "0001"


@pytest.fixture
def raw(app: Flask) -> Iterator[sa.Connection]:
    """A connection on a database brought down to the first schema."""
    del app
    command.downgrade(migrations.config(db.engine), FIRST)
    with db.engine.connect() as connection:
        yield connection
    db.engine.dispose()


@both_engines
def test_a_migrated_database_is_what_the_models_say(app: Flask) -> None:
    del app
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@both_engines
def test_rows_of_the_first_schema_come_up_and_mean_the_same(raw: sa.Connection) -> None:
    with db.engine.connect().execution_options(**{WRITE: True}) as connection:
        for statement in OLD_ROWS:
            connection.execute(sa.text(statement))
        connection.commit()
    migrations.upgrade(db.engine)
    rows = raw.execute(sa.text("SELECT dimension, target, kind, capacity, taken FROM quota ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [("event", "", "limit", 10, 1), ("session", "1", "limit", 5, 1)]
    held = raw.execute(sa.text("SELECT state, review, weight, source FROM registration")).one()
    assert tuple(held) == ("confirmed", "none", 1, "self")
    assert raw.execute(sa.text("SELECT count(*) FROM pass WHERE registration_id = 1")).scalar() == 1


@both_engines
def test_a_list_with_scans_learns_how_many_came_in(app: Flask) -> None:
    event, at, phone = made.gate_of(app)
    for number in range(3):
        made.scan(phone.post, made.guest(event), nonce=f"entry-{number}")
    scan_actions.annul("entry-1", phone.post, now=NOW, by=SYSTEM)
    lists = [at.id, made.checkin_list(event).id]
    db.session.remove()
    command.downgrade(migrations.config(db.engine), "0039")
    migrations.upgrade(db.engine)
    assert [made.entered(list_id) for list_id in lists] == [2, 0]


OLD_ROWS = (
    """INSERT INTO event (id, slug, code, title, family, kind, organiser_level, trade, contest_class, entrant_kind,
    state, state_reason, summary, notice, who_may, contact, contact_phone, needs_registration, waiting_list,
    is_preliminary, is_test, created_at, updated_at) VALUES (1, 'a', 'A', 'A', 'skills', 'skill_contest',
    'county', '', '', 'person', 'published', '', '', '', '', '', '', true, true, false, false, '2026-11-01',
    '2026-11-01')""",
    """INSERT INTO event_session (id, event_id, title, venue, address, starts_at, ends_at, note)
    VALUES (1, 1, '', 'A', '', '2026-12-01', '2026-12-02', '')""",
    "INSERT INTO quota (id, event_id, session_id, capacity, ceiling, taken) VALUES (1, 1, 0, 10, 10, 1)",
    "INSERT INTO quota (id, event_id, session_id, capacity, ceiling, taken) VALUES (2, 1, 1, 5, 5, 1)",
    """INSERT INTO registration (id, number, event_id, session_id, state, queue_no, blocked, walk_in, person_key, name,
    pinyin_key, initials, mobile, mobile_tail, unit_text, gender, migrant, publish_name, created_at, cancelled_by,
    cancel_reason) VALUES (1, 'A-0001', 1, 1, 'confirmed', 0, false, false, 'k', '沈示例', '', '', '19900000017',
    '0017', '', '', '', false, '2026-11-02', '', '')""",
    """INSERT INTO pass (id, registration_id, serial, token_hash, short_code, issued_at, revoke_reason)
    VALUES (1, 1, 1, 'h', 'ACDEFGHJ', '2026-11-02', '')""",
)

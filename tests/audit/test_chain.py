"""The audit chain: written with the change, never without it, and no edit, deletion or swap goes unseen."""

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from deqing_events import database
from deqing_events.audit import queries
from deqing_events.audit.actions import record
from deqing_events.audit.models import AuditEntry
from deqing_events.domain.roles import SYSTEM
from tests.conftest import NOW
from tests.engines import both_engines

pytestmark = both_engines


def write(*actions: str) -> None:
    for action in actions:
        with database.transaction():
            record(action, "test", 1, by=SYSTEM, now=NOW, before=None, after="之后")


def tamper(statement: str) -> None:
    """Change the log as somebody with the database's password could: past the trigger."""
    with database.db.engine.connect() as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER audit_entry_no_update")
            connection.exec_driver_sql("DROP TRIGGER audit_entry_no_delete")
        else:
            connection.exec_driver_sql("ALTER TABLE audit_entry DISABLE TRIGGER ALL")
        connection.exec_driver_sql(statement)
    database.session().rollback()
    database.session().expire_all()


@pytest.mark.usefixtures("app")
def test_a_sound_chain_has_no_findings() -> None:
    write("a", "b", "c")
    assert queries.verify() == (3, [])


@pytest.mark.usefixtures("app")
def test_several_entries_of_one_transaction_follow_each_other() -> None:
    with database.transaction():
        for number in range(3):
            record("many", "test", number, by=SYSTEM, now=NOW)
    entries = database.session().scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
    assert [entry.object_id for entry in entries] == ["0", "1", "2"]
    assert queries.verify() == (3, [])


@pytest.mark.usefixtures("app")
def test_a_rolled_back_change_leaves_no_entry_and_none_slips_into_the_next() -> None:
    with pytest.raises(ZeroDivisionError), database.transaction():
        record("never", "test", 1, by=SYSTEM, now=NOW)
        raise ZeroDivisionError
    write("after")
    assert [entry.action for entry in queries.page(before=None, size=10)] == ["after"]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'someone' WHERE seq = 2",
        "UPDATE audit_entry SET detail = '{}' WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 3",
        "UPDATE audit_entry SET seq = CASE seq WHEN 1 THEN -2 ELSE -1 END WHERE seq < 3",
    ],
)
def test_verify_finds_an_edit_a_deletion_and_a_swap(statement: str) -> None:
    write("a", "b", "c")
    tamper(statement)
    if "CASE" in statement:
        tamper_again("UPDATE audit_entry SET seq = -seq WHERE seq < 0")
    assert queries.verify()[1] != []


def tamper_again(statement: str) -> None:
    with database.db.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(statement)
    database.session().expire_all()


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry"])
def test_the_database_itself_refuses_changes(statement: str) -> None:
    write("a")
    with pytest.raises(DatabaseError, match="append-only"), database.transaction() as session:
        session.execute(text(statement))


def test_the_command_ends_with_status_one_when_something_is_wrong(app: Flask) -> None:
    write("a", "b")
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
    tamper("UPDATE audit_entry SET action = 'x' WHERE seq = 1")
    wrong = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert wrong.exit_code == 1
    assert "entry 1" in wrong.output

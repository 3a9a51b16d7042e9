"""Saving rules while somebody marks: the list that was agreed to holds, or the save is refused."""

import threading

import pytest
from flask import Flask

from deqing_events import database
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.models import Mark
from deqing_events.contests.rule_drafts import actions
from deqing_events.contests.rule_drafts.queries import document_of, start_of
from deqing_events.contests.rule_drafts.reviewing import reviewed
from deqing_events.contests.rule_sheets import queries
from deqing_events.contests.rule_sheets.actions import RulesRefusedError
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.engines import both_engines

pytestmark = pytest.mark.usefixtures("app")
PATIENCE = 30


def drafted() -> tuple[Event, actions.Wanted]:
    """Store a marked contest and a draft that narrows a range; return what somebody agreed to."""
    event = factories.event()
    stage.four(event)
    held = queries.current(event.id)
    assert held is not None
    document = document_of(held)
    document["parts"][1]["sections"][0]["criteria"][0]["max"] = "50"
    revision = actions.keep(event.id, actions.Keeping(document, start_of(held)), by=SYSTEM, now=NOW)
    shown = reviewed(event.id, document, held)
    return event, actions.Wanted(revision, shown.fingerprint, 1, "改分值")


def remark(event: Event) -> None:
    """Raise a mark that would have kept its place in the narrower range, holding what a mark holds."""
    with database.transaction() as session:
        marking.locked_entrants(event.id)
        session.query(Mark).filter_by(criterion="c1", value="48", judge="裁判1").order_by(Mark.id).limit(
            1
        ).one().value = "59"


def saved_while_marking(
    app: Flask, event: Event, wanted: actions.Wanted, looked: threading.Event, marked: threading.Event
) -> list[str]:
    """Save in a second thread, and mark once it has ``looked``; return what the save answered."""
    said: list[str] = []

    def save() -> None:
        with app.app_context():
            try:
                said.append(f"version {actions.publish(event.id, wanted, by=SYSTEM, now=NOW).version}")
            except RulesRefusedError as refusal:
                said.append(str(refusal))
            finally:
                db.session.remove()

    saving = threading.Thread(target=save)
    saving.start()
    assert looked.wait(timeout=PATIENCE)
    remark(event)
    marked.set()
    return_of(saving)
    return said


def return_of(thread: threading.Thread) -> None:
    thread.join(timeout=PATIENCE)
    assert not thread.is_alive()


@both_engines
def test_a_mark_that_came_before_the_save_shows_the_list_anew(app: Flask) -> None:
    del app
    event, wanted = drafted()
    remark(event)
    with pytest.raises(RulesRefusedError, match="请看过新的清单再保存"):
        actions.publish(event.id, wanted, by=SYSTEM, now=NOW)
    assert len(queries.versions(event.id)) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgres"])
def test_no_mark_slips_between_the_list_and_the_save(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mark waits for the save, as both hold the entrants: the version stands, and its list was true."""
    event, wanted = drafted()
    looked, marked = threading.Event(), threading.Event()
    really = reviewed

    def looking(*given: object) -> object:
        found = really(*given)  # type: ignore[arg-type]  # passed on as given
        looked.set()
        assert not marked.wait(timeout=1), "the mark landed in between"
        return found

    monkeypatch.setattr(actions, "reviewed", looking)
    assert saved_while_marking(app, event, wanted, looked, marked) == ["version 2"]
    assert [mark.value for mark in database.session().query(Mark).filter_by(value="59")] == ["59"]


@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgres"])
def test_without_holding_a_mark_slips_in(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: a look that holds nothing lets the mark land before the save."""
    event, wanted = drafted()
    looked, marked = threading.Event(), threading.Event()
    really = reviewed

    def looking(*given: object) -> object:
        found = really(*given)  # type: ignore[arg-type]  # passed on as given
        looked.set()
        assert marked.wait(timeout=PATIENCE), "the mark had to wait: the control controls nothing"
        return found

    monkeypatch.setattr(actions, "reviewed", looking)
    monkeypatch.setattr(marking, "locked_entrants", lambda _: {})
    assert saved_while_marking(app, event, wanted, looked, marked) == ["version 2"]

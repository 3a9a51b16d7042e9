"""Preview and confirm, seen at the tables, on both engines."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from deqing_events import database
from deqing_events.domain.roles import SYSTEM
from deqing_events.organisations.identity_vault import blind_index, unseal
from deqing_events.organisations.importing import actions, queries, uploads, work
from deqing_events.organisations.importing.actions import Held, ImportRefusedError, Upload
from deqing_events.organisations.importing.job_actions import SupersededError
from deqing_events.organisations.models import ImportLine, Member, StagedMember
from deqing_events.settings import Settings
from tests import factories
from tests.conftest import NOW, Clock
from tests.engines import both_engines
from tests.organisations.importing import identity, job, last_run, people, workbook

pytestmark = both_engines


def settings_of(app: Flask) -> Settings:
    found: Settings = app.config["SETTINGS"]
    return found


def handed_in(app: Flask, content: bytes) -> Held:
    upload = Upload("roster", "花名册.xlsx", content, NOW.date())
    return actions.upload(upload, settings_of(app).uploads, account_id=None, now=NOW, by=SYSTEM)


def work_on(app: Flask, held: Held) -> str:
    work.work(job(held, settings_of(app)))
    return last_run().state


def confirmed(app: Flask, held: Held) -> Held:
    del app
    return actions.confirm(held.run_id, now=NOW, by=SYSTEM)


def count(table: Any) -> int:
    database.session().rollback()
    return database.session().scalar(select(func.count()).select_from(table)) or 0


def members() -> list[Member]:
    database.session().rollback()
    query = select(Member).order_by(Member.id).execution_options(populate_existing=True)
    return list(database.session().scalars(query))


def test_a_preview_stores_no_member_and_a_confirm_stores_all(app: Flask) -> None:
    held = handed_in(app, workbook(*people(5)))
    assert work_on(app, held) == "previewed"
    assert (count(Member), count(StagedMember)) == (0, 5)
    assert work_on(app, confirmed(app, held)) == "done"
    assert (count(Member), count(StagedMember)) == (5, 0)
    run = last_run()
    assert (run.stored_name, run.report["created"]) == ("", 5)
    assert [member.mobile for member in members()] == [f"1990000{n:04}" for n in range(1, 6)]
    assert {member.import_id for member in members()} == {run.id}


def test_identity_numbers_are_sealed_also_while_staged(app: Flask) -> None:
    held = handed_in(app, workbook(*people(1)))
    work_on(app, held)
    staged = database.session().scalars(select(StagedMember)).one()
    keys = settings_of(app).keys
    assert staged.identity_cipher is not None
    assert identity(1) not in staged.identity_cipher
    work_on(app, confirmed(app, held))
    stored = members()[0]
    assert unseal(stored.identity_cipher or "", keys) == identity(1)
    assert stored.identity_index == blind_index(identity(1), keys)


def test_an_update_fills_only_what_is_empty_and_an_identity_number_arrives(app: Flask) -> None:
    known = factories.member("示例一", "19900000001", job="焊工", unit_text="旧单位")
    row = ("1", "示例一", identity(1), "19900000001", "新单位", "电工")
    held = handed_in(app, workbook(row))
    work_on(app, held)
    work_on(app, confirmed(app, held))
    stored = members()[0]
    assert (stored.id, stored.job, stored.unit_text, stored.revision) == (known.id, "焊工", "旧单位", 2)
    assert stored.identity_index == blind_index(identity(1), settings_of(app).keys)
    assert (stored.gender, str(stored.birth_date)) == ("male", "1990-01-01")
    sealed = stored.identity_cipher
    again = handed_in(app, workbook((*row[:5], "钳工")))
    work_on(app, again)
    assert last_run().report["unchanged"] == 1
    assert work_on(app, confirmed(app, again)) == "done"
    assert members()[0].identity_cipher == sealed


def test_members_that_changed_after_the_preview_bring_a_new_preview(app: Flask) -> None:
    held = handed_in(app, workbook(*people(3)))
    work_on(app, held)
    factories.member("示例乙", "19900009999")
    assert work_on(app, confirmed(app, held)) == "previewed"
    assert "名册有变动" in last_run().message
    assert count(Member) == 1
    assert work_on(app, confirmed(app, held)) == "done"
    assert count(Member) == 4


def test_a_run_is_confirmed_once(app: Flask) -> None:
    held = handed_in(app, workbook(*people(2)))
    work_on(app, held)
    first = confirmed(app, held)
    with pytest.raises(ImportRefusedError):
        confirmed(app, held)
    work_on(app, first)
    assert work_on(app, first) == "done"
    with pytest.raises(ImportRefusedError):
        actions.drop(held.run_id, settings_of(app).uploads, now=NOW, by=SYSTEM)
    assert count(Member) == 2


def test_a_dead_worker_is_noticed_and_the_run_taken_over(app: Flask, clock: Clock) -> None:
    held = handed_in(app, workbook(*people(2)))
    with pytest.raises(ImportRefusedError):
        actions.retry(held.run_id, now=clock(), by=SYSTEM)
    clock.forward(seconds=queries.SILENT_SECONDS + 1)
    assert queries.is_interrupted(last_run(), clock())
    taken = actions.retry(held.run_id, now=clock(), by=SYSTEM)
    assert not queries.is_interrupted(last_run(), clock())
    assert work_on(app, held) == "reading"  # the old worker writes nothing more
    assert count(StagedMember) == 0
    assert work_on(app, taken) == "previewed"
    confirm = confirmed(app, held)
    clock.forward(minutes=5)
    again = actions.retry(held.run_id, now=clock(), by=SYSTEM)
    with pytest.raises(SupersededError):
        job(confirm, settings_of(app)).change(step="x")
    assert work_on(app, again) == "done"
    assert count(Member) == 2


def test_a_dropped_run_leaves_no_file_and_stores_nothing(app: Flask) -> None:
    held = handed_in(app, workbook(*people(2), ("9", "", "", "19900000099", "", "")))
    work_on(app, held)
    folder = settings_of(app).uploads / uploads.FOLDER
    assert len(list(folder.iterdir())) == 2
    actions.drop(held.run_id, settings_of(app).uploads, now=NOW, by=SYSTEM)
    assert list(folder.iterdir()) == []
    with pytest.raises(ImportRefusedError):
        confirmed(app, held)
    assert count(Member) == 0


def test_a_bug_leaves_the_run_failed_and_it_can_be_tried_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    held = handed_in(app, workbook(*people(2)))
    with monkeypatch.context() as broken:
        broken.setattr("deqing_events.organisations.importing.roster_actions.compare", lambda *_: 1 / 0)
        assert work_on(app, held) == "failed"
    assert "重试" in last_run().message
    assert (count(StagedMember), count(ImportLine)) == (0, 0)
    assert work_on(app, actions.retry(held.run_id, now=NOW, by=SYSTEM)) == "previewed"


def test_files_are_forgotten_after_seven_days(app: Flask) -> None:
    held = handed_in(app, workbook(*people(1), ("9", "", "", "19900000099", "", "")))
    work_on(app, held)
    folder = settings_of(app).uploads
    stored = last_run().stored_name
    assert (folder / uploads.FOLDER / stored).stat().st_mode & 0o777 == 0o600
    soon, late = NOW + dt.timedelta(days=6), NOW + dt.timedelta(days=8)
    assert actions.forget_old(folder, now=soon, by=SYSTEM) == 0
    assert uploads.content_of(folder, stored) is not None
    assert actions.forget_old(folder, now=late, by=SYSTEM) == 1
    assert uploads.content_of(folder, stored) is None
    assert last_run().state == "dropped"
    assert actions.forget_old(folder, now=late, by=SYSTEM) == 0

"""A backup made while people register: restored elsewhere it is whole, and holds everything acknowledged before it."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.engines import both_engines
from tests.faults import crowd
from tests.faults.calling import Form, Site, fetch_form, insist
from tests.faults.storms import Storm, running
from tests.postgres import Cluster
from tests.serving import ROOT, Server, serve

PHONES = 2
BEFORE, AFTER = 10, 10

pytestmark = pytest.mark.usefixtures("app")


class Load:
    """Phones that register one person after another until they are told to stop."""

    def __init__(self, site: Site, slug: str, form: Form) -> None:
        self.site, self.slug, self.form = site, slug, form
        self.people = count()
        self.stop = False
        self.storm = Storm()
        self.acknowledged: list[str] = []

    def phone(self) -> None:
        """Register people until told to stop."""
        while not self.stop:
            number = next(self.people)
            answer = insist(partial(crowd.register, self.site, self.slug, self.form, number, f"phone-{number:06}"))
            assert answer.status == 303, answer.text
            self.acknowledged.append(crowd.number_of(answer))
            self.storm.answered()


def command(environ: Mapping[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    """Run one of the product's commands on an installation."""
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *words],
        env={**os.environ, **environ},
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )


def tools(installation: Mapping[str, str], request: pytest.FixtureRequest) -> dict[str, str]:
    """Return a PATH on which the PostgreSQL server's own pg_dump is found first."""
    if "DATABASE_URL" not in installation:
        return {}
    cluster: Cluster = request.getfixturevalue("postgres")
    return {"PATH": f"{cluster.binaries}{os.pathsep}{os.environ['PATH']}"}


def restored(installation: Mapping[str, str], file: Path, folder: Path, path: Mapping[str, str]) -> dict[str, str]:
    """Restore a backup into a new installation and return its environment."""
    folder.mkdir()
    shutil.copy(Path(installation["DEQING_INSTANCE"]) / "keys.json", folder / "keys.json")
    environ = {"DEQING_INSTANCE": str(folder)}
    if "DATABASE_URL" not in installation:
        shutil.copy(file, folder / "deqing.sqlite3")
        return environ
    old = sa.make_url(installation["DATABASE_URL"])
    new = old.set(database=f"{old.database}_restored")
    admin = sa.create_engine(old.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{new.database}" TEMPLATE template0')
    admin.dispose()
    address = new.set(drivername="postgresql").render_as_string()
    words = ["pg_restore", "--no-owner", "--exit-on-error", f"--dbname={address}", str(file)]
    subprocess.run(words, env={**os.environ, **path}, check=True, capture_output=True)
    return {**environ, "DATABASE_URL": new.render_as_string()}


@both_engines
def test_a_backup_under_load_restores_whole(
    app: Flask, installation: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    event = crowd.open_event(capacity=BEFORE)
    file, path = tmp_path / "backup", tools(installation, request)
    with serve(installation) as server:
        load = started(server, event.slug)
        with running([load.phone] * PHONES, load.storm) as raised:
            load.storm.wait_for(BEFORE)
            before = list(load.acknowledged)
            made = command({**installation, **path}, "backup", "make", str(file))
            load.storm.wait_for(AFTER)
            load.stop = True
    assert raised == []
    assert made.returncode == 0, made.stderr
    assert "keys.json" in made.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [part.name for part in tmp_path.glob("backup*")] == ["backup"]
    elsewhere = restored(installation, file, tmp_path / "elsewhere", path)
    checked = app.test_cli_runner().invoke(args=["backup", "check", elsewhere.get("DATABASE_URL", str(file))])
    assert (checked.exit_code, "这份备份完好" in checked.output) == (0, True), checked.output
    held = numbers(elsewhere)
    assert set(before) <= held <= set(load.acknowledged)
    assert len(held) < len(load.acknowledged), "nothing was written after the copy: it was not made under load"


def started(server: Server, slug: str) -> Load:
    site = Site(server.url)
    return Load(site, slug, fetch_form(site, f"/events/{slug}/register"))


def numbers(environ: Mapping[str, str]) -> set[str]:
    """Return the registration numbers an installation holds."""
    url = environ.get("DATABASE_URL") or f"sqlite:///{environ['DEQING_INSTANCE']}/deqing.sqlite3"
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = {row[0] for row in connection.execute(sa.text("SELECT number FROM registration"))}
    engine.dispose()
    return found


def test_a_plain_copy_of_the_live_file_loses_rows(installation: dict[str, str], tmp_path: Path) -> None:
    event = crowd.open_event()
    copy = tmp_path / "copy.sqlite3"
    with serve(installation) as server:
        load = started(server, event.slug)
        with running([load.phone] * PHONES, load.storm) as raised:
            load.storm.wait_for(BEFORE)
            before = list(load.acknowledged)
            # In a process of its own: opening and closing the file here would drop this process's SQLite locks.
            subprocess.run(["cp", Path(installation["DEQING_INSTANCE"]) / "deqing.sqlite3", copy], check=True)
            load.stop = True
    assert raised == []
    connection = sqlite3.connect(copy)
    (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
    held = {row[0] for row in connection.execute("SELECT number FROM registration")}
    connection.close()
    assert verdict == "ok", "a torn copy: even easier to see"
    assert set(before) - held, "the copy lost nothing: the test above proves nothing"


def test_a_backup_never_replaces_a_file(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "backup.sqlite3"
    runner = app.test_cli_runner()
    assert runner.invoke(args=["backup", "make", str(file)]).exit_code == 0
    content = file.read_bytes()
    again = runner.invoke(args=["backup", "make", str(file)])
    assert (again.exit_code, "请换一个文件名" in again.stderr) == (1, True)
    assert file.read_bytes() == content
    nowhere = runner.invoke(args=["backup", "make", str(tmp_path / "missing" / "backup")])
    assert (nowhere.exit_code, "写不了" in nowhere.stderr) == (1, True)


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        ("UPDATE audit_entry SET actor = 'staff:9' WHERE seq = 1", "content does not match its hash"),
        ("UPDATE quota SET taken = 7, ceiling = 9", "名额记数是 7"),
        ("DELETE FROM event_session", "registration"),
        ("UPDATE alembic_version SET version_num = '0000'", "数据库版本和程序不同"),
    ],
)
def test_a_harmed_copy_is_found_out(app: Flask, tmp_path: Path, harm: str, sentence: str) -> None:
    event = crowd.open_event(capacity=5)
    assert crowd.registered(event, session_id=event.sessions[0].id).state == "confirmed"
    file = tmp_path / "backup.sqlite3"
    runner = app.test_cli_runner()
    assert runner.invoke(args=["backup", "make", str(file)]).exit_code == 0
    assert runner.invoke(args=["backup", "check", str(file)]).exit_code == 0
    connection = sqlite3.connect(file)
    connection.execute("DROP TRIGGER IF EXISTS audit_entry_no_update")
    connection.execute(harm)
    connection.commit()
    connection.close()
    checked = runner.invoke(args=["backup", "check", str(file)])
    assert (checked.exit_code, sentence in checked.output) == (1, True), checked.output


def test_what_is_no_backup_is_refused(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(b"<html>" * 500)
    runner = app.test_cli_runner()
    for copy in (str(file), str(tmp_path / "nothing"), "postgresql+psycopg://nobody@127.0.0.1:1/nothing", "no://where"):
        refused = runner.invoke(args=["backup", "check", copy])
        assert (refused.exit_code, refused.stderr[-2:]) == (1, "。\n"), refused.output
    dump = tmp_path / "dump"
    dump.write_bytes(b"PGDMP\x01")
    told = runner.invoke(args=["backup", "check", str(dump)])
    assert (told.exit_code, "pg_restore" in told.stderr) == (2, True)


@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgres"])
def test_without_pg_dump_the_command_to_run_is_named(
    app: Flask, installation: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    told = app.test_cli_runner().invoke(args=["backup", "make", str(tmp_path / "backup.dump")])
    address = sa.make_url(installation["DATABASE_URL"]).set(drivername="postgresql").render_as_string()
    assert told.exit_code == 2
    assert f"pg_dump --format=custom --no-owner --file=backup.dump --dbname={address}" in told.stderr
    assert list(tmp_path.glob("backup*")) == []

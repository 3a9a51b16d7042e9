"""``backup``: make a copy of the database while people work, and prove that a copy is whole.

A plain copy of the files of a live SQLite database loses what is still in its -wal; so the engine copies, or pg_dump.
"""

import datetime as dt
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup

from deqing_events import database, engines, migrations
from deqing_events.audit import queries as audit_queries
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from deqing_events.registration.reconciling import reconcile
from deqing_events.web.installation import settings

group = AppGroup("backup", help="Copies of the database.")

UNUSABLE, NOT_HERE = 1, 2
DUMP_MARK = b"PGDMP"
SHOWN_TABLES = ("event", "registration", "scan", "entrant", "mark", "member", "unit", "audit_entry")


@group.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def make(file: Path) -> None:
    """Copy the database to the new file FILE, consistently, while people work.

    On PostgreSQL pg_dump does it. Exit status: 1 FILE exists or cannot be written, 2 pg_dump is not on this machine
    (the command to run elsewhere is printed).
    """
    if file.exists():
        _leave(UNUSABLE, f"{file} 已经有了，请换一个文件名。")
    draft = file.with_name(f"{file.name}.part")
    try:
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(draft)
        _settle(draft, file)
    except OSError as error:
        _leave(UNUSABLE, f"写不了 {file}：{error.strerror}。")
    finally:
        draft.unlink(missing_ok=True)
    click.echo(f"已备份到 {file}（{file.stat().st_size} 字节）。核对：flask --app app backup check {file}")
    click.echo(f"密钥不在备份里：请另外保管 {settings().instance / 'keys.json'}，没有它身份证号和通行码打不开。")


@group.command()
@click.argument("copy")
def check(copy: str) -> None:
    """Prove that COPY is whole: a backup file, or the URL of a database that one was restored to.

    Reads only. Prints schema version and row counts, and walks the audit chain. Exit status: 1 the copy is damaged,
    or of another schema version, 2 a pg_dump file, which has to be restored first.
    """
    if "://" not in copy:
        _look_at(Path(copy))
    try:
        engine = engines.read_only(copy)
        with database.reading_from(engine):
            findings = _findings(migrations.current(engine), engines.damage(engine))
    except engines.UNREADABLE as error:
        _leave(UNUSABLE, f"打不开这份备份：{type(error).__name__}。")
    for finding in findings:
        click.echo(finding)
    if findings:
        _leave(UNUSABLE, f"这份备份有 {len(findings)} 处问题，请不要用它恢复。")
    click.echo("这份备份完好。")


def _copy(draft: Path) -> None:
    if db.engine.dialect.name == "sqlite":
        engines.copy_sqlite(db.engine, draft)
        return
    program = shutil.which("pg_dump")
    words = ["pg_dump", "--format=custom", "--no-owner", f"--file={draft}", f"--dbname={_address()}"]
    if program is None:
        shown = " ".join([*words[:3], f"--file={draft.name.removesuffix('.part')}", words[4]])
        _leave(NOT_HERE, f"这台机器上没有 pg_dump。请在有它的机器上运行：\n{shown}")
    password = {"PGPASSWORD": db.engine.url.password} if db.engine.url.password else {}
    done = subprocess.run(  # noqa: S603 - a fixed program; the address is the installation's own
        [program, *words[1:]], env={**os.environ, **password}, check=False, capture_output=True, text=True
    )
    if done.returncode:
        _leave(UNUSABLE, f"pg_dump 没有做完：\n{done.stderr.strip()}")


def _settle(draft: Path, file: Path) -> None:
    """Give the copy its name once all of it is on the disk."""
    with draft.open("rb+") as handle:
        os.fsync(handle.fileno())
    draft.replace(file)


def _address() -> str:
    """Return the database's address as PostgreSQL's own programs read it; the password goes another way."""
    url = db.engine.url.set(drivername="postgresql", password=None)
    return url.render_as_string()


def _look_at(file: Path) -> None:
    if not file.is_file():
        _leave(UNUSABLE, f"没有 {file} 这个文件。")
    with file.open("rb") as handle:
        mark = handle.read(len(DUMP_MARK))
    if mark == DUMP_MARK:
        _leave(
            NOT_HERE,
            "这是 pg_dump 的备份，先恢复到一个空库再核对：\n"
            f"createdb deqing_check && pg_restore --no-owner --exit-on-error --dbname=deqing_check {file}\n"
            "flask --app app backup check postgresql+psycopg:///deqing_check",
        )


def _findings(schema: str | None, damage: list[str]) -> list[str]:
    click.echo(f"Schema {schema or 'empty'}")
    if damage:
        return [f"文件损坏：{line}" for line in damage]
    if schema != migrations.head():
        return ["数据库版本和程序不同：先用当时的程序核对，或恢复后运行 flask --app app db upgrade。"]
    counts = database.row_counts()
    click.echo("，".join(f"{name} {counts[name]}" for name in SHOWN_TABLES))
    _, broken = audit_queries.verify()
    chain = [f"日志第 {finding.seq} 条：{finding.what}" for finding in broken]
    drifts = reconcile(repair=False, now=dt.datetime.now(dt.UTC), by=SYSTEM)
    return chain + [f"活动 {each.event_id} 的名额记数是 {each.counter}，报名是 {each.registrations}" for each in drifts]


def _leave(status: int, sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(status)

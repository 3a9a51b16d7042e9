"""Running imports in tests: workbooks made on the spot, and the worker's steps in this process."""

import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from deqing_events import database
from deqing_events.domain.roles import SYSTEM
from deqing_events.organisations.actions import load_reference
from deqing_events.organisations.importing import launching, work
from deqing_events.organisations.importing.actions import Held
from deqing_events.organisations.importing.job_actions import Job
from deqing_events.organisations.models import ImportRun
from deqing_events.settings import Settings
from deqing_events.web import clock
from tests.conftest import NOW
from tests.reading import csrf_token

DATA = Path(__file__).parents[1] / "data"
HEADER = ("序号", "姓名", "身份证号", "手机号", "工作单位", "工种")
AI = ("1", "沈示例", "330599199001010011", "19900000017", "", "电工")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(serial: int, born: str = "19900101") -> str:
    """Return a synthetic identity number that checks."""
    body = f"330599{born}{serial:03}"
    return body + "10X98765432"[sum(w * int(c) for w, c in zip(WEIGHTS, body, strict=True)) % 11]


def workbook(*rows: tuple[Any, ...], header: tuple[str, ...] = HEADER) -> bytes:
    """Return a workbook with one sheet of text cells."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        for number, row in enumerate((header, *rows)):
            for column, value in enumerate(row):
                sheet.write_string(number, column, str(value))
    return target.getvalue()


def people(count: int, first: int = 1) -> list[tuple[Any, ...]]:
    """Return rows of synthetic members with mobiles of their own."""
    return [
        (n, f"示例{chr(0x4E00 + n)}", identity(n), f"1990000{n:04}", "", "电工") for n in range(first, first + count)
    ]


def job(held: Held, settings: Settings) -> Job:
    """Return the worker's job of a run."""
    return Job(held.run_id, held.worker, settings.uploads, settings.keys, settings.import_rows, clock.now, SYSTEM)


@pytest.fixture
def at_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Held]:
    """Let uploads and confirms be worked on at once, in this process; returns what was started."""
    started: list[Held] = []

    def start(held: Held, settings: Settings) -> None:
        started.append(held)
        work.work(job(held, settings))

    del app
    monkeypatch.setattr(launching, "start", start)
    return started


def load_units(app: Flask) -> None:
    """Store the county's townships and the sample units."""
    load_reference(now=NOW, by=SYSTEM)
    result = app.test_cli_runner().invoke(args=["units", "import", str(DATA / "units.xlsx")])
    assert result.exit_code == 0, repr(result.exception) + result.output


def last_run() -> ImportRun:
    """Return the newest run as it is stored."""
    query = select(ImportRun).order_by(ImportRun.id.desc()).limit(1).execution_options(populate_existing=True)
    return database.session().scalars(query).one()


def upload(client: FlaskClient, content: bytes, *, kind: str = "roster", name: str = "花名册.xlsx") -> Any:
    """Upload a workbook at the desk."""
    page = client.get("/desk/imports").get_data(as_text=True)
    fields = {"csrf_token": csrf_token(page), "kind": kind, "file": FileStorage(io.BytesIO(content), name)}
    # Encoded here: the test client would leave the temporary file of a large body open.
    boundary, body = encode_multipart(fields)
    return client.post("/desk/imports", data=body, content_type=f"multipart/form-data; boundary={boundary}")

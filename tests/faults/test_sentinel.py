"""One person's identity number and mobile go in by every door; then they are looked for everywhere they must not be."""

import io
import re
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.domain.roles import Role
from deqing_events.organisations.models import ImportRun, Member
from deqing_events.registration.models import Registration
from tests import factories_registration
from tests.engines import both_engines
from tests.faults import crowd
from tests.faults.calling import Answer, Site, at_once, fetch_form
from tests.faults.storms import check_books, command
from tests.organisations.importing import identity, workbook
from tests.postgres import Cluster
from tests.serving import serve

BY_COMMAND = ("1", "沈哨兵", identity(777, "19881231"), "19900007531", "", "电工")
AT_DESK = ("1", "陈哨兵", identity(778, "19881230"), "19900007532", "", "焊工")
NUMBERS = tuple(row[2][:17] for row in (BY_COMMAND, AT_DESK))
MOBILES = tuple(row[3] for row in (BY_COMMAND, AT_DESK))
REASON = "核对获奖名单"
WAIT_SECONDS = 60
STAFF = (Role.COUNTY_STAFF, Role.AUDITOR)
CLIENTS = 4


@dataclass
class Visit:
    """The running site and who is signed in."""

    site: Site
    staff: dict[str, str]

    def post(self, path: str, fields: Mapping[str, str], *, page: str = "") -> Answer:
        """Send a form of the desk."""
        form = fetch_form(self.site, page or path, cookies=self.staff)
        return self.site.post(path, {"csrf_token": form.token, **fields}, cookies=form.cookies)

    def upload(self, name: str, content: bytes) -> str:
        """Upload a member list at the desk; return the address of the import."""
        form = fetch_form(self.site, "/desk/imports", cookies=self.staff)
        fields = {"csrf_token": form.token, "kind": "roster"}
        parts = [f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
        parts.append(f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n')
        body = "".join(parts).encode() + content + b"\r\n--x--\r\n"
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        answer = self.site.send("POST", "/desk/imports", body, headers, form.cookies)
        assert answer.status in {302, 303}, answer.text
        return answer.headers["location"]


def import_at_desk(visit: Visit) -> int:
    """Import a member at the desk, through preview and confirm; return the run's id."""
    address = visit.upload("花名册.xlsx", workbook(AT_DESK))
    run_id = int(address.rsplit("/", 1)[1])
    wait_for(run_id, "previewed")
    assert visit.post(f"{address}/confirm", {}, page=address).status in {302, 303}
    wait_for(run_id, "done")
    return run_id


def wait_for(run_id: int, state: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        database.session().rollback()
        held = database.session().scalar(sa.select(ImportRun.state).where(ImportRun.id == run_id))
        if held == state:
            return
        assert time.monotonic() < deadline, f"the import is {held}, not {state}"
        time.sleep(0.1)


def addresses(app: Flask, values: Mapping[str, Any]) -> Iterator[str]:
    """Yield every address of the product that can be fetched, every choice of each."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        choices = [options.split(",") for options in re.findall(r"<any\(([^)]*)\):\w+>", rule.rule)]
        pattern = re.sub(r"<any\([^)]*\):\w+>", "\0", rule.rule)
        pattern = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values.get(found[1], "1")), pattern)
        for chosen in product(*choices):
            parts = iter(chosen)
            yield re.sub("\0", lambda _found, parts=parts: next(parts).strip(), pattern)  # type: ignore[misc]


def unpacked(content: bytes) -> bytes:
    """Return a file's bytes, a workbook's with what is packed inside."""
    if not content.startswith(b"PK\x03\x04"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def found_in(content: bytes, words: tuple[str, ...]) -> list[str]:
    return [word for word in words if word.encode() in content]


@both_engines
def test_the_sentinel_is_seen_nowhere(
    app: Flask, installation: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    roster = tmp_path / "roster.xlsx"
    roster.write_bytes(workbook(BY_COMMAND))
    event = crowd.open_event()
    sessions = {role: crowd.sign_in(role) for role in STAFF}
    # Pages do not know the engine: everybody looks on one of them, on the other the one who sees most.
    callers = [sessions[Role.COUNTY_STAFF]] if "DATABASE_URL" in installation else [{}, *sessions.values()]
    with serve({**installation, "ACCESS_LOG": "-"}) as server:
        printed = command(app, "roster", "import", str(roster))
        visit = Visit(Site(server.url), sessions[Role.COUNTY_STAFF])
        values = {"run_id": import_at_desk(visit), "event_id": event.id, "slug": event.slug}
        values |= registered(visit, event.slug)
        check_full_views(visit, values)
        pages = look_everywhere(app, visit.site, values, callers)
        log = server.log.read_bytes()
    assert pages > len(callers) * 15
    assert b"GET /desk/people/" in log, "the log does not say what was asked for"
    assert found_in(printed.encode() + log, NUMBERS + MOBILES) == []
    database.session().rollback()
    entries = database.session().scalars(sa.select(AuditEntry)).all()
    assert {"member.reveal", "registration.create"} <= {entry.action for entry in entries}
    assert found_in(str([vars(entry) for entry in entries]).encode(), NUMBERS + MOBILES) == []
    check_books(app)
    check_files(installation, request)


def registered(visit: Visit, slug: str) -> dict[str, Any]:
    """Register the person on a phone; return ids and codes of what came of it, and of the member."""
    page = f"/events/{slug}/register"
    fields = {
        "name": BY_COMMAND[1],
        "mobile": BY_COMMAND[3],
        "unit_text": "示例单位",
        "unit_choice": "own",
        "agree": "y",
    }
    form = fetch_form(visit.site, page)
    answer = visit.site.post(f"{page}/submit", {"csrf_token": form.token, **fields}, cookies=form.cookies)
    assert answer.status == 303, answer.text
    session = database.session()
    session.rollback()
    member = session.scalars(sa.select(Member).where(Member.mobile == BY_COMMAND[3])).one()
    row = session.scalars(sa.select(Registration)).one()
    assert row.member_id == member.id, "the phone's registration is not the member's"
    token = factories_registration.token_of(row)
    return {"number": row.number, "registration_id": row.id, "member_id": member.id, "token": token}


def check_full_views(visit: Visit, values: Mapping[str, Any]) -> None:
    """The two doors to full data open with a reason; so the words that are looked for do exist."""
    member = f"/desk/people/{values['member_id']}"
    assert found_in(visit.post(f"{member}/reveal", {"reason": ""}, page=member).body, NUMBERS) == []
    shown = visit.post(f"{member}/reveal", {"reason": REASON}, page=member)
    assert (BY_COMMAND[2] in shown.text, BY_COMMAND[3] in shown.text) == (True, True)
    full = f"/desk/events/{values['event_id']}/registrations/full"
    assert BY_COMMAND[3].encode() in unpacked(visit.post(full, {"reason": REASON, "kind": "xlsx"}).body)


def look_everywhere(app: Flask, site: Site, values: Mapping[str, Any], callers: list[dict[str, str]]) -> int:
    """Fetch every address as everybody; return how many answered with a page or a file."""

    def look(asked: tuple[str, dict[str, str]]) -> bool:
        answer = site.get(asked[0], cookies=asked[1])
        assert answer.status < 500, f"{asked[0]}: {answer.status}"
        whole = unpacked(answer.body) + str(answer.headers).encode()
        assert found_in(whole, NUMBERS + MOBILES) == [], f"{asked[0]} shows what it must not"
        return answer.status == 200

    return sum(at_once(look, product(sorted(set(addresses(app, values))), callers), clients=CLIENTS))


def check_files(installation: Mapping[str, str], request: pytest.FixtureRequest) -> None:
    """Nothing on the disk holds an identity number: database, -wal, uploads, logs."""
    database.session().close()
    folders = [Path(installation["DEQING_INSTANCE"])]
    if "DATABASE_URL" in installation:
        cluster: Cluster = request.getfixturevalue("postgres")
        folders.append(cluster.folder)
        with database.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("CHECKPOINT")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    stored = {path: unpacked(path.read_bytes()) for path in files}
    assert any(found_in(content, MOBILES) for content in stored.values()), "the database was not among the files"
    assert [path for path, content in stored.items() if found_in(content, NUMBERS)] == []

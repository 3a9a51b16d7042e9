"""Names that a spreadsheet would run as formulas go through every file the product hands out, and arrive as text."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import cycle, product

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from werkzeug.test import TestResponse

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.models import Entrant, Publication, RuleSheet
from deqing_events.contests.notices import queries as notices
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Campaign, Event
from deqing_events.organisations.importing.actions import Held
from deqing_events.registration.models import Registration
from tests import factories, factories_entries, factories_reports
from tests.conftest import NOW
from tests.contests import rounds, stage
from tests.factories_workers import recognise
from tests.organisations.importing import last_run, upload, workbook
from tests.reading import StrictClient

RISKY = ("=", "+", "-", "@", "\t", "\r")
TAIL = "1+cmd|' /C calc'!A0"
NAMES = tuple(f"{sign}{TAIL}" for sign in RISKY)

EVENT = "/desk/events/{event}"
FULL = "?full=1"
COPY = "/my/privacy/copy.xlsx"
BLANK = "/unit/events/{slug}/template.xlsx"
"""Of what people typed, the empty form of a list shows only the event's title."""
NOTICE = "/notices/{notice}/list.xlsx"
RULES = f"{EVENT}/rules/export.xlsx"
"""The last, as the workbook of a contest cannot hold rules with vetoes."""
MOBILE = "19900009917"
FILES = {
    "registration_files.masked": (f"{EVENT}/registrations.xlsx", f"{EVENT}/registrations.csv"),
    "attendance_desk.file": (f"{EVENT}/checkin/attendance/file.xlsx", f"{EVENT}/checkin/attendance/file.csv"),
    "checkin_numbers.file": (f"{EVENT}/checkin/numbers/file.xlsx",),
    "presence_desk.file": (f"{EVENT}/checkin/presence/file.xlsx",),
    "checkin_files.scans": (f"{EVENT}/checkin/files/scans.xlsx", f"{EVENT}/checkin/files/scans.csv"),
    "checkin_files.conflict_file": (f"{EVENT}/checkin/files/conflicts.xlsx",),
    "entries.blank": (BLANK,),
    "entry_lists.marked": ("/unit/events/{slug}/lists/{handed}/marked.xlsx",),
    "entry_summaries.workbook": ("/unit/events/{slug}/summary.xlsx",),
    "contest_results.file": tuple(
        f"{EVENT}/results/{what}.{kind}{query}"
        for what, kind, query in product(("ranking", "teams"), ("xlsx", "csv"), ("", FULL))
    ),
    "contest_certificates.register": (f"{EVENT}/certificates/register.xlsx{FULL}",),
    "round_lists.file": (f"{EVENT}/rounds/list.xlsx{FULL}",),
    "honours_desk.workbook": ("/desk/honours/honours.xlsx",),
    "contest_promotions.file": (f"{EVENT}/promotions/declaration.xlsx{FULL}",),
    "contest_prints.call_file": (f"{EVENT}/prints/call.xlsx",),
    "ledger_desk.file": (f"{EVENT}/ledger/materials.xlsx", f"{EVENT}/ledger/materials.xlsx{FULL}"),
    "contest_workbook.file": (f"{EVENT}/workbook/export.xlsx", f"{EVENT}/workbook/template.xlsx{FULL}"),
    "notices.file": (NOTICE,),
    "units_desk.workbook": ("/desk/units/units.xlsx",),
    "reports.workbook": ("/desk/reports.xlsx?from=2026-01-01&to=2026-12-31",),
    "imports_desk.rejects": ("/desk/imports/{run}/rejects.xlsx",),
    "privacy_looks.workbook": ("/desk/privacy/looks.xlsx",),
    "own_data.copy": (COPY,),
    "contest_rules.workbook": (RULES,),
    "campaign_tables.file": ("/campaigns/{campaign}/table.xlsx",),
    "campaign_tables_desk.file": ("/desk/campaigns/{campaign}/table.xlsx",),
}
"""Every address that hands out a table, by endpoint; the full list of registrations is asked for by a form."""


@pytest.fixture
def event(client: StrictClient, at_once: list[Held]) -> Event:
    """A contest whose people, units, delegations and title are formulas, and an import that refused such rows."""
    del at_once
    factories.dai(client)
    place = factories.township()
    made = factories_reports.finished(f"={TAIL}", state="published")
    stage.take_in(client, made, stage.SAMPLE.read_bytes())
    for number, name in enumerate(NAMES):
        unit = factories.unit(name, short_name=name, short_key=name, industry=name, ownership=name, township=place)
        held = factories_reports.came(made, name=name, mobile=f"1990000{number:04}", unit=unit, unit_text=name)
        factories_reports.scan(held, recorded="failure", reason="already_in", counts=False, told="ok", note=name)
    with database.transaction() as session:
        for name, row in zip(cycle(NAMES), session.query(Entrant).order_by(Entrant.id), strict=False):
            row.name = row.unit_name = row.delegation = name
        campaign = Campaign(name=f"={TAIL}", kind="themed", year=2026, level="county", created_at=NOW)
        session.add(campaign)
        session.flush()
        held_event = session.get_one(Event, made.id)
        held_event.state, held_event.campaign_id = "final", campaign.id
        for name in NAMES:
            record("member.reveal", "member", 1, by=SYSTEM, now=NOW, reason=name)
    stage.publish(client, made)
    stage.certified(made, NAMES)
    rounds.listed(made, factories.event("决赛示例"))
    stage.honoured(made, NAMES)
    stage.promoted(made, session.query(Registration).filter_by(event_id=made.id).all())
    for number, name in enumerate(NAMES):
        factories_reports.sign_up(made, f"person-{number}-too", name=name, mobile=MOBILE, unit_text=name)
    recognise(client, MOBILE)
    upload(client, workbook(*((n, name, "3305991990", "", name, name) for n, name in enumerate(NAMES))))
    database.session().expire_all()
    return made


def handed_in(client: StrictClient, event: Event) -> int:
    """Hand in a list of people without mobiles, which comes back with its reasons, and return its id."""
    page = f"/unit/events/{event.slug}"
    content = factories_entries.workbook([(number, name, "", name) for number, name in enumerate(NAMES, 1)])
    answer = client.submit(f"{page}/lists", {"file": (io.BytesIO(content), "名单.xlsx")}, page=page)
    assert answer.status_code == 303
    return int(answer.location.rsplit("/", 1)[1])


def forbid(*titles: str) -> None:
    """Put vetoes on the rules."""
    with database.transaction() as session:
        rules = session.query(RuleSheet).one()
        vetoes = [{"key": f"v{at}", "title": title, "effect": "no_award"} for at, title in enumerate(titles)]
        rules.body = {**rules.body, "vetoes": vetoes}


def show_the_teams(event: Event) -> None:
    """Withdraw the publication without teams that certificates were stored with."""
    with database.transaction() as session:
        session.query(Publication).filter_by(event_id=event.id, version=99).one().withdrawn_at = NOW


def fetched(client: StrictClient, event: Event) -> Iterator[tuple[str, TestResponse]]:
    handed = handed_in(client, event)
    for pattern in (address for addresses in FILES.values() for address in addresses):
        given = {"event": event.id, "slug": event.slug, "run": last_run().id, "handed": handed}
        if pattern == RULES:
            forbid(*NAMES)
        given["campaign"] = event.campaign_id
        if "{campaign}" in pattern:
            show_the_teams(event)
        address = pattern.format(**given, notice=notices.of_event(event.id)[0].id)
        if address == COPY:
            yield address, client.submit(COPY, page="/my/privacy")
        else:
            yield address, client.submit(address, {"reason": "核对名单"}) if FULL in address else client.get(address)
    full = f"/desk/events/{event.id}/registrations/full"
    for kind in ("xlsx", "csv"):
        yield f"{full}.{kind}", client.submit(full, {"reason": "核对参赛名单", "kind": kind})


def test_every_file_that_is_handed_out_is_looked_at(app: Flask) -> None:
    offered = {rule.endpoint for rule in app.url_map.iter_rules() if re.search(r"\b(xlsx|csv)\b", rule.rule)}
    assert offered == set(FILES)


def test_formulas_arrive_as_text(client: StrictClient, event: Event) -> None:
    for address, answer in fetched(client, event):
        assert answer.status_code == 200, address
        risky = read_csv(address, answer.data) if ".csv" in address else read_xlsx(address, answer.data)
        expected = {"="} if address == BLANK.format(slug=event.slug) else set(RISKY)
        assert risky == expected, f"{address} does not show the names that this test is about"


def read_csv(address: str, content: bytes) -> set[str]:
    """Return the risky characters that cells begin with behind their apostrophe; no cell begins with one itself."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    bare = [cell for row in rows for cell in row if cell.startswith(RISKY) and not is_number(cell)]
    assert bare == [], address
    return {cell[1] for row in rows for cell in row if cell.startswith("'") and cell[1:].startswith(RISKY)}


def is_number(cell: str) -> bool:
    return re.fullmatch(r"-\d+(\.\d+)?%?", cell) is not None


def read_xlsx(address: str, content: bytes) -> set[str]:
    """Return the risky characters that cells begin with; no cell is a formula or a link."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    for name, xml in parts.items():
        assert not re.search(r"<(f|hyperlink|ddeLink|externalReference)[ >/]", xml), f"{address}: {name}"
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    cells = [cell for sheet in sheets for row in sheet for cell in row if isinstance(cell, str)]
    return {cell[0] for cell in cells if cell.startswith(RISKY)}

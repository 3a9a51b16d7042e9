"""One form sent four times at once, as by an impatient finger: it happens once, with one entry in the log."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import Flask

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.checkin.models import GateLink, Scan
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.history import Change
from deqing_events.contests.models import Entrant, Mark, Publication
from deqing_events.contests.notices import queries as notices
from deqing_events.contests.objections.models import Objection
from deqing_events.contests.results.actions import Publishing, publish
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event, EventStep
from deqing_events.registration import actions
from deqing_events.registration.models import Registration
from deqing_events.web.clock import SHANGHAI
from tests import factories, factories_checkin
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.engines import both_engines
from tests.faults import crowd
from tests.faults.calling import Answer, Site, at_once, fetch_form
from tests.faults.storms import check_books
from tests.serving import serve

TAPS = 4
PHONE = {"dq_phone": "phone-of-the-impatient"}
REASON = {"reason": "本人要求"}


@dataclass(frozen=True)
class Case:
    """A form: the page it stands on, where it goes, what is typed, what the log calls it, and its rows."""

    page: str
    address: str
    typed: dict[str, str]
    action: str
    rows: Callable[[], int]
    by_phone: bool = False


def counted(table: type[Any], *where: Any) -> Callable[[], int]:
    query = sa.select(sa.func.count()).select_from(table).where(*where)

    def count() -> int:
        database.session().rollback()
        return database.session().scalar(query) or 0

    return count


def cases() -> dict[str, Case]:
    return {**of_people(), **of_a_door(), **of_a_contest(), **of_events()}


def asked(page: str, action: str, rows: Callable[[], int], typed: dict[str, str], **more: Any) -> Case:
    """A form that is sent to the address of its own page."""
    return Case(page, page, typed, action, rows, **more)


def of_people() -> dict[str, Case]:
    event = crowd.open_event(capacity=9)
    slug, desk = event.slug, f"/desk/events/{event.id}/registrations"
    one, other, third = (crowd.registered(event) for _ in range(3))
    hold(one)
    who = {"name": "沈示例", "mobile": "19900007777", "unit_text": "示例单位", "unit_choice": "own", "agree": "y"}
    gone = counted(Registration, Registration.state == "cancelled")
    blocked = counted(Registration, Registration.blocked)
    page, mine = f"/events/{slug}/register", f"/my/registrations/{one.number}/cancel"
    create = Case(page, f"{page}/submit", who, "registration.create", counted(Registration), by_phone=True)
    return {
        "register": create,
        "cancel one's own": asked(mine, "registration.cancel", gone, {}, by_phone=True),
        "cancel at the desk": asked(f"{desk}/{other.id}/cancel", "registration.cancel", gone, REASON),
        "block": asked(f"{desk}/{third.id}/block", "registration.block", blocked, REASON),
    }


def hold(held: Registration) -> None:
    actions.hold(held.id, PHONE["dq_phone"], now=crowd.now(), by=SYSTEM)


def of_a_door() -> dict[str, Case]:
    event = crowd.event_today()
    factories_checkin.checkin_list(event)
    absent, present = factories_checkin.guest(event), factories_checkin.guest(event)
    desk = f"/desk/events/{event.id}/checkin"
    day = f"{crowd.now().astimezone(SHANGHAI):%Y-%m-%d}"
    link = {"gate": "2 号门", "role": "gate", "valid_from": f"{day}T00:00", "valid_until": f"{day}T23:59"}
    entered, present_in = (counted(Scan, Scan.registration_id == person.id) for person in (absent, present))
    undone = counted(Scan, Scan.registration_id == present.id, Scan.annulled_at.is_not(None))
    return {
        "gate link": Case(desk, f"{desk}/links", link, "gate_link.make", counted(GateLink)),
        "enter by hand": asked(f"{desk}/attendance/{absent.id}/add", "scan.admit", entered, REASON),
        "enter another": asked(f"{desk}/attendance/{present.id}/add", "scan.admit", present_in, REASON),
        "undo an entry": asked(f"{desk}/attendance/{present.id}/undo", "scan.annul", undone, REASON),
    }


def of_a_contest() -> dict[str, Case]:
    event = crowd.open_event()
    rows = stage.four(event)
    desk = f"/desk/events/{event.id}"
    more = {"number": "B9", "name": "郑示例", "delegation": "武康街道", "status": "absent"}
    paper = {f"c-{rows['A1'].id}-0": "92"}
    changed = counted(Mark, Mark.criterion == "paper", Mark.value == "92")
    published = counted(Publication, Publication.event_id == event.id)
    over = crowd.open_event(
        starts_at=crowd.now() - dt.timedelta(hours=9), ends_at=crowd.now() - dt.timedelta(minutes=5)
    )
    noticed = crowd.open_event()
    for each in (over, noticed):
        stage.four(each)
    change = Change(SYSTEM, crowd.now())
    publish(noticed.id, Publishing("public_notice", stage.seen_digest(noticed)), change)
    (notice,) = notices.of_event(noticed.id)
    appeal = {"delegation": "武康街道", "leader": "何示例", "number": "A1", "grounds": "实操第 3 项漏记一分。"}
    objection = {"name": "周模拟", "mobile": "19900000034", "grounds": "第 2 名的实操可以核对。"}
    return {
        "appeal": asked(f"/desk/events/{over.id}/appeals/new", "appeal.file", counted(Appeal), appeal),
        "objection": asked(f"/notices/{notice.id}/objection", "objection.file", counted(Objection), objection),
        "entrant": asked(f"{desk}/entrants/new", "entrants.add", counted(Entrant), more),
        "mark": asked(f"{desk}/scores/agreed", "marks.enter", changed, paper),
        "publish results": asked(f"{desk}/results/publish", "results.publish", published, {"stage": "public_notice"}),
    }


def of_events() -> dict[str, Case]:
    draft = crowd.open_event(state="draft", published_at=None, host_id=factories.township().id)
    doomed = crowd.open_event()
    return {
        "publish an event": Case(
            f"/desk/events/{draft.id}", f"/desk/events/{draft.id}/publish", {}, "event.step", steps(draft)
        ),
        "cancel an event": asked(f"/desk/events/{doomed.id}/cancel", "event.step", steps(doomed), REASON),
    }


def steps(event: Event) -> Callable[[], int]:
    return counted(EventStep, EventStep.event_id == event.id)


def tapped(site: Site, staff: dict[str, str], case: Case) -> list[Answer]:
    """Open the page once and send its form four times at once."""
    cookies = PHONE if case.by_phone else staff
    form = fetch_form(site, case.page, cookies=cookies)
    page = site.get(case.page, cookies=form.cookies).text
    fields = {**as_offered(page), **case.typed, "csrf_token": form.token}
    send = partial(site.post, case.address, fields, cookies=form.cookies)
    return at_once(lambda _: send(), range(TAPS), clients=TAPS)


@both_engines
def test_four_taps_do_it_once(app: Flask, installation: dict[str, str]) -> None:
    forms, staff = cases(), crowd.sign_in()
    entries = {name: counted(AuditEntry, AuditEntry.action == case.action) for name, case in forms.items()}
    seen: dict[str, tuple[int, int, list[int]]] = {}
    with serve(installation) as server:
        for name, case in forms.items():
            before = (case.rows(), entries[name]())
            answers = tapped(Site(server.url), staff, case)
            grown = (case.rows() - before[0], entries[name]() - before[1])
            seen[name] = (*grown, [answer.status for answer in answers if answer.status >= 500])
    check_books(app)
    assert seen == dict.fromkeys(forms, (1, 1, []))

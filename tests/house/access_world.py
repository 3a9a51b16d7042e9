"""One small county for the access matrix: two townships, an event in each, and everybody who may call.

"Own" is everything of the first township's event; "other" belongs to the second township's.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from deqing_events import database
from deqing_events.accounts.models import StaffAccount
from deqing_events.checkin import list_actions
from deqing_events.checkin.models import GateDevice, Scan
from deqing_events.checkin.screens import actions as screen_actions
from deqing_events.contests.heats import actions as heat_actions
from deqing_events.contests.heats import queries as heats
from deqing_events.contests.heats.actions import Setup
from deqing_events.contests.models import Entrant
from deqing_events.domain.questions.definition import Kind, Question
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Campaign, Event
from deqing_events.messages.actions import Note, queue
from deqing_events.organisations.models import ImportRun
from deqing_events.registration.people import Details
from deqing_events.registration.questions import form_actions
from deqing_events.registration.teams import staff_actions
from deqing_events.registration.teams.draft_actions import Represented
from deqing_events.registration.teams.row_actions import Circumstances
from tests import factories, factories_registration
from tests.conftest import NOW

CALLERS = (
    "anonymous",
    "dai",
    "town_own",
    "town_other",
    "bo",
    "chen",
    "clerk_own",
    "clerk_other",
    "judge_own",
    "judge_other",
    "score_own",
    "score_other",
    "call_own",
    "call_other",
    "chief_own",
    "chief_other",
    "code_own",
    "code_other",
    "arb_own",
    "arb_other",
    "auditor",
    "sysadmin",
)


@dataclass
class World:
    """What the matrix needs: an account per caller and a value for each parameter of an address."""

    accounts: dict[str, StaffAccount] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


def build() -> World:
    """Store the county in the app under test."""
    world = World()
    own_town, other_town = factories.township("武康街道"), factories.township("新市镇")
    own_unit, other_unit = factories.unit(township=own_town), factories.unit(township=other_town)
    own_event = _event(own_town.id, "本街道技能比武")
    other_event = _event(other_town.id, "别镇技能比武")
    _accounts(world, (own_town.id, other_town.id), (own_unit.id, other_unit.id), (own_event.id, other_event.id))
    world.values.update(_things(own_event, own_unit.id))
    world.values["account_id"] = factories.account(name="别的账号").id
    return world


def _event(township_id: int, title: str) -> Event:
    return factories.event(title, township_id=township_id, host_id=township_id, organiser_level="township")


def _accounts(world: World, towns: tuple[int, int], units: tuple[int, int], events: tuple[int, int]) -> None:
    grants = {
        "dai": Grant(Role.COUNTY_STAFF),
        "town_own": Grant(Role.TOWNSHIP_ADMIN, towns[0]),
        "town_other": Grant(Role.TOWNSHIP_ADMIN, towns[1]),
        "bo": Grant(Role.ORGANISER, events[0]),
        "chen": Grant(Role.ORGANISER, events[1]),
        "clerk_own": Grant(Role.UNIT_CLERK, units[0]),
        "clerk_other": Grant(Role.UNIT_CLERK, units[1]),
        "judge_own": Grant(Role.JUDGE, events[0]),
        "judge_other": Grant(Role.JUDGE, events[1]),
        "score_own": Grant(Role.SCOREKEEPER, events[0]),
        "score_other": Grant(Role.SCOREKEEPER, events[1]),
        "call_own": Grant(Role.CALL_OFFICER, events[0]),
        "call_other": Grant(Role.CALL_OFFICER, events[1]),
        "chief_own": Grant(Role.CHIEF_JUDGE, events[0]),
        "chief_other": Grant(Role.CHIEF_JUDGE, events[1]),
        "code_own": Grant(Role.ENCRYPTION_OFFICER, events[0]),
        "code_other": Grant(Role.ENCRYPTION_OFFICER, events[1]),
        "arb_own": Grant(Role.ARBITER, events[0]),
        "arb_other": Grant(Role.ARBITER, events[1]),
        "auditor": Grant(Role.AUDITOR),
        "sysadmin": Grant(Role.SYSADMIN),
    }
    world.accounts = {name: factories.account(grant, name=name) for name, grant in grants.items()}


def _team(event: Event) -> int:
    keys = current_app.config["SETTINGS"].keys
    people = [Details("王测试", "19900000034")]
    how = Circumstances(keys, NOW, SYSTEM, staff=True)
    return staff_actions.enter_team(event.id, Represented("示例队"), people, how).id


def _heat(event: Event) -> int:
    setup = Setup(["1"], "县实训中心", NOW, 1, 60, 0, 30, 15)
    heat_actions.set_up(event.id, setup, replace=False, by=SYSTEM, now=NOW)
    return heats.for_event(event.id)[0].id


def _things(event: Event, unit_id: int) -> dict[str, Any]:
    keys = current_app.config["SETTINGS"].keys
    member = factories.member("沈示例", "19900000017", unit_id=unit_id)
    registration = factories_registration.registration(event, "沈示例", mobile="19900000017")
    list_id = list_actions.default_list(event.id, now=NOW, by=SYSTEM)
    period = (NOW - dt.timedelta(hours=1), NOW + dt.timedelta(days=9))
    link_id = list_actions.make_link(
        list_id, list_actions.LinkDetails("1 号门", "gate", *period), keys=keys, now=NOW, by=SYSTEM
    )
    screen = screen_actions.ScreenDetails("poster", "大厅", *period, event.sessions[0].id)
    screen_id = screen_actions.make(list_id, screen, keys=keys, now=NOW, by=SYSTEM)
    list_actions.open_device(link_id, "吴演练", now=NOW, by=SYSTEM)
    device_id = database.session().query(GateDevice).one().id
    entrant = Entrant(event_id=event.id, number="WD001", name="沈示例", registration_id=registration.id)
    campaign = Campaign(name="示例竞赛", kind="themed", year=2026, level="county", created_at=NOW)
    run = ImportRun(kind="units", file_name="示例.xlsx", stored_name="x", digest="0" * 64, state="dropped")
    run.as_of, run.created_at, run.beat_at = NOW.date(), NOW, NOW
    asked = Question("", Kind.TEXT, "自带工具", "用于安排工位", required=False)
    question = form_actions.add(event.id, asked, now=NOW, by=SYSTEM)
    with database.transaction() as session:
        session.add_all([entrant, campaign, run])
        session.flush()
        scans = session.query(Scan).count()
        assert scans == 0
        told = Note("results_out", "19900000017", {"event": event.title}, ("registration", registration.id), "matrix")
        message_id = queue(told, now=NOW, by=SYSTEM)
    return {
        "event_id": event.id,
        "slug": event.slug,
        "session_id": event.sessions[0].id,
        "campaign_id": campaign.id,
        "registration_id": registration.id,
        "team_id": _team(event),
        "number": registration.number,
        "list_id": list_id,
        "link_id": link_id,
        "screen_id": screen_id,
        "code": "AAAAAAAAAAAAAAAA",
        "device_id": device_id,
        "turning": "AAAAAAAAAAAAAAAA",
        "paper": "p1",
        "photo_id": 1,
        "difference_id": 1,
        "entrant_id": entrant.id,
        "heat_id": _heat(event),
        "run_id": run.id,
        "question_id": question.id,
        "answer_id": 1,
        "unit_id": unit_id,
        "upload_id": 1,
        "member_id": member.id,
        "member": registration.number,
        "owner_id": 1,
        "blind": "K07",
        "who": str(entrant.id),
        "token": "AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "message_id": message_id,
        "batch_id": 1,
        "notice_id": 1,
        "certificate_id": 1,
        "appeal_id": 1,
        "index": 0,
        "file_id": 1,
        "promotion_id": 1,
        "place_id": 1,
        "honour_id": 1,
        "table_id": 1,
        "rule_id": "r1",
        "objection_id": 1,
        "receipt": "2222222222",
        "quota_id": 1,
        "request_id": 1,
        "role": "judge",
        "scope_id": 1,
        "version": 1,
        "kind": "xlsx",
        "ready": "welder",
        "key": "skill_person_times",
    }

"""Who takes part in the long day of a contest, and their desks and phones.

38 people of 12 delegations with the marks of the sample workbook, so that every total, prize and place at the end is
known beforehand. The desk's people have an account each; five judges have a link on a phone each.
"""

import datetime as dt
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from python_calamine import CalamineWorkbook

from deqing_events import database
from deqing_events.accounts import passwords, signing_in
from deqing_events.accounts.models import StaffSession
from deqing_events.contests.models import Entrant
from deqing_events.domain.roles import Grant, Role
from deqing_events.events.models import Event
from deqing_events.organisations.models import Organisation, Unit
from tests import browser as browsers
from tests import factories, factories_checkin
from tests.pages.album import Album
from tests.pages.desk import Desk
from tests.serving import Server

DATA = Path(__file__).resolve().parents[1] / "data"
SAMPLE = DATA / "skills-contest-example.xlsx"
EXPECTED: dict[str, Any] = json.loads((DATA / "skills-contest-expected.json").read_text(encoding="utf-8"))
JUDGES = tuple(f"裁判{number}" for number in range(1, 6))
STAFF = {
    "call": (Role.CALL_OFFICER, "何检录"),
    "codes1": (Role.ENCRYPTION_OFFICER, "金加密"),
    "codes2": (Role.ENCRYPTION_OFFICER, "严加密"),
    "clerk1": (Role.ORGANISER, "孔记分"),
    "clerk2": (Role.ORGANISER, "曹记分"),
    "leader": (Role.GROUP_LEADER, "钱组长"),
    "chief": (Role.CHIEF_JUDGE, "何裁判"),
    "supervisor": (Role.SUPERVISOR, "陆监督"),
    "arbiter1": (Role.ARBITER, "冯仲裁"),
    "arbiter2": (Role.ARBITER, "许仲裁"),
    "arbiter3": (Role.ARBITER, "吕仲裁"),
}


def sheet(name: str, head: int = 2) -> list[list[Any]]:
    """Return the rows of a sheet of the sample workbook under its head."""
    return CalamineWorkbook.from_path(SAMPLE).get_sheet_by_name(name).to_python()[head:]


@dataclass
class Cast:
    """The served contest and everybody's pages; ``number`` maps a person's name to the number in the workbook."""

    server: Server
    running: Browser
    album: Album
    folder: Path
    event: Event
    accounts: dict[str, int]
    desks: dict[str, Desk] = field(default_factory=dict)
    phones: dict[str, Page] = field(default_factory=dict)

    def desk(self, who: str) -> Desk:
        """Return somebody's desk, signed in."""
        if who not in self.desks:
            context = browsers.desk(self.running)
            token = signed_in(self.accounts[who])
            context.add_cookies([{"name": signing_in.COOKIE, "value": token, "url": self.server.url}])
            self.desks[who] = Desk(self.album.open(context), self.server.url)
        return self.desks[who]

    def at(self, who: str, address: str) -> Desk:
        """Open a page of the contest on somebody's desk."""
        desk = self.desk(who)
        desk.go(f"/desk/events/{self.event.id}{address}")
        return desk

    def take(self, name: str, who: str) -> None:
        """Take a picture of somebody's desk or phone."""
        page = self.phones[who] if who in self.phones else self.desks[who].page
        self.album.take(page, name)

    @cached_property
    def number_of(self) -> dict[str, str]:
        """The workbook's number of each name."""
        return {row[1]: row[0] for row in sheet("参赛名单")}

    def entrants(self) -> dict[str, Entrant]:
        """Return the entrants as they are stored now, by the workbook's number."""
        database.session().rollback()
        rows = database.session().query(Entrant).filter_by(event_id=self.event.id)
        return {self.number_of[row.name]: row for row in rows}


def signed_in(account: int) -> str:
    """Return the token of a fresh session of an account."""
    token, now = passwords.new_token(), dt.datetime.now(dt.UTC)
    hashed = passwords.token_hash(token)
    with database.transaction() as session:
        session.add(
            StaffSession(account_id=account, token_hash=hashed, created_at=now, seen_at=now, address="127.0.0.1")
        )
    return token


def on_stage(now: dt.datetime) -> tuple[Event, dict[str, int]]:
    """Store a contest of this hour with its 38 confirmed registrations, and the accounts; returns both."""
    event = factories.event(
        "维修电工技能比武",
        starts_at=now - dt.timedelta(hours=1),
        ends_at=now + dt.timedelta(hours=5),
        trade="electrician",
        contact_phone="0572-0000000",
        summary="全县维修电工同台比武",
        notice="按通知报名的职工参加，理论占三成，实操占七成。",
    )
    towns: dict[str, Organisation] = {}
    units: dict[tuple[str, str], Unit] = {}
    for _, name, delegation, unit, _ in sheet("参赛名单"):
        if delegation not in towns:
            towns[delegation] = factories.township(delegation)
        town, at = towns[delegation], (delegation, unit)
        if at not in units:
            units[at] = factories.unit(f"{delegation}{unit}有限公司", township=town)
        work = units[at]
        factories_checkin.guest(
            event, name, unit_text="", unit_id=work.id, township_id=town.id, trade="electrician", publish_name=True
        )
    grants = {key: (Grant(role, event.id), name) for key, (role, name) in STAFF.items()}
    grants["dai"] = (Grant(Role.COUNTY_STAFF), "戴示例")
    grants["captain"] = (Grant(Role.UNIT_CLERK, units["雷甸镇", "示例医院"].id), "熊领队")
    return event, {key: factories.account(grant, name=name).id for key, (grant, name) in grants.items()}

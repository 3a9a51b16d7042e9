"""现场补报: a supervisor finds somebody on the roster or writes them down; registered, let in, flagged, taken back."""

import datetime as dt
import re
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.events.models import Event, EventSession
from deqing_events.registration.models import Registration
from tests import factories
from tests import factories_checkin as made
from tests.conftest import NOW, Clock
from tests.engines import both_engines
from tests.reading import StrictClient, text_of


@dataclass(frozen=True)
class Door:
    """An event of today with two places, its list, and a supervisor's phone."""

    event: Event
    at: CheckinList
    chief: made.GatePhone

    @property
    def page(self) -> str:
        """The walk-in page."""
        return f"/gate/{self.chief.link_token}/walk-in"


@pytest.fixture
def door(app: Flask, client: StrictClient) -> Door:
    del app
    event = made.today(capacity=2)
    at = made.checkin_list(event)
    chief = made.phone(at, gate="检录台", role="supervisor", volunteer="周拟")
    chief.into(client)
    return Door(event, at, chief)


def rows() -> list[tuple[str, str, bool, str]]:
    found = database.session().scalars(sa.select(Registration).order_by(Registration.id))
    return [(row.name, row.state, row.walk_in, row.source) for row in found]


def scans() -> list[tuple[str, str, bool]]:
    found = database.session().scalars(sa.select(Scan).order_by(Scan.id))
    return [(row.recorded, row.lane, row.annulled_at is not None) for row in found]


@both_engines
def test_somebody_of_the_roster_is_in_with_one_search_and_one_tap(door: Door, client: StrictClient) -> None:
    unit = factories.unit()
    one = factories.member("钱示例", "19900000901", unit_id=unit.id)
    factories.member("钱样本", "19900000902", unit_id=unit.id)
    text = client.get(f"{door.page}?q=钱示 0901").get_data(as_text=True)
    assert ("钱*例" in text, "尾号 0901" in text, "钱*本" in text) == (True, True, False)
    assert ("钱示例" in text.replace('value="钱示 0901"', ""), "19900000901" in text) == (False, False)
    tap = {"member": str(one.id), "nonce": "walk-in-0001", "q": "钱示"}
    answer = client.submit(door.page, tap, page=f"{door.page}/new")
    shown = text_of(answer.get_data(as_text=True))
    assert ("请进" in shown, "第 1 位" in shown, "撤销" in shown) == (True, True, True)
    client.submit(door.page, tap, page=f"{door.page}/new")
    assert rows() == [("钱示例", "confirmed", True, "walk_in")], "a second tap changes nothing"
    assert scans() == [("success", "walk_in", False)]
    held = database.session().scalars(sa.select(Registration)).one()
    assert (held.member_id, held.unit_id, bool(held.passes)) == (one.id, unit.id, True)
    assert "报过名了" in client.get(f"{door.page}?q=钱示例").get_data(as_text=True)


def test_somebody_unknown_is_written_down(door: Door, client: StrictClient) -> None:
    new = f"{door.page}/new"
    assert 'value="孙样本"' in client.get(f"{new}?name=孙样本").get_data(as_text=True)
    bad = client.submit(new, {"name": "孙样本", "mobile": "12345"})
    text = bad.get_data(as_text=True)
    assert (bad.status_code, "手机号要 11 位" in text, 'value="孙样本"' in text) == (422, True, True)
    fine = client.submit(new, {"name": "孙样本", "mobile": "１９９ 0000 0999", "unit_text": "没听过的厂"})
    assert "请进" in text_of(fine.get_data(as_text=True))
    assert rows() == [("孙样本", "confirmed", True, "walk_in")]


@both_engines
def test_when_full_it_says_so_and_stores_nothing(door: Door, client: StrictClient) -> None:
    new = f"{door.page}/new"
    for number in (1, 2):
        client.submit(new, {"name": f"满员{'甲乙'[number - 1]}", "mobile": f"1990000080{number}"})
    answer = client.submit(new, {"name": "来晚了", "mobile": "19900000803"})
    text = answer.get_data(as_text=True)
    assert (answer.status_code, "名额满了" in text, 'value="来晚了"' in text) == (422, True, True)
    assert len(rows()) == 2, "nobody waits at the door"
    one = factories.member("钱示例", "19900000901")
    full = client.submit(door.page, {"member": str(one.id), "q": "钱示例"}, page=new)
    assert (full.status_code, "名额满了" in full.get_data(as_text=True)) == (422, True)


@both_engines
def test_undo_takes_back_the_entry_and_the_sign_up_and_frees_the_place(door: Door, client: StrictClient) -> None:
    new = f"{door.page}/new"
    for name, mobile in (("满员甲", "19900000801"), ("满员乙", "19900000802")):
        text = client.submit(new, {"name": name, "mobile": mobile}).get_data(as_text=True)
    nonce = re.search(r'name="nonce" value="([^"]+)"', text)
    assert nonce is not None
    gate = f"/gate/{door.chief.link_token}"
    client.submit(f"{gate}/annul", {"nonce": nonce[1]}, page=f"{gate}/log")
    assert rows()[1] == ("满员乙", "cancelled", True, "walk_in")
    assert scans()[1] == ("success", "walk_in", True)
    assert "请进" in client.submit(new, {"name": "正好来", "mobile": "19900000803"}).get_data(as_text=True)


def test_who_signed_up_before_is_only_scanned_and_stays_after_an_undo(door: Door, client: StrictClient) -> None:
    person = made.guest(door.event, "沈示例", mobile="19900000017", mobile_tail="0017")
    new = f"{door.page}/new"
    text = client.submit(new, {"name": "沈示例", "mobile": "19900000017"}).get_data(as_text=True)
    assert "请进" in text_of(text)
    assert rows() == [("沈示例", "confirmed", False, "self")]
    assert scans() == [("success", "search", False)]
    nonce = re.search(r'name="nonce" value="([^"]+)"', text)
    assert nonce is not None
    gate = f"/gate/{door.chief.link_token}"
    client.submit(f"{gate}/annul", {"nonce": nonce[1]}, page=f"{gate}/log")
    assert rows() == [("沈示例", "confirmed", False, "self")], person.number


def test_only_a_supervisor_may(door: Door, client: StrictClient) -> None:
    gate = made.phone(door.at)
    gate.into(client)
    page = f"/gate/{gate.link_token}/walk-in"
    for address in (page, f"{page}?q=沈示例", f"{page}/new"):
        assert client.get(address).status_code == 403
    one = factories.member("钱示例", "19900000901")
    answer = client.submit(page, {"member": str(one.id)}, page=f"/gate/{gate.link_token}/code")
    assert (answer.status_code, rows()) == (403, [])
    assert "补报" not in client.get(f"/gate/{gate.link_token}/scan").get_data(as_text=True)
    door.chief.into(client)
    assert "补报" in client.get(f"/gate/{door.chief.link_token}/scan").get_data(as_text=True)


@pytest.mark.parametrize("member", ["", "x", "9" * 30, "99999", "٣"])
def test_a_member_nobody_knows_is_refused_kindly(door: Door, client: StrictClient, member: str) -> None:
    answer = client.submit(door.page, {"member": member, "q": "钱示"}, page=f"{door.page}/new")
    assert (answer.status_code, "请再查一次" in answer.get_data(as_text=True)) == (422, True)
    assert "至少输入 2 个汉字" in client.get(f"{door.page}?q=钱").get_data(as_text=True)


def test_the_session_in_progress_is_taken(door: Door, client: StrictClient, clock: Clock) -> None:
    hour = dt.timedelta(hours=1)
    periods = [(NOW - hour, NOW), (NOW, NOW + hour), (NOW + hour, NOW + 2 * hour)]
    sessions = [EventSession(event_id=door.event.id, venue="示例馆", starts_at=a, ends_at=b) for a, b in periods]
    with database.transaction() as session:
        session.add_all(sessions)
    clock.now = NOW + dt.timedelta(minutes=5)
    client.submit(f"{door.page}/new", {"name": "孙样本", "mobile": "19900000999"})
    held = database.session().scalars(sa.select(Registration)).one()
    assert held.session_id == sessions[1].id


def test_nobody_joins_an_event_of_teams_alone(door: Door, client: StrictClient) -> None:
    made.guest(door.event, "沈示例", mobile="19900000017", mobile_tail="0017")
    made.change(Event, door.event.id, entrant_kind="team")
    new = f"{door.page}/new"
    answer = client.submit(new, {"name": "孙样本", "mobile": "19900000999"})
    assert (answer.status_code, "由工作人员加进队伍" in answer.get_data(as_text=True)) == (422, True)
    assert len(rows()) == 1
    known = client.submit(new, {"name": "沈示例", "mobile": "19900000017"})
    assert "请进" in text_of(known.get_data(as_text=True)), "whoever is in a team is only scanned"

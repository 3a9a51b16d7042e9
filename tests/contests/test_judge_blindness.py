"""A judge learns nobody: everything a judge's link or account reaches is searched for 38 names, workplaces and numbers.

The crawler asks every GET address of the app with every value a judge could put in it, follows all links it is given;
then right and wrong marks are sent. Bodies and headers are searched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import product
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deqing_events import database
from deqing_events.contests.entrants import actions as entrants
from deqing_events.contests.models import Entrant, JudgeSeat
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from tests import factories, factories_registration
from tests.conftest import NOW
from tests.contests import judging, stage

COUNT = 38
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水"
ANOTHERS_MARK = "17.0913"
MOST_PAGES = 2000


@dataclass
class World:
    """A contest of 38 with blind codes, and what no judge may meet."""

    event: Event
    codes: dict[str, Entrant]
    sentinels: list[str] = field(default_factory=list)
    recused: str = ""


@pytest.fixture
def world(app: Flask) -> World:
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    event = factories.event()
    stage.rules(event)
    made = World(event, {})
    for at in range(COUNT):
        name, place, number = f"{SURNAMES[at]}哨兵{at:02}", f"哨兵工厂{at:02}号", f"QXZ7{at:02}"
        unit = factories.unit(place)
        registered = factories_registration.registration(event, name, unit_id=unit.id)
        row = stage.entrant(
            event, number, name, unit_name=place, delegation=f"哨兵镇{at:02}", registration_id=registered.id
        )
        stage.given(row, "c1", "裁判3", ANOTHERS_MARK)
        made.sentinels += [name, place, number, f"哨兵镇{at:02}", registered.number]
    made.sentinels.append(ANOTHERS_MARK)
    entrants.assign_blind_codes(event.id, by=SYSTEM, now=NOW)
    made.codes = {row.blind_code: row for row in database.session().query(Entrant)}
    made.recused = next(code for code, row in made.codes.items() if row.number == "QXZ705")
    return made


def values(world: World, token: str) -> dict[str, list[str]]:
    """Return what a judge could put into an address: own things, guesses, and the rows' numbers."""
    codes = [*list(world.codes)[:3], world.recused]
    ids = [str(row.id) for row in list(world.codes.values())[:2]]
    return {
        "event_id": [str(world.event.id)],
        "slug": [world.event.slug],
        "token": [token],
        "key": ["j1", "j2", "j3", "agreed", "times"],
        "who": [*codes, *ids],
        "blind": codes,
        "entrant_id": ids,
        "kind": ["xlsx", "csv"],
    }


def addresses(app: Flask, world: World, token: str) -> Iterator[str]:
    """Return every GET address of the app, with every value of its parameters."""
    known = values(world, token)
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
                continue
            names = sorted(rule.arguments - set(rule.defaults or {}))
            items = [getattr(rule._converters[name], "items", None) for name in names]  # noqa: SLF001 - an any()
            choices = [sorted(few) if few else known.get(name, ["1"]) for name, few in zip(names, items, strict=True)]
            for chosen in product(*choices):
                filled: dict[str, Any] = dict(zip(names, chosen, strict=True))
                yield app.url_for(rule.endpoint, **filled)


def followed(link: str) -> str:
    """Return the address to ask for: public lists have no end of filters and months, so they are asked for once."""
    address = unescape(link)
    return address if address.startswith(("/judge/", "/desk/")) else urlsplit(address).path


def crawl(client: FlaskClient, start: list[str], sentinels: list[str], most: int = MOST_PAGES) -> tuple[list[str], int]:
    """Ask for everything and follow what is given; return what was met where, and how many pages were read."""
    waiting, read = list(start), 0
    asked: set[str] = set()
    met: list[str] = []
    while waiting and len(asked) < most:
        address = waiting.pop()
        if address in asked or address.startswith(("/static/", "/logout", "/text-size")):
            continue
        asked.add(address)
        answer = client.get(address)
        body = unescape(answer.get_data(as_text=True)) if "image" not in (answer.mimetype or "") else ""
        head = unquote("\n".join(f"{name}: {value}" for name, value in answer.headers))
        met += [f"{address}: {word}" for word in sentinels if word in body or word in head]
        read += answer.status_code == 200
        links = [*re.findall(r'(?:href|src|action)="([^"]+)"', body), answer.headers.get("Location") or ""]
        waiting += [followed(link) for link in links if link.startswith("/") and not urlsplit(link).netloc]
    assert most < MOST_PAGES or not set(waiting) - asked, "the crawl was cut short"
    return met, read


def send_all(client: FlaskClient, posts: list[tuple[str, dict[str, Any]]], sentinels: list[str]) -> list[str]:
    """Send what a judge might send, right and wrong, and return the sentinels met in the answers."""
    met = []
    for address, body in posts:
        answer = client.post(address, json=body) if "nonce" in body else client.post(address, data=body)
        text = answer.get_data(as_text=True) + str(answer.headers)
        met += [f"POST {address}: {word}" for word in sentinels if word in text]
    return met


def test_a_link_shows_nobody(app: Flask, world: World) -> None:
    token = judging.link(world.event, "裁判1", workplace="哨兵工厂05号")
    phone = FlaskClient(app)
    own = f"/judge/{token}/"
    met, read = crawl(phone, [*addresses(app, world, token), own], world.sentinels)
    assert met == []
    assert read > COUNT, "the list and a page for each code were read"
    code = next(code for code in world.codes if code != world.recused)
    tries: list[dict[str, Any]] = [{}, {"value": "99"}, {"code": world.recused}, {"seen": "3"}, {"key": "paper"}]
    saving = {"nonce": "n1", "code": code, "key": "c1", "value": "50", "seen": None}
    posts: list[tuple[str, dict[str, Any]]] = [
        (own + code, {"m-0": "99", "seen": "{}"}),
        (own + code, {"m-0": "50", "m-1": "30", "seen": "{}"}),
        (own + world.recused, {"m-0": "50"}),
        *((own + "save", {**saving, "nonce": f"n{at}", **more}) for at, more in enumerate(tries)),
        (own + "sign", {"sure": "y", "seen": "x"}),
        (own + "fix", {"code": world.recused, "why": "看看"}),
    ]
    assert send_all(phone, posts, world.sentinels) == []
    page = phone.get(own).get_data(as_text=True)
    shown = re.findall(r'codes__code">([A-Z]\d\d)<', page)
    assert shown == sorted(set(world.codes) - {world.recused}), "in the order of the codes, without the related one"


def test_an_account_on_a_seat_shows_nobody(app: Flask, world: World) -> None:
    account = factories.account(Grant(Role.JUDGE, world.event.id))
    with database.transaction() as session:
        session.add(JudgeSeat(event_id=world.event.id, judge="裁判2", account_id=account.id))
        session.get_one(Entrant, world.codes[world.recused].id).recused = ["裁判2"]
    desk = factories.sign_in(FlaskClient(app), account)
    start = [*addresses(app, world, "A" * 26), f"/desk/events/{world.event.id}/scores"]
    met, read = crawl(desk, start, world.sentinels)
    assert met == []
    assert read > COUNT
    page = desk.get(f"/desk/events/{world.event.id}/scores/j2").get_data(as_text=True)
    assert world.recused not in page
    ids = {row.id for row in world.codes.values()}
    assert not {int(one) for one in re.findall(r'name="c-(\d+)-', page)} & ids, "a row's number tells the order"
    code = next(code for code in world.codes if code != world.recused)
    card = f"/desk/events/{world.event.id}/scores/j2"
    posts: list[tuple[str, dict[str, Any]]] = [
        (f"{card}/{code}", {f"c-{code}-0": "99"}),
        (f"{card}/{code}", {f"c-{code}-0": "50"}),
        (card, {f"c-{code}-0": "99"}),
        (f"{card}/{world.recused}", {f"c-{world.recused}-0": "50"}),
    ]
    assert send_all(desk, posts, world.sentinels) == []


def test_the_same_crawler_finds_what_a_leaking_page_shows(app: Flask, world: World) -> None:
    """The negative control: whoever may see names is seen to meet every one of them by this very crawler."""
    desk = factories.sign_in(FlaskClient(app), factories.account(Grant(Role.COUNTY_STAFF)))
    start = [f"/desk/events/{world.event.id}/{tail}" for tail in ("scores/j3", "entrants")]
    met = [line for address in start for line in crawl(desk, [address], world.sentinels, 1)[0]]
    found = {line.split(": ", 1)[1] for line in met}
    names = {word for word in world.sentinels if "哨兵" in word}
    assert names <= found
    assert ANOTHERS_MARK in found

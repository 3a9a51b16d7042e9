"""Signing in on a phone: the code's length of life, tries, session, limits, and what the cookie does."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event as sa_event
from sqlalchemy import select

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.database import db
from deqing_events.domain.roles import Actor
from deqing_events.messages.actions import Note, queue
from deqing_events.organisations import queries as organisations
from deqing_events.registration.queries import held_by
from deqing_events.workers import code_actions, phone
from deqing_events.workers.hashes import phone_hash
from deqing_events.workers.models import PhoneOwner, SignInCode
from tests import factories
from tests.conftest import Clock
from tests.engines import both_engines
from tests.factories_registration import registration
from tests.factories_workers import MOBILE, Inbox, ask, give, owned, recognise, sign_in
from tests.reading import StrictClient, text_of

NewClient = Callable[[], StrictClient]


def words(answer: object) -> str:
    return text_of(answer.get_data(as_text=True))  # type: ignore[attr-defined]


def wrong(inbox: Inbox) -> str:
    """A code that is not the last one sent."""
    return "000001" if inbox.last() == "000000" else "000000"


@both_engines
def test_the_right_code_makes_the_phone_own_the_mobile(client: StrictClient, inbox: Inbox) -> None:
    asked = ask(client)
    assert (asked.status_code, asked.location) == (303, "/my/sign-in/code")
    assert re.fullmatch("[0-9]{6}", inbox.last())
    given = give(client, inbox.last())
    assert (given.status_code, given.location) == (303, "/my/")
    assert owned(client) == MOBILE


@pytest.mark.parametrize("typed", ["１９９０００００１７", "+86 199 0000 0017", "0086-19900000017", " 199 0000 0017 "])
def test_however_the_number_is_typed_it_is_the_same_person(client: StrictClient, inbox: Inbox, typed: str) -> None:
    typed = typed.replace("１９９０００００１７", "１９９００００００１７")
    assert ask(client, typed).status_code == 303
    assert inbox.sent[-1][0] == MOBILE
    code = inbox.last().translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert give(client, f" {code[:3]} {code[3:]} ").status_code == 303
    assert owned(client) == MOBILE


def test_the_table_holds_neither_code_nor_mobile(client: StrictClient, inbox: Inbox) -> None:
    ask(client)
    row = database.session().scalars(select(SignInCode)).one()
    stored = " ".join(str(getattr(row, column.name)) for column in SignInCode.__table__.columns)
    assert inbox.last() not in stored
    assert MOBILE not in stored
    give(client, inbox.last())
    database.session().rollback()
    assert database.session().scalars(select(SignInCode.sealed_mobile)).one() == ""


def test_the_cookie_is_exchanged_and_what_it_held_moves_along(client: StrictClient, inbox: Inbox) -> None:
    client.set_cookie(phone.COOKIE, "fixed-by-a-stranger")
    held = registration(factories.event(), phone="fixed-by-a-stranger")
    sign_in(client, inbox)
    cookie = client.get_cookie(phone.COOKIE)
    assert cookie is not None
    assert cookie.value != "fixed-by-a-stranger"
    assert [row.id for row in held_by(phone_hash(cookie.value))] == [held.id]
    assert held_by(phone_hash("fixed-by-a-stranger")) == []


@both_engines
def test_a_code_works_once(client: StrictClient, new_client: NewClient, inbox: Inbox) -> None:
    old_cookie = "phone-before"
    client.set_cookie(phone.COOKIE, old_cookie)
    ask(client)
    page = client.get("/my/sign-in/code").get_data(as_text=True)
    asked = re.search(r'name="asked"[^>]*value="(\d+)"', page)
    assert asked is not None
    sent = {"asked": asked[1], "code": inbox.last()}
    assert client.submit("/my/sign-in/code", sent, page="/my/sign-out").status_code == 303
    replay = new_client()
    replay.set_cookie(phone.COOKIE, old_cookie)
    answer = replay.submit("/my/sign-in/code", sent, page="/my/sign-out")
    assert answer.status_code == 422
    assert "用过了" in words(answer)
    assert owned(replay) == ""


def test_a_code_lives_five_minutes(client: StrictClient, inbox: Inbox, clock: Clock) -> None:
    ask(client)
    clock.forward(minutes=5)
    answer = give(client, inbox.last())
    assert answer.status_code == 422
    assert "过了 5 分钟" in words(answer)
    assert owned(client) == ""


def test_a_moment_before_five_minutes_it_still_works(client: StrictClient, inbox: Inbox, clock: Clock) -> None:
    ask(client)
    clock.forward(minutes=4, seconds=59)
    assert give(client, inbox.last()).status_code == 303


@both_engines
def test_the_sixth_try_is_refused_even_with_the_right_code(client: StrictClient, inbox: Inbox) -> None:
    ask(client)
    for left in (4, 3, 2, 1):
        answer = give(client, wrong(inbox))
        assert answer.status_code == 422
        assert f"还可以试 {left} 次" in words(answer)
    assert "试了 5 次都对不上" in words(give(client, wrong(inbox)))
    answer = give(client, inbox.last())
    assert answer.status_code == 422
    assert "试了 5 次都对不上" in words(answer)
    assert owned(client) == ""


def test_another_shape_is_no_try(client: StrictClient, inbox: Inbox) -> None:
    ask(client)
    for typed in ("", "12345", "abcdef", "1234567", "①②③④⑤⑥ⅦX"):
        assert give(client, typed).status_code == 422
    assert give(client, inbox.last()).status_code == 303


@both_engines
def test_the_right_code_on_another_phone_fails_and_is_not_used_up(
    client: StrictClient, new_client: NewClient, inbox: Inbox
) -> None:
    ask(client)
    asked = database.session().scalar(select(SignInCode.id))
    thief = new_client()
    thief.get("/my/sign-in")
    sent = {"asked": str(asked), "code": inbox.last()}
    answer = thief.submit("/my/sign-in/code", sent, page="/my/sign-out")
    assert (answer.status_code, answer.location) == (303, "/my/sign-in")
    assert owned(thief) == ""
    database.session().rollback()
    assert database.session().scalars(select(SignInCode.tries)).one() == 0
    assert give(client, inbox.last()).status_code == 303


def test_a_new_code_ends_the_older_one(client: StrictClient, inbox: Inbox, clock: Clock) -> None:
    ask(client)
    first, first_id = inbox.last(), database.session().scalar(select(SignInCode.id))
    clock.forward(seconds=60)
    page = client.get("/my/sign-in/code").get_data(as_text=True)
    asked = re.search(r'name="asked"[^>]*value="(\d+)"', page)
    assert asked is not None
    again = client.submit("/my/sign-in/again", {"asked": asked[1]}, page="/my/sign-in/code")
    assert (again.status_code, again.location) == (303, "/my/sign-in/code")
    stale = client.submit("/my/sign-in/code", {"asked": str(first_id), "code": first}, page="/my/sign-out")
    assert stale.status_code == 422
    assert "请用最新的一条" in words(stale)
    assert give(client, inbox.last()).status_code == 303


@both_engines
def test_one_code_a_minute_five_an_hour_ten_a_day(client: StrictClient, inbox: Inbox, clock: Clock) -> None:
    ask(client)
    clock.forward(seconds=23)
    answer = ask(client)
    assert answer.status_code == 429
    assert "请过 37 秒再重发" in words(answer)
    assert f'value="{MOBILE}"' in answer.get_data(as_text=True)
    clock.forward(seconds=37)
    for _ in range(4):
        assert ask(client).status_code == 303
        clock.forward(seconds=60)
    answer = ask(client)
    assert answer.status_code == 429
    assert "请在 11:00 以后再试" in words(answer)
    clock.forward(hours=1)
    for _ in range(5):
        assert ask(client).status_code == 303
        clock.forward(seconds=60)
    clock.forward(hours=1)
    answer = ask(client)
    assert answer.status_code == 429
    assert "请在 11月24日 周二 08:00 以后再试" in words(answer)
    assert len(inbox.sent) == 10


def test_the_limit_of_a_number_holds_on_every_phone(client: StrictClient, new_client: NewClient, inbox: Inbox) -> None:
    ask(client)
    assert ask(new_client()).status_code == 429
    assert len(inbox.sent) == 1


def test_twenty_an_hour_from_one_address(client: StrictClient, inbox: Inbox) -> None:
    for number in range(20):
        assert ask(client, f"1990001{number:04}").status_code == 303
    answer = ask(client, "19900019999")
    assert answer.status_code == 429
    assert "这里要验证码的人太多" in words(answer)
    assert len(inbox.sent) == 20


@pytest.mark.parametrize("typed", ["", "1990000001", "abc", "29900000017", "1" * 41])
def test_no_number_no_code(client: StrictClient, inbox: Inbox, typed: str) -> None:
    answer = ask(client, typed)
    assert answer.status_code == 422
    assert inbox.sent == []


def test_the_page_for_the_code_without_asking_leads_to_the_first(client: StrictClient) -> None:
    assert client.get("/my/sign-in/code").location == "/my/sign-in"
    assert client.submit("/my/sign-in/again", {"asked": "1"}, page="/my/sign-out").location == "/my/sign-in"


@pytest.mark.parametrize(
    ("asked", "got"),
    [("/events/x/register", "/events/x/register"), ("//evil.example", "/"), ("https://evil.example", "/")],
)
def test_after_signing_in_one_is_where_one_wanted_to_be(
    client: StrictClient, inbox: Inbox, asked: str, got: str
) -> None:
    address = ask(client, address=f"/my/sign-in?next={asked}").location or ""
    assert give(client, inbox.last(), address).location == got


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sa_event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    sa_event.remove(db.engine, "before_cursor_execute", note)


def _look(new_client: NewClient, mobile: str) -> tuple[int, str, int, int, list[str]]:
    """Status, target, length of both pages without what is random, and the statements of one asking."""
    client = new_client()
    client.get("/my/sign-in")
    with statements() as seen:
        answer = ask(client, mobile)
    page = client.get("/my/sign-in/code").get_data(as_text=True)
    plain = re.sub(r'(name="(?:csrf_token|asked)"[^>]*value=")[^"]*', r"\1", page)
    kinds = [statement.split()[0] for statement in seen]
    return answer.status_code, answer.location or "", len(answer.get_data()), len(plain), kinds


def _four(new_client: NewClient) -> list[tuple[int, str, int, int, list[str]]]:
    """The same asking for a stranger, a member of the roster, somebody registered, and an owner of a phone."""
    factories.member("陈样本", "19900000021")
    registration(factories.event(), mobile="19900000022")
    recognise(new_client(), "19900000023")
    _look(new_client, "19900000024")  # makes the counter of the address
    return [_look(new_client, f"1990000{tail}") for tail in ("0020", "0021", "0022", "0023")]


@both_engines
def test_no_answer_tells_whether_a_number_is_known(new_client: NewClient) -> None:
    stranger, *known = _four(new_client)
    assert known == [stranger] * 3


def test_an_answer_that_looked_the_number_up_would_be_noticed(
    new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = queue

    def only_for_members(note: Note, *, now: dt.datetime, by: Actor) -> int | None:
        return kept(note, now=now, by=by) if organisations.members_with_mobile(note.mobile) else None

    monkeypatch.setattr(code_actions, "queue", only_for_members)
    stranger, member, *_ = _four(new_client)
    assert stranger != member, "a look-up was not seen: the test above proves nothing"


def test_the_log_names_no_number_and_no_code(client: StrictClient, inbox: Inbox) -> None:
    ask(client)
    give(client, wrong(inbox))
    give(client, inbox.last())
    entries = database.session().scalars(select(AuditEntry)).all()
    assert [entry.action for entry in entries] == ["sign_in.ask", "sign_in.wrong", "phone.sign_in"]
    told = " ".join(f"{entry.object_id} {entry.detail} {entry.actor}" for entry in entries)
    assert MOBILE not in told
    assert inbox.last() not in told


def test_old_codes_go_with_the_next_asking(client: StrictClient, inbox: Inbox, clock: Clock) -> None:
    ask(client)
    clock.forward(days=3)
    ask(client, "19900000018")
    assert len(database.session().scalars(select(SignInCode)).all()) == 1
    assert len(inbox.sent) == 2


def test_proving_another_number_ends_the_first(client: StrictClient, inbox: Inbox, app: Flask) -> None:
    del app
    sign_in(client, inbox)
    client.submit("/my/sign-out")
    sign_in(client, inbox, "19900000018")
    assert owned(client) == "19900000018"
    rows = database.session().scalars(select(PhoneOwner).order_by(PhoneOwner.id)).all()
    assert [row.ended_at is None for row in rows] == [False, True]

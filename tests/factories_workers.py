"""A worker who signs in on a phone, in a test: asking for the code, reading it, giving it back."""

import re
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from deqing_events import database
from deqing_events.messages.models import Message
from deqing_events.workers import phone, queries
from deqing_events.workers.hashes import phone_hash
from deqing_events.workers.models import PhoneOwner
from tests.conftest import NOW

MOBILE = "19900000017"


class Inbox:
    """Every code in the outbox, by mobile."""

    @property
    def sent(self) -> list[tuple[str, str]]:
        """Mobile and code of each, oldest first."""
        database.session().rollback()
        query = select(Message).where(Message.template == "sign_in_code").order_by(Message.id)
        return [(found.mobile, found.placeholders["code"]) for found in database.session().scalars(query)]

    def last(self, mobile: str = MOBILE) -> str:
        """The newest code for a mobile."""
        return next(code for to, code in reversed(self.sent) if to == mobile)


def ask(client: Any, mobile: str = MOBILE, address: str = "/my/sign-in") -> TestResponse:
    """Ask for a code on a phone."""
    answer: TestResponse = client.submit(address, {"mobile": mobile})
    return answer


def give(client: Any, code: str, address: str = "/my/sign-in/code") -> TestResponse:
    """Type a code into the page a phone shows."""
    page = client.get(address).get_data(as_text=True)
    found = re.search(r'name="asked"[^>]*value="(\d+)"', page)
    asked = found[1] if found else "0"
    answer: TestResponse = client.submit(address, {"asked": asked, "code": code}, page="/my/sign-out")
    return answer


def sign_in(client: Any, inbox: Inbox, mobile: str = MOBILE) -> TestResponse:
    """Sign a phone in by a code."""
    assert ask(client, mobile).status_code == 303
    return give(client, inbox.last(mobile))


def recognise(client: Any, mobile: str = MOBILE, *, cookie: str = "") -> PhoneOwner:
    """Make a phone recognised without the way through the pages."""
    value = cookie or f"recognised-{mobile}-{id(client)}"
    client.set_cookie(phone.COOKIE, value)
    made = PhoneOwner(phone_hash=phone_hash(value), mobile=mobile, verified_at=NOW, seen_at=NOW, address="10.0.8.21")
    with database.transaction() as session:
        session.add(made)
    return made


def owned(client: Any) -> str:
    """The mobile a phone owns by its cookie, empty without one."""
    cookie = client.get_cookie(phone.COOKIE)
    database.session().rollback()
    found = queries.owner_of(phone_hash(cookie.value)) if cookie else None
    return found.mobile if found else ""

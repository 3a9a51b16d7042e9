"""Staff accounts of the demonstration: one for every role, with a random password that is shown once."""

import datetime as dt
import secrets
from dataclasses import dataclass

from deqing_events.accounts import actions
from deqing_events.domain.roles import ROLE_WORDS, SYSTEM, Actor, Grant, Role

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class SignIn:
    """Who can sign in, and as what."""

    username: str
    password: str
    name: str
    role: Role

    @property
    def role_word(self) -> str:
        """The role as people call it."""
        return ROLE_WORDS[self.role]


ROWS = (
    ("demo-county", "戴示例", Role.COUNTY_STAFF),
    ("demo-town", "沈示例", Role.TOWNSHIP_ADMIN),
    ("demo-organiser", "陆示例", Role.ORGANISER),
    ("demo-clerk", "俞示例", Role.UNIT_CLERK),
    ("demo-judge", "费示例", Role.JUDGE),
    ("demo-scores", "荀示例", Role.SCOREKEEPER),
    ("demo-call", "汤示例", Role.CALL_OFFICER),
    ("demo-leader", "葛示例", Role.GROUP_LEADER),
    ("demo-chief", "裘示例", Role.CHIEF_JUDGE),
    ("demo-codes", "阮示例", Role.ENCRYPTION_OFFICER),
    ("demo-supervisor", "茅示例", Role.SUPERVISOR),
    ("demo-arbiter", "冯示例", Role.ARBITER),
    ("demo-auditor", "章示例", Role.AUDITOR),
    ("demo-admin", "施示例", Role.SYSADMIN),
)


@dataclass(frozen=True)
class Staff:
    """The accounts by role, and what is shown of them."""

    ids: dict[Role, int]
    sign_ins: tuple[SignIn, ...]

    def actor(self, role: Role) -> Actor:
        """Return how the account of a role stands in the log."""
        return Actor(f"staff:{self.ids[role]}", role.value, "127.0.0.1")

    def give(self, role: Role, *scope_ids: int, now: dt.datetime) -> None:
        """Bound a role to its townships, events or workplaces."""
        grants = [Grant(role, scope_id) for scope_id in scope_ids]
        actions.set_grants(self.ids[role], grants, now=now, by=self.actor(Role.SYSADMIN))


def create(*, now: dt.datetime) -> Staff:
    """Make the accounts. Roles with a bound get it when the thing they are bound to is there.

    Raises AccountRefusedError when a name is taken.
    """
    ids, shown = {}, []
    for username, name, role in ROWS:
        bounded = role not in {Role.COUNTY_STAFF, Role.AUDITOR, Role.SYSADMIN}
        password = _password()
        grants = () if bounded else (Grant(role),)
        account = actions.NewAccount(username, name, password, "演示账号", grants)
        ids[role] = actions.create_account(account, now=now, by=SYSTEM).id
        shown.append(SignIn(username, password, name, role))
    return Staff(ids, tuple(shown))


def _password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))

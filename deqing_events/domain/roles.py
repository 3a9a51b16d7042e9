"""Who may do what: roles, permissions, and how far each reaches.

Vocabulary: a *grant* gives one account a role, bounded by a *scope* (the county, one township, one event, one unit). A
*principal* is who the current request acts for. A *reach* says over which objects a permission holds. Deny is the
default: what is not listed here is refused.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from deqing_events.domain.permissions import ROLE_PERMISSIONS, Permission, Role

__all__ = [
    "ANONYMOUS",
    "ROLE_PERMISSIONS",
    "ROLE_SCOPES",
    "ROLE_WORDS",
    "SYSTEM",
    "Actor",
    "Grant",
    "Permission",
    "Principal",
    "Reach",
    "Role",
    "Scope",
]

ROLE_WORDS: Mapping[Role, str] = {
    Role.COUNTY_STAFF: "县总业务员",
    Role.TOWNSHIP_ADMIN: "镇街工会管理员",
    Role.ORGANISER: "赛事承办人",
    Role.UNIT_CLERK: "单位经办人",
    Role.JUDGE: "裁判员",
    Role.SCOREKEEPER: "记分员",
    Role.CALL_OFFICER: "检录员",
    Role.GROUP_LEADER: "裁判组长",
    Role.CHIEF_JUDGE: "裁判长",
    Role.ENCRYPTION_OFFICER: "加密裁判",
    Role.SUPERVISOR: "监督",
    Role.ARBITER: "仲裁",
    Role.AUDITOR: "安全审计员",
    Role.SYSADMIN: "系统管理员",
}


class Scope(StrEnum):
    """What bounds a grant."""

    COUNTY = "county"
    TOWNSHIP = "township"
    EVENT = "event"
    UNIT = "unit"


ROLE_SCOPES: Mapping[Role, Scope] = {
    Role.COUNTY_STAFF: Scope.COUNTY,
    Role.TOWNSHIP_ADMIN: Scope.TOWNSHIP,
    Role.ORGANISER: Scope.EVENT,
    Role.UNIT_CLERK: Scope.UNIT,
    Role.JUDGE: Scope.EVENT,
    Role.SCOREKEEPER: Scope.EVENT,
    Role.CALL_OFFICER: Scope.EVENT,
    Role.GROUP_LEADER: Scope.EVENT,
    Role.CHIEF_JUDGE: Scope.EVENT,
    Role.ENCRYPTION_OFFICER: Scope.EVENT,
    Role.SUPERVISOR: Scope.EVENT,
    Role.ARBITER: Scope.EVENT,
    Role.AUDITOR: Scope.COUNTY,
    Role.SYSADMIN: Scope.COUNTY,
}


@dataclass(frozen=True)
class Grant:
    """One role with its bound; ``scope_id`` is a township, event or unit id, None for the county."""

    role: Role
    scope_id: int | None = None

    @property
    def scope(self) -> Scope:
        """The kind of bound of this grant's role."""
        return ROLE_SCOPES[self.role]


@dataclass(frozen=True)
class Reach:
    """Over what a permission holds; ``county`` means everything."""

    county: bool = False
    townships: frozenset[int] = frozenset()
    events: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.county or bool(self.townships or self.events or self.units)

    def covers_event(self, event_id: int, township_id: int | None) -> bool:
        """Tell whether an event of a township (None: the county's own) is inside."""
        return self.county or event_id in self.events or township_id in self.townships

    def covers_unit(self, unit_id: int, township_id: int | None) -> bool:
        """Tell whether a workplace of a township is inside."""
        return self.county or unit_id in self.units or township_id in self.townships


@dataclass(frozen=True)
class Principal:
    """Who the request acts for. An anonymous principal has no account and no grants."""

    account_id: int | None = None
    name: str = ""
    grants: tuple[Grant, ...] = field(default=())

    @property
    def signed_in(self) -> bool:
        """Tell whether a staff account stands behind the request."""
        return self.account_id is not None

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, whatever their bounds."""
        return frozenset(grant.role for grant in self.grants)

    def acting(self, address: str = "") -> "Actor":
        """Return how this principal is named in the audit log, from ``address``."""
        who = f"staff:{self.account_id}" if self.signed_in else "public"
        return Actor(who, ",".join(sorted(self.roles)), address)

    def reach(self, permission: Permission) -> Reach:
        """Return over what ``permission`` holds; an empty (false) Reach when nowhere."""
        holding = [grant for grant in self.grants if permission in ROLE_PERMISSIONS[grant.role]]
        return Reach(
            county=any(grant.scope is Scope.COUNTY for grant in holding),
            townships=_bounds(holding, Scope.TOWNSHIP),
            events=_bounds(holding, Scope.EVENT),
            units=_bounds(holding, Scope.UNIT),
        )

    def may(self, permission: Permission) -> bool:
        """Tell whether ``permission`` holds anywhere at all."""
        return bool(self.reach(permission))


def _bounds(grants: Iterable[Grant], scope: Scope) -> frozenset[int]:
    return frozenset(grant.scope_id for grant in grants if grant.scope is scope and grant.scope_id is not None)


ANONYMOUS = Principal()


@dataclass(frozen=True)
class Actor:
    """The person acting, as every action takes it in ``by``: never a name or phone, so that the log holds none.

    ``who`` is ``staff:<id>``, ``gate:<device id>``, ``judge:<id>``, ``phone``, ``public`` or ``system``.
    """

    who: str
    role: str = ""
    address: str = ""


SYSTEM = Actor("system")

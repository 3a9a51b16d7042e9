"""Why an arbiter must not rule on an appeal: part in the contest, at work for its host, or one of those who appeal."""

from collections.abc import Collection

from deqing_events import database
from deqing_events.accounts.models import StaffAccount
from deqing_events.accounts.queries import account_by_id, principal_of
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.arbitration import queries
from deqing_events.domain.recusal import Workplace, same_workplace, workplace
from deqing_events.domain.roles import ROLE_WORDS, Permission, Role, Scope
from deqing_events.organisations.models import Organisation, Unit

HOST = "是主办方的工作人员"
TOOK_PART = "在这场比赛里评过、录过或签认过成绩"
OWN = "这件申诉由本人提交"
SAME = "和申诉方是同一单位"


def reason(account: StaffAccount, appeal: Appeal) -> str:
    """Return in a few words why the arbiter is recused, empty when nothing is in the way."""
    event, person = appeal.event, principal_of(account)
    for grant in person.grants:
        if grant.scope is Scope.EVENT and grant.scope_id == event.id and grant.role is not Role.ARBITER:
            return f"在这场比赛里还是{ROLE_WORDS[grant.role]}"
    if person.reach(Permission.RESULTS_PUBLISH).covers_event(event.id, event.township_id):
        return HOST
    if queries.took_part(event.id, account.id):
        return TOOK_PART
    if appeal.filed_by == f"staff:{account.id}":
        return OWN
    theirs = _appealing(appeal)
    together = any(same_workplace(own, other) for own in _workplaces(account) for other in theirs)
    return SAME if together else ""


def _appealing(appeal: Appeal) -> list[Workplace]:
    """Return the workplaces of those who appeal: of the entrant, of the delegation, of the account that filed it."""
    found = [workplace(None, [appeal.delegation])]
    if appeal.entrant is not None:
        found.append(workplace(appeal.entrant.unit_id, [appeal.entrant.unit_name]))
    kind, _, number = appeal.filed_by.partition(":")
    filer = account_by_id(int(number)) if kind == "staff" and number.isdigit() else None
    return found + (_bound(filer, (Role.UNIT_CLERK, Role.TOWNSHIP_ADMIN)) if filer else [])


def _workplaces(account: StaffAccount) -> list[Workplace]:
    return [workplace(None, [account.department]), *_bound(account, (Role.UNIT_CLERK, Role.TOWNSHIP_ADMIN))]


def _bound(account: StaffAccount, roles: Collection[Role]) -> list[Workplace]:
    """Return the units and townships an account works for."""
    found = []
    for grant in principal_of(account).grants:
        if grant.role not in roles or grant.scope_id is None:
            continue
        if grant.role is Role.UNIT_CLERK:
            unit = database.session().get(Unit, grant.scope_id)
            found += [workplace(unit.id, [unit.name])] if unit else []
        else:
            town = database.session().get(Organisation, grant.scope_id)
            found += [workplace(None, [town.name])] if town else []
    return found

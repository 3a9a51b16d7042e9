"""How a grant's township or workplace is found by what somebody types, and how it is called."""

from deqing_events.accounts import scopes
from deqing_events.accounts.scopes import ScopeSource
from deqing_events.domain.roles import Scope
from deqing_events.organisations import queries


def attach() -> None:
    """Offer townships and units to the accounts feature, which knows neither."""
    scopes.offer(
        Scope.TOWNSHIP,
        ScopeSource("镇街", "请填镇街的全称或编码。", queries.township_id_by_code_or_name, queries.township_label),
    )
    scopes.offer(
        Scope.UNIT, ScopeSource("单位", "请填单位编码或全称。", queries.unit_id_by_code_or_name, queries.unit_label)
    )

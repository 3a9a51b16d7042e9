"""One registration takes another's place: the counters that cover only one of the two move along, exactly.

``quota_actions.lock_event`` comes before everything here.
"""

import datetime as dt

from sqlalchemy.orm import Session

from deqing_events.domain import places
from deqing_events.domain.places import Counter
from deqing_events.events.models import Event
from deqing_events.registration import quota_actions, reserve_actions, rules
from deqing_events.registration.models import Registration
from deqing_events.registration.rules import RegistrationRefusedError


def hand_over(session: Session, event: Event, leaving: Registration, coming: Registration, *, now: dt.datetime) -> None:
    """Move weight and place of ``leaving`` to ``coming``; their states are the caller's matter.

    Raises RegistrationRefusedError, with nothing changed, when a bound that covers only the newcomer has no room or
    looks at something not known of them.
    """
    weight = leaving.weight
    if leaving.state == "confirmed" and weight:
        coming.reserve_id = _move(session, event, leaving, coming, now=now)
    leaving.weight, leaving.reserve_id, coming.weight = 0, None, weight


def _move(
    session: Session, event: Event, leaving: Registration, coming: Registration, *, now: dt.datetime
) -> int | None:
    held: list[Counter] = reserve_actions.fit(session, event, now=now)
    leaver, targets = quota_actions.claimant(leaving), quota_actions.claimant(coming).targets
    comer = places.Claimant(targets, leaver.weight)
    unknown = places.unplaced([comer], held)
    if unknown is not None:
        raise RegistrationRefusedError(rules.UNKNOWN_OF[unknown])
    known = list(quota_actions.fill_patterns(session, event.id, [comer], held))
    wanted = places.hand_over(leaver, leaving.reserve_id, comer, known)
    if wanted.full is not None:
        raise RegistrationRefusedError(rules.full_sentence(wanted.full))
    if not quota_actions.take(session, wanted.takes, known):
        raise RegistrationRefusedError(rules.FULL)
    quota_actions.give_back(session, wanted.gives)
    return wanted.reserve_id

"""Making and revoking links of screens and posters."""

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.checkin import revoking_actions
from deqing_events.checkin.models import CheckinList
from deqing_events.checkin.screens import codes, queries
from deqing_events.checkin.screens.models import ScreenLink
from deqing_events.domain.roles import Actor
from deqing_events.settings import Keys

SERIALS = 2**31 - 1


class ScreenRefusedError(ValueError):
    """A link cannot be made; the text is a sentence for people."""


@dataclass(frozen=True)
class ScreenDetails:
    """What staff say about a screen or poster. ``kind`` is venue, poster or wall."""

    kind: str
    place: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    session_id: int | None = None


def make(list_id: int, details: ScreenDetails, *, keys: Keys, now: dt.datetime, by: Actor) -> int:
    """Make a link and return its id; asked twice, as by a double tap, it is one. Raises ScreenRefusedError.

    Where the list names its gates, people can only check in at one of these.
    """
    wanted = ScreenLink(**vars(details), list_id=list_id, serial=secrets.randbelow(SERIALS), created_by=by.who)
    wanted.token_hash, wanted.created_at = secrets.token_hex(32), now
    try:
        with database.transaction() as session:
            at = session.get(CheckinList, list_id, with_for_update=True)  # two taps at once wait here for each other
            gates = (at.gates if at else None) or []
            if details.kind != "wall" and gates and details.place not in gates:
                raise ScreenRefusedError(f"这份名单只从{'、'.join(gates)}进，位置请填其中一个。")
            same = queries.same_link(wanted)
            if same is not None:
                return same
            session.add(wanted)
            session.flush()
            wanted.token_hash = codes.token_hash(codes.screen_token(wanted.id, wanted.serial, keys))
            record("screen_link.make", "screen_link", wanted.id, by=by, now=now, list=list_id, screen=wanted.kind)
            return wanted.id
    except IntegrityError as error:
        raise ScreenRefusedError(database.violated(error) or "请核对后再做一次。") from error


def revoke(link_id: int, *, now: dt.datetime, by: Actor) -> bool:
    """Revoke a link; false when it was revoked before."""
    return revoking_actions.revoke(ScreenLink, ScreenLink.id == link_id, now=now, by=by) == 1

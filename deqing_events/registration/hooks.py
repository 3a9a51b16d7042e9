"""What features above registration tell it, without being imported: the factory fills ``offers`` at start."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from deqing_events.registration.models import Pass


def _nobody_special(held: Pass) -> object | None:
    del held
    return None


def _not_entered(registration_id: int) -> dt.datetime | None:
    del registration_id
    return None


@dataclass
class Offers:
    """The hooks, filled by check-in.

    ``pass_seen(held)`` answers the request when whoever opened a pass's address may check people in there (a signed-in
    gate volunteer or staff), with anything a view may return; None for everybody else. ``entered_at(registration_id)``
    says when somebody came in, None before.
    """

    pass_seen: Callable[[Pass], object | None] = field(default=_nobody_special)
    entered_at: Callable[[int], dt.datetime | None] = field(default=_not_entered)


offers = Offers()

"""What features above or beside tell about retention; filled at start."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def _no_promotions() -> Mapping[int, dt.datetime | None]:
    return {}


@dataclass
class Offers:
    """``promotions()`` returns, for each event that a promotion follows, when it was closed; None while it is open."""

    promotions: Callable[[], Mapping[int, dt.datetime | None]] = field(default=_no_promotions)


offers = Offers()

"""What the installation tells the outbox without being imported; ``offered.attach`` fills it at start."""

from collections.abc import Callable
from dataclasses import dataclass, field


def _no() -> bool:
    return False


@dataclass
class Offers:
    """``kept_at_once()`` tells whether nothing leaves this installation, so that a due message is kept at once."""

    kept_at_once: Callable[[], bool] = field(default=_no)


offers = Offers()

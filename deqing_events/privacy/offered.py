"""What other features tell retention: when a promotion was over, and with it the use of an identity number."""

from deqing_events.contests.promotions import queries as promotions
from deqing_events.privacy import hooks


def attach() -> None:
    """Fill the hooks of retention."""
    hooks.offers.promotions = promotions.closed

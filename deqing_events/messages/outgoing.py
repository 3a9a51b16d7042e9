"""What a gateway gets and gives back. A gateway is the one way messages leave an installation."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

SENT, KEPT, LATER, REFUSED = "sent", "kept", "later", "refused"


@dataclass(frozen=True)
class Outgoing:
    """One message as it leaves; nothing personal shows in its repr, so that no log line can hold any."""

    id: int
    template: str
    mobile: str = field(repr=False)
    values: Mapping[str, str] = field(repr=False)
    text: str = field(repr=False)
    at: dt.datetime


@dataclass(frozen=True)
class Receipt:
    """What became of it: ``outcome`` is sent, kept, later (try again) or refused (no use trying again).

    ``note`` says why in words for staff and holds neither mobile nor text.
    """

    outcome: str
    note: str = ""
    provider_id: str = ""


class Gateway(Protocol):
    """Sends one message and says what became of it; a failure is a receipt, never an exception."""

    def send(self, outgoing: Outgoing) -> Receipt:
        """Send one message; may take seconds, so it is called outside any transaction."""

"""What features above keep under a phone's cookie, told when the cookie changes or is forgotten; filled at start."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Follower:
    """One feature that keeps rows under the hash of a phone's cookie; both run inside the open transaction.

    ``moved(old, new)`` says that the phone is known under another hash now, ``forgotten(old)`` that it is to show
    nothing any more.
    """

    moved: Callable[[str, str], None]
    forgotten: Callable[[str], None]


def _no_name(mobile: str) -> str:
    del mobile
    return ""


@dataclass
class Offers:
    """``followers`` by feature; ``last_name(mobile)`` is the name last registered with a mobile, empty without one."""

    followers: dict[str, Follower] = field(default_factory=dict)
    last_name: Callable[[str], str] = field(default=_no_name)

    def moved(self, old: str, new: str) -> None:
        """Tell every feature that a phone's hash has changed."""
        for follower in self.followers.values():
            follower.moved(old, new)

    def forgotten(self, phone_hash: str) -> None:
        """Tell every feature that a phone is to be forgotten."""
        for follower in self.followers.values():
            follower.forgotten(phone_hash)


offers = Offers()

"""Who signs the results of a contest, in which order, and which signatures still stand.

Vocabulary: a *place* is where one signature belongs: a judge's own sheet, or the whole result set for the group leader,
the chief judge and the supervisor. A signature stands for a digest; once what it was given for has changed it is
*void*, and so is every later one. Order (domain.md 3.1, steps 6 and 7): judges in any order, then up the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class SignerRole(StrEnum):
    """As whom somebody signs, in the order of signing."""

    JUDGE = "judge"
    GROUP_LEADER = "group_leader"
    CHIEF_JUDGE = "chief_judge"
    SUPERVISOR = "supervisor"


SIGNER_WORDS = {
    SignerRole.JUDGE: "裁判",
    SignerRole.GROUP_LEADER: "裁判组长",
    SignerRole.CHIEF_JUDGE: "裁判长",
    SignerRole.SUPERVISOR: "监督",
}


@dataclass(frozen=True, slots=True)
class SigningPlace:
    """One signature that is needed: ``judge`` names whose sheet (empty above judges), ``digest`` what to stand for."""

    role: SignerRole
    judge: str
    digest: str

    @property
    def title(self) -> str:
        """Who signs here, in words."""
        return self.judge or SIGNER_WORDS[self.role]


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that was given; ``by`` is the account or link that gave it."""

    role: str
    judge: str
    digest: str
    by: str


@dataclass(frozen=True, slots=True)
class SigningState:
    """A place and its signature: ``by`` is empty while none stands, ``void`` tells that one fell through a change."""

    place: SigningPlace
    by: str
    void: bool


def signing_places(judges: Sequence[tuple[str, str]], whole: str, *, group_leader: bool) -> tuple[SigningPlace, ...]:
    """Return every place in order. ``judges`` are (name, digest of the own sheet), ``whole`` the digest of all."""
    upper = [SignerRole.CHIEF_JUDGE, SignerRole.SUPERVISOR]
    if group_leader:
        upper.insert(0, SignerRole.GROUP_LEADER)
    return (
        *(SigningPlace(SignerRole.JUDGE, judge, digest) for judge, digest in judges),
        *(SigningPlace(role, "", whole) for role in upper),
    )


def signing_states(places: Sequence[SigningPlace], given: Sequence[Signed]) -> tuple[SigningState, ...]:
    """Return how each place stands, in order."""
    return tuple(_state(place, given) for place in places)


def signing_problem(states: Sequence[SigningState], role: SignerRole, judge: str, by: str) -> str:
    """Return the sentence that says why ``by`` cannot sign there now, empty when it can."""
    wanted = next((state for state in states if (state.place.role, state.place.judge) == (role, judge)), None)
    if wanted is None:
        return "这里不用签认。"
    if wanted.by:
        return f"{wanted.place.title}已经签认过了。"
    if any(state.by == by for state in states):
        return "每处签认要用不同的账号，这个账号已经签过别处了。"
    order = list(SignerRole)
    before = [state for state in states if not state.by and order.index(state.place.role) < order.index(role)]
    return f"请等{before[0].place.title}先签认。" if before else ""


def _state(place: SigningPlace, given: Sequence[Signed]) -> SigningState:
    own = [one for one in given if (one.role, one.judge) == (place.role, place.judge)]
    standing = next((one.by for one in own if one.digest == place.digest), "")
    return SigningState(place, standing, void=bool(own) and not standing)

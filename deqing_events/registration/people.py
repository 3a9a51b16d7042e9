"""Who is registering: what was typed, brought to one form, and the snapshot that statistics will use.

The roster is matched silently: nothing a worker sees depends on whether a match was found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from deqing_events.domain.identity import normalise_mobile
from deqing_events.domain.names import normalise_name
from deqing_events.domain.questions.catalogue import IDENTITY
from deqing_events.domain.questions.definition import Answers
from deqing_events.organisations import queries as organisations
from deqing_events.organisations.identity_vault import keyed_hash
from deqing_events.organisations.models import Member, Unit
from deqing_events.organisations.pinyin import name_pinyin_of
from deqing_events.registration.consents import Purpose
from deqing_events.settings import Keys

LONGEST_NAME = 60
LONGEST_UNIT = 120


@dataclass(frozen=True)
class Details:
    """What somebody types to register. ``unit_id`` is set when a suggestion was chosen, ``answers`` by question key.

    ``proved_mobile`` is not typed: it is the mobile that the phone in hand has proved, empty without a proof.
    ``photos`` says that photos of the person may be used. Whoever gives an identity number has agreed to that.
    """

    name: str
    mobile: str
    unit_text: str = ""
    unit_id: int | None = None
    session_id: int | None = None
    publish_name: bool = False
    photos: bool = False
    trade: str = ""
    answers: Answers = field(default_factory=dict)
    proved_mobile: str = ""


@dataclass(frozen=True)
class Person:
    """The columns of a registration that say who it is."""

    person_key: str
    member_id: int | None
    name: str
    pinyin_key: str
    initials: str
    mobile: str
    mobile_tail: str
    unit_id: int | None
    unit_text: str
    township_id: int | None
    union_id: int | None
    gender: str
    migrant: str
    trade: str = ""


class UnusableDetailsError(ValueError):
    """Name or mobile cannot be used; the text is a sentence for people."""


def recognise(details: Details, keys: Keys) -> Person:
    """Return the snapshot of a person. Raises UnusableDetailsError for an empty name or no usable mobile."""
    return recognise_all([details], keys)[0]


def recognise_all(several: Sequence[Details], keys: Keys) -> list[Person]:
    """Do the same for several people, asking for all of them at once. Raises UnusableDetailsError for the first."""
    who = [_identity(details) for details in several]
    members = organisations.find_members(who)
    units: dict[tuple[int | None, str], Unit | None] = {}
    for details in several:
        named = (details.unit_id, details.unit_text)
        if named not in units:
            units[named] = _named(details)
    return [
        _person(details, *identity, members.get(identity), units[details.unit_id, details.unit_text], keys)
        for details, identity in zip(several, who, strict=True)
    ]


def _identity(details: Details) -> tuple[str, str]:
    name = normalise_name(details.name)[:LONGEST_NAME]
    mobile = normalise_mobile(details.mobile)
    if not name:
        raise UnusableDetailsError("请填写姓名。")
    if mobile is None:
        raise UnusableDetailsError("手机号要 11 位，以 1 开头，请再看一遍。")
    return name, mobile


def _person(  # noqa: PLR0913, PLR0917 - who it is, and what was found about them
    details: Details, name: str, mobile: str, member: Member | None, named: Unit | None, keys: Keys
) -> Person:
    unit = named or (member.unit if member else None)
    identity = f"member:{member.id}" if member else f"phone:{mobile}:{name}"
    pinyin_key, initials = name_pinyin_of(name)
    return Person(
        person_key=keyed_hash(identity, keys),
        member_id=member.id if member else None,
        name=name,
        pinyin_key=pinyin_key[:200],
        initials=initials[:60],
        mobile=mobile,
        mobile_tail=mobile[-4:],
        unit_id=unit.id if unit else None,
        unit_text=details.unit_text.strip()[:LONGEST_UNIT],
        township_id=unit.township_id if unit else None,
        union_id=unit.union_id if unit else None,
        gender=member.gender if member else "",
        migrant=member.migrant if member else "",
        trade=details.trade,
    )


def said_by(details: Details) -> dict[Purpose, bool]:
    """Return what somebody said to each purpose by signing up."""
    said = {Purpose.TAKING_PART: True, Purpose.PUBLICATION: details.publish_name, Purpose.PHOTOS: details.photos}
    return {**said, Purpose.IDENTITY: True} if IDENTITY in details.answers else said


def names_workplace(details: Details) -> bool:
    """Tell whether what was typed names a workplace we know, whatever the roster says of the person."""
    return _named(details) is not None


def _named(details: Details) -> Unit | None:
    chosen = organisations.unit_by_id(details.unit_id) if details.unit_id is not None else None
    return chosen or organisations.resolve_unit(details.unit_text)

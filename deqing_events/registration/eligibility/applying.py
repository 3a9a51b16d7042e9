"""Somebody who wants to be in an event, as the rules look at them: what was typed, and whether files may speak."""

from collections.abc import Mapping
from dataclasses import dataclass

from deqing_events.domain.eligibility.facts import Asked
from deqing_events.domain.questions.definition import Answers
from deqing_events.registration.models import Registration
from deqing_events.registration.people import Details, Person, names_workplace

TRUSTED = ("staff", "walk_in")
"""Sources of sign-ups by people who may see what is on file anyway."""


@dataclass(frozen=True)
class Applicant:
    """One person and one event. ``answers`` are by catalogue field; ``on_file`` as in ``domain.eligibility.facts``.

    ``asker`` fills the form in: self, or a clerk or captain, who cannot prove the person's mobile.
    """

    person_key: str
    name: str
    mobile: str
    member_id: int | None
    unit_id: int | None
    union_id: int | None
    township_id: int | None
    trade: str
    session_id: int | None
    answers: Mapping[str, str]
    on_file: bool
    asker: str = "self"


def typed(person: Person, details: Details, *, session_id: int | None, on_file: bool, asker: str = "self") -> Applicant:
    """Return somebody from a form. Before a proof only a workplace that was named counts, never the roster's."""
    known = on_file or (asker == "clerk" and details.unit_id is not None) or names_workplace(details)
    return Applicant(
        person_key=person.person_key,
        name=person.name,
        mobile=person.mobile,
        member_id=person.member_id,
        unit_id=person.unit_id if known else None,
        union_id=person.union_id if known else None,
        township_id=person.township_id if known else None,
        trade=person.trade,
        session_id=session_id,
        answers=texts(details.answers),
        on_file=on_file,
        asker=asker,
    )


def stored(held: Registration, answers: Mapping[str, str], *, on_file: bool = True) -> Applicant:
    """Return somebody who is registered already."""
    return Applicant(
        person_key=held.person_key,
        name=held.name,
        mobile=held.mobile,
        member_id=held.member_id,
        unit_id=held.unit_id,
        union_id=held.union_id,
        township_id=held.township_id,
        trade=held.trade,
        session_id=held.session_id,
        answers=answers,
        on_file=on_file,
    )


def texts(answers: Answers) -> dict[str, str]:
    """Return the answers a rule may look at: a field of the catalogue is asked under its own key."""
    wanted = {each.value for each in Asked}
    return {key: value for key, value in answers.items() if key in wanted and isinstance(value, str)}

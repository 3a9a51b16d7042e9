"""Whom the owner of this phone may sign up without typing: the members of the roster with the mobile that was proved.

Needs a request. Nothing of the roster leaves here before a code was given back on this phone: whoever has not, gets the
empty form, whatever the address says. What is filled in comes from the roster at each step, never from the page.
"""

import datetime as dt
from dataclasses import dataclass, replace

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Form

from deqing_events.domain.text import row_id
from deqing_events.organisations import queries as organisations
from deqing_events.organisations.models import Member
from deqing_events.registration import consent_queries, showing
from deqing_events.registration.consents import Purpose
from deqing_events.workers import recognised

SOMEBODY_ELSE = "other"
"""The answer "somebody else" to whose sign-up it is."""


@dataclass(frozen=True)
class Known:
    """A member this phone may sign up. ``agreed_at`` is when the words about taking part were agreed to before.

    ``types_unit`` says that the workplace is typed: it is missing on the roster, or to be another one.
    """

    member_id: int
    name: str
    mobile: str
    unit_text: str
    unit_id: int | None
    agreed_at: dt.datetime | None
    types_unit: bool = False


def choices(event_id: int) -> list[Known]:
    """Return who can be signed up for an event with one tap: members of this mobile who are not in it yet."""
    taken = {held.name for held in showing.held_registrations() if held.event_id == event_id and showing.alive(held)}
    return [_known(member) for member in _members() if member.name not in taken]


def chosen(event_id: int) -> Known | None:
    """Return whose sign-up this request is about; None for somebody typed in.

    A form says it; an address may, and need not where there is only one to choose.
    """
    asked = request.values.get("who", "")
    if request.method == "GET" and not asked:
        found = choices(event_id)
        return found[0] if len(found) == 1 else None
    member = next((member for member in _members() if member.id == row_id(asked)), None)
    return _known(member) if member else None


def must_choose(event_id: int) -> list[Known]:
    """Return the members to choose from before the form makes sense; empty where there is nothing to choose."""
    if request.method != "GET" or request.values.get("who"):
        return []
    found = choices(event_id)
    return found if len(found) > 1 else []


def lost() -> bool:
    """Tell whether a form names a member, but this phone may not act for one any more."""
    return row_id(request.form.get("who")) is not None and recognised.owner() is None


def fill(form: Form, known: Known | None) -> None:
    """Put what is known into a form, as if it had been typed; for somebody typed in only what the owner proved."""
    if known is None:
        _suggest(form)
        return
    _type(form, "name", known.name)
    _type(form, "mobile", known.mobile)
    if not known.types_unit:
        _type(form, "unit_text", known.unit_text)
        _type(form, "unit_id", str(known.unit_id or ""))
    elif request.method == "GET":
        form["unit_text"].data, form["unit_id"].data = known.unit_text, str(known.unit_id or "")
    if known.agreed_at is not None:
        _type(form, "agree", "y")


def _suggest(form: Form) -> None:
    if request.method == "GET" and not request.values.get("who") and not _members():
        form["mobile"].data = recognised.owner()


def _type(form: Form, name: str, value: str) -> None:
    form[name].process(MultiDict({form[name].name: value}))


def _members() -> list[Member]:
    mobile = recognised.owner()
    return organisations.members_with_mobile(mobile) if mobile is not None else []


def _known(member: Member) -> Known:
    known = of_member(member)
    agreed_at = consent_queries.given_at(member.id, Purpose.TAKING_PART)
    return replace(known, agreed_at=agreed_at, types_unit=known.types_unit or request.values.get("unit") == "change")


def of_member(member: Member) -> Known:
    """Return what the roster says of a member, for whoever may see it: nobody has agreed to anything by that."""
    unit = member.unit
    unit_text = unit.name if unit else member.unit_text
    return Known(
        member_id=member.id,
        name=member.name,
        mobile=member.mobile,
        unit_text=unit_text,
        unit_id=unit.id if unit else None,
        agreed_at=None,
        types_unit=not unit_text,
    )

"""The desk's pages of members: masked everywhere, in full once and with a reason."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.masking import mask_id
from deqing_events.domain.roles import Permission
from deqing_events.domain.skill_levels import SkillLevel
from deqing_events.domain.text import row_id
from deqing_events.organisations.asking import Asked, Page
from deqing_events.organisations.identity_vault import UnopenableError, unseal
from deqing_events.organisations.members import actions, queries
from deqing_events.organisations.members.forms import LinkForm, RevealForm
from deqing_events.organisations.models import Member, Unit
from deqing_events.organisations.queries import resolve_unit, search_units, townships
from deqing_events.organisations.units import queries as units
from deqing_events.web import access, clock
from deqing_events.web.installation import keys

blueprint = Blueprint("members_desk", __name__, url_prefix="/desk")
VIEW = Permission.ROSTER_VIEW
FULL = Permission.FULL_PERSONAL_DATA
GENDERS = {"male": "男", "female": "女"}


@blueprint.get("/people")
@access.staff(VIEW)
def listing() -> ResponseReturnValue:
    """List members: search by name, pinyin, mobile tail or unit; those without a unit."""
    asked, reach = Asked.of(request.args), access.reach(VIEW)
    return render_template(
        "organisations/members.html",
        asked=asked,
        page=queries.listing(asked, reach),
        unlinked=queries.unlinked(reach),
        unit=units.within(asked.unit, reach) if asked.unit else None,
        towns=[town for town in townships(clock.today()) if reach.county or town.id in reach.townships],
    )


@blueprint.get("/people/<int:member_id>")
@access.staff(VIEW)
def one(member_id: int) -> ResponseReturnValue:
    """Show one member, masked."""
    return _page(_known(member_id, VIEW))


@blueprint.post("/people/<int:member_id>/reveal")
@access.staff(FULL)
def reveal(member_id: int) -> ResponseReturnValue:
    """Show the full data once; the reason goes to the log."""
    member, form = _known(member_id, FULL), RevealForm()
    if not form.validate_on_submit():
        return _page(member, reveal_form=form), 422
    try:
        shown = actions.reveal(member.id, form.reason.data, keys=keys(), now=clock.now(), by=access.acting())
    except UnopenableError:
        return _page(member, problem="这个身份证号打不开（密钥不在这台服务器上）。请联系系统管理员。"), 409
    return _page(member, shown=shown)


@blueprint.post("/people/<int:member_id>/unit")
@access.staff(VIEW)
def link_unit(member_id: int) -> ResponseReturnValue:
    """Link the unit that an import could not resolve."""
    member, form = _known(member_id, VIEW), LinkForm()
    if not form.validate_on_submit():
        return _page(member, link_form=form), 422
    unit = _chosen(form)
    if unit is None:
        form.unit_text.errors = ["没有找到这个单位。请从下面选一个，或填单位全称。"]
        return _page(member, link_form=form, offered=form.unit_text.data), 422
    actions.link_unit(member.id, unit.id, now=clock.now(), by=access.acting())
    flash(f"已关联到 {unit.name}。", "ok")
    return redirect(url_for("members_desk.one", member_id=member.id))


@blueprint.get("/duplicates")
@access.staff(VIEW)
def duplicates() -> ResponseReturnValue:
    """List members that may be one person: same name and mobile."""
    asked = Asked.of(request.args)
    groups, total = queries.duplicates(access.reach(VIEW), asked.page)
    return render_template("organisations/duplicates.html", asked=asked, page=Page(groups, total, asked.page))


def _known(member_id: int, permission: Permission) -> Member:
    return queries.within(member_id, access.reach(permission)) or abort(404)


def _chosen(form: LinkForm) -> Unit | None:
    """Return the unit that is meant, within the account's reach: the picked one while its name stands, else by name."""
    reach = access.reach(VIEW)
    picked = units.within(number, reach) if (number := row_id(form.unit_id.data)) is not None else None
    if picked is not None and picked.name == form.unit_text.data:
        return picked
    found = resolve_unit(form.unit_text.data)
    return units.within(found.id, reach) if found else None


def _page(member: Member, *, problem: str = "", offered: str = "", **forms: Any) -> str:  # noqa: ANN401 - see below
    """Render the page; ``forms`` may hold ``reveal_form``, ``link_form`` and ``shown`` (the full data)."""
    fresh = {
        "reveal_form": RevealForm(formdata=None),
        "link_form": LinkForm(formdata=None, data={"unit_text": member.unit_text}),
        "shown": None,
    }
    return render_template(
        "organisations/member.html",
        member=member,
        masked_id=_masked_id(member),
        gender=GENDERS.get(member.gender, "—"),
        level=SkillLevel(member.skill_level).label if member.skill_level else "—",
        offers=search_units(offered) if offered else [],
        may_reveal=access.principal().may(FULL),
        problem=problem,
        **(fresh | forms),
    )


def _masked_id(member: Member) -> str:
    if not member.identity_cipher:
        return "—"
    try:
        return mask_id(unseal(member.identity_cipher, keys()))
    except UnopenableError:
        return "（打不开）"

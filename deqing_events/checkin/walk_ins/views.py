"""The supervisor's pages for somebody who never signed up: search the roster, or write a name and a mobile."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.accounts.throttling import Limit, count_try
from deqing_events.checkin import gate_holders, gate_queries, outcome_pages, queries
from deqing_events.checkin.forms import CodeForm, ConfirmForm
from deqing_events.checkin.gate_holders import holder
from deqing_events.checkin.telling import tell
from deqing_events.checkin.walk_ins import actions
from deqing_events.checkin.walk_ins import queries as walk_ins
from deqing_events.checkin.walk_ins.actions import Coming, WalkInRefusedError
from deqing_events.checkin.walk_ins.forms import WalkInForm
from deqing_events.events.models import EventSession
from deqing_events.registration.people import Details
from deqing_events.web import access, clock, errors
from deqing_events.web.installation import keys

blueprint = Blueprint("gate_walk_ins", __name__, url_prefix="/gate/<token>/walk-in")
gate_link = access.link("gate", gate_holders.gate)
SEARCHES = Limit("gate-roster", 30, 60)
ONLY_SUPERVISORS = "现场补报要用检录长的链接。请叫检录长来，或请他到服务台。"
NO_MOBILE = "名册里没有他的手机号，请填上再补报。"


@blueprint.get("")
@gate_link
def find(token: str) -> ResponseReturnValue:
    """Search the roster; results are masked, each with one button."""
    text, now = request.args.get("q", "").strip(), clock.now()
    refused = _refused(token)
    if refused is not None:
        return refused
    if text and not count_try(SEARCHES, str(holder().device_id), now=now):
        return errors.answer(429, "查得太快了，请过一分钟再查。")
    return _page(token, text)


@blueprint.post("")
@gate_link
def admit(token: str) -> ResponseReturnValue:
    """Register a member of the roster and let them in."""
    refused = _refused(token)
    if refused is not None:
        return refused
    text, chosen = request.form.get("q", ""), request.form.get("member", "")
    member = walk_ins.member(int(chosen)) if chosen.isascii() and chosen.isdigit() and len(chosen) <= 9 else None  # noqa: PLR2004 - fits an integer column
    if member is None or not ConfirmForm().validate_on_submit():
        return _page(token, text, "请再查一次，点名字后面的按钮。"), 422
    if not member.mobile:
        return _page(token, text, NO_MOBILE), 422
    details = Details(member.name, member.mobile, unit_id=member.unit_id, session_id=_session_id())
    try:
        return _entered(token, details, request.form.get("nonce", ""))
    except WalkInRefusedError as refusal:
        return _page(token, text, str(refusal)), 422


@blueprint.route("/new", methods=["GET", "POST"])
@gate_link
def new(token: str) -> ResponseReturnValue:
    """Write down somebody who is not on the roster, and let them in."""
    refused = _refused(token)
    if refused is not None:
        return refused
    form = WalkInForm(name=request.args.get("name", ""))
    if form.validate_on_submit():
        details = Details(form.name.data, form.mobile.data, form.unit_text.data or "", session_id=_session_id())
        try:
            return _entered(token, details, form.nonce.data or "")
        except WalkInRefusedError as refusal:
            form.form_errors.append(str(refusal))
    form.nonce.data = form.nonce.data or outcome_pages.nonce()
    page = {"held": holder(), "token": token, "form": form, "session": _session()}
    return render_template("checkin/gate/walk_in_new.html", **page), (422 if form.errors or form.form_errors else 200)


def _refused(token: str) -> ResponseReturnValue | None:
    if holder().device_id is None:
        return redirect(url_for("gate.post", token=token))
    return None if holder().supervisor else errors.answer(403, ONLY_SUPERVISORS)


def _entered(token: str, details: Details, nonce: str) -> ResponseReturnValue:
    coming = Coming(holder().event_id, details, (nonce or outcome_pages.nonce())[:64])
    answered = actions.enter(coming, gate_holders.post(), keys=keys(), now=clock.now(), by=gate_holders.acting())
    person = answered.known.person
    form = CodeForm(formdata=None, person=str(person.registration_id) if person else "", lane="search")
    shown = outcome_pages.shown(tell(answered), form, token)
    return render_template("checkin/gate/outcome.html", token=token, o=shown)


def _page(token: str, text: str, problem: str = "") -> str:
    if text and not problem and not gate_queries.long_enough(text):
        problem = "至少输入 2 个汉字，或 4 个字母、数字。"
    found = walk_ins.on_roster(holder().event_id, text)
    page = {"held": holder(), "token": token, "text": text, "problem": problem, "found": found, "session": _session()}
    return render_template("checkin/gate/walk_in.html", new_nonce=outcome_pages.nonce, form=ConfirmForm(), **page)


def _session() -> EventSession | None:
    at = queries.list_within(holder().event_id, holder().list_id)
    return walk_ins.session_at_door(at, clock.now()) if at else None


def _session_id() -> int | None:
    found = _session()
    return found.id if found else None

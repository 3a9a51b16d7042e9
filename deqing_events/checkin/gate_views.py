"""Pages of a gate volunteer: post, scanner, typed code, search, own record. Only the camera needs a script."""

import datetime as dt
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.accounts.throttling import Limit, count_try
from deqing_events.checkin import (
    codes,
    gate_holders,
    gate_queries,
    list_actions,
    outcome_pages,
    queries,
    scan_actions,
    scan_queries,
    telling,
)
from deqing_events.checkin.forms import CodeForm, ConfirmForm, NameForm
from deqing_events.checkin.gate_holders import COOKIE, holder
from deqing_events.checkin.scan_facts import Attempt
from deqing_events.checkin.walk_ins import actions as walk_ins
from deqing_events.domain.text import compact
from deqing_events.registration.wording import pill_of
from deqing_events.web import access, clock, errors
from deqing_events.web.installation import settings

blueprint = Blueprint("gate", __name__, url_prefix="/gate/<token>")
gate_link = access.link("gate", gate_holders.gate)

SEARCHES = Limit("gate-find", 60, 60)
OPENINGS = Limit("gate-open", 60, 3600)
COOKIE_SECONDS = 14 * 24 * 3600


@blueprint.route("/", methods=["GET", "POST"])
@gate_link
def post(token: str) -> ResponseReturnValue:
    """Show the post; the first time ask for the volunteer's name and give the phone its own token."""
    held, form = holder(), NameForm()
    if not form.validate_on_submit():
        code = 422 if form.errors else 200
        return render_template("checkin/gate/post.html", held=held, form=form, counts=_counts(), token=token), code
    if not count_try(OPENINGS, str(held.link_id), now=clock.now()):
        abort(429)
    device = list_actions.open_device(held.link_id, form.name.data, now=clock.now(), by=gate_holders.acting())
    response = make_response(redirect(url_for("gate.post", token=token), 303))
    secure = settings().secure_cookies
    response.set_cookie(COOKIE, device, max_age=COOKIE_SECONDS, secure=secure, httponly=True, samesite="Lax")
    return response


@blueprint.get("/scan")
@gate_link
def scan(token: str) -> ResponseReturnValue:
    """Show the scanner."""
    if holder().device_id is None:
        return redirect(url_for("gate.post", token=token))
    bearer = request.cookies.get(COOKIE, "")
    page = {"bearer": bearer, "last": gate_queries.last_let_through(holder().device_id or 0)}
    return render_template(
        "checkin/gate/scan.html", held=holder(), counts=_counts(), token=token, now=clock.now(), **page
    )


@blueprint.route("/code", methods=["GET", "POST"])
@gate_link
def code(token: str) -> ResponseReturnValue:
    """Take a typed code, a reader's line or a person chosen from a search, and show the answer."""
    if holder().device_id is None:
        return redirect(url_for("gate.post", token=token))
    form = CodeForm()
    if not form.validate_on_submit():
        return _code_page(form, token), (422 if form.errors else 200)
    attempt = _attempt(form)
    if attempt is None:
        form.code.errors = ["请输入 8 位短码或报名编号，也可以按姓名查。"]
        return _code_page(form, token), 422
    if attempt.force and holder().supervisor and form.sure.data != "1":
        return _sure_page(form, attempt, token)
    return _answer(form, attempt, token)


def _answer(form: CodeForm, attempt: Attempt, token: str) -> ResponseReturnValue:
    """Make the scan and show its answer, or the team whose pass it was."""
    try:
        answered = scan_actions.scan(gate_holders.post(), attempt, now=clock.now(), by=gate_holders.acting())
    except scan_actions.TeamShownError as shown:
        return redirect(url_for("gate_teams.one", token=token, team_id=shown.team_id), 303)
    except scan_actions.NonceTakenError:
        abort(400)
    except scan_actions.TooManyGuessesError:
        return errors.answer(429, "一分钟里认不出的码太多了。歇一分钟再扫，或按姓名查。")
    return render_template(
        "checkin/gate/outcome.html", token=token, o=outcome_pages.shown(telling.tell(answered), form, token)
    )


@blueprint.get("/confirm")
@gate_link
def confirm(token: str) -> ResponseReturnValue:
    """Ask before a pass that was opened with the phone's own scanner is checked in: looking admits nobody."""
    if holder().device_id is None:
        return redirect(url_for("gate.post", token=token))
    form = CodeForm(formdata=None, code=request.args.get("code", ""), nonce=outcome_pages.nonce(), lane="camera")
    return render_template("checkin/gate/confirm.html", held=holder(), form=form, token=token)


@blueprint.get("/find")
@gate_link
def find(token: str) -> ResponseReturnValue:
    """Search people of this event by name, initials, phone tail or unit; results are masked."""
    held, text, now = holder(), request.args.get("q", "").strip(), clock.now()
    if held.device_id is None:
        return redirect(url_for("gate.post", token=token))
    page: dict[str, Any] = {"text": text, "found": [], "problem": ""}
    if text and not gate_queries.long_enough(text):
        page["problem"] = "至少输入 2 个汉字，或 4 个字母、数字。"
    elif text:
        if not count_try(SEARCHES, str(held.device_id), now=now):
            return errors.answer(429, "查得太快了，请过一分钟再查。")
        page["found"] = gate_queries.people(held.event_id, held.list_id, text)
    form = CodeForm(formdata=None, lane="search")
    page["pill_of"] = pill_of
    return render_template(
        "checkin/gate/find.html", held=held, token=token, form=form, new_nonce=outcome_pages.nonce, **page
    )


@blueprint.get("/log")
@gate_link
def log(token: str) -> ResponseReturnValue:
    """Show what this phone scanned, or a supervisor what the whole list did, with a way to undo."""
    held, minutes = holder(), settings().undo_minutes
    if held.device_id is None:
        return redirect(url_for("gate.post", token=token))
    everywhere = held.supervisor and request.args.get("show") == "all"
    found = gate_queries.log_of_list(held.list_id) if everywhere else gate_queries.log(held.device_id)
    within, now = dt.timedelta(minutes=minutes), clock.now()
    rows = [(row, row.stands if held.supervisor else row.undoable(now, within)) for row in found]
    page = {"rows": rows, "minutes": minutes, "everywhere": everywhere, "form": ConfirmForm()}
    return render_template("checkin/gate/log.html", held=held, token=token, **page)


@blueprint.post("/annul")
@gate_link
def annul(token: str) -> ResponseReturnValue:
    """Undo one scan of this phone; of a walk-in the registration too."""
    nonce = request.form.get("nonce", "")
    try:
        cancelled = walk_ins.take_back(nonce, gate_holders.post(), now=clock.now(), by=gate_holders.acting())
    except scan_actions.NothingToUndoError:
        flash(f"这一条已经撤销，或过了 {settings().undo_minutes} 分钟。还要改，请找检录长。", "warn")
    else:
        flash("已撤销，现场补报也取消了，名额空出来了。" if cancelled else "已撤销，这个人可以重新签到。", "ok")
    return redirect(url_for("gate.log", token=token), 303)


def _attempt(form: CodeForm) -> Attempt | None:
    person = form.person.data or ""
    if person.isascii() and person.isdigit() and len(person) <= 9:  # noqa: PLR2004 - fits an integer column
        found = gate_queries.person_within(holder().event_id, int(person))
        code = codes.person(found.id) if found else None
    else:
        code = _typed(form.code.data or "")
    if code is None:
        return None
    lane = form.lane.data if form.lane.data in {"camera", "search"} else "typed"
    direction = "exit" if form.direction.data == "exit" else "entry"
    nonce, force = (form.nonce.data or outcome_pages.nonce())[:64], form.force.data == "1"
    return Attempt(code, nonce, direction, lane, force=force, answers=outcome_pages.answers())


def _typed(text: str) -> codes.Code | None:
    """Return what was typed: a short code, a pass's address, or a registration number of this event."""
    numbered = gate_queries.id_by_number(holder().event_id, text)
    if numbered is not None:
        return codes.person(numbered)
    return codes.read(text) if compact(text) else None


def _sure_page(form: CodeForm, attempt: Attempt, token: str) -> str:
    """Ask a supervisor before somebody is let in against the rules."""
    known = scan_queries.known(gate_holders.post(), attempt.code, attempt.nonce, now=clock.now())
    person = known.person if known else None
    page = {"held": holder(), "form": form, "token": token, "person": person, "answers": outcome_pages.answers()}
    return render_template("checkin/gate/force.html", **page)


def _code_page(form: CodeForm, token: str) -> str:
    form.nonce.data = form.nonce.data or outcome_pages.nonce()
    form.code.flags.required = True  # only this page has no other way to name somebody
    return render_template("checkin/gate/code.html", held=holder(), form=form, token=token)


def _counts() -> queries.Counts | None:
    at = queries.list_within(holder().event_id, holder().list_id)
    return queries.counts(at) if at else None

"""The desk's pages about one registration's answers: correcting them, seeing them in full, opening a file.

The file of one's own registration opens here for the phone that holds it, too.
"""

from dataclasses import replace

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.questions.definition import Answers, Question
from deqing_events.domain.roles import Permission
from deqing_events.events.queries import within
from deqing_events.registration import desk_queries, showing
from deqing_events.registration.desk_queries import Line
from deqing_events.registration.forms import AnswersForm, ReasonForm
from deqing_events.registration.models import Registration
from deqing_events.registration.questions import actions, queries, stored_files
from deqing_events.registration.questions.forms import with_questions
from deqing_events.registration.questions.showing import lines
from deqing_events.web import access, clock, download, installation

blueprint = Blueprint("answers", __name__)
DESK = "/desk/events/<int:event_id>/registrations/<int:registration_id>/answers"
VIEW, EDIT, FULL = Permission.REGISTRATIONS_VIEW, Permission.REGISTRATIONS_EDIT, Permission.FULL_PERSONAL_DATA


@blueprint.route(DESK, methods=["GET", "POST"])
@access.staff(EDIT)
def edit(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Correct what somebody answered, with the reason."""
    line = _line(event_id, registration_id, EDIT)
    held = queries.values_of(registration_id, installation.keys())
    form = with_questions(AnswersForm, _for_staff(queries.current(event_id), held), held)()
    if not (form.is_submitted() and form.validate()):
        return _edit_page(line, form)
    try:
        actions.change_answers(
            registration_id,
            form.answers,
            settings=installation.settings(),
            now=clock.now(),
            by=access.acting(),
            reason=form["reason"].data,
        )
    except actions.AnswersRefusedError as refusal:
        return _edit_page(line, form, str(refusal))
    flash("已保存。", "ok")
    return redirect(_one(line), 303)


@blueprint.route(f"{DESK}/full", methods=["GET", "POST"])
@access.staff(FULL)
def full(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Ask for the reason, then show mobile and answers in full, once; the look goes to the log."""
    line, form = _line(event_id, registration_id, FULL), ReasonForm()
    held = line.registration
    if not form.validate_on_submit():
        page = render_template("registration/questions/full.html", event=held.event, held=held, form=form)
        return page, 422 if form.errors else 200
    mobile, answered = actions.reveal(
        registration_id, reason=form.reason.data, keys=installation.keys(), now=clock.now(), by=access.acting()
    )
    return render_template(
        "registration/questions/full.html",
        event=held.event,
        held=held,
        form=form,
        mobile=mobile,
        answers=lines(answered, full=True),
    )


@blueprint.get(f"{DESK}/<int:answer_id>/file")
@access.staff(VIEW)
def desk_file(event_id: int, registration_id: int, answer_id: int) -> Response:
    """Open the file somebody sent."""
    return _file(_line(event_id, registration_id, VIEW).registration, answer_id)


@blueprint.get("/my/registrations/<number>/answers/<int:answer_id>/file")
@access.public
def own_file(number: str, answer_id: int) -> Response:
    """Open the file that was sent with a registration of this phone."""
    return _file(showing.held_number(number) or abort(404), answer_id)


def _for_staff(questions: list[Question], held: Answers) -> list[Question]:
    """Ask staff for nothing that was not asked of the worker then."""
    return [question if question.key in held else replace(question, required=False) for question in questions]


def _line(event_id: int, registration_id: int, permission: Permission) -> Line:
    event = within(event_id, access.reach(permission)) or abort(404)
    return desk_queries.of_event(event.id, registration_id) or abort(404)


def _one(line: Line) -> str:
    held = line.registration
    return url_for("registrations_desk.one", event_id=held.event_id, registration_id=held.id)


def _edit_page(line: Line, form: AnswersForm, problem: str = "") -> ResponseReturnValue:
    held = line.registration
    answered = queries.answers_of([held.id], installation.keys())[held.id]
    page = render_template(
        "registration/questions/edit.html",
        event=held.event,
        held=held,
        form=form,
        problem=problem,
        kept=lines([answer for answer in answered if answer.question.key not in _keys(form)]),
    )
    return page, 422 if problem or form.errors else 200


def _keys(form: AnswersForm) -> set[str]:
    return {question.key for question in form.questions}


def _file(held: Registration, answer_id: int) -> Response:
    """Return a photo to look at, anything else as a download; either keeps the type that its content gave it."""
    answer = queries.answer(held.id, answer_id)
    name = answer.file_name if answer else None
    body = stored_files.content_of(installation.settings().uploads, name) if name else None
    if answer is None or name is None or body is None:
        abort(404)
    known = stored_files.found(installation.settings().uploads, name) or abort(404)
    response = download.attachment(body, f"{answer.question.label}.{name.rpartition('.')[2]}", known.media_type)
    if known.media_type == stored_files.PHOTO:
        response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

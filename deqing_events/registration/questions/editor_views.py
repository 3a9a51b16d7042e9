"""The event editor's part 报名要填什么: what workers are asked beyond name, mobile and workplace."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.questions.catalogue import CATALOGUE, ENTRIES
from deqing_events.domain.questions.checks import problems
from deqing_events.domain.questions.definition import (
    KIND_WORDS,
    OWN_KINDS,
    RETENTION_WORDS,
    WITH_OPTIONS,
    Kind,
    Question,
    Retention,
)
from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.events.overview import editor_frame
from deqing_events.registration.questions import form_actions, queries
from deqing_events.registration.questions.editor_forms import FactsForm, MoveForm, QuestionForm
from deqing_events.registration.questions.form_actions import FormRefusedError
from deqing_events.registration.questions.forms import QuestionsForm, with_questions
from deqing_events.web import access, clock
from deqing_events.web.forms import BaseForm

blueprint = Blueprint("sign_up_form", __name__, url_prefix="/desk/events/<int:event_id>/sign-up/form")
EDIT = Permission.EVENTS_EDIT
PART = "questions"
OWN = ",".join(kind.value for kind in OWN_KINDS)
FIELDS = ",".join(CATALOGUE)


@blueprint.route("", methods=["GET", "POST"])
@access.staff(EDIT)
def listing(event_id: int) -> ResponseReturnValue:
    """List what is asked, in order; state the facts that open further fields; add from the catalogue."""
    event = _known(event_id)
    form = FactsForm(obj=queries.facts_of(event.id))
    if not form.validate_on_submit():
        return _list(event, form)
    try:
        form_actions.state_facts(event.id, form.facts(), now=clock.now(), by=access.acting())
    except FormRefusedError as refusal:
        return _list(event, form, str(refusal))
    flash("已保存。", "ok")
    return _back(event)


@blueprint.route(f"/add/<any({FIELDS}):field>", methods=["GET", "POST"])
@access.staff(EDIT)
def add(event_id: int, field: str) -> ResponseReturnValue:
    """Add a field of the catalogue, after a look at what it will say."""
    event = _known(event_id)
    entry = CATALOGUE[field]
    why = entry.why_not(queries.facts_of(event.id))
    if why is not None or field in {held.key for held in queries.form_of(event.id)}:
        flash(why or "这一项已经在问了。", "warn")
        return _back(event)
    return _edit(event, entry.question, lambda made: _add(event, made))


@blueprint.route(f"/own/<any({OWN}):answered_by>", methods=["GET", "POST"])
@access.staff(EDIT)
def own(event_id: int, answered_by: str) -> ResponseReturnValue:
    """Write an own question."""
    event, kind = _known(event_id), Kind(answered_by)
    fresh = Question("", kind, "", "", required=kind is not Kind.FILE, retention=Retention.EVENT)
    return _edit(event, fresh, lambda made: _add(event, made))


@blueprint.route("/<int:question_id>", methods=["GET", "POST"])
@access.staff(EDIT)
def change(event_id: int, question_id: int) -> ResponseReturnValue:
    """Change a question; what was answered before stays as it was."""
    event = _known(event_id)
    held = queries.question_of(queries.row_of(event.id, question_id) or abort(404))

    def act(made: Question) -> None:
        form_actions.change(event.id, question_id, made, now=clock.now(), by=access.acting())

    return _edit(event, held, act)


@blueprint.route("/<int:question_id>/retire", methods=["GET", "POST"])
@access.staff(EDIT)
def retire(event_id: int, question_id: int) -> ResponseReturnValue:
    """Ask, saying how many answers there are; then stop asking the question."""
    event, form = _known(event_id), BaseForm()
    held = queries.question_of(queries.row_of(event.id, question_id) or abort(404))
    answers = queries.answer_counts(event.id).get(held.key, 0)
    if not form.validate_on_submit():
        return render_template("registration/questions/retire.html", event=event, question=held, answers=answers)
    try:
        form_actions.retire(event.id, question_id, now=clock.now(), by=access.acting())
    except FormRefusedError as refusal:
        flash(str(refusal), "bad")
    else:
        flash(f"“{held.label}”不再问了。", "ok")
    return _back(event)


@blueprint.post("/<int:question_id>/move")
@access.staff(EDIT)
def move(event_id: int, question_id: int) -> ResponseReturnValue:
    """Move a question up or down by one."""
    event, form = _known(event_id), MoveForm()
    if not form.validate_on_submit():
        abort(400)
    up = form.direction.data == "up"
    try:
        form_actions.move(event.id, question_id, up=up, now=clock.now(), by=access.acting())
    except FormRefusedError as refusal:
        flash(str(refusal), "bad")
    return _back(event)


@blueprint.route("/preview", methods=["GET", "POST"])
@access.staff(EDIT)
def preview(event_id: int) -> ResponseReturnValue:
    """Show the questions as a worker sees them; filling in tries the conditions and stores nothing."""
    event = _known(event_id)
    form = with_questions(QuestionsForm, queries.current(event.id))()
    tried = form.is_submitted() and form.validate()
    page = render_template("registration/questions/preview.html", event=event, form=form, tried=tried)
    return page, 422 if form.errors else 200


def _known(event_id: int) -> Event:
    return events.within(event_id, access.reach(EDIT)) or abort(404)


def _back(event: Event) -> ResponseReturnValue:
    return redirect(url_for("sign_up_form.listing", event_id=event.id), 303)


def _add(event: Event, made: Question) -> None:
    form_actions.add(event.id, made, now=clock.now(), by=access.acting())


def _edit(event: Event, question: Question, act: Callable[[Question], None]) -> ResponseReturnValue:
    """Show the form of one question; a well-made one is stored by ``act``."""
    form = QuestionForm.for_question(question, _earlier(event, question))
    if not form.validate_on_submit():
        return _question_page(event, question, form)
    made = form.value()
    try:
        act(made)
    except FormRefusedError as refusal:
        form.show(refusal.problems)
        return _question_page(event, question, form, "" if refusal.problems else str(refusal))
    flash(f"“{made.label}”已保存。", "ok")
    return _back(event)


def _earlier(event: Event, question: Question) -> list[Question]:
    found: list[Question] = []
    for held in queries.form_of(event.id):
        if held.key == question.key:
            break
        found.append(held)
    return found


def _question_page(event: Event, question: Question, form: QuestionForm, problem: str = "") -> ResponseReturnValue:
    page = render_template(
        "registration/questions/question.html",
        **editor_frame(event, PART, clock.now()),
        form=form,
        question=question,
        entry=CATALOGUE.get(question.field),
        kind_word=KIND_WORDS[question.kind],
        with_options=question.kind in WITH_OPTIONS,
        retention_words=RETENTION_WORDS,
        answers=queries.answer_counts(event.id).get(question.key, 0) if question.row else 0,
        problem=problem,
    )
    return page, 422 if problem or form.errors else 200


def _list(event: Event, form: FactsForm, problem: str = "") -> ResponseReturnValue:
    questions, facts = queries.form_of(event.id), queries.facts_of(event.id)
    asked = {held.key for held in questions}
    wrong: dict[str, str] = {}
    for found in problems(questions, facts):
        wrong.setdefault(found.key, found.sentence)
    shown: dict[str, Any] = {
        "form": form,
        "questions": questions,
        "labels": {held.key: held for held in questions},
        "wrong": wrong,
        "counts": queries.answer_counts(event.id),
        "entries": [(entry, entry.why_not(facts)) for entry in ENTRIES if entry.key not in asked],
        "kind_words": KIND_WORDS,
        "own_kinds": OWN_KINDS,
        "retention_words": RETENTION_WORDS,
        "problem": problem,
    }
    page = render_template("registration/questions/listing.html", **editor_frame(event, PART, clock.now()), **shown)
    return page, 422 if problem or request.method == "POST" else 200

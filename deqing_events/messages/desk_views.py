"""The desk's pages of messages: what went out, what did not and why, and whether scheduled jobs run."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.audit.object_words import KIND_WORDS
from deqing_events.audit.wording import who_said
from deqing_events.domain.roles import Permission
from deqing_events.jobs import queries as jobs
from deqing_events.jobs import wording as job_wording
from deqing_events.messages import actions, queries, wording
from deqing_events.messages.asking import Asked, Page
from deqing_events.messages.forms import AgainForm, RevealForm
from deqing_events.messages.models import Message
from deqing_events.messages.templates import TITLES
from deqing_events.web import access, clock
from deqing_events.web.installation import settings

blueprint = Blueprint("messages_desk", __name__, url_prefix="/desk/messages")
VIEW = Permission.MESSAGES_VIEW


@blueprint.get("")
@access.staff(VIEW)
def listing() -> ResponseReturnValue:
    """List messages by state, with a filter by template, mobile tail and words."""
    asked, now = Asked.of(request.args), clock.now()
    rows, total = queries.listing(asked)
    return render_template(
        "messages/listing.html",
        asked=asked,
        page=Page(rows, total, asked.page),
        counts=queries.counts(asked),
        now=now,
        health=jobs.health(now=now),
        notifier=wording.NOTIFIER_WORDS[settings().notifier],
        titles=TITLES,
        words=wording,
        job_words=job_wording,
    )


@blueprint.get("/<int:message_id>")
@access.staff(VIEW)
def one(message_id: int) -> ResponseReturnValue:
    """Show one message with its history."""
    return _page(_known(message_id))


@blueprint.post("/<int:message_id>/again")
@access.staff(VIEW)
def again(message_id: int) -> ResponseReturnValue:
    """Send a message that was given up once more."""
    message, form = _known(message_id), AgainForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        state = actions.send_again(message.id, now=clock.now(), by=access.acting())
    except actions.NotAgainError as refusal:
        flash(str(refusal), "warn")
    else:
        flash(wording.AGAIN_WORDS[state], "ok")
    return redirect(url_for("messages_desk.one", message_id=message.id))


@blueprint.post("/<int:message_id>/reveal")
@access.staff(VIEW)
def reveal(message_id: int) -> ResponseReturnValue:
    """Show a one-time code once; the reason goes to the log."""
    message, form = _known(message_id), RevealForm()
    if not form.validate_on_submit():
        return _page(message, form=form), 422
    try:
        text = actions.reveal(message.id, form.reason.data, now=clock.now(), by=access.acting())
    except actions.NotAgainError as refusal:
        return _page(message, problem=str(refusal)), 409
    return _page(message, revealed=text)


def _known(message_id: int) -> Message:
    return queries.one(message_id) or abort(404)


def _page(message: Message, **more: Any) -> str:  # noqa: ANN401 - see below
    """Render the page; ``more`` may hold ``form``, ``problem`` and ``revealed`` (the text with the code)."""
    about = f"{KIND_WORDS.get(message.about_kind, message.about_kind)} {message.about_id}" if message.about_kind else ""
    given = {"form": RevealForm(formdata=None), "problem": "", "revealed": "", **more}
    return render_template(
        "messages/one.html",
        message=message,
        title=TITLES.get(message.template, "消息"),
        about=about,
        now=clock.now(),
        tries=queries.tries(message.id),
        words=wording,
        who_said=who_said,
        **given,
    )

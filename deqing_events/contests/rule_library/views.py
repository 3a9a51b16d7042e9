"""Desk pages of the ready-made rule sheets: all of them, one in full, taking one over as the draft."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404
from deqing_events.contests.rule_drafts import actions
from deqing_events.contests.rule_drafts.forms import DraftForm
from deqing_events.contests.rule_drafts.queries import written
from deqing_events.contests.rule_library.shelf import shelf
from deqing_events.contests.rule_sheets.explaining import explained
from deqing_events.contests.rule_sheets.queries import usual_league
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.web import access, clock

blueprint = Blueprint("rule_library", __name__, url_prefix="/desk/events/<int:event_id>/rules/library")
EDIT = Permission.CONTESTS_EDIT


@blueprint.get("")
@access.staff(EDIT)
def shelves(event_id: int) -> ResponseReturnValue:
    """Show every ready-made sheet, those usual for this kind of event first."""
    event = event_or_404(event_id)
    rows = sorted(shelf().values(), key=lambda row: event.kind not in row.kinds)
    return render_template("contests/rule_library.html", event=event, rows=rows)


@blueprint.route("/<ready>", methods=["GET", "POST"])
@access.staff(EDIT)
def one(event_id: int, ready: str) -> ResponseReturnValue:
    """Show one in full; taking it over makes it the draft, and the draft before can be had back."""
    event = event_or_404(event_id)
    chosen = shelf().get(ready) or abort(404)
    form, sentence = DraftForm(), ""
    if form.validate_on_submit():
        sentence = _taken(event, ready, form.revision.data or "")
        if not sentence:
            flash(f"已用“{chosen.title}”的样表开始，分值请按这次的通知改。", "ok")
            return redirect(url_for("contest_draft.start", event_id=event_id))
    held = written(event_id, event.title)
    form.revision.data = held.revision
    told = explained(chosen.sheet, chosen.league)
    page = render_template(
        "contests/rule_library_one.html", event=event, chosen=chosen, told=told, form=form, held=held, sentence=sentence
    )
    return page, 422 if sentence else 200


def _taken(event: Event, ready: str, revision: str) -> str:
    """Make it the draft; the sentence when somebody wrote meanwhile."""
    before = written(event.id, event.title)
    undone = before.document if before.stored else None
    document = shelf()[ready].document(event.title)
    if document["league"]:
        document["league"] = usual_league(event.id) or document["league"]
    keeping = actions.Keeping(document, revision, undone)
    try:
        actions.keep(event.id, keeping, by=access.acting(), now=clock.now())
    except actions.DraftChangedError as refusal:
        return str(refusal)
    return ""

"""Desk page of checking a copy of a ledger: which file differs."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from deqing_events.contests.custody import queries as custody
from deqing_events.contests.doors import event_or_404
from deqing_events.contests.ledger import closing_queries
from deqing_events.contests.ledger.checking import Checked, UnusableCopyError, checked
from deqing_events.contests.ledger.forms import CheckForm
from deqing_events.contests.ledger.showing import VERDICT_PILLS, differing
from deqing_events.domain.roles import Permission
from deqing_events.web import access, installation

blueprint = Blueprint("ledger_check", __name__, url_prefix="/desk/events/<int:event_id>/ledger")
EDIT = Permission.EVENTS_EDIT


@blueprint.route("/check", methods=["GET", "POST"])
@access.staff(EDIT)
def page(event_id: int) -> ResponseReturnValue:
    """Take a copy of the ledger and say which file of it differs; nothing of it is kept."""
    event, form = event_or_404(event_id, EDIT), CheckForm()
    if custody.sealed(event.id):
        abort(404)
    found: Checked | None = None
    if form.validate_on_submit():
        try:
            found = checked(event, form.file.data.stream, installation.keys())
        except UnusableCopyError as refusal:
            form.file.errors = [str(refusal)]
    shown = render_template(
        "contests/ledger/check.html",
        event=event_or_404(event_id, EDIT),
        form=form,
        found=found,
        closed=closing_queries.standing(event_id),
        differing=differing(found) if found else [],
        pills=VERDICT_PILLS,
    )
    return shown, (422 if form.errors else 200)

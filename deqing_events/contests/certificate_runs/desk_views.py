"""The desk page of a round of certificates: how far it is, going on, and who got none and why."""

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.certificate_runs import actions, queries
from deqing_events.contests.certificate_runs.models import CertificateRun
from deqing_events.contests.certificates.queries import standing
from deqing_events.contests.doors import event_or_404
from deqing_events.domain.certificates import NumberPattern
from deqing_events.domain.roles import Permission
from deqing_events.web import access, clock
from deqing_events.web.forms import BaseForm
from deqing_events.web.installation import settings

blueprint = Blueprint("certificate_runs", __name__, url_prefix="/desk/events/<int:event_id>/certificates/runs")
PUBLISH = Permission.RESULTS_PUBLISH


@blueprint.get("/<int:run_id>")
@access.staff(PUBLISH)
def page(event_id: int, run_id: int) -> ResponseReturnValue:
    """Show how far a round is; while it is under way the page refreshes itself."""
    event, run = event_or_404(event_id, PUBLISH), _known(event_id, run_id)
    shown = render_template("contests/certificates/run.html", event=event, run=run, missed=_missed(run))
    response = make_response(shown)
    if run.finished_at is None:
        response.headers["Refresh"] = "5"
    return response


@blueprint.post("/<int:run_id>/on")
@access.staff(PUBLISH)
def go_on(event_id: int, run_id: int) -> ResponseReturnValue:
    """Go on with a round that stopped, or did not wait for the scheduled work."""
    event_or_404(event_id, PUBLISH)
    if BaseForm().validate_on_submit():
        pattern = NumberPattern.of(settings().certificate_number)
        actions.go_on(_known(event_id, run_id).id, pattern, now=clock.now())
    return redirect(url_for(".page", event_id=event_id, run_id=run_id), 303)


def _known(event_id: int, run_id: int) -> CertificateRun:
    return queries.one(event_id, run_id) or abort(404)


def _missed(run: CertificateRun) -> list[tuple[str, str]]:
    """Return who got none, by name where one is on file, and why."""
    names = {row.subject: (row.candidate or row.held) for row in standing(run.batch.publication)}
    found = ((names.get(subject), subject, why) for subject, why in run.missed)
    return [(who.name if who else subject.partition(":")[2], why) for who, subject, why in found]

"""Desk pages: rules tried on sample marks, and the prizes of a contest under each policy."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.custody import queries as custody
from deqing_events.contests.doors import event_or_404
from deqing_events.contests.results.standings import Standings, contestants, worked_out
from deqing_events.contests.rule_drafts.checking import body_of, checked
from deqing_events.contests.rule_drafts.queries import Written, written
from deqing_events.contests.trials.forms import TrialForm
from deqing_events.contests.trials.trying import WHY_WORDS, outcome_lines, tried
from deqing_events.domain.award_preview import award_outcomes, passed_over
from deqing_events.domain.entrants import Entrant
from deqing_events.domain.roles import Permission
from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.sample_lines import LineProblem, read
from deqing_events.domain.sample_lines import written as lines_of
from deqing_events.domain.sheet_samples import made_up
from deqing_events.domain.sheet_types import RuleSheet
from deqing_events.events.models import Event
from deqing_events.web import access

blueprint = Blueprint("contest_trials", __name__, url_prefix="/desk/events/<int:event_id>")


@blueprint.route("/rules/try", methods=["GET", "POST"])
@access.staff(Permission.CONTESTS_EDIT)
def trial(event_id: int) -> ResponseReturnValue:
    """Try the draft, or the rules that hold, on marks that are made up, typed or pasted; nothing is stored."""
    event, form = event_or_404(event_id), TrialForm()
    held = written(event_id, event.title)
    if checked(held.document).problems:
        return render_template("contests/trial.html", event=event, held=held, form=form, unfinished=True)
    sheet = parse(body_of(held.document))
    if form.is_submitted() and not form.validate():
        return _page(event, held, form, sheet, ([], [])), 422
    if not form.is_submitted() or "make" in request.form:
        entrants = made_up(sheet, int(form.count.data), form.word.data or "")
        form.sample.data = lines_of(sheet, entrants)
        return _page(event, held, form, sheet, (entrants, []))
    found = read(sheet, form.sample.data or "")
    return _page(event, held, form, sheet, found), 422 if found[1] else 200


@blueprint.get("/results/awards")
@access.staff(Permission.RESULTS_PUBLISH)
def awards(event_id: int) -> ResponseReturnValue:
    """Show what each tie policy and each rounding would give on the marks as they stand."""
    event = event_or_404(event_id, Permission.RESULTS_PUBLISH)
    standings = worked_out(event_id)
    if standings is None or custody.sealed(event_id):
        return redirect(url_for("contest_results.preview", event_id=event_id))
    labels = _labels(event_id, standings)
    own = [made for _, made in contestants(event_id, standings.rules)]
    outcomes = award_outcomes(standings.rules, own, standings.evaluation)
    passed = passed_over(standings.rules, own, standings.evaluation)
    return render_template(
        "contests/awards_preview.html",
        event=event,
        standings=standings,
        incomplete=[labels[number] for number in standings.evaluation.incomplete],
        outcomes=outcome_lines(outcomes, labels),
        passed=[(labels[row.id], WHY_WORDS[row.why]) for row in passed],
    )


def _labels(event_id: int, standings: Standings) -> dict[str, str]:
    """Return what entrants are called, by number: while the codes are sealed by nothing but their codes."""
    rows = standings.entrants
    if custody.sealed(event_id):
        return {number: row.blind_code or "没有盲码的一位" for number, row in rows.items()}
    return {number: f"{number} {row.name}" for number, row in rows.items()}


def _page(
    event: Event,
    held: Written,
    form: TrialForm,
    sheet: RuleSheet,
    found: tuple[Sequence[Entrant], Sequence[LineProblem]],
) -> str:
    entrants, problems = found
    return render_template(
        "contests/trial.html",
        event=event,
        held=held,
        form=form,
        problems=problems,
        trial=tried(sheet, entrants) if entrants and not problems else None,
        count=len(entrants),
    )

"""The event editor's part 资格规则: who may sign up, checked as people register."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.eligibility.rules import DEFAULTS, Rule, RuleKind, UnusableRuleError, read
from deqing_events.domain.eligibility.wording import words
from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.events.overview import editor_frame
from deqing_events.organisations.queries import townships
from deqing_events.registration.eligibility import queries, rule_actions
from deqing_events.registration.eligibility.editing import ABOUT, gap
from deqing_events.registration.eligibility.forms import RuleForm
from deqing_events.web import access, clock
from deqing_events.web.forms import BaseForm

blueprint = Blueprint("sign_up_rules", __name__, url_prefix="/desk/events/<int:event_id>/sign-up/rules")
EDIT = Permission.EVENTS_EDIT
PART = "rules"
KINDS = ",".join(kind.value for kind in RuleKind)


@blueprint.get("")
@access.staff(EDIT)
def listing(event_id: int) -> ResponseReturnValue:
    """List the rules of the event and what can be added."""
    event = _known(event_id)
    rules, problem = _rules(event)
    names, asked = queries.names_for(rules), queries.asked_of(event.id)
    held = {rule.kind for rule in rules}
    return render_template(
        "registration/eligibility/listing.html",
        **editor_frame(event, PART, clock.now()),
        rows=[(rule, words(rule, names), gap(rule, event, asked)) for rule in rules],
        others=[kind for kind in RuleKind if kind not in held],
        about=ABOUT,
        problem=problem,
    )


@blueprint.route(f"/<any({KINDS}):kind>", methods=["GET", "POST"])
@access.staff(EDIT)
def edit(event_id: int, kind: str) -> ResponseReturnValue:
    """Set one rule; what cannot be a rule is said beside its field."""
    event, wanted = _known(event_id), RuleKind(kind)
    held = next((rule for rule in _rules(event)[0] if rule.kind is wanted), None)
    rule = held or DEFAULTS[wanted]
    named = list(queries.names_for([rule]).rows.get(wanted, {}).values())
    form = RuleForm.for_rule(rule, townships(clock.today()), named)
    if form.validate_on_submit():
        made = _made(form, wanted)
        if made is not None:
            rule_actions.save(event.id, made, now=clock.now(), by=access.acting())
            flash(f"“{ABOUT[wanted].name}”已保存，以后报名的人按这条核对。", "ok")
            return redirect(url_for("sign_up_rules.listing", event_id=event.id), 303)
    frame = editor_frame(event, PART, clock.now())
    page = render_template(
        "registration/eligibility/rule.html", **frame, form=form, kind=wanted, about=ABOUT[wanted], held=held
    )
    return page, 422 if any(field.errors for field in form) else 200


@blueprint.route(f"/<any({KINDS}):kind>/remove", methods=["GET", "POST"])
@access.staff(EDIT)
def remove(event_id: int, kind: str) -> ResponseReturnValue:
    """Ask, then take a rule away."""
    event, wanted, form = _known(event_id), RuleKind(kind), BaseForm()
    if not form.validate_on_submit():
        return render_template(
            "registration/eligibility/remove.html", event=event, kind=wanted, about=ABOUT[wanted], form=form
        )
    rule_actions.remove(event.id, wanted, now=clock.now(), by=access.acting())
    flash(f"“{ABOUT[wanted].name}”已去掉。", "ok")
    return redirect(url_for("sign_up_rules.listing", event_id=event.id), 303)


def _known(event_id: int) -> Event:
    return events.within(event_id, access.reach(EDIT)) or abort(404)


def _rules(event: Event) -> tuple[tuple[Rule, ...], str]:
    try:
        return queries.rules_of(event.id, now=clock.now()), ""
    except UnusableRuleError as error:
        return (), str(error)


def _made(form: RuleForm, kind: RuleKind) -> Rule | None:
    """Return the rule that was typed; None when something has to be changed, which the form then says."""
    ids, unknown = queries.ids_of(kind, form.lines)
    if unknown:
        form.show("ids", f"没有找到：{'、'.join(unknown[:5])}。请写登记的全称。")
        return None
    try:
        return read(form.stored(kind, ids))
    except UnusableRuleError as error:
        form.show(error.part, str(error))
        return None

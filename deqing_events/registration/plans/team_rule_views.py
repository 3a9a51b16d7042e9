"""The event editor's part 组队要求: what a team has to be made of, built from a list of kinds."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.roles import Permission
from deqing_events.domain.team_rules import TeamRule, TeamRuleKind, needed, parse, words
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.events.overview import editor_frame
from deqing_events.events.trades import TRADES
from deqing_events.registration.forms import EmptyForm
from deqing_events.registration.plans import actions, queries
from deqing_events.registration.plans.forms import TEAM_RULES, TeamRuleForm
from deqing_events.web import access, clock

blueprint = Blueprint("team_rules", __name__, url_prefix="/desk/events/<int:event_id>/sign-up/team-rules")
EDIT = Permission.EVENTS_EDIT
KINDS = ",".join(TeamRuleKind)


@blueprint.get("")
@access.staff(EDIT)
def listing(event_id: int) -> ResponseReturnValue:
    """List the rules in words, and what can be added."""
    event = _known(event_id)
    if event.entrant_kind != EntrantKind.TEAM:
        return _single(event)
    plan = queries.plan_of(event.id, now=clock.now())
    rules = parse(plan.team_rules)
    taken = {rule.kind for rule in rules} - {TeamRuleKind.MIN_OF_TRADE}
    return _page("registration/team_rules/listing.html", event, plan=plan, needed=needed(rules),
                 rows=[(rule, words(rule, TRADES)) for rule in rules], kind_words=TEAM_RULES,
                 open_kinds=[kind for kind in TeamRuleKind if kind not in taken])  # fmt: skip


@blueprint.route(f"/<any({KINDS}):rule>", methods=["GET", "POST"])
@access.staff(EDIT)
def edit(event_id: int, rule: str) -> ResponseReturnValue:
    """Set one rule: a new one, or the one of its kind (and trade) that is there."""
    event, kind, form, problem = _known(event_id), TeamRuleKind(rule), TeamRuleForm(), ""
    if event.entrant_kind != EntrantKind.TEAM:
        return _single(event)
    held = _held(event, kind, request.args.get("trade", ""))
    form.only_for(kind, trade_is_known=held is not None)
    if form.validate_on_submit():
        trade = held.trade if held else form.chosen_trade
        made = TeamRule(kind, form.chosen_number, trade)
        try:
            actions.set_team_rule(event.id, made, now=clock.now(), by=access.acting())
        except actions.PlanRefusedError as refusal:
            problem = str(refusal)
        else:
            return _back(event, f"已保存：{words(made, TRADES)}。")
    elif held is not None and not form.is_submitted() and "number" in form:
        form.number.process_data(held.number)
    page = _page("registration/team_rules/one.html", event, form=form, kind=kind, word=TEAM_RULES[kind], held=held,
                 trade=TRADES.get(held.trade, held.trade) if held else "", problem=problem)  # fmt: skip
    return page, 422 if form.errors or problem else 200


@blueprint.route(f"/<any({KINDS}):rule>/remove", methods=["GET", "POST"])
@access.staff(EDIT)
def remove(event_id: int, rule: str) -> ResponseReturnValue:
    """Ask, then take a rule away."""
    event = _known(event_id)
    held = _held(event, TeamRuleKind(rule), request.args.get("trade", ""))
    if held is None:
        return _back(event, "这条组队要求已经去掉了。", "warn")
    if EmptyForm().validate_on_submit():
        actions.remove_team_rule(event.id, held, now=clock.now(), by=access.acting())
        return _back(event, f"已去掉：{words(held, TRADES)}。")
    return render_template("registration/team_rules/remove.html", event=event, held=held, said=words(held, TRADES))


def _known(event_id: int) -> Event:
    return events.within(event_id, access.reach(EDIT)) or abort(404)


def _held(event: Event, kind: TeamRuleKind, trade: str) -> TeamRule | None:
    if kind is TeamRuleKind.MIN_OF_TRADE and not trade:
        return None
    wanted = TeamRule(kind, trade=trade if kind is TeamRuleKind.MIN_OF_TRADE else "").key
    rules = parse(queries.plan_of(event.id, now=clock.now()).team_rules)
    return next((rule for rule in rules if rule.key == wanted), None)


def _single(event: Event) -> ResponseReturnValue:
    flash("这一场不是组队参加，没有组队要求。要组队，先在“基本信息”里把参赛对象改成队。", "info")
    return redirect(url_for("sign_up_plan.edit", event_id=event.id), 303)


def _back(event: Event, sentence: str, tone: str = "ok") -> ResponseReturnValue:
    flash(sentence, tone)
    return redirect(url_for("team_rules.listing", event_id=event.id), 303)


def _page(template: str, event: Event, **shown: object) -> str:
    return render_template(template, **{**editor_frame(event, "team-rules", clock.now()), **shown})

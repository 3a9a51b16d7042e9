"""Desk pages of all promotions, and of the versions of their rule table."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.history import Change
from deqing_events.contests.promotions import queries, table_actions
from deqing_events.contests.promotions.forms import EmptyForm, HeadForm, RuleForm
from deqing_events.contests.promotions.models import PromotionTable
from deqing_events.domain.promotion_rules import PROMOTION_WORDS, level_word, said
from deqing_events.domain.roles import Permission
from deqing_events.events.trades import TRADES
from deqing_events.web import access, clock

blueprint = Blueprint("promotions_desk", __name__, url_prefix="/desk/promotions")
MANAGE = Permission.PROMOTIONS_MANAGE
STALE = "这一页放得太久了，请再点一次。"


@blueprint.get("")
@access.staff(MANAGE)
def listing() -> ResponseReturnValue:
    """List promotions of all contests by state."""
    asked = request.args.get("state", "")
    state = asked if asked in list(PROMOTION_WORDS) else ""
    return render_template(
        "contests/promotions/listing.html",
        rows=queries.listing(state),
        state=state,
        counts=queries.counts(),
        words=PROMOTION_WORDS,
        trades=TRADES,
        level_word=level_word,
    )


@blueprint.route("/tables", methods=["GET", "POST"])
@access.staff(MANAGE)
def tables() -> ResponseReturnValue:
    """List the versions of the rule table; start a new one."""
    form = HeadForm()
    if not form.is_submitted():
        form = HeadForm(formdata=None, approving_body="德清县人力资源和社会保障局", valid_from=clock.today())
        return _tables(form)
    if not form.validate() or form.period_problem():
        return _tables(form), 422
    try:
        made = table_actions.start(_head(form), _change())
    except table_actions.TableRefusedError as refusal:
        return _tables(form, str(refusal)), 409
    flash(f"第 {made.version} 版建好了，规则照上一版带出。改好以后启用。", "ok")
    return redirect(url_for(".table", table_id=made.id), 303)


@blueprint.route("/tables/<int:table_id>", methods=["GET", "POST"])
@access.staff(MANAGE)
def table(table_id: int) -> ResponseReturnValue:
    """Show a version with its rules; save what it says beside them."""
    row, form = _known(table_id), HeadForm()
    if not form.is_submitted():
        return _table(row)
    if not form.validate() or form.period_problem():
        return _table(row, head=form), 422
    try:
        table_actions.save_head(row.id, _head(form), _change())
    except table_actions.TableRefusedError as refusal:
        return _table(_known(table_id), str(refusal), head=form), 409
    flash("已保存。", "ok")
    return redirect(url_for(".table", table_id=table_id), 303)


@blueprint.post("/tables/<int:table_id>/rules")
@access.staff(MANAGE)
def add_rule(table_id: int) -> ResponseReturnValue:
    """Add a rule to a draft."""
    row, form = _known(table_id), RuleForm()
    if not form.validate_on_submit():
        return _table(row, rule=form), 422
    try:
        table_actions.add_rule(row.id, form.row(), _change())
    except table_actions.TableRefusedError as refusal:
        return _table(_known(table_id), str(refusal), rule=form), 422
    flash("加了一条规则。", "ok")
    return redirect(url_for(".table", table_id=table_id), 303)


@blueprint.post("/tables/<int:table_id>/rules/<rule_id>/remove")
@access.staff(MANAGE)
def remove_rule(table_id: int, rule_id: str) -> ResponseReturnValue:
    """Take a rule out of a draft."""
    row = _known(table_id)
    if not EmptyForm().validate_on_submit():
        return _table(row, STALE), 422
    try:
        table_actions.remove_rule(row.id, rule_id, _change())
    except table_actions.TableRefusedError as refusal:
        return _table(_known(table_id), str(refusal)), 409
    flash("去掉了一条规则。", "ok")
    return redirect(url_for(".table", table_id=table_id), 303)


@blueprint.route("/tables/<int:table_id>/force", methods=["GET", "POST"])
@access.staff(MANAGE)
def force(table_id: int) -> ResponseReturnValue:
    """Ask, then put a draft in force."""
    row = _known(table_id)
    if not EmptyForm().validate_on_submit():
        return render_template("contests/promotions/force.html", table=row, rules=[said(rule) for rule in row.rules])
    try:
        table_actions.put_in_force(row.id, _change())
    except table_actions.TableRefusedError as refusal:
        return _table(_known(table_id), str(refusal)), 409
    flash(f"第 {row.version} 版已启用。启用日期以后发通知的比赛按它提名。", "ok")
    return redirect(url_for(".table", table_id=table_id), 303)


def _known(table_id: int) -> PromotionTable:
    return queries.table(table_id) or abort(404)


def _change() -> Change:
    return Change(access.acting(), clock.now())


def _head(form: HeadForm) -> table_actions.Head:
    return table_actions.Head(form.valid_from.data, form.valid_to.data, form.approving_body.data, form.basis.data or "")


def _tables(form: HeadForm, problem: str = "") -> str:
    return render_template("contests/promotions/tables.html", rows=queries.tables(), form=form, problem=problem)


def _table(row: PromotionTable, problem: str = "", head: HeadForm | None = None, rule: RuleForm | None = None) -> str:
    return render_template(
        "contests/promotions/table.html",
        table=row,
        rules=[(each["id"], said(each)) for each in row.rules],
        head=head or HeadForm(formdata=None, obj=row),
        rule=rule
        or RuleForm(
            formdata=None, level="county", to="senior", theory="60", practical="60", per_year="1", limit="rank"
        ),
        problem=problem,
    )

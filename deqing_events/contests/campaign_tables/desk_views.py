"""Desk pages of a campaign's table: the table, what keeps it provisional, its rules, the file, the paper."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.campaign_tables import actions, queries
from deqing_events.contests.campaign_tables.content import USUAL, overall_rules
from deqing_events.contests.campaign_tables.forms import PointsForm, RenewForm
from deqing_events.contests.campaign_tables.showing import Overall, item_shown, of_now, points_shown
from deqing_events.contests.campaign_tables.tables import columns_of, overall_table
from deqing_events.contests.rule_sheets.team_answers import answers_of
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain import team_settings
from deqing_events.domain.roles import Permission
from deqing_events.domain.tables import Table
from deqing_events.events.models import Campaign
from deqing_events.web import access, clock, download
from deqing_events.web.formatting import iso_day

blueprint = Blueprint("campaign_tables_desk", __name__, url_prefix="/desk/campaigns/<int:campaign_id>")
VIEW, EDIT = Permission.EVENTS_VIEW, Permission.EVENTS_CREATE
COUNTY_POINTS = {"points": [10, 9, 8, 7, 6, 5, 4, 4, 4, 4], "other": 1}
"""What the county's notices use (domain.md 3.1.2)."""


@blueprint.get("/table")
@access.staff(VIEW)
def page(campaign_id: int) -> ResponseReturnValue:
    """Show the table with what its items still lack."""
    return _page(_known(campaign_id), RenewForm())


@blueprint.get("/table.xlsx")
@access.staff(VIEW)
def file(campaign_id: int) -> ResponseReturnValue:
    """Download the table."""
    table = _table(_held(_known(campaign_id)))
    return download.xlsx(workbook_bytes([table]), f"{table.file_name}.xlsx")


@blueprint.get("/table/print")
@access.staff(VIEW)
def paper(campaign_id: int) -> ResponseReturnValue:
    """Show the table as a page to print."""
    values = {
        "table": _table(_held(_known(campaign_id))),
        "file_href": url_for(".file", campaign_id=campaign_id),
        "landscape": True,
        "back": {"href": url_for(".page", campaign_id=campaign_id), "label": "返回总积分榜"},
    }
    return render_template("contests/prints/paper.html", **values)


@blueprint.route("/points", methods=["GET", "POST"])
@access.staff(EDIT)
def points(campaign_id: int) -> ResponseReturnValue:
    """Change how the contests of the campaign start to count, and how its table ranks."""
    campaign, problem = _own(campaign_id), ""
    form = PointsForm(**answers_of({**USUAL, **COUNTY_POINTS, **campaign.league}))
    if form.validate_on_submit() and not form.show_problems(team_settings.problems(form.league())):
        try:
            actions.set_points(campaign.id, form.league(), by=access.acting(), now=clock.now())
        except actions.TableRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("积分办法已保存。新写的规则从这里开始；已经写好的规则不变。", "ok")
            return redirect(url_for(".page", campaign_id=campaign_id), 303)
    page = render_template("contests/campaign_tables/points.html", campaign=campaign, form=form, problem=problem)
    return page, 422 if problem or form.errors else 200


@blueprint.post("/renew")
@access.staff(EDIT)
def renew(campaign_id: int) -> ResponseReturnValue:
    """Keep the table anew after a result was corrected."""
    campaign, form = _own(campaign_id), RenewForm()
    if not form.validate_on_submit():
        return _page(campaign, form), 422
    try:
        made = actions.renew(campaign.id, form.reason.data or "", by=access.acting(), now=clock.now())
    except actions.TableRefusedError as refusal:
        return _page(campaign, form, str(refusal)), 422
    flash(f"总积分榜已更新，现在是第 {made.version} 版。", "ok")
    return redirect(url_for(".page", campaign_id=campaign_id), 303)


def _known(campaign_id: int) -> Campaign:
    return queries.campaign(campaign_id) or abort(404)


def _own(campaign_id: int) -> Campaign:
    if not access.reach(EDIT).county:
        abort(403)
    return _known(campaign_id)


def _held(campaign: Campaign) -> Overall:
    return of_now(campaign, queries.items(campaign.id))


def _table(held: Overall) -> Table:
    return overall_table(held.content, f"填报单位：德清县总工会    日期：{iso_day(clock.now())}")


def _page(campaign: Campaign, form: RenewForm, problem: str = "") -> str:
    held = _held(campaign)
    return render_template(
        "contests/campaign_tables/desk.html",
        campaign=campaign,
        held=held,
        table=overall_table(held.content),
        items=[item_shown(item) for item in held.content["items"]],
        columns=[item_shown(item) for item in columns_of(held.content)],
        lines=points_shown(held.content),
        history=queries.kept(campaign.id),
        rules=overall_rules(campaign),
        may_edit=access.reach(EDIT).county,
        form=form,
        problem=problem,
    )

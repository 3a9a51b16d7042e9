"""The desk's pages of campaigns. They belong to the county: others see them, county staff change them."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.kinds import CAMPAIGN_WORDS, LEVEL_WORDS
from deqing_events.domain.roles import Permission
from deqing_events.events.campaigns import actions, queries
from deqing_events.events.campaigns.forms import CampaignForm
from deqing_events.events.models import Campaign
from deqing_events.events.steps.forms import PlainForm
from deqing_events.web import access, clock

blueprint = Blueprint("campaigns_desk", __name__, url_prefix="/desk/campaigns")
VIEW, CREATE = Permission.EVENTS_VIEW, Permission.EVENTS_CREATE
STATE_WORDS = {"planned": "筹备", "open": "报名中", "running": "进行中", "closed": "已结束"}


@blueprint.get("")
@access.staff(VIEW)
def listing() -> ResponseReturnValue:
    """List the campaigns with how many events each has."""
    return render_template(
        "events/campaigns/listing.html",
        rows=queries.with_counts(),
        kinds=CAMPAIGN_WORDS,
        levels=LEVEL_WORDS,
        states=STATE_WORDS,
        may_edit=access.reach(CREATE).county,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access.staff(CREATE)
def new() -> ResponseReturnValue:
    """Make a campaign."""
    return _form_page(None)


@blueprint.route("/<int:campaign_id>/edit", methods=["GET", "POST"])
@access.staff(CREATE)
def edit(campaign_id: int) -> ResponseReturnValue:
    """Change a campaign."""
    return _form_page(_known(campaign_id))


@blueprint.route("/<int:campaign_id>/close", methods=["GET", "POST"])
@access.staff(CREATE)
def close(campaign_id: int) -> ResponseReturnValue:
    """Ask, then close a campaign."""
    campaign, problem = _known(campaign_id), ""
    if PlainForm().validate_on_submit():
        try:
            actions.close(campaign.id, now=clock.now(), by=access.acting())
        except actions.CampaignRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("竞赛活动已结束。", "ok")
            return redirect(url_for("campaigns_desk.listing"))
    page = render_template("events/campaigns/close.html", campaign=campaign, problem=problem)
    return page, (422 if problem else 200)


def _known(campaign_id: int) -> Campaign:
    _county_only()
    return queries.by_id(campaign_id) or abort(404)


def _county_only() -> None:
    if not access.reach(CREATE).county:
        abort(403)


def _form_page(campaign: Campaign | None) -> ResponseReturnValue:
    _county_only()
    form, problem = CampaignForm(obj=campaign), ""
    if not form.is_submitted() and campaign is None:
        form.year.data, form.level.data = clock.today().year, "county"
    if form.validate_on_submit():
        values = {field.name: field.data for field in form if field.name != "csrf_token"}
        try:
            actions.save(campaign.id if campaign else None, values, now=clock.now(), by=access.acting())
        except actions.CampaignRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("竞赛活动已保存。", "ok")
            return redirect(url_for("campaigns_desk.listing"))
    page = render_template("events/campaigns/form.html", form=form, campaign=campaign, problem=problem)
    return page, (422 if problem or form.errors else 200)

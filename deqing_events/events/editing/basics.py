"""What the part 基本信息 offers to whom: only the county chooses host and township freely."""

import datetime as dt
from typing import Any

from deqing_events.domain.kinds import LEVEL_WORDS, Level
from deqing_events.domain.roles import Reach
from deqing_events.events import queries
from deqing_events.events.editing.forms import BasicForm
from deqing_events.events.models import Event
from deqing_events.organisations.models import Organisation
from deqing_events.organisations.queries import resolve_unit, townships

TOWNSHIP_LEVELS = (Level.GRASSROOTS, Level.TOWNSHIP)
NO_HOST = "县里没有这个单位，请写全称，或先到“单位”里登记。"


def basic_form(reach: Reach, *, today: dt.date, event: Event | None = None) -> BasicForm:
    """Return the form with what an account may choose; ``reach`` is over what it may create events.

    The county chooses everything. A township admin chooses among the own townships and two levels; the host follows.
    An organiser, who may create nothing, keeps level, host and township as they are.
    """
    form = BasicForm(obj=event)
    if not form.is_submitted():
        form.host_unit.data = event.host_unit.name if event and event.host_unit else ""
        form.entrant_kind.data = form.entrant_kind.data or "person"
    form.campaign_id.offer(queries.campaigns(), "不属于任何竞赛活动")
    if reach.county:
        form.host_id.offer(queries.hosts(on=today), "请选择")
        form.township_id.offer(townships(today), "县本级")
        return form
    del form.host_id
    if reach.townships:
        _offer_own(form, [town for town in townships(today) if town.id in reach.townships])
    else:
        del form.township_id, form.organiser_level, form.host_unit
    return form


def _offer_own(form: BasicForm, own: list[Organisation]) -> None:
    form.organiser_level.choices = {level.value: LEVEL_WORDS[level] for level in TOWNSHIP_LEVELS}
    form.township_id.offer(own, None)
    if not form.is_submitted():
        form.township_id.data = form.township_id.data or (own[0].id if own else None)
        form.organiser_level.data = form.organiser_level.data or Level.TOWNSHIP.value


def basic_values(form: BasicForm, reach: Reach) -> dict[str, Any] | None:
    """Return the columns a valid form sets; None when the workplace is not known (the form then says so)."""
    values = {
        name: form[name].data
        for name in ("title", "kind", "campaign_id", "trade", "contest_class", "entrant_kind", "summary")
    }
    values |= {name: form[name].data for name in ("is_preliminary", "is_test")}
    if "organiser_level" not in form:
        return values
    values["organiser_level"] = form.organiser_level.data
    values["township_id"] = form.township_id.data
    values["host_id"] = form.host_id.data if reach.county else form.township_id.data
    return _with_unit(values, form, reach)


def _with_unit(values: dict[str, Any], form: BasicForm, reach: Reach) -> dict[str, Any] | None:
    text = form.host_unit.data or ""
    unit = resolve_unit(text) if text else None
    if text and unit is None:
        form.host_unit.errors = [NO_HOST]
        return None
    if unit is not None and not reach.county and unit.township_id != values["township_id"]:
        form.host_unit.errors = ["这个单位不在所选镇街，请换一个单位。"]
        return None
    return values | {"host_unit_id": unit.id if unit else None}

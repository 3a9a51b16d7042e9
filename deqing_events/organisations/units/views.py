"""The desk's pages of workplaces."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.identity import check_uscc
from deqing_events.domain.roles import Permission
from deqing_events.domain.tables import Column, Kind, Table
from deqing_events.organisations.asking import Asked
from deqing_events.organisations.models import Unit
from deqing_events.organisations.queries import organisation_by_id, townships
from deqing_events.organisations.units import queries
from deqing_events.web import access, clock, download

blueprint = Blueprint("units_desk", __name__, url_prefix="/desk/units")
VIEW = Permission.ROSTER_VIEW
COLUMNS = (
    Column("number", "序号", Kind.INTEGER, 6),
    Column("code", "单位编码", width=10),
    Column("name", "单位全称", width=34),
    Column("short", "简称", width=14),
    Column("township", "镇街", width=14),
    Column("uscc", "统一社会信用代码", width=22),
    Column("industry", "行业", width=14),
    Column("ownership", "单位性质", width=14),
    Column("staff", "职工人数", Kind.INTEGER, 10),
    Column("above", "规上企业", width=10),
    Column("union", "工会", width=34),
    Column("members", "会员数", Kind.INTEGER, 10),
)


@blueprint.get("")
@access.staff(VIEW)
def listing() -> ResponseReturnValue:
    """List workplaces: search by name, pinyin, code or credit code; by township."""
    asked, reach = Asked.of(request.args), access.reach(VIEW)
    page = queries.listing(asked, reach)
    return render_template(
        "organisations/units.html",
        asked=asked,
        page=page,
        members=queries.member_counts([unit.id for unit in page.rows]),
        towns=[town for town in townships(clock.today()) if reach.county or town.id in reach.townships],
    )


@blueprint.get("/<int:unit_id>")
@access.staff(VIEW)
def one(unit_id: int) -> ResponseReturnValue:
    """Show one workplace."""
    unit = queries.within(unit_id, access.reach(VIEW)) or abort(404)
    return render_template(
        "organisations/unit.html",
        unit=unit,
        centre=organisation_by_id(unit.centre_id) if unit.centre_id else None,
        members=queries.member_counts([unit.id]).get(unit.id, 0),
        uscc=check_uscc(unit.uscc),
    )


@blueprint.get("/units.xlsx")
@access.staff(VIEW)
def workbook() -> ResponseReturnValue:
    """Download the workplaces that the list shows, all pages of them."""
    units = queries.every(Asked.of(request.args), access.reach(VIEW))
    members = queries.member_counts([unit.id for unit in units])
    table = Table(
        title="单位名录",
        subtitle=f"填报单位：德清县总工会    日期：{clock.today().isoformat()}",
        columns=COLUMNS,
        rows=[(number, *_row(unit), members.get(unit.id, 0)) for number, unit in enumerate(units, 1)],
        file_name="单位名录",
    )
    return download.xlsx(workbook_bytes([table]), f"单位名录_{clock.today():%Y%m%d}.xlsx")


def _row(unit: Unit) -> tuple[str | int | None, ...]:
    return (
        unit.code,
        unit.name,
        unit.short_name,
        unit.township.name if unit.township else unit.township_text,
        unit.uscc,
        unit.industry,
        unit.ownership,
        unit.staff_count,
        "是" if unit.above_scale else "否",
        unit.union.name if unit.union else "",
    )

"""Desk pages of results: the ranking as it stands, draws, publishing, correcting, withdrawing, files."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.appeals.queries import open_appeals
from deqing_events.contests.custody import queries as custody
from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.finalising.result_set import code_of
from deqing_events.contests.full_names import FullForm, asked_page, note_full, stamp, stamped
from deqing_events.contests.history import Change
from deqing_events.contests.notices import queries as notices
from deqing_events.contests.notices.actions import Terms
from deqing_events.contests.objections.queries import open_objections
from deqing_events.contests.results import actions, board, queries
from deqing_events.contests.results.content import (
    STAGE_WORDS,
    digest_of,
    frozen,
    full_naming,
    public_naming,
    same_ranking,
)
from deqing_events.contests.results.forms import PublishForm, ReasonForm
from deqing_events.contests.results.standings import Standings, worked_out
from deqing_events.contests.results.tables import ranking_table, team_table
from deqing_events.contests.unblinding.queries import why_not_yet
from deqing_events.documents.csv_file import csv_bytes
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.roles import Permission
from deqing_events.domain.rule_text import lines
from deqing_events.domain.tables import Table, shown
from deqing_events.events.models import Event
from deqing_events.web import access, clock, download, installation
from deqing_events.web.formatting import iso_day

blueprint = Blueprint("contest_results", __name__, url_prefix="/desk/events/<int:event_id>/results")
blueprint.add_app_template_filter(shown, "table_value")
PUBLISH = Permission.RESULTS_PUBLISH
SEALED = "盲码还没有解密，先不能下载带参赛号和姓名的成绩。请裁判长和监督到“赛务”解密。"
FULL = Permission.FULL_PERSONAL_DATA


@blueprint.get("")
@access.staff(PUBLISH)
def preview(event_id: int) -> ResponseReturnValue:
    """Show the ranking as it stands now, what keeps it back, and what is published."""
    return _preview(event_or_404(event_id, PUBLISH))


@blueprint.post("/draw")
@access.staff(PUBLISH)
def draw(event_id: int) -> ResponseReturnValue:
    """Record the order in which a tied group was drawn."""
    event, form = event_or_404(event_id, PUBLISH), ReasonForm()
    order = _drawn_order(event_id)
    if not form.validate_on_submit() or not order:
        return _preview(event, "请给这一组每个人选一个不同的签号。"), 422
    try:
        actions.record_draw(event.id, order, form.reason.data or "", by=access.acting(), now=clock.now())
    except actions.ResultsRefusedError as refusal:
        return _preview(event, str(refusal)), 422
    flash("抽签结果已记录，名次已按签号排好。", "ok")
    return redirect(url_for(".preview", event_id=event_id))


@blueprint.route("/publish", methods=["GET", "POST"])
@access.staff(PUBLISH)
def publish(event_id: int) -> ResponseReturnValue:
    """Ask once more, then publish."""
    event = event_or_404(event_id, PUBLISH)
    standings, current = worked_out(event_id), queries.latest(event_id)
    problem = actions.what_blocks(standings) or why_not_yet(event_id)
    if problem or standings is None:
        return _preview(event, problem), 422
    content = frozen(event, standings, public_naming(event))
    form = PublishForm()
    if not form.is_submitted():
        form.seen.data = digest_of(content)
        form.days.data = installation.settings().notice_days
        form.contact.data, form.phone.data = event.contact, event.contact_phone
        return _publish_page(event, form, content, current)
    problem = _published(event, form)
    if not problem:
        return redirect(url_for(".preview", event_id=event_id))
    form.seen.data = digest_of(content)
    return _publish_page(event, form, content, current, problem), 422


@blueprint.route("/withdraw", methods=["GET", "POST"])
@access.staff(PUBLISH)
def withdraw(event_id: int) -> ResponseReturnValue:
    """Ask, then take the results off the public pages."""
    event, form, problem = event_or_404(event_id, PUBLISH), ReasonForm(), ""
    if form.validate_on_submit():
        try:
            actions.withdraw(event.id, Change(access.acting(), clock.now(), form.reason.data or ""))
        except actions.ResultsRefusedError as refusal:
            problem = str(refusal)
        else:
            board.forget(event.slug)
            flash("成绩已撤回，公开页面上看不到了。", "ok")
            return redirect(url_for(".preview", event_id=event_id))
    page = render_template("contests/withdraw.html", event=event, form=form, problem=problem)
    return page, (422 if form.is_submitted() else 200)


@blueprint.route("/<any(ranking, teams):what>.<any(xlsx, csv):kind>", methods=["GET", "POST"])
@access.staff(PUBLISH)
def file(event_id: int, what: str, kind: str) -> ResponseReturnValue:
    """Download 成绩汇总表 or 团体积分表; full names need the right and a reason, which goes to the log."""
    event = event_or_404(event_id, PUBLISH)
    standings = worked_out(event_id) or abort(404)
    if custody.sealed(event_id):
        return _preview(event, SEALED), 422
    full = request.args.get("full") == "1"
    if full and not may(event, FULL):
        abort(403)
    if not full:
        return _sent(_table(event, standings, what), kind)
    form = FullForm()
    if not form.validate_on_submit():
        return asked_page(event, form, url_for(".preview", event_id=event_id))
    note_full("results.full_file", event, what, form.reason.data)
    return _sent(_table(event, standings, what, full=stamp(form.reason.data)), kind)


@blueprint.get("/teams/print")
@access.staff(PUBLISH)
def team_paper(event_id: int) -> ResponseReturnValue:
    """Show 团体积分表 as a page to print."""
    event = event_or_404(event_id, PUBLISH)
    standings = worked_out(event_id) or abort(404)
    if custody.sealed(event_id):
        return _preview(event, SEALED), 422
    here = url_for(".preview", event_id=event_id)
    return render_template(
        "contests/prints/paper.html",
        table=_table(event, standings, "teams"),
        file_href=f"{here}/teams.xlsx",
        landscape=True,
        back={"href": here, "label": "返回成绩"},
    )


def _sent(table: Table, kind: str) -> Response:
    if kind == "csv":
        return download.csv(csv_bytes(table), f"{table.file_name}.csv")
    return download.xlsx(workbook_bytes([table]), f"{table.file_name}.xlsx")


def _table(event: Event, standings: Standings, what: str, *, full: str = "") -> Table:
    """Return the table; ``full`` is the line that says who took full names out, empty for masked ones."""
    content = frozen(event, standings, full_naming if full else public_naming(event))
    host = event.host.name if event.host else "德清县总工会"
    subtitle = f"填报单位：{host}    日期：{iso_day(clock.now())}"
    if what == "teams":
        return stamped(team_table(content, subtitle), full)
    told = [line for line in lines(standings.rules) if line.startswith(("总成绩 =", "总成绩相同"))]
    return stamped(ranking_table(content, subtitle, "".join(told)), full)


def _drawn_order(event_id: int) -> list[int]:
    """Return entrant ids by lot; [] unless the lots are 1 to n, each once. The fields are named by code or number."""
    lots: dict[int, int] = {}
    ids = {code_of(row): row.id for row in entrants.for_event(event_id)}
    for name, value in request.form.items():
        tail = name.removeprefix("lot-")
        if name.startswith("lot-") and tail in ids and _whole(value):
            lots[int(value)] = ids[tail]
    asked = sum(name.startswith("lot-") for name in request.form)
    return [lots[lot] for lot in sorted(lots)] if sorted(lots) == list(range(1, asked + 1)) else []


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12  # noqa: PLR2004 - an id has fewer digits


def _published(event: Event, form: PublishForm) -> str:
    """Publish; the sentence when it was refused, empty when done."""
    if not form.validate():
        return next((sentence for _, _, sentence in form.problems() if sentence), "请选一种公布方式。")
    change = Change(access.acting(), clock.now(), form.reason.data or "")
    days = form.days.data or installation.settings().notice_days
    terms = Terms(days, form.contact.data or "", form.phone.data or "")
    try:
        made = actions.publish(event.id, actions.Publishing(form.stage.data, form.seen.data or "", terms), change)
    except actions.ResultsRefusedError as refusal:
        return str(refusal)
    board.forget(event.slug)
    flash(f"成绩已公布：{STAGE_WORDS[made.stage]}。", "ok")
    return ""


def _publish_page(event: Event, form: PublishForm, content: Any, current: Any, problem: str = "") -> str:  # noqa: ANN401 - JSON and a row
    open_stages = actions.stages_open(current, content)
    form.stage.choices = [choice for choice in PublishForm(formdata=None).stage.choices if choice.value in open_stages]
    corrects = current is not None and not same_ranking(current.content, content)
    return render_template(
        "contests/publish.html",
        event=event,
        form=form,
        content=content,
        stages=open_stages,
        corrects=corrects,
        problem=problem,
        may_calendar=access.principal().may(Permission.WORKDAYS_EDIT),
        planned=notices.planned(clock.today(), installation.settings().notice_days),
        waits=notices.why_not_final(current, clock.now()) if current and "final" in open_stages else "",
    )


def _preview(event: Event, problem: str = "") -> str:
    standings, current = worked_out(event.id), queries.latest(event.id)
    sealed = custody.sealed(event.id)
    content = frozen(event, standings, full_naming) if standings else None
    public = frozen(event, standings, public_naming(event)) if standings else None
    return render_template(
        "contests/results.html",
        event=event,
        standings=standings,
        content=content,
        table=ranking_table(content) if content and not sealed else None,
        teams=team_table(content) if content and content["teams"] and not sealed else None,
        blocks=actions.what_blocks(standings) or why_not_yet(event.id),
        sealed=sealed,
        current=current,
        stale=current is not None and (public is None or not same_ranking(current.content, public)),
        history=queries.history(event.id),
        notice=notices.of_publication(current.id) if current else None,
        today=clock.today(),
        appeals=open_appeals(event.id),
        objections=open_objections(event.id),
        stage_words=STAGE_WORDS,
        may_full=may(event, FULL),
        problem=problem,
        reason=ReasonForm(formdata=None),
    )

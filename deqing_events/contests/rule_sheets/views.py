"""Desk pages of a contest's rules: read, fill a form, import and export, history, print."""

import json
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404
from deqing_events.contests.models import RuleSheet
from deqing_events.contests.rule_drafts import actions as drafts
from deqing_events.contests.rule_drafts.queries import start_of, written
from deqing_events.contests.rule_drafts.reviewing import league_changes
from deqing_events.contests.rule_files.reading import document_of
from deqing_events.contests.rule_files.writing import tables_of
from deqing_events.contests.rule_sheets import actions, queries
from deqing_events.contests.rule_sheets.building import TEMPLATES, answers_of, build
from deqing_events.contests.rule_sheets.explaining import explained, league_problems, too_wide
from deqing_events.contests.rule_sheets.forms import FORMS, ImportForm, RulesForm, read_document
from deqing_events.contests.rule_sheets.team_answers import POINTS_HINT
from deqing_events.contests.rule_sheets.team_answers import answers_of as league_answers
from deqing_events.documents.reading import read_sheets
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain import team_settings
from deqing_events.domain.kinds import Family
from deqing_events.domain.roles import Permission
from deqing_events.domain.rule_sheet import parse, validate
from deqing_events.domain.sheet_changes import differences
from deqing_events.domain.sheet_places import place_words
from deqing_events.events.models import Event
from deqing_events.web import access, clock
from deqing_events.web.download import attachment, xlsx

blueprint = Blueprint("contest_rules", __name__, url_prefix="/desk/events/<int:event_id>/rules")
EDIT = Permission.CONTESTS_EDIT
USUAL = {Family.CULTURE: "performance", Family.SAFETY: "appraisal"}
MOST_ROWS = 2_000
JSON_TYPE = "application/json; charset=utf-8"


@blueprint.get("")
@access.staff(EDIT)
def one(event_id: int) -> ResponseReturnValue:
    """Show the rules that hold and their history, or the choice of a template."""
    event, versions = event_or_404(event_id), queries.versions(event_id)
    if not versions:
        usual = USUAL.get(Family(event.family), "skills")
        return render_template("contests/rules_choose.html", event=event, templates=TEMPLATES, usual=usual)
    return _shown(event, versions[0], versions)


@blueprint.get("/v/<int:version>")
@access.staff(EDIT)
def version(event_id: int, version: int) -> ResponseReturnValue:
    """Show an earlier version."""
    event = event_or_404(event_id)
    return _shown(event, queries.at(event_id, version) or abort(404), queries.versions(event_id))


@blueprint.route("/edit", methods=["GET", "POST"])
@access.staff(EDIT)
def edit(event_id: int) -> ResponseReturnValue:
    """Fill the short form; ``check`` looks without saving. Rules that no form can hold go to the full sheet."""
    event, current = event_or_404(event_id), queries.current(event_id)
    template = request.args.get("template") or _template_of(current)
    if template not in FORMS:
        return redirect(url_for(".full", event_id=event_id))
    form = FORMS[template](**_defaults(event, current, template))
    if not form.is_submitted():
        same = current is not None and _template_of(current) == template
        return _edit_page(event, template, form, current.body if current and same else None)
    body = _checked(form, template)
    if "check" in request.form:
        return _edit_page(event, template, form, body)
    problem = None if body is None else _save(event, _draft(form, body, form.league()))
    if problem is None and body is not None:
        return _after(event)
    return _edit_page(event, template, form, body, problem), 422


@blueprint.route("/full", methods=["GET", "POST"])
@access.staff(EDIT)
def full(event_id: int) -> ResponseReturnValue:
    """Paste or upload a full rule sheet; the page starts from the rules that hold."""
    event, current = event_or_404(event_id), queries.current(event_id)
    form = ImportForm(seen=str(current.version if current else 0), text=_document(current))
    if not form.is_submitted():
        return render_template("contests/rules_full.html", event=event, form=form, current=current)
    problems = [] if form.validate() else ["请从这一页提交。"]
    document: dict[str, Any] = {}
    if not problems:
        document, problems = _imported(form)
    if not problems:
        league = team_settings.normal(document.pop("league", None) or {})
        problem = _save(event, _draft(form, document, league))
        if problem is None:
            return _after(event)
        problems = [problem]
    page = render_template("contests/rules_full.html", event=event, form=form, current=current, problems=problems)
    return page, 422


@blueprint.get("/export.json")
@access.staff(EDIT)
def export(event_id: int) -> ResponseReturnValue:
    """Download the full rule sheet."""
    event = event_or_404(event_id)
    current = queries.current(event_id) or abort(404)
    return attachment(_document(current).encode(), f"{event.title}-规则-第{current.version}版.json", JSON_TYPE)


@blueprint.get("/export.xlsx")
@access.staff(EDIT)
def workbook(event_id: int) -> ResponseReturnValue:
    """Download the full rule sheet as a workbook that can be changed and imported again."""
    event = event_or_404(event_id)
    current = queries.current(event_id) or abort(404)
    name = f"{event.title}-规则-第{current.version}版"
    return xlsx(workbook_bytes(tables_of({**current.body, "league": current.league}, name)), f"{name}.xlsx")


@blueprint.get("/print")
@access.staff(EDIT)
def paper(event_id: int) -> ResponseReturnValue:
    """Show the rules as a page to print."""
    event = event_or_404(event_id)
    sheet = queries.current(event_id) or abort(404)
    back = {"href": url_for(".one", event_id=event_id), "label": "返回规则"}
    told = explained(sheet.body, sheet.league)
    return render_template("contests/rules_print.html", event=event, sheet=sheet, told=told, back=back)


def _shown(event: Event, sheet: RuleSheet, versions: list[RuleSheet]) -> str:
    before = next((old for old in versions if old.version == sheet.version - 1), None)
    return render_template(
        "contests/rules.html",
        event=event,
        sheet=sheet,
        told=explained(sheet.body, sheet.league),
        versions=versions,
        locked=queries.has_marks(event.id),
        form_fits=answers_of(sheet.body) is not None,
        changes=_changes(before, sheet) if before else None,
        drafted=written(event.id, event.title).stored,
    )


def _changes(before: RuleSheet, sheet: RuleSheet) -> list[str]:
    told = differences(parse(before.body), parse(sheet.body))
    return [*told, *league_changes(before.league, sheet.league)]


def _template_of(current: RuleSheet | None) -> str:
    found = answers_of(current.body) if current else None
    return found[0] if found else ""


def _defaults(event: Event, current: RuleSheet | None, template: str) -> dict[str, Any]:
    if current is None:
        usual = queries.usual_league(event.id)
        return {"title": f"{event.title}评分规则", **(league_answers(usual) if usual else {})}
    found = answers_of(current.body)
    answers = found[1] if found and found[0] == template else {}
    return {"seen": str(current.version), **answers, **league_answers(current.league)}


def _checked(form: RulesForm, template: str) -> dict[str, Any] | None:
    """Return the sheet the answers make, its problems shown in the form; None when an answer cannot be read."""
    if not form.validate():
        return None
    body = build(template, form.data)
    problems = [*validate(body), *team_settings.problems(form.league())]
    form.show_problems(problems)
    return None if problems else body


def _edit_page(
    event: Event, template: str, form: RulesForm, body: dict[str, Any] | None = None, problem: str | None = None
) -> str:
    return render_template(
        "contests/rules_edit.html",
        event=event,
        template=template,
        word=TEMPLATES[template],
        form=form,
        points_hint=POINTS_HINT,
        told=explained(body, form.league()) if body else None,
        locked=queries.has_marks(event.id),
        problem=problem,
    )


def _draft(form: Any, body: dict[str, Any], league: dict[str, Any]) -> actions.Draft:  # noqa: ANN401 - two forms
    seen = form.seen.data or ""
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else -1  # noqa: PLR2004 - digits
    return actions.Draft(body, league, version, form.reason.data or "")


def _save(event: Event, draft: actions.Draft) -> str | None:
    """Save and tell; once marks are given, keep it as the draft that is looked at first. The sentence when refused."""
    try:
        if queries.has_marks(event.id):
            return _drafted(event, draft)
        saved = actions.save(event.id, draft, by=access.acting(), now=clock.now())
    except actions.RulesRefusedError as refusal:
        return str(refusal)
    flash(f"规则已保存，现在是第 {saved.version} 版。", "ok")
    return None


def _drafted(event: Event, draft: actions.Draft) -> str | None:
    current = queries.current(event.id)
    if draft.seen != (current.version if current else 0):
        return actions.STALE
    keeping = drafts.Keeping({**draft.body, "league": draft.league}, start_of(current))
    try:
        drafts.keep(event.id, keeping, by=access.acting(), now=clock.now())
    except drafts.DraftChangedError:
        return drafts.BUSY
    return None


def _after(event: Event) -> ResponseReturnValue:
    """Go to the rules, or first to what a change does to the marks that are given."""
    drafted = queries.has_marks(event.id) and written(event.id, event.title).stored
    where = "contest_draft.review" if drafted else ".one"
    return redirect(url_for(where, event_id=event.id))


def _imported(form: ImportForm) -> tuple[dict[str, Any], list[str]]:
    raw = form.given()
    try:
        if isinstance(raw, bytes) and raw.startswith(b"PK"):
            return document_of(read_sheets(raw, max_rows=MOST_ROWS))
        document = read_document(raw)
    except ValueError as error:
        return {}, [str(error)]
    problems = validate(document) or too_wide(document)
    lines = [f"{place_words(problem.path)}：{problem.sentence}" for problem in problems]
    return document, lines + league_problems(document.get("league"), timed=not lines and parse(document).timed)


def _document(current: RuleSheet | None) -> str:
    if current is None:
        return ""
    whole = {**current.body, **({"league": current.league} if current.league else {})}
    return json.dumps(whole, ensure_ascii=False, indent=1)

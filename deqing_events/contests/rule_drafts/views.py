"""Desk pages of the rules editor: six pages of fields, the look before saving, throwing the draft away."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404
from deqing_events.contests.rule_drafts import actions, queries
from deqing_events.contests.rule_drafts.checking import checked
from deqing_events.contests.rule_drafts.forms import DraftForm, ReviewForm
from deqing_events.contests.rule_drafts.layout import Drawing, anchor, every_box
from deqing_events.contests.rule_drafts.queries import Written, written
from deqing_events.contests.rule_drafts.reading import typed
from deqing_events.contests.rule_drafts.reviewing import reviewed
from deqing_events.contests.rule_drafts.steps import STEPS, page_groups, step_of
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.contests.rule_sheets.actions import RulesRefusedError
from deqing_events.contests.rule_sheets.explaining import explained
from deqing_events.domain.roles import Permission
from deqing_events.domain.sheet_editing import NoSuchPlaceError, added, moved, removed, with_tie_key
from deqing_events.domain.sheet_pieces import SheetJson
from deqing_events.events.models import Event
from deqing_events.web import access, clock

blueprint = Blueprint("contest_draft", __name__, url_prefix="/desk/events/<int:event_id>/rules/draft")
EDIT = Permission.CONTESTS_EDIT
_LEADS = {"review": "contest_draft.review", "try": "contest_trials.trial"}
STALE_PAGE = "这一页放得太久了，请再点一次保存。填的内容还在。"


@dataclass(frozen=True)
class Said:
    """What a page says on top, and what was typed that is not stored."""

    sentence: str = ""
    lost: tuple[tuple[str, str], ...] = ()


@blueprint.get("")
@access.staff(EDIT)
def start(event_id: int) -> ResponseReturnValue:
    """Open the first page of the editor."""
    event_or_404(event_id)
    return redirect(url_for(".page", event_id=event_id, step="marks"))


@blueprint.route("/<any(marks,panel,losses,places,awards,teams):step>", methods=["GET", "POST"])
@access.staff(EDIT)
def page(event_id: int, step: str) -> ResponseReturnValue:
    """Write one page of the rules; every button saves the draft, ``check`` looks without saving."""
    event = event_or_404(event_id)
    held, form = written(event_id, event.title), DraftForm()
    if not form.is_submitted():
        return _page(event, held, step, held.document)
    document = typed(held.document, step, request.form)
    if not form.validate():
        return _page(event, held, step, document, Said(STALE_PAGE)), 422
    if form.revision.data != held.revision:
        return _page(event, held, step, held.document, Said(actions.CHANGED, _typed_apart(held, step))), 409
    if "check" in request.form:
        return _page(event, held, step, document)
    return _kept(event, held, step, document)


@blueprint.route("/review", methods=["GET", "POST"])
@access.staff(EDIT)
def review(event_id: int) -> ResponseReturnValue:
    """Show what saving does and save; a draft with problems shows them instead."""
    event, form = event_or_404(event_id), ReviewForm()
    if not form.is_submitted():
        return _review_page(event, ReviewForm())
    sentence = STALE_PAGE if not form.validate() else _published(event, form)
    if not sentence:
        return redirect(url_for("contest_rules.one", event_id=event_id))
    return _review_page(event, form, sentence), 422


@blueprint.route("/discard", methods=["GET", "POST"])
@access.staff(EDIT)
def discard(event_id: int) -> ResponseReturnValue:
    """Ask, then throw the draft away."""
    event, form = event_or_404(event_id), DraftForm()
    if form.validate_on_submit():
        actions.discard(event_id, by=access.acting(), now=clock.now())
        flash("草稿已丢弃，规则没有变。", "ok")
        return redirect(url_for("contest_rules.one", event_id=event_id))
    return render_template("contests/rules_draft_discard.html", event=event, form=form)


def _kept(event: Event, held: Written, step: str, document: SheetJson) -> ResponseReturnValue:
    """Store the page and do what its button says; go where that shows."""
    act = request.form.get("act", "save")
    try:
        if act == "undo":
            actions.undo(event.id, held.revision, by=access.acting(), now=clock.now())
            return redirect(url_for(".page", event_id=event.id, step=step))
        shaped = _shaped(document, act, event.id)
        before = document if shaped != document else None
        keeping = actions.Keeping(shaped, held.revision, before)
        actions.keep(event.id, keeping, by=access.acting(), now=clock.now())
    except (actions.DraftChangedError, NoSuchPlaceError):
        now_held = written(event.id, event.title)
        said = Said(actions.CHANGED, _typed_apart(now_held, step))
        return _page(event, now_held, step, now_held.document, said), 409
    return redirect(_next(event, step, act))


def _shaped(document: SheetJson, act: str, event_id: int) -> SheetJson:
    """Return the document after a button that changes its shape. Raises NoSuchPlaceError."""
    verb, _, path = act.partition(":")
    match verb:
        case "add" if path == "tie_keys":
            return with_tie_key(document, request.form.get("new_tie_key", ""))
        case "add":
            return added(document, path, queries.used_keys(event_id))
        case "remove":
            return removed(document, path)
        case "up" | "down":
            return moved(document, path, -1 if verb == "up" else 1)
    return document


def _next(event: Event, step: str, act: str) -> str:
    """Return where a button leads: to the thing it touched, the next page, or the look before saving."""
    verb, _, path = act.partition(":")
    if verb in _LEADS:
        return url_for(_LEADS[verb], event_id=event.id)
    if verb == "next":
        names = list(STEPS)
        after = names.index(step) + 1
        if after == len(names):
            return url_for(".review", event_id=event.id)
        return url_for(".page", event_id=event.id, step=names[after])
    if verb in {"add", "up", "down", "remove"}:
        place = path if verb == "add" else path.rpartition("[")[0]
        return url_for(".page", event_id=event.id, step=step, _anchor=anchor(place))
    return url_for(".page", event_id=event.id, step=step)


def _typed_apart(held: Written, step: str) -> tuple[tuple[str, str], ...]:
    """Return what was typed that differs from the draft: (label, text), so that nothing typed is lost."""
    boxes = every_box(page_groups(Drawing(held.document), step))
    return tuple(
        (box.field.label, request.form[box.name][:200])
        for box in boxes
        if box.name in request.form and request.form[box.name].strip() != box.text
    )


def _page(event: Event, held: Written, step: str, document: SheetJson, said: Said | None = None) -> str:
    found = checked(document)
    drawing = Drawing(document, found.by_path(), found.by_path(advising=True))
    groups = page_groups(drawing, step)
    left = [line for path, lines in drawing.errors.items() if step_of(path) == step for line in lines]
    return render_template(
        "contests/rules_draft.html",
        event=event,
        held=held,
        step=step,
        steps=STEPS,
        groups=groups,
        found=found,
        left=left,
        said=said or Said(),
        told=None if found.problems else explained(*_apart(document)),
        form=DraftForm(formdata=None, revision=held.revision),
    )


def _apart(document: SheetJson) -> tuple[SheetJson, SheetJson]:
    return {key: value for key, value in document.items() if key != "league"}, document.get("league") or {}


def _review_page(event: Event, form: ReviewForm, sentence: str = "") -> str:
    held = written(event.id, event.title)
    found = checked(held.document)
    looked = None if found.problems else reviewed(event.id, held.document, held.current)
    form.revision.data, form.version.data = held.revision, str(held.current.version if held.current else 0)
    form.fingerprint.data = looked.fingerprint if looked else ""
    return render_template(
        "contests/rules_draft_review.html",
        event=event,
        held=held,
        form=form,
        found=found,
        looked=looked,
        told=None if found.problems else explained(*_apart(held.document)),
        locked=rules.has_marks(event.id),
        sentence=sentence,
        steps=STEPS,
    )


def _published(event: Event, form: ReviewForm) -> str:
    """Save and tell; the sentence when it was refused."""
    found = checked(written(event.id, event.title).document)
    if found.problems:
        return "还有要改的地方，改好再保存。"
    version = form.version.data or ""
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 6 else -1  # noqa: PLR2004 - digits
    wanted = actions.Wanted(form.revision.data or "", form.fingerprint.data or "", seen, form.reason.data or "")
    try:
        saved = actions.publish(event.id, wanted, by=access.acting(), now=clock.now())
    except (RulesRefusedError, actions.DraftChangedError) as refusal:
        return str(refusal)
    flash(f"规则已保存，现在是第 {saved.version} 版。", "ok")
    return ""

"""Pages of whoever types papers: which there are, and one of them as a grid of fields. Codes only, never a name."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.double_entry import actions, papers, photo_queries, queries
from deqing_events.contests.double_entry.doors import opened
from deqing_events.contests.double_entry.forms import PaperForm
from deqing_events.contests.double_entry.papers import Paper, Typed
from deqing_events.contests.double_entry.showing import own_parts, page_of, state_of
from deqing_events.contests.finalising.queries import contests_within
from deqing_events.contests.history import Change
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.web import access, clock

blueprint = Blueprint("papers", __name__, url_prefix="/desk")
ENTER = Permission.PAPERS_ENTER
STALE = "这一页放得太久了，请再点一次。填的内容还在。"
BLANKS = "还有 {count} 格空着。纸面上有分的请补上；纸面上就是空的，请勾选“空格在纸面上也是空的”再交。"
TO_MEND = "有 {count} 格要改，还没有交。能存的都存了草稿，请改好红色的格子。"


@blueprint.get("/papers")
@access.staff(ENTER)
def contests() -> ResponseReturnValue:
    """List the contests whose papers the account may type."""
    found = [(event, queries.standings(event.id)) for event in contests_within(access.reach(ENTER))]
    return render_template("contests/double_entry/contests.html", found=[row for row in found if row[1]])


@blueprint.get("/events/<int:event_id>/papers")
@access.staff(ENTER)
def listing(event_id: int) -> ResponseReturnValue:
    """List the papers of a contest and how far each is."""
    event, me = event_or_404(event_id, ENTER), access.acting().who
    rows = [{**own_parts(row, me), "pill": state_of(row)} for row in queries.standings(event.id)]
    settles = may(event, Permission.PAPERS_SETTLE)
    edits = may(event, Permission.CONTESTS_EDIT)
    return render_template(
        "contests/double_entry/listing.html", event=event, rows=rows, may_settle=settles, may_edit=edits
    )


@blueprint.route("/events/<int:event_id>/papers/<paper>", methods=["GET", "POST"])
@access.staff(ENTER)
def one(event_id: int, paper: str) -> ResponseReturnValue:
    """Type one paper: every button saves what was typed before it does anything else."""
    event, found = opened(event_id, paper, ENTER)
    form = PaperForm()
    if not form.is_submitted():
        return _page(event, found, form)
    typed = _read(event, found)
    problem = _done(event, found, form, typed)
    if problem:
        return _page(event, found, form, typed, problem), 422
    return redirect(url_for(".listing", event_id=event.id) if "hand_in" in request.form else request.path)


@blueprint.post("/events/<int:event_id>/papers/<paper>/back")
@access.staff(ENTER)
def back(event_id: int, paper: str) -> ResponseReturnValue:
    """Take one's own entry back before the other is in, or give a draft up."""
    event, found = opened(event_id, paper, ENTER)
    gives_up = "give_up" in request.form
    act = actions.give_up if gives_up else actions.take_back
    try:
        act(event.id, found, Change(access.acting(), clock.now()))
    except actions.EntryRefusedError as refusal:
        flash(str(refusal), "warn")
    else:
        flash("草稿已经删掉，可以换人录。" if gives_up else "已经取回，改好再交。", "ok")
    listed = url_for(".listing", event_id=event.id)
    return redirect(listed if gives_up else url_for(".one", event_id=event.id, paper=found.key))


def _read(event: Event, paper: Paper) -> Typed:
    standing = queries.standing(event.id, paper)
    own = standing.entry_of(access.acting().who)
    return papers.read(page_of(event.id, standing, own.texts if own else {}), request.form)


def _done(event: Event, paper: Paper, form: PaperForm, typed: Typed) -> str:
    """Save, and hand in when that was asked; the sentence when something is to be mended, empty when done."""
    if not form.validate():
        return STALE
    change = Change(access.acting(), clock.now())
    try:
        form.version.data = actions.save(event.id, paper, typed.texts, form.version.data, change)
        if typed.errors:
            return TO_MEND.format(count=len(typed.errors))
        if "hand_in" not in request.form:
            flash("草稿已存。", "ok")
            return ""
        if typed.blank and not form.blanks.data:
            return BLANKS.format(count=typed.blank)
        actions.hand_in(event.id, paper, typed.cells, form.version.data, change)
    except actions.EntryRefusedError as refusal:
        return str(refusal)
    flash(f"“{paper.title}”已交。两个人都交了就比对。", "ok")
    return ""


def _page(event: Event, paper: Paper, form: PaperForm, typed: Typed | None = None, problem: str = "") -> str:
    standing = queries.standing(event.id, paper)
    parts = own_parts(standing, access.acting().who)
    own = parts["own"]
    shown = typed or papers.read(page_of(event.id, standing, own.texts if own else {}), {})
    rows = papers.rows(paper, queries.people(event.id), standing.todo, shown)
    return render_template(
        "contests/double_entry/paper.html",
        event=event,
        paper=paper,
        rows=rows,
        form=form,
        version=own.version if own else 0,
        problem=problem,
        typed=shown,
        pill=state_of(standing),
        photos=photo_queries.photos(event.id, paper),
        me=access.acting().who,
        **parts,
    )

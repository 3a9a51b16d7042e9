"""A judge's pages: the blind codes and the mark page. Each works as a plain form."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.history import Change
from deqing_events.contests.judge_pages import actions, holders
from deqing_events.contests.judge_pages.doors import judge_link, refuse, work_or_404
from deqing_events.contests.judge_pages.holders import holder
from deqing_events.contests.judge_pages.signing import own_signature
from deqing_events.contests.judge_pages.work import OUT, Piece, Typed, Work, read
from deqing_events.contests.judges import actions as judges
from deqing_events.contests.marking import actions as marking
from deqing_events.contests.marking.forms import ScoresForm
from deqing_events.contests.spreads import actions as spreads
from deqing_events.web import clock

blueprint = Blueprint("judge", __name__, url_prefix="/judge/<token>")
NO_CODE = "你这里没有这个盲码。请回到选手列表，从里面点。"


@blueprint.get("/")
@judge_link
def codes(token: str) -> ResponseReturnValue:
    """List the blind codes with how far the judge is with each."""
    judges.seen(holder(), now=clock.now())
    work = work_or_404()
    own = None if work.lacking or work.whole else own_signature(holder())
    return render_template("contests/judge_pages/codes.html", held=holder(), work=work, own=own, token=token)


@blueprint.route("/<path:blind>", methods=["GET", "POST"])
@judge_link
def marks(token: str, blind: str) -> ResponseReturnValue:
    """Mark one blind code; saving leads to the next one."""
    work, form = work_or_404(), ScoresForm()
    piece = work.piece(blind) or refuse(404, NO_CODE)
    if not form.is_submitted():
        return _mark_page(token, work, piece, form)
    cells, typed = read(work, piece, request.form)
    problem, typed = _entered(work, cells, typed, form)
    if problem:
        again = work_or_404({blind: typed})
        return _mark_page(token, again, again.piece(blind) or piece, form, problem), 422
    if piece.again:
        spreads.looked(holder().event_id, piece.entrant_id, holder().judge, now=clock.now(), by=holders.acting())
    flash("已保存。", "ok")
    return redirect(_after(token, work, blind), 303)


def _entered(work: Work, cells: list[marking.Cell], typed: Typed, form: ScoresForm) -> tuple[str, Typed]:
    """Save; return the sentence for the page, empty when it is saved, and the sentences per criterion."""
    if not form.validate():
        return "这一页放得太久了，请再点一次保存。填的内容还在。", typed
    if typed.errors:
        return f"有 {len(typed.errors)} 项要改，全部都没有保存。请改好红色的。", typed
    if work.closed:
        return work.closed, typed
    try:
        actions.save(holder(), work.sheet, cells, Change(holders.acting(), clock.now()))
    except marking.MarksRefusedError as refusal:
        return str(refusal), Typed(typed.texts, {key: words for (_, key), words in refusal.cells.items()})
    return "", typed


def _after(token: str, work: Work, blind: str) -> str:
    """Return the address of the next code that can be marked, of the list after the last."""
    found = [piece.code for piece in work.pieces if piece.state != OUT or piece.code == blind]
    later = found[found.index(blind) + 1 :]
    return url_for(".marks", token=token, blind=later[0]) if later else url_for(".codes", token=token)


def _mark_page(token: str, work: Work, piece: Piece, form: ScoresForm, problem: str = "") -> str:
    index = work.pieces.index(piece)
    return render_template(
        "contests/judge_pages/marks.html",
        held=holder(),
        token=token,
        work=work,
        piece=piece,
        place=index + 1,
        before=work.pieces[index - 1] if index else None,
        next_href=_after(token, work, piece.code),
        at=clock.now().isoformat(),
        form=form,
        problem=problem,
    )

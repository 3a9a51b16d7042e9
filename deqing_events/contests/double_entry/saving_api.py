"""Where the page of a paper saves by itself what is typed: the same law and the same act as its buttons."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from deqing_events.contests.double_entry import actions, papers, queries
from deqing_events.contests.double_entry.doors import opened
from deqing_events.contests.double_entry.forms import PaperForm
from deqing_events.contests.double_entry.showing import page_of
from deqing_events.contests.history import Change
from deqing_events.domain.roles import Permission
from deqing_events.web import access, clock

blueprint = Blueprint("paper_saving", __name__, url_prefix="/desk/events/<int:event_id>/papers/<paper>")
STALE = "这一页放得太久了，请刷新后再填。"


@blueprint.post("/save")
@access.staff(Permission.PAPERS_ENTER)
def save(event_id: int, paper: str) -> ResponseReturnValue:
    """Keep what is typed; answers the version, how many cells are blank, and a sentence per field that needs one."""
    event, found = opened(event_id, paper, Permission.PAPERS_ENTER)
    form, standing = PaperForm(), queries.standing(event.id, found)
    own = standing.entry_of(access.acting().who)
    page = page_of(event.id, standing, own.texts if own else {})
    typed = papers.read(page, request.form)
    if not form.validate():
        return jsonify({"error": STALE}), 422
    try:
        change = Change(access.acting(), clock.now())
        version = actions.save(event.id, found, typed.texts, form.version.data, change)
    except actions.EntryRefusedError as refusal:
        return jsonify({"error": str(refusal)}), 409
    names = {box.place: box.name for row in page for box in row.boxes}
    errors = {names[place]: sentence for place, sentence in typed.errors.items()}
    return jsonify({"version": version, "blank": typed.blank, "errors": errors})

"""Where a judge's phone saves one mark at a time. The token in the address is what lets it in; no cookie does."""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from deqing_events.contests.history import Change
from deqing_events.contests.judge_pages import actions, holders
from deqing_events.contests.judge_pages.doors import judge_link, work_or_404
from deqing_events.contests.judge_pages.holders import holder
from deqing_events.contests.judge_pages.work import Piece, Work
from deqing_events.contests.judges import actions as judges
from deqing_events.contests.marking import actions as marking
from deqing_events.web import clock
from deqing_events.web.security import csrf

blueprint = Blueprint("judge_api", __name__, url_prefix="/judge/<token>")
csrf.exempt(blueprint)

LONGEST_BODY = 4096
_TEXTS = {"nonce": 64, "code": 20, "key": 40, "value": 40}
"""The texts of a body and how long each may be."""


@blueprint.before_request
def bound_body() -> None:
    """Refuse large bodies before they are read."""
    request.max_content_length = LONGEST_BODY


@blueprint.post("/save")
@judge_link
def save(token: str) -> ResponseReturnValue:
    """Save one mark: ``nonce``, ``code``, ``key``, ``value`` as typed, ``seen`` as the phone last knew it."""
    del token
    body = _body()
    if body is None:
        return _refused(400, "送来的内容不完整。")
    work = work_or_404()
    piece = work.piece(body["code"])
    column = next((column for column in work.sheet.columns if column.key == body["key"]), None)
    if piece is None or column is None:
        return _refused(404, "你这里没有这个盲码或这一项了。")
    if work.closed:
        return _refused(423, work.closed, piece, body["key"])
    judges.seen(holder(), now=clock.now())
    try:
        value = column.read(body["value"])
    except ValueError as error:
        return _refused(422, str(error), piece, body["key"])
    return _saved(work, marking.Cell(piece.entrant_id, column.key, value, body["seen"]), body)


def _saved(work: Work, cell: marking.Cell, body: dict[str, Any]) -> ResponseReturnValue:
    refusal = ""
    try:
        actions.save(holder(), work.sheet, [cell], Change(holders.acting(), clock.now()), body["nonce"])
    except marking.MarksRefusedError as error:
        refusal = next(iter(error.cells.values()), str(error))
    piece = work_or_404().piece(body["code"])
    if piece is None:
        return _refused(404, "你这里没有这个盲码了。")
    if refusal:
        return _refused(409, refusal, piece, cell.key)
    return jsonify({"value": piece.values.get(cell.key), "at": clock.now().isoformat()})


def _body() -> dict[str, Any] | None:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        return None
    texts = all(isinstance(body.get(name), str) and len(body[name]) <= longest for name, longest in _TEXTS.items())
    seen = body.get("seen")
    fits = texts and bool(body["nonce"]) and (seen is None or isinstance(seen, str))
    return {**{name: body[name] for name in _TEXTS}, "seen": seen} if fits else None


def _refused(status: int, sentence: str, piece: Piece | None = None, key: str = "") -> Response:
    """Answer with a sentence and with what is stored now, where the judge may know it."""
    found = {"error": sentence, "at": clock.now().isoformat()}
    response = jsonify({**found, "value": piece.values.get(key)} if piece else found)
    response.status_code = status
    return response

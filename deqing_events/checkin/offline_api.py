"""The API of gates that work without a line: what they take along, and what they bring back."""

import gzip
import json

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from deqing_events.checkin import device_bodies, device_scans, gate_holders, scan_queries
from deqing_events.checkin.gate_holders import api_error, holder
from deqing_events.checkin.snapshots import building, cursors
from deqing_events.web import access, clock
from deqing_events.web.formatting import local
from deqing_events.web.security import csrf

blueprint = Blueprint("offline_api", __name__, url_prefix="/api/v1")
csrf.exempt(blueprint)

LARGEST_BODY = 1024 * 1024
SMALL = 1024
"""Bytes of an answer that is not worth packing."""


@blueprint.before_request
def bound_body() -> None:
    """Refuse large bodies before they are read."""
    request.max_content_length = LARGEST_BODY


@blueprint.get("/lists/<list_id>/snapshot")
@access.link("device", gate_holders.device)
def snapshot(list_id: str) -> ResponseReturnValue:
    """Give a device what it needs to work without a line: all of it, or what is new since the ``version`` it holds."""
    held = holder()
    at = scan_queries.list_row(held.list_id) if list_id == str(held.list_id) else None
    if at is None:
        return api_error(403, "other_list", "这个岗位不管这份名单。")
    made = building.snapshot(held, at, cursors.read(request.args.get("since", "")), now=clock.now())
    return _packed(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode())


def _packed(body: bytes) -> Response:
    response = Response(body, mimetype="application/json")
    response.headers["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("Accept-Encoding", "") and len(body) > SMALL:
        response.data = gzip.compress(body, 6, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    return response


@blueprint.post("/scans/batch")
@access.link("device", gate_holders.late_device)
def batch() -> ResponseReturnValue:
    """Take in scans that were made without a line: an answer or an error for each, in the order they came."""
    body = request.get_json(silent=True)
    scans = body.get("scans") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(scans, list):
        return api_error(400, "bad_body", "请求内容要是一个 JSON 对象，scans 是一个数组。")
    if len(scans) > device_bodies.MOST_SCANS:
        return api_error(413, "too_many_scans", f"一次最多传 {device_bodies.MOST_SCANS} 条，请分几次传。")
    try:
        ahead = device_bodies.skew(body.get("sent_at"), now=clock.now())
    except device_bodies.UnreadableError as problem:
        return api_error(problem.status, problem.code, str(problem))
    answers = [device_scans.answer_late(scan, ahead=ahead) for scan in scans]
    return jsonify({"answers": answers, "at": local(clock.now()).isoformat()})

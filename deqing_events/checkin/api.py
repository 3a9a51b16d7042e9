"""The API for gate devices, ``/api/v1``: a bearer token of a device, no cookies.

An answered scan is always 200, whatever the answer. Errors are ``{"error": {"code", "message"}}``.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NoReturn

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue

from deqing_events.accounts.throttling import Limit, count_try
from deqing_events.checkin import (
    device_bodies,
    device_scans,
    gate_holders,
    gate_queries,
    list_actions,
    queries,
    scan_actions,
)
from deqing_events.checkin.gate_holders import api_error, holder
from deqing_events.checkin.models import CheckinList
from deqing_events.checkin.teams import actions as teams
from deqing_events.checkin.teams import queries as team_queries
from deqing_events.checkin.teams import telling as team_telling
from deqing_events.checkin.walk_ins import actions as walk_ins
from deqing_events.domain.masking import mask_name
from deqing_events.web import access, clock
from deqing_events.web.formatting import local
from deqing_events.web.security import csrf

blueprint = Blueprint("scans_api", __name__, url_prefix="/api/v1")
csrf.exempt(blueprint)

LARGEST_BODY = 16 * 1024
SEARCHES = Limit("gate-find", 60, 60)
SEEN_AFTER = dt.timedelta(seconds=60)
STEADY = 3
"""Seconds by which a clock may seem to move with the line alone."""
FARTHEST = 10**6
"""Seconds; a clock that is farther off is shown as that far."""


@blueprint.before_request
def bound_body() -> None:
    """Refuse large bodies before they are read."""
    request.max_content_length = LARGEST_BODY


@blueprint.get("/lists")
@access.link("device", gate_holders.device)
def lists() -> ResponseReturnValue:
    """Name the lists this device may use."""
    held = holder()
    one = {"id": str(held.list_id), "name": held.list_name, "mode": held.mode, "event": held.event_title}
    return jsonify({"lists": [{**one, "gate": held.gate, "role": held.role}], "volunteer": held.volunteer})


@blueprint.route("/lists/<list_id>/status", methods=["GET", "POST"])
@access.link("device", gate_holders.device)
def status(list_id: str) -> ResponseReturnValue:
    """Count the list: registered, admitted, inside, per gate and unit; also the server's time.

    The device may say of itself how many scans wait and what its clock shows, in the query or a JSON body.
    """
    held, now = holder(), clock.now()
    own = _own_list(list_id)
    _heard(now)
    at = queries.list_within(held.event_id, own)
    counted = queries.counts(at) if isinstance(at, CheckinList) else abort(404)
    return jsonify(
        {
            "registered": counted.registered,
            "admitted": counted.admitted,
            "inside": counted.inside,
            "gates": [{"gate": gate, "admitted": number} for gate, number in counted.gates],
            "units": [{"unit": unit, "admitted": number} for unit, number in counted.units],
            "at": local(now).isoformat(timespec="seconds"),
        }
    )


@blueprint.post("/scans")
@access.link("device", gate_holders.scanning_device)
def scans() -> ResponseReturnValue:
    """Answer one scan."""
    try:
        answer = device_scans.answer(_body())
    except scan_actions.TeamShownError as shown:
        return _team_answer(shown.team_id, [], "")
    return jsonify(answer.body) if answer.error is None else api_error(*answer.error)


@blueprint.post("/teams/<team_id>/admit")
@access.link("device", gate_holders.device)
def admit_team(team_id: str) -> ResponseReturnValue:
    """Let in the people of a team whose ids are given; the answer names everybody, and who is missing."""
    body = _body()
    _own_list(body.get("list"))
    nonce, people = body.get("nonce"), body.get("people")
    if not isinstance(nonce, str) or not device_bodies.NONCE.match(nonce) or len(nonce) > teams.LONGEST_NONCE:
        _malformed("nonce", "nonce 要 8 到 48 个字母、数字、- 或 _。")
    if not isinstance(people, list) or not all(isinstance(each, str) for each in people) or not people:
        _malformed("people", 'people 要像 ["12", "13"]，至少一个。')
    return _team_answer(device_bodies.number(team_id), [device_bodies.number(each) for each in people], nonce)


@blueprint.post("/scans/<nonce>/annul")
@access.link("device", gate_holders.device)
def annul(nonce: str) -> ResponseReturnValue:
    """Undo a scan of this device within the time allowed; a supervisor undoes any of the list."""
    try:
        walk_ins.take_back(nonce, gate_holders.post(), now=clock.now(), by=gate_holders.acting())
    except scan_actions.NothingToUndoError:
        return api_error(404, "nothing_to_undo", "没有可以撤销的这一条：已经撤销，或过了时间。请找检录长。")
    return jsonify({"nonce": nonce, "annulled": True})


@blueprint.get("/people")
@access.link("device", gate_holders.device)
def people() -> ResponseReturnValue:
    """Search people of the event, masked."""
    held, text = holder(), request.args.get("q", "")
    if not gate_queries.long_enough(text):
        return api_error(400, "too_short", "至少输入 2 个汉字，或 4 个字母、数字。")
    if not count_try(SEARCHES, str(held.device_id), now=clock.now()):
        return api_error(429, "too_many", "查得太快了，请过一分钟再查。")
    found = gate_queries.people(held.event_id, held.list_id, text)
    return jsonify({"people": [_masked(person) for person in found]})


def _team_answer(team_id: int, chosen: list[int], nonce: str) -> ResponseReturnValue:
    """Answer with the team, after letting in those who were chosen."""
    held, post, now = holder(), gate_holders.post(), clock.now()
    team = team_queries.entered(team_id, held.event_id)
    if team is None:
        return api_error(404, "unknown_team", "这支队不在这一场的名单里。")
    if not chosen:
        return jsonify(team_telling.answer(teams.look(team, post, now=now), held.list_name, held.list_id))
    try:
        sheet = teams.admit(team, chosen, post, nonce=nonce, now=now, by=gate_holders.acting())
    except scan_actions.NonceTakenError:
        return api_error(400, "nonce_taken", "这个 nonce 别的设备用过了，请换一个。")
    return jsonify(team_telling.answer(sheet, held.list_name, held.list_id))


def _heard(now: dt.datetime) -> None:
    """Note that the device is there and what it says of itself; not more often than it changes."""
    held = holder()
    said = request.get_json(silent=True) if request.method == "POST" else request.args
    waiting = _waiting(said.get("waiting") if isinstance(said, Mapping) else None)
    showing = said.get("clock") if isinstance(said, Mapping) else None
    shown = showing.replace(" ", "+") if isinstance(showing, str) else showing
    try:
        instant = device_bodies.instant("clock", shown, device_bodies.ANY_YEAR)
    except device_bodies.UnreadableError as problem:
        abort(api_error(problem.status, problem.code, str(problem)))
    skew = None if instant is None else max(-FARTHEST, min(FARTHEST, round((instant - now).total_seconds())))
    moved = skew is not None and (held.skew is None or abs(skew - held.skew) > STEADY)
    news = moved or waiting not in (None, held.waiting)
    late = held.seen_at is not None and now - held.seen_at > SEEN_AFTER
    if held.device_id is not None and (late or news):
        list_actions.seen(held.device_id, now=now, waiting=waiting, skew=skew)


def _waiting(value: object) -> int | None:
    if value is None or value == "":
        return None
    if not str(value).isascii() or not str(value).isdigit() or len(str(value)) > 6:  # noqa: PLR2004 - a queue on a phone
        _malformed("waiting", "waiting 要是 0 到 999999 的整数。")
    return int(str(value))


def _masked(person: gate_queries.Found) -> dict[str, Any]:
    return {
        "id": str(person.registration_id),
        "name": mask_name(person.name),
        "tail": person.mobile_tail,
        "unit": person.unit,
        "state": person.state,
        "entered_at": local(person.entered_at).isoformat() if person.entered_at else None,
    }


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        _malformed("body", "请求内容要是一个 JSON 对象。")
    return body


def _own_list(list_id: object) -> int:
    """Return the device's own list; 403 for any other one."""
    if str(list_id) != str(holder().list_id):
        abort(api_error(403, "other_list", "这个岗位不管这份名单。"))
    return holder().list_id


def _malformed(field: str, message: str) -> NoReturn:
    abort(api_error(400, f"bad_{field}", message))

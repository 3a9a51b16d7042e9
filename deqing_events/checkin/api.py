"""The API for gate devices, ``/api/v1``: a bearer token of a device, no cookies.

An answered scan is always 200, whatever the answer. Errors are ``{"error": {"code", "message"}}``.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue

from deqing_events.accounts.throttling import Limit, count_try
from deqing_events.checkin import codes, gate_holders, gate_queries, list_actions, queries, scan_actions, telling
from deqing_events.checkin.gate_holders import api_error, holder
from deqing_events.checkin.models import CheckinList
from deqing_events.checkin.outcomes import as_json
from deqing_events.checkin.scan_facts import Attempt
from deqing_events.checkin.teams import actions as teams
from deqing_events.checkin.teams import queries as team_queries
from deqing_events.checkin.teams import telling as team_telling
from deqing_events.domain.masking import mask_name
from deqing_events.web import access, clock
from deqing_events.web.formatting import local
from deqing_events.web.security import csrf

blueprint = Blueprint("scans_api", __name__, url_prefix="/api/v1")
csrf.exempt(blueprint)

LARGEST_BODY = 16 * 1024
NONCE = re.compile(r"^[A-Za-z0-9_-]{8,64}$")
LANES = ("camera", "photo", "typed", "search")
SEARCHES = Limit("gate-find", 60, 60)
MOST_ANSWERS = 20
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
@access.link("device", gate_holders.device)
def scans() -> ResponseReturnValue:
    """Answer one scan."""
    body = _body()
    _own_list(body.get("list"))
    attempt = _attempt(body)
    try:
        answered = scan_actions.scan(gate_holders.post(), attempt, now=clock.now(), by=gate_holders.acting())
    except scan_actions.TeamShownError as shown:
        return _team_answer(shown.team_id, [], "")
    except scan_actions.NonceTakenError:
        return api_error(400, "nonce_taken", "这个 nonce 别的设备用过了，请换一个。")
    except scan_actions.TooManyGuessesError:
        return api_error(429, "too_many", "一分钟里认不出的码太多了。歇一分钟再扫，或按姓名查。")
    return jsonify({**as_json(telling.tell(answered)), "list": str(holder().list_id)})


@blueprint.post("/teams/<team_id>/admit")
@access.link("device", gate_holders.device)
def admit_team(team_id: str) -> ResponseReturnValue:
    """Let in the people of a team whose ids are given; the answer names everybody, and who is missing."""
    body = _body()
    _own_list(body.get("list"))
    nonce, people = body.get("nonce"), body.get("people")
    if not isinstance(nonce, str) or not NONCE.match(nonce) or len(nonce) > teams.LONGEST_NONCE:
        _malformed("nonce", "nonce 要 8 到 48 个字母、数字、- 或 _。")
    if not isinstance(people, list) or not all(isinstance(each, str) for each in people) or not people:
        _malformed("people", 'people 要像 ["12", "13"]，至少一个。')
    return _team_answer(_number(team_id), [_number(each) for each in people], nonce)


@blueprint.post("/scans/<nonce>/annul")
@access.link("device", gate_holders.device)
def annul(nonce: str) -> ResponseReturnValue:
    """Undo a scan of this device within the time allowed; a supervisor undoes any of the list."""
    try:
        scan_actions.annul(nonce, gate_holders.post(), now=clock.now(), by=gate_holders.acting())
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
    instant = _instant(showing.replace(" ", "+") if isinstance(showing, str) else showing, "clock")
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


def _attempt(body: dict[str, Any]) -> Attempt:
    nonce, code, person = body.get("nonce"), body.get("code"), body.get("person")
    if not isinstance(nonce, str) or not NONCE.match(nonce):
        _malformed("nonce", "nonce 要 8 到 64 个字母、数字、- 或 _。")
    if (code is None) == (person is None) or not isinstance(person if code is None else code, str):
        _malformed("code", "code 和 person 要有且只有一个，都是文字。")
    if body.get("direction", "entry") not in ("entry", "exit"):
        _malformed("direction", "direction 只能是 entry 或 exit。")
    if not all(isinstance(body.get(name, False), bool) for name in ("force", "offline")):
        _malformed("force", "force 和 offline 只能是 true 或 false。")
    if body.get("force") and not holder().supervisor:
        abort(api_error(403, "not_supervisor", "放行要检录长的链接。"))
    return Attempt(
        code=codes.read(code) if isinstance(code, str) else _person(str(person)),
        nonce=nonce,
        direction=body.get("direction", "entry"),
        lane=_lane(body, by_name=code is None),
        force=body.get("force", False),
        offline=body.get("offline", False),
        scanned_at=_instant(body.get("scanned_at")),
        answers=_answers(body.get("answers", {})),
    )


def _answers(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > MOST_ANSWERS:
        _malformed("answers", 'answers 要像 {"q1": "是"}。')
    if not all(isinstance(each, str) for each in value.values()):
        _malformed("answers", "answers 的每个回答都是文字。")
    return value


def _person(text: str) -> codes.Code:
    """Return the code of a person of this event; anybody else's id is a code nobody knows."""
    number = _number(text)
    return codes.person(number) if gate_queries.person_within(holder().event_id, number) else codes.read(text)


def _number(text: str) -> int:
    """Return an id from its text; 0, which nothing has, when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0  # noqa: PLR2004 - fits an integer column


def _lane(body: dict[str, Any], *, by_name: bool) -> str:
    lane = body.get("lane", "search" if by_name else "camera")
    if lane not in LANES:
        _malformed("lane", "lane 只能是 camera、photo、typed 或 search。")
    return str(lane)


def _instant(value: object, field: str = "scanned_at") -> dt.datetime | None:
    if value is None:
        return None
    try:
        instant = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        _malformed(field, f"{field} 要像 2026-11-28T08:30:00+08:00，带时区。")
    return instant


def _malformed(field: str, message: str) -> NoReturn:
    abort(api_error(400, f"bad_{field}", message))

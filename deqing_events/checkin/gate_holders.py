"""Who may open a gate page or call the device API: the resolvers behind ``access.link``."""

import datetime as dt
from typing import cast

from flask import Response, abort, g, jsonify, request

from deqing_events.accounts import passwords
from deqing_events.checkin import codes, device_bodies, gate_queries, gate_tokens, link_doors, scan_queries
from deqing_events.checkin.gate_queries import Holder
from deqing_events.checkin.scan_facts import Known, Post
from deqing_events.domain.roles import Actor
from deqing_events.web import clock
from deqing_events.web.formatting import moment
from deqing_events.web.installation import keys, settings

COOKIE = "dq_gate"
"""The token of a phone that opened a gate link; the last link opened wins."""

CLOSED = {
    "revoked": "这个岗位链接已经收回。请向发链接的人要一个新的。",
    "dropped": "这部手机已经停用。还要扫码，请找发链接的人。",
    "cancelled": "这场活动已经取消，岗位链接也停用了。有疑问请问组织者。",
    "late": "这个岗位链接过了使用时间。请向发链接的人要一个新的，之前扫的都在。",
}
LATE = dt.timedelta(days=7)
"""For how long after a link ended what was scanned before may still be uploaded."""

WORDS = link_doors.Words(
    "没有这个岗位链接。请对照组织者发来的链接或二维码，再打开一次。",
    "这个岗位链接从 {} 起可以用，到时候再打开。",
    CLOSED,
)


def holder() -> Holder:
    """Return the holder that the current request's resolver found."""
    return cast("Holder", g.holder)


def post() -> Post:
    """Return where the current request scans. The device must be known."""
    held, within = holder(), dt.timedelta(minutes=settings().undo_minutes)
    where = (held.list_id, held.gate, held.volunteer, held.device_id, held.supervisor, within)
    return Post(*where, pass_key=keys().passes)


def acting() -> Actor:
    """Return the device as the ``by`` of an action."""
    held = holder()
    return Actor(f"gate:{held.device_id or 0}", held.role, request.remote_addr or "")


def gate(token: str, **_: object) -> Holder:
    """Resolve the link in the address; a strange one answers 404, a closed one 410, one not open yet 403."""
    found = gate_queries.by_link(gate_tokens.token_hash(token), _cookie_hash())
    return link_doors.opened(found, WORDS, lambda held: held.valid_from)


def device(**_: object) -> Holder:
    """Resolve the bearer token of an API call; 401 for a missing, strange or closed one."""
    found = _bearer()
    _refuse_closed(found, found.closed(clock.now()))
    return found


def scanning_device(**_: object) -> Holder:
    """Resolve as ``device`` does, and read by the same statement what the scan in the body is decided on."""
    body = request.get_json(silent=True)
    code, nonce = (body.get("code"), body.get("nonce")) if isinstance(body, dict) else (None, None)
    g.scan_read = None
    if not isinstance(code, str) or not isinstance(nonce, str) or not device_bodies.NONCE.match(nonce):
        return device()
    found = scan_queries.of_device(_bearer_hash(), codes.read(code), nonce, now=clock.now())
    held, g.scan_read = _known_holder(found and found[0]), found and found[1]
    _refuse_closed(held, held.closed(clock.now()))
    return held


def scan_read() -> Known | None:
    """Return what ``scanning_device`` read about the scan of this request, if it did."""
    return cast("Known | None", g.get("scan_read"))


def late_device(**_: object) -> Holder:
    """Resolve the bearer token of an upload: what was scanned before its link ended is still taken in for a while."""
    found, now = _bearer(), clock.now()
    closed = found.closed(now)
    if closed == "early" or now >= found.ended_at + LATE:
        _refuse_closed(found, closed)
    return found


def _bearer() -> Holder:
    return _known_holder(gate_queries.by_device(_bearer_hash()))


def _bearer_hash() -> str:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        abort(api_error(401, "no_token", "请带上设备令牌（Authorization: Bearer …）。"))
    return passwords.token_hash(token.strip())


def _known_holder(found: Holder | None) -> Holder:
    if found is None:
        abort(api_error(401, "unknown_token", "不认识这个设备。请重新打开岗位链接。"))
    return found


def _refuse_closed(found: Holder, closed: str | None) -> None:
    if closed == "early":
        abort(api_error(401, "link_early", f"这个岗位从 {moment(found.valid_from)} 起可以用。"))
    if closed is not None:
        abort(api_error(401, f"link_{closed}", CLOSED[closed]))


def phone() -> Holder | None:
    """Return the open gate that this phone's cookie belongs to, or None: for pages outside the gate."""
    token = request.cookies.get(COOKIE)
    found = gate_queries.by_device(passwords.token_hash(token)) if token else None
    return found if found is not None and found.closed(clock.now()) is None else None


def api_error(status: int, code: str, message: str) -> Response:
    """Return an error as the API answers it."""
    response = jsonify({"error": {"code": code, "message": message}})
    response.status_code = status
    return response


def _cookie_hash() -> str:
    return passwords.token_hash(request.cookies.get(COOKIE, ""))

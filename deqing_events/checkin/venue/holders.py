"""Who may open the page of a screen or poster: a phone that has just read its code. The resolver of ``access.link``."""

from typing import NoReturn

from flask import abort, make_response, render_template, request

from deqing_events.checkin.screens import queries
from deqing_events.checkin.screens.queries import Screen
from deqing_events.checkin.venue import tickets
from deqing_events.web import clock
from deqing_events.web.formatting import moment
from deqing_events.web.installation import keys
from deqing_events.workers import phone

AGAIN = {
    "venue": ("请再扫一次屏幕上的码", "屏幕上的码半分钟换一次，这个已经过了时间。打开微信“扫一扫”，对准屏幕再扫。"),
    "poster": ("请再扫一次海报上的码", "这一页开着太久了。打开微信“扫一扫”，对准海报再扫。"),
}
SHUT = {
    "revoked": ("这个码停用了", "组织者已经收回。请到服务台签到。"),
    "cancelled": ("这场活动取消了", "不用签到了。有疑问请问组织者。"),
    "late": ("签到时间过了", "请到服务台找工作人员补签。"),
    "unknown": ("没有这个签到码", "请对照现场的屏幕或海报再扫一次；还不行，请到服务台。"),
}


def open_screen(screen_id: int) -> Screen:
    """Return a screen or poster that people may check in at now; otherwise answer the request with why not."""
    found = queries.by_id(screen_id)
    if found is None:
        refuse(404, *SHUT["unknown"])
    closed = found.closed(clock.now())
    if closed == "early":
        refuse(403, "还没到签到时间", f"{moment(found.opens_at)} 起可以签到，到时候再扫一次。")
    if closed is not None:
        refuse(410, *SHUT[closed])
    return found


def visitor(screen_id: int, **_: object) -> Screen:
    """Resolve the screen of the address for a phone with a ticket for it; any other phone is asked to scan again."""
    found = open_screen(screen_id)
    ticket = request.cookies.get(tickets.COOKIE, "")
    good = tickets.is_good(ticket, found.id, found.serial, keys=keys(), now=clock.now())
    if not good or not phone.cookie():
        refuse(410, *AGAIN[found.kind])
    return found


def refuse(code: int, title: str, text: str) -> NoReturn:
    """Answer the request with a plain page that says what to do."""
    abort(make_response(render_template("checkin/venue/shut.html", heading=title, text=text), code))

"""Error pages in Chinese with a reference number; JSON errors under /api."""

import logging
import secrets

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from deqing_events.engines import BusyError

logger = logging.getLogger("deqing_events")

SENTENCES: dict[int, tuple[str, str]] = {
    400: ("这一步没有成功", "送来的内容不完整。请返回上一页再试一次。"),
    401: ("请先登录", "登录后就能继续。"),
    403: ("这一页要有权限才能看", "需要的话，请联系县总工会开通权限，或换一个账号登录。"),
    404: ("没有找到这一页", "地址可能已经变了，也可能这一页不对你开放。可以从首页再找一次。"),
    405: ("不能这样打开这一页", "请从页面上的按钮进入。"),
    410: ("这一页已经停用", "请向发链接给你的人要一个新的。"),
    413: ("文件太大了", "请把文件拆小一些再上传。"),
    429: ("试得太快了", "请过一会儿再来，之前填的不会丢。"),
    500: ("这一步没有成功", "填的内容还在，请返回再试一次；仍不行请把编号告诉工作人员。"),
    503: ("现在人很多", "系统正忙，什么都没有改动。请过几秒再试一次。"),
}
RETRY_SECONDS = 3


def reference() -> str:
    """Return a short reference number that ties what a person saw to a line in the log."""
    return f"E-{secrets.token_hex(3).upper()}"


def attach(app: Flask) -> None:
    """Register the handlers on ``app``."""
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(CSRFError, on_csrf)
    app.register_error_handler(BusyError, on_busy)
    app.register_error_handler(OperationalError, on_busy)
    app.register_error_handler(Exception, on_crash)


def on_http(error: HTTPException) -> ResponseReturnValue:
    """Answer an HTTP error. A redirect or a ready-made response is passed through."""
    code = error.code or 500
    if error.response is not None or code < 400:  # noqa: PLR2004 - below 400 is not an error
        return error
    note = error.description if getattr(error, "for_people", False) else None
    return answer(code, note)


def on_csrf(error: CSRFError) -> ResponseReturnValue:
    """Answer a form whose token is missing or stale."""
    del error
    return answer(400, "这一页开着太久了。请返回上一页，刷新后再提交，填的内容一般还在。")


def on_busy(error: Exception) -> ResponseReturnValue:
    """Answer a database that is busy, full or read-only: nothing was written, try again."""
    number = reference()
    logger.warning("%s %s %s: %s", number, request.method, request.path, type(error).__name__)
    response = app_response(503, None, number)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def on_crash(error: Exception) -> ResponseReturnValue:
    """Answer a bug: a page with a number, the traceback only in the log."""
    number = reference()
    logger.error("%s %s %s", number, request.method, request.path, exc_info=error)
    return app_response(500, None, number)


def answer(code: int, note: str | None = None) -> ResponseReturnValue:
    """Return the page (or JSON under /api) for an HTTP status, with ``note`` instead of the usual sentence."""
    return app_response(code, note, reference())


def app_response(code: int, note: str | None, number: str) -> Response:
    """Build the error answer for the kind of caller."""
    title, sentence = SENTENCES.get(code, SENTENCES[500 if code >= 500 else 400])  # noqa: PLR2004 - HTTP classes
    if isinstance(request.routing_exception, SecurityError):
        # A host that is not ours: no address can be built for it, so no page either.
        return Response(f"{title}。这个网址不是本站的地址。\n", status=code, mimetype="text/plain")
    if request.path.startswith("/api/"):
        response = jsonify({"error": {"code": str(code), "message": f"{title}。{note or sentence}", "ref": number}})
    else:
        page = render_template("errors/error.html", title=title, sentence=note or sentence, number=number, code=code)
        response = Response(page, mimetype="text/html")
    response.status_code = code
    return response

"""Pages that belong to no feature: the text size switch, health, and what crawlers may read."""

from flask import Blueprint, Response, jsonify, make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from deqing_events import engines, migrations
from deqing_events.database import db
from deqing_events.web import access

blueprint = Blueprint("pages", __name__)
LARGE = "dq_large"
YEAR_SECONDS = 365 * 24 * 3600


def large_text() -> bool:
    """Tell whether this browser asked for large text."""
    return request.cookies.get(LARGE) == "1"


@blueprint.get("/text-size")
@access.public
def text_size() -> ResponseReturnValue:
    """Switch large text on or off and go back."""
    response = make_response(redirect(access.safe_next(request.args.get("next"))))
    response.set_cookie(LARGE, "" if large_text() else "1", max_age=YEAR_SECONDS, samesite="Lax", httponly=True)
    return response


@blueprint.get("/healthz")
@access.public
def healthz() -> ResponseReturnValue:
    """Say whether the database answers, which schema it has, and its durability settings."""
    try:
        facts = engines.describe(db.engine)
        schema = migrations.current(db.engine)
    except SQLAlchemyError:
        return jsonify({"status": "error", "database": "unreachable"}), 503
    ready = schema == migrations.head()
    body = {"status": "ok" if ready else "error", "database": "ok", "schema": schema, **facts}
    return jsonify(body), (200 if ready else 503)


@blueprint.get("/robots.txt")
@access.public
def robots() -> Response:
    """Keep crawlers out of passes, gates and the desk."""
    text = "User-agent: *\nDisallow: /p/\nDisallow: /P/\nDisallow: /gate/\nDisallow: /desk/\nDisallow: /my/\n"
    return Response(text, mimetype="text/plain")

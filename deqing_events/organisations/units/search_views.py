"""The public search for a workplace: name, short name, pinyin or initials."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from deqing_events.organisations.queries import search_units
from deqing_events.web import access

blueprint = Blueprint("units_public", __name__, url_prefix="/units")
LIMIT = 8
TEXT_LIMIT = 40


@blueprint.get("/search")
@access.public
def search() -> ResponseReturnValue:
    """Answer up to 8 workplaces as JSON: id, name, township."""
    hits = search_units(request.args.get("q", "")[:TEXT_LIMIT], limit=LIMIT)
    return jsonify([{"id": hit.id, "name": hit.name, "township": hit.township_name} for hit in hits])

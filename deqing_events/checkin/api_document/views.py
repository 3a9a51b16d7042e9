"""The document's own address."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from deqing_events.checkin.api_document.document import document
from deqing_events.web import access

blueprint = Blueprint("api_document", __name__, url_prefix="/api/v1")


@blueprint.get("/openapi.json")
@access.public
def openapi() -> ResponseReturnValue:
    """Return the document; it names no event and nobody."""
    return jsonify(document())

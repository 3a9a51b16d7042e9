"""Pages that explain: help, and what is kept about people."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from deqing_events.domain.retention import NOTICE, span
from deqing_events.web import access, installation

blueprint = Blueprint("guide", __name__)


@blueprint.get("/help")
@access.public
def help_page() -> ResponseReturnValue:
    """Say how to find an event, register, show the pass and find results."""
    return render_template("events/help.html")


@blueprint.get("/privacy")
@access.public
def privacy() -> ResponseReturnValue:
    """Say what is kept, why and until when (domain.md §4.1)."""
    return render_template("events/privacy.html", keeping=installation.settings().keeping, span=span, version=NOTICE)

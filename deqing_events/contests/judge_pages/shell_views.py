"""The service worker that lets a judge's pages open without a line. They hold blind codes and the judge's own marks."""

import functools
import hashlib
import json
from pathlib import Path

from flask import Blueprint, Response, current_app, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.judge_pages.doors import judge_link

blueprint = Blueprint("judge_shell", __name__, url_prefix="/judge/<token>")

VERSIONED = (
    "css/tokens.css",
    "css/app.css",
    "css/forms.css",
    "css/gate.css",
    "js/shell.js",
    "js/judge.js",
    "img/icons.svg",
    "img/favicon.svg",
)
PLAIN = ("js/judge-queue.js", "js/time-field.js", "js/time-text.js")
"""What another file names, so without a version in its address."""


@blueprint.get("/worker.js")
@judge_link
def worker(token: str) -> ResponseReturnValue:
    """Return the service worker of this link with the addresses it keeps; a new text replaces the old one."""
    asset = current_app.jinja_env.globals["asset"]
    files = [asset(name) for name in VERSIONED]  # type: ignore[operator]  # put there by the factory
    files += [url_for("static", filename=name) for name in PLAIN]
    facts = {"SCOPE": url_for("judge.codes", token=token), "VERSION": _digest(), "FILES": files}
    lines = [f"const {name} = {json.dumps(value)};" for name, value in facts.items()]
    text = "\n".join([*lines, (_static() / "js" / "judge-worker.js").read_text(encoding="utf-8")])
    response = Response(text, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _static() -> Path:
    return Path(current_app.static_folder or "")


@functools.cache
def _digest() -> str:
    """Return a digest of everything the service worker keeps or runs, read once."""
    paths = [_static() / name for name in (*VERSIONED, *PLAIN, "js/judge-worker.js")]
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths if path.exists())).hexdigest()[:16]

"""What lets a gate open without a line: the service worker, the shell it keeps, and the manifest that installs it."""

import functools
import hashlib
import json
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.checkin import gate_holders
from deqing_events.checkin.gate_holders import holder
from deqing_events.web import access, clock

blueprint = Blueprint("gate_shell", __name__, url_prefix="/gate/<token>")
gate_link = access.link("gate", gate_holders.gate)

VERSIONED = (
    "css/tokens.css",
    "css/app.css",
    "css/forms.css",
    "css/gate.css",
    "js/shell.js",
    "js/gate.js",
    "img/icons.svg",
    "img/favicon.svg",
    "vendor/qr/decode.js",
)
PLAIN = ("img/edge-chevron.svg", "vendor/qr/index.js")
"""Files that other files name, so without a version in their address; the modules of the scanner too."""

ICON_SIZES = (192, 512)


@blueprint.get("/shell")
@gate_link
def shell(token: str) -> ResponseReturnValue:
    """Show the scanner without anything of a person or of this moment, for the service worker to keep."""
    if holder().device_id is None:
        abort(403)
    return render_template("checkin/gate/scan.html", held=holder(), token=token, now=clock.now(), kept=True)


@blueprint.get("/worker.js")
@gate_link
def worker(token: str) -> ResponseReturnValue:
    """Return the service worker of this gate, with the addresses it keeps; a new text replaces the old one."""
    if holder().device_id is None:
        abort(403)
    files = [_asset(name) for name in VERSIONED] + [url_for("static", filename=name) for name in (*PLAIN, *_modules())]
    shell_address = url_for("gate_shell.shell", token=token)
    held = holder()
    shown = [held.list_id, held.list_name, held.gate, held.role, held.mode, held.event_title, held.contact_phone]
    facts = {
        "SCOPE": url_for("gate.post", token=token),
        "VERSION": _digest(json.dumps([_contents(), files, shown])),
        "DEVICE": held.device_id,
        "SHELL": shell_address,
        "FILES": files,
    }
    lines = [f"const {name} = {json.dumps(value, ensure_ascii=True)};" for name, value in facts.items()]
    text = "\n".join([*lines, (_static() / "js" / "gate-worker.js").read_text(encoding="utf-8")])
    response = Response(text, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/manifest.webmanifest")
@gate_link
def manifest(token: str) -> ResponseReturnValue:
    """Return what a phone needs to put this gate on its home screen."""
    held, start = holder(), url_for("gate.post", token=token)
    pictures = [
        {
            "src": url_for("static", filename=f"vendor/icons/gate-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
        }
        for size in ICON_SIZES
    ]
    drawn = {"src": _asset("img/gate.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    response = jsonify(
        {
            "name": f"{held.gate} · {held.event_title}",
            "short_name": f"检录 {held.gate}"[:12],
            "id": start,
            "start_url": start,
            "scope": start,
            "display": "standalone",
            "lang": "zh-CN",
            "background_color": "#231d1a",
            "theme_color": "#231d1a",
            "icons": [*({**picture, "purpose": "any maskable"} for picture in pictures), drawn],
        }
    )
    response.mimetype = "application/manifest+json"
    return response


def _asset(name: str) -> str:
    found: str = current_app.jinja_env.globals["asset"](name)  # type: ignore[operator]  # put there by the factory
    return found


def _static() -> Path:
    return Path(current_app.static_folder or "")


def _modules() -> list[str]:
    """Return the scanner's modules, which name each other without a version."""
    found = sorted((_static() / "js").glob("gate-*.js"))
    return [
        "js/admission.js",
        *(f"js/{path.name}" for path in found if path.name not in {"gate-worker.js", "gate-answer.js"}),
    ]


@functools.cache
def _contents() -> str:
    """Return a digest of everything the service worker keeps or runs, read once."""
    paths = [_static() / name for name in (*PLAIN, *_modules(), "js/gate-worker.js")]
    pages = sorted((Path(current_app.root_path).parent / "templates" / "checkin" / "gate").glob("*.html"))
    return _digest("".join(_digest(path.read_text(encoding="utf-8")) for path in (*paths, *pages) if path.exists()))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]

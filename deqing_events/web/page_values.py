"""What every page may use: the address of a static file, who is asking, the desk's rail, the text size."""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, url_for

from deqing_events.web import access
from deqing_events.web.navigation import desk_nav
from deqing_events.web.pages import large_text


def attach(app: Flask) -> None:
    """Give the templates of ``app`` these values."""
    digests: dict[str, str] = {}

    def asset(name: str) -> str:
        """Address of a static file, with a digest of its content so that browsers may keep it for long."""
        path = Path(app.static_folder or "") / name
        if name not in digests or app.debug:
            digests[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.exists() else "0"
        return url_for("static", filename=name, v=digests[name])

    @app.context_processor
    def shared() -> dict[str, Any]:
        return {"principal": access.principal(), "desk_nav": desk_nav, "large_text": large_text}

    app.jinja_env.globals["asset"] = asset

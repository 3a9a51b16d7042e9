"""Building the app: the only place that reaches every feature's views and tables, which are found by file name."""

import functools
import importlib
import logging
import os
from pathlib import Path
from types import ModuleType

from flask import Blueprint, Flask

from deqing_events import engines
from deqing_events import settings as settings_module
from deqing_events.accounts import signing_in
from deqing_events.checkin import offered as checkin_offered
from deqing_events.cli import add_commands
from deqing_events.contests import offered as contests_offered
from deqing_events.database import db
from deqing_events.events import offered as events_offered
from deqing_events.messages import offered as messages_offered
from deqing_events.organisations import bounds
from deqing_events.privacy import offered as privacy_offered
from deqing_events.registration import offered
from deqing_events.settings import Settings
from deqing_events.web import access, errors, formatting, incoming, page_values, pages, ready, security

ROOT = Path(__file__).resolve().parent.parent
TABLES, VIEWS = "models.py", ("*views.py", "*api.py")


def create_app(settings: Settings | None = None) -> Flask:
    """Return the app for ``settings`` (the environment's without any). Raises RuntimeError for an unguarded route."""
    _modules(TABLES)
    if settings is None:
        settings = settings_module.load(os.environ, ROOT / "instance")
    app = Flask(
        "deqing_events",
        instance_path=str(settings.instance),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        root_path=str(ROOT / "deqing_events"),
    )
    _configure(app, settings)
    with app.app_context():
        engines.prepare(db.engine, settings)
    incoming.guard(app)
    ready.attach(app)
    security.protect(app, settings)
    errors.attach(app)
    formatting.attach(app)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    messages_offered.attach(app, settings)
    events_offered.attach()
    offered.attach()
    checkin_offered.attach()
    contests_offered.attach()
    privacy_offered.attach()
    bounds.attach()
    add_commands(app)
    page_values.attach(app)
    access.require_policies(app)
    return app


def load_modules() -> None:
    """Import all that ``create_app`` would, without making anything: for processes that make their apps later."""
    for pattern in (TABLES, *VIEWS):
        _modules(pattern)


@functools.cache
def _modules(pattern: str) -> tuple[ModuleType, ...]:
    """Import every module of the package whose file is called so, and return them by name."""
    package = Path(__file__).resolve().parent
    names = (path.relative_to(package).with_suffix("").parts for path in sorted(package.rglob(pattern)))
    return tuple(importlib.import_module(".".join(["deqing_events", *parts])) for parts in names)


def _blueprints() -> list[Blueprint]:
    """Return every view's blueprint: who signs in comes first, as the others ask who it is."""
    found = [module.blueprint for pattern in VIEWS for module in _modules(pattern)]
    return [signing_in.blueprint, *found, pages.blueprint]


def _configure(app: Flask, settings: Settings) -> None:
    settings.uploads.mkdir(parents=True, exist_ok=True)
    app.config.update(
        SECRET_KEY=settings.keys.cookie,
        SETTINGS=settings,
        TESTING=settings.testing,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engines.engine_options(settings),
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default JSON provider has it
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    logging.getLogger("deqing_events").setLevel(logging.INFO)
    db.init_app(app)

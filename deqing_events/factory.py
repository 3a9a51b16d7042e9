"""Building the app: the only place that reaches every feature's views and tables, which are found by file name."""

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
from deqing_events.contests.appeals import desk_views as appeals_desk
from deqing_events.contests.appeals import unit_views as appeals_unit
from deqing_events.contests.call_room import views as call_room_desk
from deqing_events.contests.certificates import desk_views as contest_certificates
from deqing_events.contests.certificates import my_views as my_certificates
from deqing_events.contests.certificates import register_views as certificates_desk
from deqing_events.contests.certificates import verify_views
from deqing_events.contests.custody import views as custody_desk
from deqing_events.contests.entrants import views as contest_entrants
from deqing_events.contests.finalising import views as contest_control
from deqing_events.contests.hand_ins import views as contest_fixes
from deqing_events.contests.heats import views as heats_desk
from deqing_events.contests.judge_pages import sign_views as judge_sign
from deqing_events.contests.judge_pages import views as judge_pages
from deqing_events.contests.judges import desk_views as contest_judges
from deqing_events.contests.live import desk_views as live_desk
from deqing_events.contests.live import views as live_views
from deqing_events.contests.marking import views as contest_marks
from deqing_events.contests.notices import views as notices_views
from deqing_events.contests.prints import views as contest_prints
from deqing_events.contests.results import desk_views as contest_results
from deqing_events.contests.results import views as results_views
from deqing_events.contests.rule_drafts import views as contest_draft
from deqing_events.contests.rule_library import views as rule_library
from deqing_events.contests.rule_sheets import views as contest_rules
from deqing_events.contests.sampling import views as contest_sample
from deqing_events.contests.signatures import views as contest_signatures
from deqing_events.contests.spreads import views as contest_spreads
from deqing_events.contests.start_draws import desk_views as start_draws_desk
from deqing_events.contests.start_draws import views as start_draws_views
from deqing_events.contests.trials import views as contest_trials
from deqing_events.contests.workbook import views as contest_workbook
from deqing_events.contests.workdays import views as workdays_views
from deqing_events.database import db
from deqing_events.events import offered as events_offered
from deqing_events.messages import offered as messages_offered
from deqing_events.organisations import bounds
from deqing_events.privacy import offered as privacy_offered
from deqing_events.registration import offered
from deqing_events.settings import Settings
from deqing_events.web import access, errors, formatting, incoming, page_values, pages, security

ROOT = Path(__file__).resolve().parent.parent

BLUEPRINTS = (
    signing_in.blueprint,
    accounts_views.blueprint,
    accounts_desk.blueprint,
    workers_views.blueprint,
    audit_views.blueprint,
    messages_desk.blueprint,
    events_views.blueprint,
    events_desk_views.blueprint,
    event_editing_views.blueprint,
    event_steps_views.blueprint,
    campaigns_views.blueprint,
    guide_views.blueprint,
    contest_rules.blueprint,
    contest_draft.blueprint,
    rule_library.blueprint,
    contest_trials.blueprint,
    contest_entrants.blueprint,
    contest_marks.blueprint,
    contest_control.blueprint,
    contest_judges.blueprint,
    contest_spreads.blueprint,
    contest_fixes.blueprint,
    judge_pages.blueprint,
    contest_sample.blueprint,
    contest_signatures.blueprint,
    judge_sign.blueprint,
    contest_workbook.blueprint,
    contest_results.blueprint,
    results_views.blueprint,
    start_draws_desk.blueprint,
    custody_desk.blueprint,
    heats_desk.blueprint,
    call_room_desk.blueprint,
    contest_prints.blueprint,
    start_draws_views.blueprint,
    notices_views.blueprint,
    appeals_desk.blueprint,
    appeals_unit.blueprint,
    workdays_views.blueprint,
    live_desk.blueprint,
    live_views.blueprint,
    contest_certificates.blueprint,
    certificates_desk.blueprint,
    my_certificates.blueprint,
    verify_views.blueprint,
    registration_views.blueprint,
    team_start.blueprint,
    team_views.blueprint,
    team_invitations.blueprint,
    my_views.blueprint,
    pass_views.blueprint,
    registrations_desk.blueprint,
    teams_desk.blueprint,
    download_views.blueprint,
    unit_views.blueprint,
    review_desk.blueprint,
    review_unit.blueprint,
    entry_views.blueprint,
    entry_lists.blueprint,
    entry_summaries.blueprint,
    fixing_views.blueprint,
    sign_up_form.blueprint,
    sign_up_rules.blueprint,
    on_behalf_views.blueprint,
    sign_up_plan.blueprint,
    sign_up_places.blueprint,
    team_rule_views.blueprint,
    waiting_desk.blueprint,
    own_changes.blueprint,
    takeover_views.blueprint,
    corrections_desk.blueprint,
    answer_views.blueprint,
    checkin_desk.blueprint,
    checkin_links.blueprint,
    checkin_lists.blueprint,
    door_questions.blueprint,
    checkin_numbers.blueprint,
    checkin_files.blueprint,
    presence_desk.blueprint,
    paper_desk.blueprint,
    attendance_views.blueprint,
    gate_views.blueprint,
    gate_teams.blueprint,
    screens_desk.blueprint,
    list_place_desk.blueprint,
    pass_code_views.blueprint,
    screens_views.blueprint,
    venue_views.blueprint,
    offline_api.blueprint,
    conflict_views.blueprint,
    shell_views.blueprint,
    gate_walk_ins.blueprint,
    scans_api.blueprint,
    api_document.blueprint,
    own_data.blueprint,
    privacy_desk.blueprint,
    privacy_looks.blueprint,
    imports_desk.blueprint,
    members_desk.blueprint,
    units_desk.blueprint,
    units_public.blueprint,
    reports_views.blueprint,
    search_views.blueprint,
    welcome_views.blueprint,
    pages.blueprint,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Return the app for ``settings`` (the environment's without any). Raises RuntimeError for an unguarded route."""
    _modules("models.py")
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


def _modules(pattern: str) -> list[ModuleType]:
    """Import every module of the package whose file is called so, and return them by name."""
    package = Path(__file__).resolve().parent
    names = (path.relative_to(package).with_suffix("").parts for path in sorted(package.rglob(pattern)))
    return [importlib.import_module(".".join(["deqing_events", *parts])) for parts in names]


def _blueprints() -> list[Blueprint]:
    """Return every view's blueprint: who signs in comes first, as the others ask who it is."""
    found = [module.blueprint for pattern in ("*views.py", "*api.py") for module in _modules(pattern)]
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

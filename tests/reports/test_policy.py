"""What counts and where a year is cut are settings of the installation."""

import dataclasses
import datetime as dt

from flask import Flask

from deqing_events import settings
from deqing_events.factory import create_app
from tests import factories
from tests.conftest import NOW, Clock
from tests.reading import StrictClient, text_of


def county(app: Flask, clock: Clock, **changes: object) -> StrictClient:
    """Dai at the desk of the same installation with some settings changed."""
    held: settings.Settings = app.config["SETTINGS"]
    other = create_app(dataclasses.replace(held, **changes))  # type: ignore[arg-type]  # named fields
    other.config["CLOCK"] = clock
    client = StrictClient(other)
    factories.dai(client)
    return client


def test_preliminaries_count_only_when_the_setting_says_so(app: Flask, clock: Clock) -> None:
    past = NOW - dt.timedelta(days=9)
    factories.event(
        "预赛示例", state="final", is_preliminary=True, starts_at=past, ends_at=past + dt.timedelta(hours=3),
        registration_opens_at=None, registration_closes_at=None,
    )  # fmt: skip
    assert "预赛示例" not in county(app, clock).get("/desk/reports/skill_contest_sessions").text
    assert "预赛示例" in county(app, clock, count_preliminary=True).get("/desk/reports/skill_contest_sessions").text


def test_the_statistical_year_begins_in_the_set_month(app: Flask, clock: Clock) -> None:
    page = county(app, clock, statistical_month=7).get("/desk/reports?from=2026-07-01&to=2027-06-30")
    assert "2026–2027 统计年度" in text_of(page.text)

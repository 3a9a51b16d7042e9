"""The same answers on both databases: searching, counting, numbering, calendars, campaigns."""

import datetime as dt

import pytest
from flask import Flask

from deqing_events.domain.roles import SYSTEM, Reach
from deqing_events.events import queries
from deqing_events.events.campaigns import actions as campaign_actions
from deqing_events.events.campaigns import queries as campaign_queries
from deqing_events.events.editing import actions
from deqing_events.events.queries import Filters
from tests import factories
from tests.conftest import NOW
from tests.engines import both_engines

COUNTY = Reach(county=True)
VALUES = {"title": "焊工比武", "kind": "skill_contest", "organiser_level": "county"}


@both_engines
def test_lists_search_and_count(app: Flask) -> None:
    del app
    town = factories.township()
    mine = factories.event("焊工 CNC 比武", township_id=town.id)
    factories.event("县篮球赛_100%", family="sport", kind="sport_tournament", days=9)
    factories.event("草稿", state="draft")
    assert queries.upcoming(Filters(text="cnc"), now=NOW).rows == [mine]
    assert queries.upcoming(Filters(text="_100%"), now=NOW).total == 1
    assert queries.upcoming(Filters(text="实训中心"), now=NOW).total == 2
    assert queries.upcoming(Filters(township_id=town.id), now=NOW).rows == [mine]
    assert queries.state_counts(COUNTY, Filters()) == {"published": 2, "draft": 1}
    assert queries.desk_list(Reach(townships=frozenset({town.id})), Filters()).rows == [mine]
    assert queries.desk_list(Reach(), Filters()).total == 0
    assert queries.within(mine.id, Reach(events=frozenset({mine.id + 1}))) is None
    assert len(queries.for_feed(NOW - dt.timedelta(days=30))) == 2


@both_engines
def test_codes_count_on_past_a_taken_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    del app
    first = actions.create(VALUES, year=2026, now=NOW, by=SYSTEM)
    assert first.code == "DQ26-0001"
    codes = iter(["DQ26-0001", "DQ26-0001", "DQ26-0002"])
    monkeypatch.setattr(actions, "_next_code", lambda _: next(codes))
    assert actions.create(VALUES, year=2026, now=NOW, by=SYSTEM).code == "DQ26-0002"
    monkeypatch.undo()
    factories.event(code="DQ26-9999", slug="dq26-9999")
    assert actions.create(VALUES, year=2026, now=NOW, by=SYSTEM).code == "DQ26-10000"
    assert actions.create(VALUES, year=2026, now=NOW, by=SYSTEM).code == "DQ26-10001"
    assert actions.create(VALUES, year=2027, now=NOW, by=SYSTEM).code == "DQ27-0001"
    assert queries.event_id_by_code(" dq26-0001 ") == first.id
    assert queries.label(first.id) == "DQ26-0001 焊工比武"


@both_engines
def test_campaigns_count_their_open_events(app: Flask) -> None:
    del app
    values = {"name": "第六届职工技能运动会", "kind": "skills_games", "year": 2026, "level": "county"}
    campaign = campaign_actions.save(None, values, now=NOW, by=SYSTEM)
    factories.event(campaign_id=campaign.id)
    factories.event(campaign_id=campaign.id, state="final")
    assert campaign_queries.with_counts() == [(campaign, 2, 1)]
    with pytest.raises(campaign_actions.CampaignRefusedError, match="同名"):
        campaign_actions.save(None, values, now=NOW, by=SYSTEM)

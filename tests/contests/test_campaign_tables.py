"""The table of delegations over a campaign: item by item, provisional and final, kept at the end, and in public."""

from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.campaign_tables import actions, queries
from deqing_events.contests.campaign_tables.content import overall
from deqing_events.contests.campaign_tables.models import CampaignTable
from deqing_events.contests.models import Publication
from deqing_events.database import db
from deqing_events.documents.reading import read_sheets
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.campaigns import actions as campaigns
from deqing_events.events.models import Campaign, Event
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.engines import both_engines
from tests.reading import StrictClient, text_of


def games(**fields: Any) -> Campaign:
    values = {"name": "第六届职工技能运动会", "kind": "skills_games", "year": 2026, "level": "county", **fields}
    with database.transaction() as session:
        made = Campaign(created_at=NOW, **values)
        session.add(made)
    return made


def published(campaign: Campaign, teams: dict[str, list[int]], at: str = "final", **rest: Any) -> Event:
    """Store an item whose teams won these places, ten points for a first, nine for a second and so on."""
    league, title = rest.pop("league", {}), rest.pop("title", f"第 {database.session().query(Event).count() + 1} 项")
    done = {"final": "final", "public_notice": "public_notice"}.get(at, "published")
    event = factories.event(title, campaign_id=campaign.id, **{"state": done, **rest})
    rows = [
        {"name": name, "rank": 1, "points_exact": str(sum(11 - place for place in places)), "placings": places}
        for name, places in teams.items()
    ]
    kept = {"schema": 2, "league": {"basis": "delegation", "weight": "1", **league}, "teams": rows, "rows": []}
    publication(event, at, kept)
    return event


def publication(event: Event, at: str, content: dict[str, Any], version: int = 1) -> None:
    made = Publication(event_id=event.id, version=version, stage=at, rule_version=1, content=content, by="staff:1")
    made.digest, made.at = f"{version:064}", NOW
    with database.transaction() as session:
        session.add(made)


def table(campaign: Campaign) -> list[tuple[Any, str, str]]:
    found = overall(campaign, queries.items(campaign.id))
    return [(row["rank"], row["name"], row["points"]) for row in found["rows"]]


def words(client: StrictClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return text_of(answer.get_data(as_text=True))


@both_engines
def test_items_add_up_with_their_weights_and_countback_over_all(app: Flask) -> None:
    del app
    campaign = games()
    published(campaign, {"武康街道": [1], "洛舍镇": [2]})
    published(campaign, {"武康街道": [4], "洛舍镇": [3], "新市镇": []}, league={"weight": "1"})
    assert table(campaign) == [(1, "武康街道", "17"), (2, "洛舍镇", "17"), (None, "新市镇", "0")]
    rows = overall(campaign, queries.items(campaign.id))["rows"]
    assert rows[0]["why"] == "与下一名积分相同，第 1 名 1 个，多于 0 个，列前"
    published(campaign, {"洛舍镇": [10], "新市镇": [1]}, league={"weight": "1.5"})
    assert table(campaign) == [(1, "洛舍镇", "18.5"), (2, "武康街道", "17"), (3, "新市镇", "15")]
    found = overall(campaign, queries.items(campaign.id))
    assert found["complete"]
    assert [row["award"] for row in found["rows"]] == ["团体第一名", "团体第二名", "团体第三名"]
    assert "“第 3 项”乘 1.5" in found["lines"][0]


def test_every_item_says_where_it_stands(app: Flask) -> None:
    del app
    campaign = games()
    published(campaign, {"武康街道": [1]}, title="定了")
    published(campaign, {"武康街道": [1]}, "public_notice", title="公示着")
    published(campaign, {"武康街道": [1]}, "provisional", title="临时的")
    published(campaign, {"武康街道": [1]}, title="取消了", state="cancelled")
    published(campaign, {"示例精工": [1]}, title="按单位", league={"basis": "unit"})
    published(campaign, {}, title="没有团体")
    published(campaign, {"武康街道": [1]}, title="初赛", is_preliminary=True)
    published(campaign, {"武康街道": [1]}, title="试一试", is_test=True)
    published(campaign, {"武康街道": [1]}, title="草稿", state="draft")
    factories.event("没出的", campaign_id=campaign.id)
    factories.event("开幕式", campaign_id=campaign.id, state="final")
    found = overall(campaign, queries.items(campaign.id))
    assert {item["title"]: item["state"] for item in found["items"]} == {
        "定了": "final",
        "公示着": "public_notice",
        "临时的": "provisional",
        "取消了": "cancelled",
        "按单位": "by_unit",
        "没有团体": "no_table",
        "没出的": "none",
        "开幕式": "over",
    }
    assert table(campaign) == [(1, "武康街道", "30")]
    assert not found["complete"]
    assert found["rows"][0]["award"] is None


def test_a_correction_counts_and_a_withdrawn_result_does_not(app: Flask) -> None:
    del app
    campaign = games()
    event = published(campaign, {"武康街道": [1], "洛舍镇": [2]})
    held = database.session().query(Publication).one()
    swapped = {**held.content, "teams": [{**row, "points_exact": "3"} for row in held.content["teams"]]}
    publication(event, "final", swapped, version=2)
    assert [row[2] for row in table(campaign)] == ["3", "3"]
    with database.transaction() as session:
        for row in session.query(Publication):
            row.withdrawn_at = NOW
    assert table(campaign) == []


@both_engines
def test_twenty_items_take_a_handful_of_statements(app: Flask) -> None:
    del app
    campaign = games()
    for number in range(20):
        published(campaign, {f"第{team}代表队": [team + 1, team + 20] for team in range(13)}, title=f"项目{number}")
    said: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    with database.transaction():
        held = database.session().get_one(Campaign, campaign.id)
        said.clear()
        found = overall(held, queries.items(campaign.id))
        assert len(said) == 2
    assert len(found["rows"]) == 13
    assert {len(item["exact"]) for item in found["items"]} == {13}


class TestTheEnd:
    """Closing keeps the table; later corrections show and are taken over with a reason."""

    @both_engines
    def test_the_table_is_kept_and_is_what_the_items_give(self, app: Flask) -> None:
        del app
        campaign = games()
        event = published(campaign, {"武康街道": [1], "洛舍镇": [2]}, "public_notice", state="final", title="电工")
        with pytest.raises(campaigns.CampaignRefusedError, match="“电工”公布的成绩还没有生效"):
            campaigns.close(campaign.id, now=NOW, by=SYSTEM)
        assert queries.kept(campaign.id) == []
        held = database.session().query(Publication).one()
        publication(event, "final", held.content, version=2)
        campaigns.close(campaign.id, now=NOW, by=SYSTEM)
        (kept,) = queries.kept(campaign.id)
        closed = database.session().get_one(Campaign, campaign.id)
        assert kept.content == overall(closed, queries.items(campaign.id))
        assert kept.content["complete"]
        with pytest.raises(actions.TableRefusedError, match="不用更新"):
            actions.renew(campaign.id, "再来一次", by=SYSTEM, now=NOW)
        swapped = [{**row, "points_exact": "9"} for row in held.content["teams"]]
        publication(event, "final", {**held.content, "teams": swapped}, version=3)
        with pytest.raises(actions.TableRefusedError, match="请写明为什么更新"):
            actions.renew(campaign.id, "", by=SYSTEM, now=NOW)
        again = actions.renew(campaign.id, "电工成绩按裁定更正", by=SYSTEM, now=NOW)
        assert (again.version, [row["points"] for row in again.content["rows"]]) == (2, ["9", "9"])
        whats = [row.action for row in database.session().query(AuditEntry) if row.action == "campaign.table"]
        assert len(whats) == 2

    def test_a_running_campaign_keeps_none(self, app: Flask) -> None:
        del app
        campaign = games()
        with pytest.raises(actions.TableRefusedError, match="还没有结束"):
            actions.renew(campaign.id, "先留一份", by=SYSTEM, now=NOW)

    @both_engines
    def test_two_cannot_keep_the_same_version(self, app: Flask) -> None:
        del app
        campaign = games()

        def keep() -> None:
            with database.transaction() as session:
                row = CampaignTable(campaign_id=campaign.id, version=1, content={}, digest="", by="staff:1", at=NOW)
                session.add(row)

        keep()
        with pytest.raises(IntegrityError) as refused:
            keep()
        assert database.violated(refused.value) == "总积分榜刚被别人更新过，请刷新后再看。"


class TestPages:
    """What everybody, the county and a town see."""

    def test_nothing_is_said_before_an_item_is_public(self, client: StrictClient) -> None:
        campaign = games()
        assert client.get("/campaigns/999").status_code == 404
        assert client.get(f"/campaigns/{campaign.id}").status_code == 404
        event = factories.event("电工技能比武", campaign_id=campaign.id)
        stage.four(event)
        page = words(client, f"/campaigns/{campaign.id}")
        assert "还没有项目出团体成绩" in page
        assert "洛舍镇" not in page

    def test_a_hidden_mark_changes_no_byte(self, client: StrictClient) -> None:
        campaign = games()
        published(campaign, {"武康街道": [1]})
        event = factories.event("电工技能比武", campaign_id=campaign.id)
        before = client.get(f"/campaigns/{campaign.id}")
        rows = stage.four(event)
        after = client.get(f"/campaigns/{campaign.id}")
        assert rows
        assert (before.data, before.headers["ETag"]) == (after.data, after.headers["ETag"])

    def test_the_public_reads_places_items_and_states(self, client: StrictClient) -> None:
        campaign = games()
        published(campaign, {"武康街道": [1, 3], "洛舍镇": [2]}, title="电工")
        published(campaign, {"洛舍镇": [1]}, "public_notice", title="焊工", league={"weight": "2"})
        factories.event("叉车", campaign_id=campaign.id)
        page = words(client, f"/campaigns/{campaign.id}")
        for said in ("1 洛舍镇第1名×1 第2名×1 29分", "焊工 ×2暂列", "叉车未出", "名次是暂列的"):
            assert said in page, page
        tag = client.get(f"/campaigns/{campaign.id}").headers["ETag"]
        assert client.get(f"/campaigns/{campaign.id}", headers={"If-None-Match": tag}).status_code == 304
        rows = read_sheets(client.get(f"/campaigns/{campaign.id}/table.xlsx").data)[0].rows
        assert rows[2][:7] == ("名次", "代表队", "总积分", "奖项", "电工", "焊工 ×2（暂列）", "叉车（未出）")
        assert rows[3][:7] == (1, "洛舍镇", 29, None, 9, 10, "未出")
        assert rows[4][:7] == (2, "武康街道", 18, None, 18, None, "未出")

    def test_the_desk_closes_corrects_and_prints(self, client: StrictClient) -> None:
        factories.dai(client)
        campaign = games()
        event = published(campaign, {"武康街道": [1], "洛舍镇": [2, 3]}, title="电工")
        desk = f"/desk/campaigns/{campaign.id}"
        assert "总积分榜" in words(client, "/desk/campaigns")
        assert "已生效" in words(client, f"{desk}/table")
        assert client.submit(f"{desk}/close").status_code == 302
        words(client, "/desk/campaigns")
        held = database.session().query(Publication).one()
        swapped = [{**row, "points_exact": "9"} for row in held.content["teams"]]
        publication(event, "final", {**held.content, "teams": swapped}, version=2)
        page = words(client, f"{desk}/table")
        assert "竞赛活动结束后有项目更正过成绩" in page
        assert "17" in page
        assert client.submit(f"{desk}/renew", {"reason": ""}, page=f"{desk}/table").status_code == 422
        assert client.submit(f"{desk}/renew", {"reason": "裁定更正"}, page=f"{desk}/table").status_code == 303
        assert "第 2 版 · 裁定更正" in words(client, f"{desk}/table")
        assert "裁定更正" in words(client, f"/campaigns/{campaign.id}")
        assert "团体总积分榜" in words(client, f"{desk}/table/print")
        assert client.get(f"{desk}/table.xlsx").data[:2] == b"PK"

    def test_new_rules_start_from_the_campaigns_points(self, client: StrictClient) -> None:
        factories.dai(client)
        campaign = games()
        address = f"/desk/campaigns/{campaign.id}/points"
        offered = as_offered(client.get(address).get_data(as_text=True))
        assert offered["league_points"] == "10,9,8,7,6,5,4,4,4,4"
        assert client.submit(address, {**offered, "league_points": "十"}).status_code == 422
        assert client.submit(address, {**offered, "league_organisers": "100"}).status_code == 422
        wanted = {**offered, "league_points": "5,3,1", "league_other": "0", "league_organisers": "8"}
        assert client.submit(address, wanted).status_code == 303
        league = {"points": [5, 3, 1], "other": 0, "ties": "average", "countback": True, "organisers": 8}
        assert database.session().get_one(Campaign, campaign.id).league == league
        event = factories.event("电工", campaign_id=campaign.id)
        short = client.get(f"/desk/events/{event.id}/rules/edit?template=skills").get_data(as_text=True)
        assert as_offered(short)["league_points"] == "5,3,1"
        full = client.get(f"/desk/events/{event.id}/rules/draft/teams").get_data(as_text=True)
        assert as_offered(full)["league.organisers"] == "8"
        ready = f"/desk/events/{event.id}/rules/library/electrician"
        client.submit(ready, as_offered(client.get(ready).get_data(as_text=True)))
        full = client.get(f"/desk/events/{event.id}/rules/draft/teams").get_data(as_text=True)
        assert as_offered(full)["league.points"] == "5,3,1"
        with database.transaction():
            database.session().get_one(Campaign, campaign.id).state = "closed"
        answer = client.submit(address, wanted)
        assert answer.status_code == 422
        assert "不能再改积分办法" in text_of(answer.get_data(as_text=True))

    def test_a_town_sees_and_does_not_change(self, client: StrictClient) -> None:
        town = factories.township()
        factories.sign_in(client, factories.account(Grant(Role.TOWNSHIP_ADMIN, town.id)))
        campaign = games()
        published(campaign, {"武康街道": [1]})
        page = words(client, f"/desk/campaigns/{campaign.id}/table")
        assert "积分办法" not in page.split("各项")[0]
        assert client.get(f"/desk/campaigns/{campaign.id}/points").status_code == 403


def test_the_weight_may_be_a_fraction_of_a_half(app: Flask) -> None:
    del app
    campaign = games()
    published(campaign, {"武康街道": [1, 2]}, league={"weight": "0.5"})
    found = overall(campaign, queries.items(campaign.id))["rows"]
    assert Fraction(found[0]["points_exact"]) == Fraction(19, 2)

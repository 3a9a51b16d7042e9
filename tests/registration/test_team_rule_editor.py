"""The event editor's part 组队要求: rules added, changed and removed by form, and read on the public pages."""

from typing import Any

import pytest

from deqing_events import database
from deqing_events.registration.plans.queries import plan_of
from tests import factories, factories_teams
from tests.conftest import NOW
from tests.reading import StrictClient, text_of


def signed_in(client: StrictClient) -> StrictClient:
    factories.dai(client)
    return client


def page(event: Any) -> str:
    return f"/desk/events/{event.id}/sign-up/team-rules"


def words(client: StrictClient, address: str) -> str:
    return text_of(client.get(address).get_data(as_text=True))


def stored(event: Any) -> list[Any]:
    database.session().rollback()
    return list(plan_of(event.id, now=NOW).team_rules)


def test_rules_are_added_changed_listed_everywhere_and_removed(client: StrictClient) -> None:
    event, staff = factories_teams.event(team_min=3, team_max=5), signed_in(client)
    assert "组队要求" in words(staff, f"/desk/events/{event.id}/edit/basic")
    assert "人数够就能报" in words(staff, page(event))
    assert staff.submit(f"{page(event)}/min_women", {"number": "1"}).status_code == 303
    assert staff.submit(f"{page(event)}/same_unit").status_code == 303
    assert staff.submit(f"{page(event)}/min_members_of", {"trade": "welder", "number": "2"}).status_code == 303
    assert 'value="1"' in staff.get(f"{page(event)}/min_women").get_data(as_text=True)
    assert staff.submit(f"{page(event)}/min_women", {"number": "2"}).status_code == 303
    assert staff.submit(f"{page(event)}/min_members_of?trade=welder", {"number": "1"}).status_code == 303
    for address in (page(event), f"/events/{event.slug}", f"/events/{event.slug}/team"):
        told = words(staff, address)
        for said in ("女队员至少 2 名", "全队在同一个单位", "焊工至少 1 名"):
            assert said in told
    assert "3–5 人" in words(staff, f"/events/{event.slug}")
    removed = f"{page(event)}/min_members_of/remove?trade=welder"
    assert "去掉“焊工至少 1 名”？" in words(staff, removed)
    assert staff.submit(removed).status_code == 303
    assert staff.get(removed, follow_redirects=True).status_code == 200
    assert [rule["kind"] for rule in stored(event)] == ["same_unit", "min_women"]


@pytest.mark.parametrize(
    ("tail", "filled", "sentence"),
    [
        ("min_women", {"number": ""}, "请填一个数"),
        ("min_women", {"number": "0"}, "请填 1 到 2000 的整数"),
        ("min_women", {"number": "两个"}, "请填整数"),
        ("min_women", {"number": "6"}, "组队要求合起来至少要 6 人，每队最多 5 人"),
        ("min_members_of", {"number": "2", "trade": ""}, "请选一个工种"),
        ("min_members_of", {"number": "2", "trade": "wizard"}, "请从列表里选一个"),
        ("age_sum_min", {"number": "200"}, "年龄之和的下限不能大于上限"),
    ],
)
def test_what_no_team_could_be_is_refused_and_kept(
    client: StrictClient, tail: str, filled: dict[str, str], sentence: str
) -> None:
    rules = [{"v": 1, "kind": "age_sum_max", "n": 150}]
    event, staff = factories_teams.event(team_max=5, plan={"team_rules": rules}), signed_in(client)
    answer = staff.submit(f"{page(event)}/{tail}", filled)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert stored(event) == rules


def test_the_largest_team_cannot_be_made_smaller_than_the_rules_need(client: StrictClient) -> None:
    rules = [{"v": 1, "kind": "min_women", "n": 4}]
    event, staff = factories_teams.event(team_max=5, plan={"team_rules": rules}), signed_in(client)
    filled = {"review": "none", "claim_at": "submit", "counts": "person", "transfer_within": "unit", "team_min": "1"}
    refused = staff.submit(f"/desk/events/{event.id}/sign-up/plan", {**filled, "team_max": "3"})
    assert refused.status_code == 422
    assert "至少要 4 人，每队最多 3 人" in refused.get_data(as_text=True)


def test_an_event_for_single_people_shows_none_of_it(client: StrictClient) -> None:
    event, staff = factories.event(), signed_in(client)
    assert "组队要求" not in words(staff, f"/desk/events/{event.id}/edit/basic")
    for tail in ("", "/min_women"):
        led = staff.get(page(event) + tail, follow_redirects=True)
        assert "这一场不是组队参加" in led.get_data(as_text=True)
    assert "怎么组队" not in words(staff, f"/events/{event.slug}")

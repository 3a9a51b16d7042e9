"""The event editor's part 审核与分配."""

from typing import Any

import pytest

from deqing_events.registration.plans.queries import plan_of
from tests import factories
from tests.conftest import NOW
from tests.factories import dai
from tests.factories_registration import registration
from tests.reading import StrictClient

FILLED = {
    "review": "none",
    "claim_at": "submit",
    "transfer_within": "unit",
    "counts": "person",
    "team_min": "1",
    "team_max": "20",
}


def signed_in(client: StrictClient) -> StrictClient:
    dai(client)
    return client


def page(event: Any) -> str:
    return f"/desk/events/{event.id}/sign-up/plan"


def test_staff_turn_the_review_on_and_the_editor_leads_there(client: StrictClient) -> None:
    event, staff = factories.event(), signed_in(client)
    assert "审核与期限" in staff.get(f"/desk/events/{event.id}/edit/basic").get_data(as_text=True)
    filled = {**FILLED, "review": "host", "claim_at": "approve", "edit_until": "2026-11-25T18:00"}
    assert staff.submit(page(event), filled).status_code == 302
    plan = plan_of(event.id, now=NOW)
    assert (plan.review, plan.claim_at) == ("host", "approve")
    held = registration(event)
    assert (held.state, held.review) == ("pending", "submitted")
    refused = staff.submit(page(event), FILLED)
    assert refused.status_code == 422
    assert "还有 1 条报名正在审核" in refused.get_data(as_text=True)
    assert plan_of(event.id, now=NOW).review == "host"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"team_min": "9", "team_max": "3"}, "每队上限不能小于下限"),
        ({"claim_at": "approve"}, "不用审核的活动"),
        ({"claim_at": "unit", "review": "host"}, "没有单位确认这一步"),
        ({"review": "whoever"}, "请从列表里选一个"),
        ({"transfer_within": "enemies"}, "请从列表里选一个"),
        ({"edit_until": "明天"}, "请按 2026-11-28 08:30 这样填写"),
    ],
)
def test_what_makes_no_sense_is_refused_and_kept(client: StrictClient, change: dict[str, str], sentence: str) -> None:
    event, staff = factories.event(), signed_in(client)
    answer = staff.submit(page(event), {**FILLED, **change})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_a_copy_takes_the_plan_over(client: StrictClient) -> None:
    event, staff = factories.event(), signed_in(client)
    assert staff.submit(page(event), {**FILLED, "review": "host"}).status_code == 302
    answer = staff.submit(f"/desk/events/{event.id}/copy", page=f"/desk/events/{event.id}")
    made = int(answer.location.split("/events/")[1].split("/")[0])
    assert plan_of(made, now=NOW).review == "host"

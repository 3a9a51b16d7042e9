"""The desk's page of accounts: make one, give and take roles, reset a password, disable."""

import pytest

from deqing_events.accounts import queries
from deqing_events.accounts.models import StaffAccount
from deqing_events.domain.roles import Grant, Role
from tests import factories
from tests.reading import StrictClient


@pytest.fixture
def admin(client: StrictClient) -> StrictClient:
    factories.sign_in(client, factories.account(Grant(Role.SYSADMIN), name="管示例"))
    return client


@pytest.fixture
def other(app: object) -> StaffAccount:
    del app
    return factories.account(name="吴示例", username="wushili")


def test_a_new_account_starts_without_roles(admin: StrictClient) -> None:
    typed = {"name": "林业务", "username": "Lin.Yewu", "department": "经济部", "password": factories.PASSWORD}
    made = admin.submit("/desk/users/new", typed)
    assert made.status_code == 302
    stored = queries.account_by_username("lin.yewu")
    assert stored is not None
    assert stored.grants == []
    assert "lin.yewu" in admin.get("/desk/users").text


def test_a_taken_user_name_is_refused_and_what_was_typed_stays(admin: StrictClient, other: StaffAccount) -> None:
    typed = {"name": "吴另一", "username": other.username, "password": factories.PASSWORD}
    answer = admin.submit("/desk/users/new", typed)
    assert answer.status_code == 422
    assert "已经有人用了" in answer.text
    assert 'value="吴另一"' in answer.text


def test_a_county_role_needs_no_bound(admin: StrictClient, other: StaffAccount) -> None:
    page = f"/desk/users/{other.id}"
    assert admin.submit(f"{page}/grants", {"role": "auditor"}, page=page).status_code == 302
    again = queries.account_by_id(other.id)
    assert again is not None
    assert [grant.role for grant in again.grants] == ["auditor"]


def test_a_township_role_is_bound_to_a_township_by_name(admin: StrictClient, other: StaffAccount) -> None:
    town = factories.township("钟管镇")
    page = f"/desk/users/{other.id}"
    assert admin.submit(f"{page}/grants", {"role": "township_admin", "scope": "钟管镇"}, page=page).status_code == 302
    again = queries.account_by_id(other.id)
    assert again is not None
    assert [(grant.role, grant.scope_id) for grant in again.grants] == [("township_admin", town.id)]
    assert "钟管镇" in admin.get(page).text


def test_an_unknown_bound_is_refused_with_a_hint(admin: StrictClient, other: StaffAccount) -> None:
    page = f"/desk/users/{other.id}"
    answer = admin.submit(f"{page}/grants", {"role": "organiser", "scope": "DQ26-9999"}, page=page)
    assert answer.status_code == 422
    assert "没有找到" in answer.text
    again = queries.account_by_id(other.id)
    assert again is not None
    assert again.grants == []


def test_a_role_can_be_taken_back(admin: StrictClient, app: object) -> None:
    del app
    held = factories.account(Grant(Role.AUDITOR), Grant(Role.COUNTY_STAFF))
    page = f"/desk/users/{held.id}"
    assert admin.submit(f"{page}/grants/auditor/0/remove", page=page).status_code == 302
    again = queries.account_by_id(held.id)
    assert again is not None
    assert [grant.role for grant in again.grants] == ["county_staff"]


def test_nobody_disables_the_account_they_use(admin: StrictClient) -> None:
    own = queries.all_accounts()[0]
    answer = admin.submit(f"/desk/users/{own.id}/disable", page=f"/desk/users/{own.id}")
    assert answer.status_code == 422
    assert "不能停用自己" in answer.text


def test_a_weak_new_password_is_refused(admin: StrictClient, other: StaffAccount) -> None:
    page = f"/desk/users/{other.id}"
    answer = admin.submit(f"{page}/password", {"password": "短"}, page=page)
    assert answer.status_code == 422
    assert "至少 10 个字符" in answer.text

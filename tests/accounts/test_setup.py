"""The first account: only with the code from the terminal, once."""

from deqing_events.accounts import actions, queries
from tests import factories
from tests.conftest import NOW
from tests.reading import StrictClient

TYPED = {"name": "戴示例", "username": "dai", "department": "经济部", "password": factories.PASSWORD}


def test_the_right_code_makes_the_first_account_and_signs_in(client: StrictClient) -> None:
    code = actions.issue_setup_code(now=NOW)
    assert code is not None
    answer = client.submit("/setup", {**TYPED, "code": code.lower()})
    assert answer.status_code == 302
    assert client.get("/desk/me").status_code == 200
    assert client.get("/setup").location == "/login"


def test_a_wrong_code_makes_nothing_and_keeps_what_was_typed(client: StrictClient) -> None:
    actions.issue_setup_code(now=NOW)
    answer = client.submit("/setup", {**TYPED, "code": "AAAA-BBBB-CCCC"})
    assert answer.status_code == 422
    assert "设置码对不上" in answer.text
    assert 'value="戴示例"' in answer.text
    assert not queries.any_account()


def test_only_the_last_printed_code_works(client: StrictClient) -> None:
    first = actions.issue_setup_code(now=NOW)
    actions.issue_setup_code(now=NOW)
    assert client.submit("/setup", {**TYPED, "code": first}).status_code == 422


def test_a_weak_password_is_refused_with_advice(client: StrictClient) -> None:
    code = actions.issue_setup_code(now=NOW)
    answer = client.submit("/setup", {**TYPED, "password": "12345", "code": code})
    assert answer.status_code == 422
    assert "密码至少 10 个字符" in answer.text


def test_no_code_is_given_once_an_account_exists(client: StrictClient) -> None:
    del client
    factories.account()
    assert actions.issue_setup_code(now=NOW) is None


def test_guessing_the_code_is_limited(client: StrictClient) -> None:
    actions.issue_setup_code(now=NOW)
    codes = [client.submit("/setup", {**TYPED, "code": f"AAAA-BBBB-{n:04}"}).status_code for n in range(11)]
    assert codes == [422] * 10 + [429]

"""Checking a certificate in public: what it says, what it never says, and that guessing is slowed down."""

import pytest

from deqing_events import database
from deqing_events.contests.certificates import actions
from deqing_events.contests.certificates.models import Certificate
from deqing_events.contests.certificates.numbering_actions import Wording
from deqing_events.contests.certificates.verify_views import MISSES
from deqing_events.contests.history import Change
from deqing_events.domain.certificates import CODE_LETTERS, grouped
from deqing_events.domain.roles import SYSTEM
from tests.conftest import NOW, Clock
from tests.contests.test_certificates import PATTERN, contest, issued
from tests.reading import StrictClient, text_of


@pytest.fixture
def row(client: StrictClient) -> Certificate:
    """沈示例's certificate."""
    return issued(contest(client))[1]


def words(client: StrictClient, code: str) -> str:
    return text_of(client.get(f"/verify/{code}").get_data(as_text=True))


def other(code: str) -> str:
    """A code of the right shape that leads nowhere."""
    return code[:-1] + next(letter for letter in CODE_LETTERS if letter != code[-1])


def test_a_valid_one_shows_everything_but_the_whole_name(client: StrictClient, row: Certificate) -> None:
    page = words(client, row.code)
    for said in (
        "证书有效",
        "沈*例",
        "示例精工",
        "示例技能比武",
        "二等奖",
        "德清县总工会",
        row.number,
        grouped(row.code),
    ):
        assert said in page, said
    assert "沈示例" not in page
    assert client.get(f"/verify/{row.code}").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("change", [str.lower, grouped, lambda code: f" {code[:5]} {code[5:]} "])
def test_however_the_code_is_typed(client: StrictClient, row: Certificate, change: object) -> None:
    typed = change(row.code) if callable(change) else ""
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isalnum() else letter for letter in str(typed))
    for text in (typed, wide):
        answer = client.submit("/verify", {"code": text})
        assert (answer.status_code, answer.location) == (303, f"/verify/{row.code}")


def test_the_scanned_address_in_capitals_answers_too(client: StrictClient, row: Certificate) -> None:
    assert "证书有效" in client.get(f"/VERIFY/{row.code}").get_data(as_text=True)


def test_nothing_and_nonsense_say_what_to_do(client: StrictClient) -> None:
    assert "请输入证书左下角的查验码" in client.submit("/verify", {"code": ""}).get_data(as_text=True)
    for text in ("123", "不是查验码", "'; --", "\u200b"):
        answer = client.submit("/verify", {"code": text})
        assert answer.status_code == 422, text


def test_replaced_and_withdrawn_ones_say_so_without_a_name(client: StrictClient, row: Certificate) -> None:
    change = Change(SYSTEM, NOW, "证书损坏")
    made = actions.reissue(row.id, Wording("示例", "德清县总工会", NOW.date()), PATTERN, change)
    assert "已换发" in words(client, row.code)
    assert "沈" not in words(client, row.code)
    assert "证书有效" in words(client, made.code)
    actions.withdraw(made.id, Change(SYSTEM, NOW, "成绩更正：沈示例"))
    page = words(client, made.code)
    assert "已撤销" in page
    assert "沈" not in page
    assert "成绩更正" not in page


def test_an_unknown_code_answers_the_same_whatever_it_is(client: StrictClient, row: Certificate) -> None:
    answers = [client.get(f"/verify/{code}") for code in (other(row.code), "A" * 10, "00000OOOOO")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({len(answer.data) for answer in answers}) == 1
    assert "查不到这张证书" in answers[0].get_data(as_text=True)


def test_guessing_is_slowed_down_and_opens_again(client: StrictClient, row: Certificate, clock: Clock) -> None:
    for _ in range(MISSES.most):
        assert client.get(f"/verify/{other(row.code)}").status_code == 404
    for code in (other(row.code), row.code):
        answer = client.get(f"/verify/{code}")
        assert answer.status_code == 429
        assert "请过 10 分钟再查" in answer.get_data(as_text=True)
    clock.forward(seconds=MISSES.seconds)
    assert client.get(f"/verify/{row.code}").status_code == 200


def test_reading_a_valid_one_writes_nothing(client: StrictClient, row: Certificate) -> None:
    before = database.row_counts()
    client.get(f"/verify/{row.code}")
    assert database.row_counts() == before

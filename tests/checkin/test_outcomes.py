"""Every reason of the law has the look and the word that the design gives it; force keeps its mark."""

import datetime as dt

import pytest
from flask import Flask

from deqing_events.checkin.models import CheckinList
from deqing_events.checkin.outcomes import Seen, as_json, describe
from deqing_events.checkin.telling import tell
from deqing_events.domain.admission_facts import Reason
from tests import factories_checkin as made
from tests.conftest import NOW

DESIGN = {
    "already_in": ("again", "已进过场"),
    "not_on_list": ("other", "不是这一场"),
    "wrong_session": ("other", "不是这一场"),
    "wrong_gate": ("other", "请走 3 号门"),
    "revoked": ("deny", "旧码，已换新"),
    "cancelled": ("deny", "已取消报名"),
    "blocked": ("deny", "还不能进"),
    "unapproved": ("deny", "还不能进"),
    "unconfirmed": ("deny", "还没确认"),
    "invalid_time": ("deny", "还没到时间"),
    "list_closed": ("deny", "已停止进场"),
    "questions": ("ask", "再核对一项"),
    "invalid": ("ask", "认不出来"),
}


def seen(status: str = "error", reason: str | None = None, **fields: object) -> Seen:
    name = "" if reason == "invalid" else "沈示例"
    values = {"gate": "2 号门", "list_name": "检录", "gates": ("3 号门",), "name": name, **fields}
    return Seen(status, reason, NOW, **values)  # type: ignore[arg-type]  # fields of a test's own making


def test_the_table_knows_every_reason() -> None:
    assert {reason.value for reason in Reason} == set(DESIGN)


@pytest.mark.parametrize("reason", DESIGN)
def test_each_reason_looks_as_designed_and_says_what_to_do(reason: str) -> None:
    outcome = describe(seen(reason=reason))
    assert (outcome.look, outcome.word) == DESIGN[reason]
    assert "".join(outcome.next)
    assert outcome.back == ("再扫一次" if outcome.look == "ask" else "下一位")
    assert not any(word in "".join(outcome.next) + outcome.sentence for word in ("失败", "非法", "错误"))


def test_a_picture_of_a_code_that_has_changed_names_its_holder() -> None:
    outcome = describe(seen(reason="invalid", name="沈示例"))
    assert (outcome.look, outcome.word, outcome.who) == ("ask", "码过期了", "沈*例")


def test_force_is_said_and_keeps_the_colour() -> None:
    shown = as_json(describe(seen("ok", forced=True, place_no=3)))
    assert (shown["look"], shown["word"], shown["forced"]) == ("in", "请进", True)


@pytest.mark.parametrize("reason", DESIGN)
def test_only_a_supervisor_is_offered_to_let_in_and_never_nobody(reason: str) -> None:
    left = describe(seen(reason=reason)).left
    assert left is None or left[0] != "force"
    left = describe(seen(reason=reason, supervisor=True)).left
    assert (left is not None and left[0] == "force") is (reason not in {"invalid", "questions"})


@pytest.mark.parametrize(
    ("mode", "when"), [("once", "11月22日 周日 10:00"), ("once_per_day", "今天 10:00"), ("reentry", "今天 10:00")]
)
def test_already_in_names_the_entry_that_stands_in_the_way(app: Flask, mode: str, when: str) -> None:
    del app
    day = dt.timedelta(days=1)
    event = made.today(starts_at=NOW - 3 * day)
    gate = made.phone(made.checkin_list(event, mode="many"), valid_from=NOW - 3 * day)
    person = made.guest(event)
    for at in (NOW - day, NOW):
        made.scan(gate.post, person, now=at)
    made.change(CheckinList, gate.post.list_id, mode=mode)
    again = tell(made.scan(gate.post, person, now=NOW + dt.timedelta(minutes=5)))
    assert again.seen.reason == "already_in"
    assert again.sentence == f"{when} 在 2 号门 签到，由 吴演练 登记"

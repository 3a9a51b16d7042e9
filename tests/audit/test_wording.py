"""The audit log speaks Chinese: every action and object that the code writes has a word."""

import re
from pathlib import Path

import deqing_events
from deqing_events.audit.detail_words import detail_said
from deqing_events.audit.object_words import KIND_WORDS
from deqing_events.audit.wording import ACTION_WORDS, AREA_WORDS
from deqing_events.domain.roles import Grant, Role
from tests.factories import account, sign_in
from tests.reading import StrictClient

CODE = Path(deqing_events.__file__).parent
WRITTEN = re.compile(r'record\(\s*"([a-z_]+\.[a-z_]+)",\s*"([a-z_]+)"')


def written() -> list[tuple[str, str]]:
    return [pair for path in CODE.rglob("*.py") for pair in WRITTEN.findall(path.read_text(encoding="utf-8"))]


def test_every_action_and_object_has_a_word() -> None:
    pairs = written()
    assert len(pairs) > 30, "the pattern no longer finds what the code writes"
    assert {action for action, _ in pairs} - set(ACTION_WORDS) == set()
    assert {kind for _, kind in pairs} - set(KIND_WORDS) == set()


def test_every_action_is_in_an_area_or_rare() -> None:
    rare = {"reference.load", "roster.import", "units.import"}
    assert {action for action in ACTION_WORDS if not action.startswith(tuple(AREA_WORDS))} == rare


def test_details_are_said_in_words() -> None:
    detail = {"before": "draft", "after": "published", "reason": "", "forced": False, "grants": [["judge", 17]]}
    assert detail_said(detail) == "之前：草稿；之后：已发布；主管放行：否；角色：裁判员、17"
    assert detail_said({"unions": {"created": 97}, "unheard": None}) == "工会：新增 97；unheard：—"


def test_the_page_speaks_chinese_and_filters_by_area(client: StrictClient) -> None:
    sign_in(client, account(Grant(Role.AUDITOR), name="章示例"))
    client.submit("/logout", {}, page="/desk/me")
    sign_in(client, account(Grant(Role.AUDITOR), name="章示例"))
    page = client.get("/desk/log").get_data(as_text=True)
    assert "退出登录</b>" in page
    assert "操作日志" in client.get("/desk/log?action=account.").get_data(as_text=True)
    assert "没有符合的记录" in client.get("/desk/log?action=scan.").get_data(as_text=True)

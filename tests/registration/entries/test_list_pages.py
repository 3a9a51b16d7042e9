"""The clerk's pages: template, list with two bad lines, the mended list, all in, one more, one out, the summary."""

import io
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from deqing_events import database
from deqing_events.documents.reading import read_sheets
from deqing_events.domain.questions.definition import Kind, Option, Question
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.domain.text import compact
from deqing_events.events.models import Event, EventSession
from deqing_events.organisations.models import Unit
from deqing_events.registration.desk_queries import Filters, for_event
from deqing_events.registration.models import Consent
from deqing_events.registration.questions import form_actions
from tests import factories
from tests.conftest import NOW
from tests.factories_entries import clerk, table_of, workbook
from tests.factories_registration import registration
from tests.reading import text_of
from tests.registration.questions.asking import NUMBER, asking_event

OTHER_NUMBER = "330599199003070028"
UNIT = "德清示例精工有限公司"


@pytest.fixture
def work(client: Any) -> Unit:
    """The workplace whose clerk the client is."""
    made = factories.unit(UNIT, township=factories.township("阜溪街道"))
    clerk(client, made)
    return made


def _words(response: TestResponse) -> str:
    """Return a page's words without any space."""
    return compact(text_of(response.get_data(as_text=True)))


def _says(words: str, *parts: str) -> bool:
    missing = [part for part in parts if compact(part) not in words]
    assert missing == [], f"{missing} not in {words}"
    return True


def _hand_in(client: Any, event: Event, content: bytes, name: str = "名单.xlsx") -> TestResponse:
    answer: TestResponse = client.submit(
        f"/unit/events/{event.slug}/lists", {"file": (io.BytesIO(content), name)}, page=f"/unit/events/{event.slug}"
    )
    return answer


def _preview(client: Any, event: Event, content: bytes) -> tuple[str, str]:
    answer = _hand_in(client, event, content)
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert page.status_code == 200
    return answer.location, _words(page)


def _seen(client: Any, address: str) -> str:
    page = client.get(address).get_data(as_text=True)
    return str(page.split('name="seen" type="hidden" value="')[1].split('"')[0])


def _confirm(client: Any, address: str, **more: str) -> TestResponse:
    data = {"seen": _seen(client, address), "agree": "y", **more}
    answer: TestResponse = client.submit(f"{address}/confirm", data, page=address)
    return answer


def _people(event: Event) -> list[tuple[str, str, str]]:
    database.session().rollback()
    return [(line.registration.name, line.unit, line.registration.state) for line in for_event(event.id, Filters())]


def test_the_template_asks_what_the_event_asks_with_the_workplace_filled_in(client: Any, work: Unit) -> None:
    event = factories.event()
    size = Question("", Kind.CHOICE, "衣服尺码", "做队服", options=(Option("M", "M"), Option("L", "L")))
    form_actions.add(event.id, size, now=NOW, by=SYSTEM)
    answer = client.get(f"/unit/events/{event.slug}/template.xlsx")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    header, rows = table_of(answer.data)
    assert header == ["序号", "姓名*", "手机*", "单位", "衣服尺码*", "公示姓名", "现场照片"]
    assert rows[0] == ["1", "", "", work.name, "", "", ""]
    sheets = read_sheets(answer.data)
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [
        ("报名名单", False),
        ("填写说明", False),
        ("选项", True),
    ]
    assert ("M", "是", "是") in {tuple(cell for cell in row if cell) for row in sheets[2].rows}


def test_a_template_handed_in_as_it_is_names_nobody(client: Any, work: Unit) -> None:
    del work
    event = factories.event()
    blank = client.get(f"/unit/events/{event.slug}/template.xlsx").data
    answer = _hand_in(client, event, blank)
    assert answer.status_code == 422
    assert _says(_words(answer), "名单里还没有人")


def test_two_bad_lines_are_named_mended_and_then_all_are_in(client: Any, work: Unit) -> None:
    event = factories.event(capacity=2, waiting_list=True)
    rows = [
        (1, "沈示例", 19900000017, None),
        (2, "王测试", "1990000", UNIT),
        (3, "", "19900000021", UNIT),
        (4, "陈样本", "１９９ ０００００ ０３４", "别家公司"),
    ]
    address, words = _preview(client, event, workbook(rows))
    for part in (
        "可以报上 1 人",
        "要改 3 行",
        "手机：手机号要 11 位，以 1 开头，请再看一遍。",
        "姓名：请填写真实姓名。",
        "“别家公司”不是你所在的单位",
    ):
        assert _says(words, part)
    assert compact("确认报名") not in words
    assert _people(event) == []

    answer = client.get(f"{address}/marked.xlsx")
    header, mended = table_of(answer.data, 3)
    assert header == ["序号", "姓名*", "手机*", "单位", "行号", "原因"]
    assert mended[1][4:] == ["6", "手机：手机号要 11 位，以 1 开头，请再看一遍。"]
    assert mended[0][1:3] == ["沈示例", "19900000017"]
    assert mended[0][5] == ""
    mended[1][2], mended[2][1], mended[3][3] = "19900000035", "周示例", ""
    address, words = _preview(client, event, workbook([row for row in mended if row[1]], header, above=2))
    assert _says(words, "可以报上 2 人")
    assert _says(words, "排候补 2 人")
    assert compact("这几列没有用到：行号、原因。") not in words
    assert _says(words, "确认报名 4 人")
    unsaid = client.submit(f"{address}/confirm", {"seen": _seen(client, address)}, page=address)
    assert unsaid.status_code == 422
    assert _says(_words(unsaid), "要先征得名单上每个人的同意")
    done = _confirm(client, address)
    assert done.status_code == 303
    assert _says(_words(client.get(done.location)), "已报名 4 人")
    assert sorted(_people(event)) == sorted(
        [
            ("沈示例", work.name, "confirmed"),
            ("王测试", work.name, "confirmed"),
            ("周示例", work.name, "waiting"),
            ("陈样本", work.name, "waiting"),
        ]
    )
    words = _words(client.get(f"/unit/events/{event.slug}"))
    assert _says(words, "已报 4 人")


def test_what_changed_meanwhile_is_said(client: Any, work: Unit) -> None:
    del work
    event = factories.event(capacity=1, waiting_list=True)
    address, _ = _preview(client, event, workbook([(1, "沈示例", "19900000017", None)]))
    seen = _seen(client, address)
    registration(event)
    answer = client.submit(f"{address}/confirm", {"seen": seen, "agree": "y"}, page=address)
    assert answer.status_code == 409
    assert _says(_words(answer), "第 5 行：原来可以报上，现在名额满了，排候补。")
    assert [name for name, _, _ in _people(event) if name == "沈示例"] == []
    assert _confirm(client, address).status_code == 303


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"a,b\n1,2\n", "这是文本文件"),
        (b"PK\x03\x04 broken", "文件内容不完整或已损坏"),
        (workbook([("甲", "乙")], ("一", "二")), "没有找到表头"),
        (workbook([(n, f"示例{n}号", f"1990001{n:04}") for n in range(1, 502)]), "一份名单最多 500 人"),
        (workbook([(1, "沈示例", "19900000017"), *[(None,)] * 600, (2, "王测试", "19900000034")]), "行"),
    ],
)
def test_a_file_that_cannot_be_used_gets_a_sentence(client: Any, work: Unit, content: bytes, sentence: str) -> None:
    del work
    event = factories.event()
    answer = _hand_in(client, event, content)
    assert answer.status_code == 422
    assert _says(_words(answer), sentence)


def test_no_file_at_all_and_no_event_of_teams(client: Any, work: Unit) -> None:
    del work
    event, of_teams = factories.event(), factories.event("第九届职工篮球联赛", entrant_kind="team")
    answer = client.submit(f"/unit/events/{event.slug}/lists", {}, page=f"/unit/events/{event.slug}")
    assert answer.status_code == 422
    assert _says(_words(answer), "请选择填好的 .xlsx 文件。")
    assert client.get(f"/unit/events/{of_teams.slug}").status_code == 404
    assert compact(of_teams.title) not in _words(client.get("/unit/events"))


def test_a_list_is_for_the_eyes_of_whoever_handed_it_in(client: Any, new_client: Any, work: Unit) -> None:
    event = factories.event()
    address, _ = _preview(client, event, workbook([(1, "沈示例", "19900000017", None)]))
    other = clerk(new_client(), work, name="孙经办")
    for tail in ("", "/marked.xlsx"):
        assert other.get(address + tail).status_code == 404
    assert (
        other.submit(f"{address}/confirm", {"seen": "f", "agree": "y"}, page=f"/unit/events/{event.slug}").status_code
        == 404
    )
    assert _people(event) == []


def test_a_list_given_up_is_gone(client: Any, work: Unit) -> None:
    del work
    event = factories.event()
    address, _ = _preview(client, event, workbook([(1, "沈示例", "19900000017", None)]))
    client.submit(f"{address}/drop", {}, page=address)
    assert _says(_words(client.get(address)), "这份名单没有报")
    assert _people(event) == []


def test_sessions_are_chosen_by_their_words(client: Any, work: Unit) -> None:
    del work
    event = factories.event()
    with database.transaction() as session:
        second = EventSession(event_id=event.id, venue="乙厅", starts_at=NOW, ends_at=event.ends_at)
        session.add(second)
    header, _ = table_of(client.get(f"/unit/events/{event.slug}/template.xlsx").data)
    assert header[4] == "场次*"
    offered = read_sheets(client.get(f"/unit/events/{event.slug}/template.xlsx").data)[2].rows
    words = [str(row[4]) for row in offered if row[4]]
    rows = [(1, "沈示例", "19900000017", None, words[1]), (2, "王测试", "19900000034", None, "")]
    _, said = _preview(client, event, workbook(rows, header))
    assert _says(said, "可以报上 1 人")
    assert _says(said, "场次：请从下拉里选一个。")


def test_one_person_by_form_and_back(client: Any, work: Unit) -> None:
    event = factories.event()
    here = f"/unit/events/{event.slug}"
    assert work.name in client.get(f"{here}/add").get_data(as_text=True)
    person = {"name": "沈示例", "mobile": "19900000017", "unit_text": work.name}
    unsaid = client.submit(f"{here}/add", person)
    assert unsaid.status_code == 422
    assert _says(_words(unsaid), "要先征得本人同意")
    outside = factories.unit("别家示例有限公司")
    elsewhere = client.submit(f"{here}/add", {**person, "unit_text": outside.name, "agree": "y"})
    assert _says(_words(elsewhere), "这不是你能代报的单位")
    done = client.submit(f"{here}/add", {**person, "agree": "y"})
    assert done.status_code == 303
    assert _says(_words(client.get(done.location)), "已报名：沈示例")
    again = client.submit(f"{here}/add", {**person, "agree": "y"})
    assert _says(_words(again), "已经报过这一场")
    held = for_event(event.id, Filters())[0].registration
    back = f"{here}/people/{held.id}/withdraw"
    assert client.submit(back, {"reason": ""}).status_code == 422
    assert client.submit(back, {"reason": "临时出差"}).status_code == 303
    assert [state for _, _, state in _people(event)] == ["cancelled"]


def test_nobody_reaches_people_of_other_workplaces(client: Any, work: Unit) -> None:
    del work
    event = factories.event()
    outside = factories.unit("别家示例有限公司")
    held = registration(event, unit_id=outside.id, unit_text=outside.name)
    here = f"/unit/events/{event.slug}"
    assert client.get(f"{here}/people/{held.id}/withdraw").status_code == 404
    for page in (here, f"{here}/summary"):
        assert compact(held.name) not in _words(client.get(page))


def test_a_delegation_enters_its_own_workplaces(client: Any) -> None:
    town = factories.township("阜溪街道")
    ours, theirs = factories.unit("阜溪示例有限公司", township=town), factories.unit("别处示例有限公司")
    factories.sign_in(client, factories.account(Grant(Role.TOWNSHIP_ADMIN, town.id), name="沈示例"))
    event = factories.event()
    rows = [
        (1, "沈示例", "19900000017", ours.name),
        (2, "王测试", "19900000034", theirs.name),
        (3, "陈样本", "19900000035", None),
    ]
    _, words = _preview(client, event, workbook(rows))
    assert _says(words, "可以报上 1 人")
    assert _says(words, f"“{theirs.name}”不在你能代报的单位里")
    assert _says(words, "单位：请填写单位。")
    address, _ = _preview(client, event, workbook(rows[:1]))
    assert _confirm(client, address).status_code == 303
    summary = _words(client.get(f"/unit/events/{event.slug}/summary"))
    assert _says(summary, "填报单位：阜溪街道")
    assert _says(summary, "199****0017")


def test_the_county_enters_whoever_comes_after_the_end_too(client: Any) -> None:
    factories.dai(client)
    event = factories.event(registration_closes_at=NOW)
    address, words = _preview(client, event, workbook([(1, "沈示例", "19900000017", "没有登记的单位")]))
    assert _says(words, "可以报上 1 人")
    assert _confirm(client, address).status_code == 303
    assert _people(event) == [("沈示例", "没有登记的单位", "confirmed")]


def test_after_the_end_a_clerk_is_told_so(client: Any, work: Unit) -> None:
    del work
    event = factories.event(registration_closes_at=NOW)
    words = _words(client.get(f"/unit/events/{event.slug}"))
    assert _says(words, "截止")
    assert compact("上传并核对") not in words
    assert client.get(f"/unit/events/{event.slug}/add").status_code == 303


def test_the_summary_prints_with_blanks_and_has_the_columns_of_the_form(client: Any, work: Unit) -> None:
    event = factories.event()
    address, _ = _preview(
        client, event, workbook([(1, "沈示例", "19900000017", None), (2, "王测试", "19900000034", None)])
    )
    _confirm(client, address)
    gone = factories.unit("别家示例有限公司")
    registration(event, unit_id=gone.id, unit_text=gone.name)
    page = _words(client.get(f"/unit/events/{event.slug}/summary"))
    for part in (
        f"{event.title}报名汇总表",
        f"填报单位：{work.name}",
        "单位负责人（盖章）：____",
        "合计 2 人",
        "199****0017",
    ):
        assert _says(page, part)
    assert compact("19900000017") not in page
    answer = client.get(f"/unit/events/{event.slug}/summary.xlsx")
    header, rows = table_of(answer.data, 3)
    assert header == ["序号", "代表队", "单位", "姓名", "性别", "手机", "工种", "现有等级", "状态", "备注"]
    assert [row[3] for row in rows[:2]] == ["沈示例", "王测试"]
    assert rows[0][1] == "阜溪街道"


def test_identity_numbers_and_photos_are_agreed_to_apart(client: Any, work: Unit) -> None:
    del work
    event = asking_event("identity")
    header, _ = table_of(client.get(f"/unit/events/{event.slug}/template.xlsx").data)
    row = {"姓名*": "沈示例", "手机*": "19900000017", "身份证号*": NUMBER, "现场照片": "是"}
    address, _ = _preview(client, event, workbook([[row.get(title) for title in header]], header))
    unsaid = _confirm(client, address)
    assert unsaid.status_code == 422
    assert _says(_words(unsaid), "名单里有身份证号，要先征得同意。")
    assert _confirm(client, address, agree_number="y").status_code == 303
    given = {each.purpose: each.given for each in database.session().scalars(select(Consent))}
    assert given == {"taking_part": True, "identity": True, "publication": False, "photos": True}
    here = f"/unit/events/{event.slug}/add"
    person = {"name": "王测试", "mobile": "19900000034", "unit_text": UNIT, "agree": "y", "a_identity": OTHER_NUMBER}
    shown = {**person, "shown": "identity"}
    assert client.submit(here, shown).status_code == 422
    assert client.submit(here, {**shown, "agree_number": "y"}).status_code == 303

"""The report pages: numbers that open, bad dates, who sees what, and the workbook that re-adds."""

import io
import re
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from deqing_events import database
from deqing_events.checkin.models import Scan
from deqing_events.domain.indicators import BY_ID, INDICATORS
from deqing_events.domain.roles import Grant, Role
from deqing_events.domain.tally import lines
from deqing_events.organisations.models import ImportRun, Organisation
from deqing_events.reports.tables import title
from tests import factories
from tests.conftest import NOW
from tests.factories_reports import came, finished, keep, marked, sign_up
from tests.reading import StrictClient, text_of

YEAR = "?from=2026-01-01&to=2026-12-31"


def read(client: StrictClient, address: str, status: int = 200) -> str:
    """Fetch a page and return its words without any space."""
    response = client.get(address)
    assert response.status_code == status
    return re.sub(r"\s", "", text_of(response.get_data(as_text=True)))


@pytest.fixture
def towns(app: Flask) -> dict[str, Organisation]:
    """Two townships with a hosted contest each, the county's own contest, and people of both."""
    del app
    here, there = factories.township("武康街道", sort=1), factories.township("雷甸镇", kind="town", sort=2)
    ours = factories.unit("德清示例甲厂", township=here, union_id=factories.union().id)
    theirs = factories.unit("德清示例乙厂", township=there, union_id=factories.union().id)
    one = finished("武康焊工比武", township_id=here.id, organiser_level="township")
    two = finished("雷甸钳工比武", "2026-05-20 17:00", township_id=there.id, organiser_level="township")
    county = finished("全县维修电工比武", "2026-10-16 17:00")
    came(one, "ai", unit=ours, gender="female")
    came(one, "bo", unit=ours, walk_in=True)
    came(county, "ai", unit=ours, gender="female")
    sign_up(county, "eve", unit=ours)
    came(two, "chen", unit=theirs, name="陈样本二")
    came(county, "chen", unit=theirs, name="陈样本二")
    marked(county, sign_up(county, "dai"))
    return {"武康街道": here, "雷甸镇": there}


def figure(client: StrictClient, key: str, query: str = YEAR) -> str:
    """Return the figure in the heading of a rows page."""
    page = client.get(f"/desk/reports/{key}{query}").get_data(as_text=True)
    heading = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert heading is not None
    return " ".join(heading[1].split()).removeprefix(title(BY_ID[key])).strip()


@pytest.mark.usefixtures("towns")
def test_the_tally_shows_figures_with_unit_rule_and_agreement(client: StrictClient) -> None:
    factories.dai(client)
    words = read(client, f"/desk/reports{YEAR}&show=person_times")
    assert "参赛人次6人次" in words
    assert "明细3行，合计6人次，与指标相符" in words
    assert "66.7%" in words
    assert "每人每场计1" in words
    assert "2026日历年" in words


@pytest.mark.usefixtures("towns")
@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_every_number_opens_rows_that_say_they_add_up(client: StrictClient, indicator: Any) -> None:
    factories.dai(client)
    words = read(client, f"/desk/reports/{indicator.id}{YEAR}")
    assert "与指标相符" in words
    assert "不符" not in words
    assert "看明细" not in read(client, f"/desk/reports{YEAR}&show={indicator.id}&by=month")


@pytest.mark.usefixtures("towns")
def test_a_line_opens_masked_people(client: StrictClient) -> None:
    factories.dai(client)
    page = client.get(f"/desk/reports/contest_units{YEAR}").get_data(as_text=True)
    address = re.findall(r'href="(\?[^"]*unit=\d+[^"]*)"', page)[0].replace("&amp;", "&")
    words = read(client, f"/desk/reports/contest_units{address}")
    assert "沈*例" in words
    assert "沈示例" not in words
    assert "19900000017" not in words
    assert read(client, f"/desk/reports/contest_units{YEAR}&unit=0").count("单位待核") >= 2


@pytest.mark.usefixtures("towns")
def test_people_of_a_line_are_as_many_as_the_line_says(client: StrictClient) -> None:
    factories.dai(client)
    page = client.get(f"/desk/reports/person_times{YEAR}").get_data(as_text=True)
    lines = re.findall(r'<b>(\d+)</b></td>.*?href="(\?[^"]*event=\d+[^"]*)"', page, re.DOTALL)
    assert sorted(int(amount) for amount, _ in lines) == [1, 2, 3]
    for amount, address in lines:
        words = read(client, f"/desk/reports/person_times{address.replace('&amp;', '&')}")
        assert f"共{amount}条" in words


@pytest.mark.usefixtures("towns")
def test_each_person_counted_names_the_scan_or_the_marks_it_rests_on(client: StrictClient) -> None:
    factories.dai(client)
    page = client.get(f"/desk/reports/person_times{YEAR}").get_data(as_text=True)
    proofs, known = [], {row.id for row in database.session().query(Scan)}
    for address in re.findall(r'href="(\?[^"]*event=\d+[^"]*)"', page):
        people = client.get(f"/desk/reports/person_times{address.replace('&amp;', '&')}").get_data(as_text=True)
        proofs += re.findall(r"<td><a href=\"(/desk/events/\d+/\S+)\">([^<]+)</a></td>", people)
    assert len(proofs) == 6
    scans = [int(found[1]) for _, text in proofs if (found := re.search(r"扫码记录 (\d+)，", text))]
    assert set(scans) <= known
    assert len(scans) == len(set(scans)) == len(known)
    assert all(address.endswith("/checkin/attendance") for address, text in proofs if "扫码记录" in text)
    for address, _ in proofs:
        assert client.get(address).status_code == 200


def test_filters_narrow_every_figure(client: StrictClient, towns: dict[str, Organisation]) -> None:
    factories.dai(client)
    here = towns["武康街道"].id
    assert figure(client, "person_times", f"{YEAR}&town={here}") == "3 人次"
    assert figure(client, "sessions", f"{YEAR}&town={here}") == "1 场次"
    assert figure(client, "persons", f"{YEAR}&town={here}") == "2 人"
    assert figure(client, "walk_ins", f"{YEAR}&town={here}") == "1 人次"
    assert figure(client, "person_times", f"{YEAR}&town=0") == "1 人次"
    assert figure(client, "sessions", f"{YEAR}&level=upper") == "3 场次"
    assert figure(client, "sessions", f"{YEAR}&level=grassroots") == "0 场次"
    assert figure(client, "person_times", "?from=2026-05-20&to=2026-05-20") == "1 人次"
    assert figure(client, "person_times", f"{YEAR}&family=sport") == "0 人次"


@pytest.mark.usefixtures("towns")
def test_a_figure_that_a_filter_says_nothing_about_is_not_shown(client: StrictClient) -> None:
    factories.dai(client)
    assert "期末有效的基层工会" in read(client, f"/desk/reports{YEAR}")
    assert "期末有效的基层工会" not in read(client, f"/desk/reports{YEAR}&family=skills")
    assert client.get(f"/desk/reports/union_orgs{YEAR}&family=skills").status_code == 404
    assert client.get("/desk/reports/unknown").status_code == 404
    assert client.get(f"/desk/reports/person_times{YEAR}&event=987654").status_code == 404


@pytest.mark.usefixtures("towns")
def test_the_total_names_an_overlap(client: StrictClient) -> None:
    factories.dai(client)
    assert "合计不等于分项之和" in read(client, f"/desk/reports{YEAR}&by=month")
    assert "合计不等于分项之和" not in read(client, f"/desk/reports{YEAR}&by=family")


@pytest.mark.usefixtures("towns")
def test_comparison_shows_the_period_before(client: StrictClient) -> None:
    came(finished(ends="2025-03-03 17:00"))
    factories.dai(client)
    words = read(client, f"/desk/reports{YEAR}&compare=1")
    assert "参赛人次6参赛人次全部明细人次1+5+500.0%" in words
    assert "现场补报1现场补报全部明细人次0+1—" in words


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?from=2026-12-31&to=2026-01-01", "截止日期要不早于开始日期"),
        ("?from=soon&to=2026-01-01", "日期要写成 2026-01-31 这样"),
        ("?from=0001-01-01&to=9999-12-31", "请选 1950 至 2199 年之间的日期"),
    ],
)
def test_dates_that_make_no_period_are_kept_and_explained(client: StrictClient, query: str, sentence: str) -> None:
    factories.dai(client)
    response = client.get(f"/desk/reports{query}")
    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert sentence in text_of(page)
    assert f'value="{query[6:].partition("&")[0]}"' in page
    assert client.get(f"/desk/reports.xlsx{query}").status_code == 302
    assert client.get(f"/desk/overview{query}").status_code == 200


@pytest.mark.parametrize(
    "query", ["?town=abc&level=x&by=y&page=-1&show=%00", "?from=%00&to=%01", "?town=99999999999999999999", "?page=99"]
)
def test_nonsense_filters_are_not_asked_for(client: StrictClient, query: str) -> None:
    factories.dai(client)
    assert client.get(f"/desk/reports{query}").status_code == 200
    assert client.get(f"/desk/reports/sessions{query}").status_code == 200


def test_a_township_admin_sees_only_the_township_s_figures(
    client: StrictClient, towns: dict[str, Organisation]
) -> None:
    here, there = towns["武康街道"].id, towns["雷甸镇"].id
    factories.sign_in(client, factories.account(Grant(Role.TOWNSHIP_ADMIN, here)))
    assert figure(client, "person_times") == "3 人次"
    assert figure(client, "sessions") == "1 场次"
    words = read(client, f"/desk/reports/person_times{YEAR}")
    assert "雷甸钳工比武" not in words
    assert "全县维修电工比武技能比武县级县总工会1" in words
    page = client.get(f"/desk/reports/sessions{YEAR}").get_data(as_text=True)
    assert "武康焊工比武" in page
    assert client.get(f"/desk/reports{YEAR}&town={there}").status_code == 404
    assert client.get(f"/desk/reports{YEAR}&town=0").status_code == 404
    assert client.get(f"/desk/reports.xlsx{YEAR}&town={there}").status_code == 404
    assert "雷甸" not in read(client, f"/desk/reports{YEAR}")
    assert "雷甸" not in read(client, "/desk/overview")
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/desk/reports.xlsx{YEAR}").data))
    assert "雷甸" not in str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])


def test_a_township_admin_gets_no_link_to_the_county_s_event(
    client: StrictClient, towns: dict[str, Organisation]
) -> None:
    factories.sign_in(client, factories.account(Grant(Role.TOWNSHIP_ADMIN, towns["武康街道"].id)))
    page = client.get(f"/desk/reports/person_times{YEAR}").get_data(as_text=True)
    assert len(re.findall(r'href="/desk/events/\d+"', page)) == 1


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.UNIT_CLERK, Role.JUDGE, Role.SYSADMIN])
def test_reports_are_not_for_everybody(client: StrictClient, role: Role) -> None:
    factories.sign_in(client, factories.account(Grant(role, 1)))
    for address in ("/desk/reports", "/desk/overview", "/desk/reports/sessions", "/desk/reports.xlsx"):
        assert client.get(address).status_code == 403


def test_strangers_are_sent_to_sign_in(client: StrictClient) -> None:
    assert client.get("/desk/reports").status_code == 302


def numbers(sheet: list[list[Any]], heading: str) -> tuple[list[float], float]:
    """Return the values of a column of a detail sheet and what its total row says."""
    head = next(index for index, row in enumerate(sheet) if row[0] == "序号")
    end = next(index for index, row in enumerate(sheet) if row[0] == "合计")
    column = [str(cell) for cell in sheet[head]].index(heading)
    return [row[column] for row in sheet[head + 1 : end]], sheet[end][column]


@pytest.mark.usefixtures("towns")
def test_the_workbook_adds_up_again(client: StrictClient) -> None:
    factories.dai(client)
    response = client.get(f"/desk/reports.xlsx{YEAR}")
    assert "汇总统计.xlsx" in unquote(response.headers["Content-Disposition"])
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.data))
    summary = book.get_sheet_by_name("汇总").to_python()
    head = next(index for index, row in enumerate(summary) if row[0] == "序号")
    assert summary[head] == ["序号", "指标", "数值", "单位", "统计口径", "期间", "生成时间"]
    rows = summary[head + 1 :]
    assert len(rows) == len(INDICATORS)
    for row, indicator in zip(rows, INDICATORS, strict=True):
        sheet = book.get_sheet_by_name(indicator.word).to_python()
        if indicator.id == "show_rate":
            shown, bases = numbers(sheet, "到场"), numbers(sheet, "通过的报名")
            assert (sum(shown[0]), sum(bases[0])) == (shown[1], bases[1]) == (4, 6)
            assert round(100 * shown[1] / bases[1], 1) == row[2]
            continue
        values, total = numbers(sheet, indicator.unit)
        assert sum(values) == total == row[2], indicator.id
    assert rows[0][5] == "2026-01-01 至 2026-12-31"


@pytest.mark.usefixtures("towns")
def test_the_breakdown_sheets_hold_the_same_total(client: StrictClient) -> None:
    factories.dai(client)
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/desk/reports.xlsx{YEAR}").data))
    for name in ("分项_按镇街", "分项_按月", "分项_按类别", "分项_按举办层级"):
        rows = book.get_sheet_by_name(name).to_python()
        total = next(row for row in rows if row[0] == "合计")
        assert total[1] == 3
        assert total[5] == 6


@pytest.mark.usefixtures("towns")
def test_an_empty_period_has_no_rate(client: StrictClient) -> None:
    factories.dai(client)
    query = "?from=2020-01-01&to=2020-12-31"
    assert figure(client, "show_rate", query) == "—"
    assert "这段时间没有明细" in read(client, f"/desk/reports/show_rate{query}")
    assert client.get(f"/desk/reports.xlsx{query}").status_code == 200


def test_many_rows_come_in_pages(client: StrictClient) -> None:
    event = finished()
    for _ in range(51):
        came(event)
    factories.dai(client)
    page = client.get(f"/desk/reports/person_times{YEAR}").get_data(as_text=True)
    address = re.findall(r'href="(\?[^"]*event=\d+[^"]*)"', page)[0].replace("&amp;", "&")
    assert "第1–50条，共51条" in read(client, f"/desk/reports/person_times{address}")
    assert "第51–51条，共51条" in read(client, f"/desk/reports/person_times{address}&page=2")


def test_a_fresh_site_says_where_to_begin(client: StrictClient) -> None:
    factories.dai(client)
    page = client.get("/desk/overview").get_data(as_text=True)
    assert 'href="/desk/imports"' in page
    assert 'href="/desk/events/new"' in page
    assert client.get("/desk/reports").status_code == 200


@pytest.mark.usefixtures("towns")
def test_the_overview_shows_cards_things_to_do_and_this_week(client: StrictClient) -> None:
    factories.event("草稿比赛", state="draft")
    factories.event("本周叉车比武", days=2)
    factories.event("测试不算", state="draft", is_test=True)
    finished("待公布比赛", state="published")
    run = {"kind": "roster", "file_name": "a.xlsx", "as_of": NOW.date(), "state": "previewed", "report": {}}
    keep(ImportRun(**run, created_at=NOW, beat_at=NOW))
    factories.dai(client)
    words = read(client, "/desk/overview")
    assert "技能比武3场次上年同期0" in words
    assert "66.7%4÷6·上年同期—" in words
    assert "赛完待公布成绩1场" in words
    assert "草稿待发布1场" in words
    assert "导入待确认1份" in words
    assert "本周叉车比武" in words
    assert "看报名" in words


@pytest.mark.usefixtures("towns")
def test_rows_that_do_not_add_up_raise_a_visible_alarm(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deqing_events.reports.report.lines", lambda measure, facts: lines(measure, facts)[1:])
    factories.dai(client)
    for address in (f"/desk/reports{YEAR}&show=sessions", f"/desk/reports/sessions{YEAR}"):
        page = client.get(address).get_data(as_text=True)
        assert 'class="notice notice--bad" role="alert"' in page
        assert "与指标3不符，请先不要上报" in re.sub(r"\s", "", text_of(page))

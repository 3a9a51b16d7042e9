"""Public notices: the period, the pages, the gate before a final, and the calendar behind them."""

import datetime as dt

import pytest

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.history import Change
from deqing_events.contests.models import Mark
from deqing_events.contests.notices import queries
from deqing_events.contests.notices.models import Notice
from deqing_events.contests.results import actions
from deqing_events.contests.results import queries as results
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW, Clock
from tests.contests import stage
from tests.engines import both_engines
from tests.factories_registration import registration as registered
from tests.reading import StrictClient, text_of

MONDAY = dt.date(2026, 11, 23)


def noticed(client: StrictClient, **fields: str) -> tuple[Event, Notice]:
    """A contest in public notice since NOW."""
    event = stage.county(client)
    stage.four(event)
    assert stage.publish(client, event, **fields).status_code == 302
    return event, queries.of_event(event.id)[0]


def page(client: StrictClient, notice: Notice, tail: str = "") -> str:
    return text_of(client.get(f"/notices/{notice.id}{tail}").get_data(as_text=True))


class TestPeriod:
    """A notice runs for so many working days, as the calendar on file has them."""

    @both_engines
    def test_five_working_days_from_the_day_it_is_put_up(self, client: StrictClient) -> None:
        event, notice = noticed(client)
        assert (notice.starts_on, notice.ends_on, notice.days) == (MONDAY, dt.date(2026, 11, 27), 5)
        assert notice.uncertain, "nobody has entered the holidays of 2026"
        entry = database.session().query(AuditEntry).filter_by(action="notice.put_up").one()
        assert entry.detail["to_day"] == "2026-11-27"
        assert "当时没有全部年份的放假安排" in text_of(
            client.get(f"/desk/events/{event.id}/results").get_data(as_text=True)
        )

    def test_staff_choose_the_days_and_whom_to_ask(self, client: StrictClient) -> None:
        _, notice = noticed(client, days="7", contact="何示例", phone="0572-0000000")
        assert (notice.ends_on, notice.days) == (dt.date(2026, 12, 1), 7)
        assert "联系人何示例联系电话0572-0000000" in page(client, notice)

    def test_odd_days_are_refused_and_nothing_is_published(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        for days in ("0", "61", "x"):
            assert stage.publish(client, event, days=days).status_code == 422
        assert results.latest(event.id) is None

    def test_the_holidays_on_file_are_left_out(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        form = {
            "year": "2026",
            "holidays": "11月24日 至 11月26日 示例节",
            "workdays": "2026-11-28",
            "source": "示例通知",
        }
        assert client.submit("/desk/workdays/edit", form).status_code == 303
        stage.publish(client, event)
        (notice,) = queries.of_event(event.id)
        assert (notice.ends_on, notice.uncertain) == (dt.date(2026, 12, 1), False)
        assert queries.left(notice, dt.date(2026, 11, 27)) == 4


class TestFinal:
    """Results take effect only when the notice has ended."""

    @both_engines
    def test_not_before_the_last_day_is_over(self, client: StrictClient) -> None:
        event, notice = noticed(client)
        wanted = actions.Publishing("final", stage.seen_digest(event))
        last_minute = dt.datetime(2026, 11, 27, 15, 59, tzinfo=dt.UTC)
        with pytest.raises(actions.ResultsRefusedError, match="公示到 11月27日 为止"):
            actions.publish(event.id, wanted, Change(SYSTEM, last_minute))
        assert notice.ends_on == dt.date(2026, 11, 27)
        actions.publish(event.id, wanted, Change(SYSTEM, last_minute + dt.timedelta(minutes=1)))
        assert [row.stage for row in results.history(event.id)] == ["final", "public_notice"]

    def test_the_page_says_until_when(self, client: StrictClient) -> None:
        event, _ = noticed(client)
        answer = client.submit(
            f"/desk/events/{event.id}/results/publish", {"seen": stage.seen_digest(event), "stage": "final"}
        )
        assert answer.status_code == 422
        assert "公示到 11月27日 为止" in text_of(answer.get_data(as_text=True))

    def test_a_change_restarts_the_notice(self, client: StrictClient, clock: Clock) -> None:
        event, first = noticed(client)
        with database.transaction() as session:
            session.query(Mark).filter_by(criterion="paper", value="91.5").one().value = "99"
        clock.now = NOW + dt.timedelta(hours=1)
        assert stage.publish(client, event, reason="阅卷复核更正").status_code == 302
        second, again = queries.of_event(event.id)
        assert again.id == first.id
        told = page(client, first)
        assert "成绩后来更正过，公示期重新算" in told
        assert "已换新" in told
        assert "更正 11月23日 周一：阅卷复核更正" in page(client, second)

    def test_a_notice_from_before_periods_were_kept_gets_the_usual_days(self, client: StrictClient) -> None:
        event, _ = noticed(client)
        with database.transaction() as session:
            session.query(Notice).delete()
        current = results.latest(event.id)
        assert current is not None
        assert queries.why_not_final(current, NOW) != ""
        assert queries.why_not_final(current, NOW + dt.timedelta(days=5)) == ""


class TestPages:
    """What everybody reads."""

    def test_the_page_names_the_period_and_the_winners_only(self, client: StrictClient) -> None:
        _, notice = noticed(client)
        told = page(client, notice)
        for words in (
            "公示中还剩 5 个工作日",
            "关于维修电工技能比武获奖名单的公示",
            "公示期11月23日 — 11月27日（5 个工作日）",
            "一等奖陈*本样板木业",
            "二等奖沈*例示例精工",
        ):
            assert words in told, told
        for secret in ("沈示例", "陈样本", "吴*习"):
            assert secret not in told

    def test_whoever_agreed_is_named_until_they_take_it_back(self, client: StrictClient) -> None:
        event = stage.county(client)
        rows = stage.four(event)
        held = registered(event, phone="示例手机-1", publish_name=True)
        with database.transaction() as session:
            session.merge(rows["A1"]).registration_id = held.id
        stage.publish(client, event)
        (notice,) = queries.of_event(event.id)
        assert "沈示例" in page(client, notice)
        with database.transaction() as session:
            session.merge(held).publish_name = False
        for tail in ("", "/print"):
            assert "沈示例" not in page(client, notice, tail)
        assert "沈示例".encode() not in client.get(f"/notices/{notice.id}/list.xlsx").data

    def test_the_print_version_is_a_document(self, client: StrictClient) -> None:
        _, notice = noticed(client, phone="0572-0000000")
        told = page(client, notice, "/print")
        for words in (
            "维修电工技能比武已于11月28日举行，4人完成全部项目。现将拟获奖名单公示如下",
            "序号 奖项 姓名 单位 项目 总成绩".replace(" ", ""),
            "公示时间：2026年11月23日至11月27日（5个工作日）",
            "联系：0572-0000000",
            "（盖章处）",
        ):
            assert words in told, told

    def test_the_list_shows_what_runs_and_what_is_over(self, client: StrictClient) -> None:
        assert "现在没有公示" in text_of(client.get("/notices").get_data(as_text=True))
        event, notice = noticed(client)
        assert "正在公示" in text_of(client.get("/notices").get_data(as_text=True))
        stage.let_notices_end(event)
        assert "以前的公示" in text_of(client.get("/notices").get_data(as_text=True))
        assert "公示已结束" in page(client, notice)
        ranking = client.get(f"/results/{event.slug}").get_data(as_text=True)
        assert f"/notices/{notice.id}" in ranking

    def test_withdrawn_results_take_their_notice_along(self, client: StrictClient) -> None:
        event, notice = noticed(client)
        client.submit(f"/desk/events/{event.id}/results/withdraw", {"reason": "核对中"})
        client.get("/desk/judging")
        for tail in ("", "/print", "/list.xlsx"):
            assert client.get(f"/notices/{notice.id}{tail}").status_code == 404
        assert "现在没有公示" in text_of(client.get("/notices").get_data(as_text=True))

    def test_a_provisional_ranking_has_no_notice(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        stage.publish(client, event, "provisional")
        assert queries.of_event(event.id) == []


class TestCalendar:
    """Holidays and make-up days are data of staff."""

    def test_a_missing_year_is_a_warning(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        told = text_of(client.get("/desk/workdays").get_data(as_text=True))
        assert "还没有 2026 年的放假安排" in told
        assert "还没有 2027 年的放假安排" in told
        publishing = text_of(client.get(f"/desk/events/{event.id}/results/publish").get_data(as_text=True))
        assert "还没有 2026 年的放假安排" in publishing

    @both_engines
    def test_a_year_is_replaced_as_a_whole(self, client: StrictClient) -> None:
        factories.dai(client)
        for holidays in ("2026-10-01 至 2026-10-07", "2026-10-01 至 2026-10-08"):
            answer = client.submit(
                "/desk/workdays/edit", {"year": "2026", "holidays": holidays, "workdays": "10月10日"}
            )
            assert answer.status_code == 303
        told = client.get("/desk/workdays/edit?year=2026").get_data(as_text=True)
        assert "2026-10-01 至 2026-10-08" in told
        assert "2026-10-10" in told
        assert "8 天" in text_of(client.get("/desk/workdays").get_data(as_text=True))

    def test_what_was_typed_is_kept_when_a_line_cannot_be_read(self, client: StrictClient) -> None:
        factories.dai(client)
        typed = {"year": "2026", "holidays": "2026-10-01\n乱写一行", "workdays": "2027-01-01"}
        answer = client.submit("/desk/workdays/edit", typed)
        assert answer.status_code == 422
        told = answer.get_data(as_text=True)
        for words in ("第 2 行看不懂", "第 1 行不是 2026 年的日子", "乱写一行"):
            assert words in told
        both = {"year": "2026", "holidays": "10-1", "workdays": "10-1"}
        assert "既写了放假又写了上班" in client.submit("/desk/workdays/edit", both).get_data(as_text=True)
        for year in ("", "x", "1999"):
            assert client.submit("/desk/workdays/edit", {"year": year}).status_code == 422
            assert client.get(f"/desk/workdays/edit?year={year}").status_code == 200

    def test_it_is_the_county_that_keeps_it(self, client: StrictClient) -> None:
        factories.sign_in(client, factories.account(Grant(Role.TOWNSHIP_ADMIN, factories.township().id)))
        assert client.get("/desk/workdays").status_code == 403

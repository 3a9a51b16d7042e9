"""Certificates: issued from what is published, numbered without gaps, printed, issued anew, withdrawn."""

import datetime as dt
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from deqing_events import database, settings
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.certificates import actions, numbering_actions, queries
from deqing_events.contests.certificates.models import Certificate, CertificateCounter
from deqing_events.contests.certificates.numbering_actions import Wording
from deqing_events.contests.history import Change
from deqing_events.contests.models import Entrant
from deqing_events.domain.certificates import NumberPattern, is_code
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from deqing_events.messages.models import Message
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.test_results import registered
from tests.engines import both_engines
from tests.factories_workers import recognise
from tests.reading import StrictClient, text_of

PATTERN = NumberPattern.of("德工赛证 {year}-{serial:4}")
WORDING = Wording("示例技能比武", "德清县总工会", NOW.date())
CHANGE = Change(SYSTEM, NOW)
ALL = ("entrant:A2", "entrant:A1")


def desk(event: Event, tail: str = "") -> str:
    return f"/desk/events/{event.id}/certificates{tail}"


def contest(client: StrictClient, final: str = "final") -> Event:
    """A published contest with two prizes: A2 first, A1 second."""
    event = stage.county(client)
    stage.four(event)
    stage.publish(client, event)
    if final:
        stage.publish(client, event, final)
    return event


def wanted(event: Event, *subjects: str) -> actions.Issue:
    publication = queries.published(event.id)
    assert publication is not None
    return actions.Issue(subjects or ALL, publication.id, WORDING)


def issued(event: Event, *subjects: str) -> list[Certificate]:
    """Issue and return the certificates that count, in order of their numbers."""
    actions.issue(event.id, wanted(event, *subjects), PATTERN, CHANGE)
    return queries.valid(event.id)


def fields(event: Event, **more: Any) -> dict[str, Any]:
    publication = queries.published(event.id)
    seen = str(publication.id) if publication else ""
    words = {"item": "示例技能比武", "issuer": "德清县总工会", "issued_on": "2026-12-19"}
    return {**words, "seen": seen, "subjects": list(ALL), **more}


class TestThePage:
    """Who should have a certificate."""

    def test_nothing_before_publication(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        assert "成绩公示以后才能发证书" in text_of(client.get(desk(event)).get_data(as_text=True))
        with pytest.raises(AssertionError):
            wanted(event)

    def test_a_provisional_ranking_is_not_enough_and_a_notice_warns(self, client: StrictClient) -> None:
        event = stage.county(client)
        stage.four(event)
        stage.publish(client, event, "provisional")
        assert "成绩公示以后才能发证书" in text_of(client.get(desk(event)).get_data(as_text=True))
        stage.publish(client, event)
        assert "成绩还在公示" in text_of(client.get(desk(event)).get_data(as_text=True))

    def test_winners_and_delegations_are_listed_with_full_names(self, client: StrictClient) -> None:
        event = contest(client)
        page = client.get(desk(event)).get_data(as_text=True)
        assert "1 陈样本样板木业一等奖 没发" in text_of(page)
        assert "团体第一名" in page
        assert set(re.findall(r'value="(entrant:[^"]+)"[^>]*checked', page)) == set(ALL)
        assert re.findall(r'value="(team:[^"]+)"[^>]*checked', page) == []

    def test_a_stranger_finds_nothing(self, client: StrictClient) -> None:
        event = contest(client)
        other = factories.event("别的比武")
        factories.sign_in(client, factories.account(Grant(Role.ORGANISER, other.id)))
        assert client.get(desk(event)).status_code == 404


class TestIssuing:
    """Preview, then issue; what is wrong is said and kept."""

    def test_the_preview_shows_one_and_issues_nothing(self, client: StrictClient) -> None:
        event = contest(client)
        answer = client.submit(desk(event, "/issue"), fields(event), page=desk(event))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert "data:image/png;base64," in page
        assert "发 2 张证书？" in page
        assert "德工赛证 2026-0001" in page
        assert queries.valid(event.id) == []

    def test_confirmed_they_are_issued_in_order(self, client: StrictClient) -> None:
        event = contest(client)
        answer = client.submit(desk(event, "/issue"), fields(event, confirmed="yes"), page=desk(event))
        assert answer.status_code == 303
        database.session().expire_all()
        rows = queries.valid(event.id)
        assert [(row.number, row.name, row.award) for row in rows] == [
            ("德工赛证 2026-0001", "陈样本", "一等奖"),
            ("德工赛证 2026-0002", "沈示例", "二等奖"),
        ]
        assert all(is_code(row.code) for row in rows)
        assert len({row.code for row in rows}) == 2
        page = text_of(client.get(answer.location).get_data(as_text=True))
        assert "已发 2 张，可以下载打印了" in page
        entry = database.session().query(AuditEntry).filter_by(action="certificate.issue").one()
        assert entry.detail["count"] == 2

    def test_nobody_chosen_or_a_wrong_day_is_said_and_the_rest_kept(self, client: StrictClient) -> None:
        event = contest(client)
        answer = client.submit(desk(event, "/issue"), fields(event, subjects=[], item="改过的名称"), page=desk(event))
        assert answer.status_code == 422
        assert "请先选要发证书的人" in answer.get_data(as_text=True)
        assert "改过的名称" in answer.get_data(as_text=True)
        answer = client.submit(desk(event, "/issue"), fields(event, issued_on="2026-02-30"), page=desk(event))
        assert answer.status_code == 422
        assert "请选颁发日期" in answer.get_data(as_text=True)

    def test_another_publication_in_between_is_noticed(self, client: StrictClient) -> None:
        event = contest(client, final="")
        before = fields(event, confirmed="yes")
        stage.publish(client, event, "final")
        answer = client.submit(desk(event, "/issue"), before, page=desk(event))
        assert answer.status_code == 409
        assert "名单刚有改动" in answer.get_data(as_text=True)

    def test_a_name_without_a_font_is_said_before_anything_is_issued(self, client: StrictClient) -> None:
        event = contest(client)
        with database.transaction() as session:
            session.query(Entrant).filter_by(number="A1").one().name = "沈\ue123"
        page = client.submit(desk(event, "/issue"), fields(event), page=desk(event)).get_data(as_text=True)
        assert "没有这些字：\ue123" in page
        assert 'name="confirmed"' not in page

    @both_engines
    def test_a_second_certificate_for_the_same_is_refused(self, client: StrictClient) -> None:
        event = contest(client)
        issued(event)
        with pytest.raises(actions.CertificateRefusedError, match="名单刚有改动"):
            issued(event, "entrant:A1")
        assert queries.last_serial(PATTERN.series(2026)) == 2

    def test_teams_get_theirs_on_demand(self, client: StrictClient) -> None:
        event = contest(client)
        (row,) = issued(event, "team:洛舍镇")
        assert (row.holder_kind, row.name, row.award) == ("team", "洛舍镇", "团体第一名")


class TestNumbers:
    """Never twice, never skipped."""

    @both_engines
    def test_a_refused_issue_takes_its_numbers_back(self, client: StrictClient, monkeypatch: Any) -> None:
        event = contest(client)
        issued(event, "entrant:A2")

        def broken(*_args: object, **_details: object) -> None:
            raise RuntimeError("the log is full")

        monkeypatch.setattr(numbering_actions, "record", broken)
        with pytest.raises(RuntimeError, match="full"):
            issued(event, "entrant:A1")
        monkeypatch.undo()
        database.session().rollback()
        assert [row.number for row in issued(event, "entrant:A1")] == ["德工赛证 2026-0001", "德工赛证 2026-0002"]

    @both_engines
    def test_many_at_once_count_without_gap(self, app: Flask, client: StrictClient) -> None:
        events = [contest(client) for _ in range(4)]
        issues = [(event.id, wanted(event, subject)) for event in events for subject in ALL]
        database.session().rollback()

        def issue(job: tuple[int, actions.Issue]) -> None:
            with app.app_context():
                actions.issue(job[0], job[1], PATTERN, CHANGE)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(issue, issues))
        numbers = sorted(number for (number,) in database.session().query(Certificate.number))
        assert numbers == [f"德工赛证 2026-{serial:04}" for serial in range(1, 9)]

    def test_a_pattern_in_the_settings_is_checked_at_start(self, tmp_path: Any) -> None:
        with pytest.raises(settings.SettingsError, match="CERTIFICATE_NUMBER must hold"):
            settings.load({"CERTIFICATE_NUMBER": "证书{year}"}, tmp_path)

    def test_years_count_apart(self, client: StrictClient) -> None:
        event = contest(client)
        issued(event, "entrant:A2")
        later = Wording("示例", "德清县总工会", dt.date(2027, 1, 4))
        publication = queries.published(event.id)
        assert publication is not None
        actions.issue(event.id, actions.Issue(["entrant:A1"], publication.id, later), PATTERN, CHANGE)
        assert [row.number for row in queries.valid(event.id)] == ["德工赛证 2026-0001", "德工赛证 2027-0001"]
        assert database.session().query(CertificateCounter).count() == 2


class TestChanges:
    """A new one replaces the old; a withdrawn one stays in the books."""

    def change(self, client: StrictClient, row: Certificate, what: str, **more: str) -> Any:
        words = {"item": "示例", "issuer": "德清县总工会", "issued_on": "2026-12-20"}
        return client.submit(f"/desk/certificates/{row.id}/{what}", {**words, **more})

    def test_a_corrected_name_comes_with_a_new_certificate(self, client: StrictClient) -> None:
        event = contest(client)
        _, old = issued(event)
        with database.transaction() as session:
            session.query(Entrant).filter_by(number="A1").one().name = "沈示范"
        assert "和成绩不一致" in client.get(desk(event)).get_data(as_text=True)
        page = text_of(client.get(f"/desk/certificates/{old.id}/reissue").get_data(as_text=True))
        assert "姓名或名称沈示例沈示范" in page
        assert self.change(client, old, "reissue").status_code == 422
        assert self.change(client, old, "reissue", reason="姓名录错").status_code == 303
        database.session().expire_all()
        new = queries.valid(event.id)[-1]
        assert (new.name, new.number, new.replaces_id) == ("沈示范", "德工赛证 2026-0003", old.id)
        assert (old.state, old.end_reason) == ("replaced", "姓名录错")
        history = text_of(client.get(f"/desk/certificates/{new.id}").get_data(as_text=True))
        assert "德工赛证 2026-0002 · 已换发" in history
        assert "不是有效的了" in text_of(client.get(f"/desk/certificates/{old.id}/reissue").get_data(as_text=True))

    @both_engines
    def test_withdrawn_once_and_with_a_reason(self, client: StrictClient) -> None:
        event = contest(client)
        row, _ = issued(event)
        assert self.change(client, row, "withdraw").status_code == 422
        assert self.change(client, row, "withdraw", reason="成绩更正").status_code == 303
        assert self.change(client, row, "withdraw", reason="再来一次").status_code == 422
        database.session().expire_all()
        assert (row.state, row.end_reason) == ("withdrawn", "成绩更正")
        again = issued(event, "entrant:A2")
        assert [each.number for each in again] == ["德工赛证 2026-0002", "德工赛证 2026-0003"]

    def test_a_prize_that_is_gone_asks_for_withdrawal(self, client: StrictClient) -> None:
        event = contest(client)
        issued(event)
        with database.transaction() as session:
            session.query(Entrant).filter_by(number="A1").one().status = "disqualified"
        stage.publish(client, event, "public_notice", reason="复核后取消资格")
        page = text_of(client.get(desk(event)).get_data(as_text=True))
        assert "去撤销" in page or "去换发" in page


class TestFiles:
    """PDFs and the register."""

    def test_one_file_for_a_batch_for_all_and_for_one(self, client: StrictClient) -> None:
        event = contest(client)
        first, _ = issued(event)
        for address in (
            desk(event, "/all.pdf"),
            desk(event, f"/batches/{first.batch_id}.pdf"),
            f"/desk/certificates/{first.id}.pdf",
        ):
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert answer.data.startswith(b"%PDF-")
            assert "filename*=UTF-8''%" in answer.headers["Content-Disposition"]
        assert database.session().query(AuditEntry).filter_by(action="certificate.print").count() == 3
        assert client.get(desk(event, "/batches/99.pdf")).status_code == 404

    def test_nothing_to_print_is_not_found(self, client: StrictClient) -> None:
        assert client.get(desk(contest(client), "/all.pdf")).status_code == 404

    def test_a_withdrawn_one_is_not_printed(self, client: StrictClient) -> None:
        event = contest(client)
        row, _ = issued(event)
        actions.withdraw(row.id, Change(SYSTEM, NOW, "成绩更正"))
        assert client.get(f"/desk/certificates/{row.id}.pdf").status_code == 409
        assert len(queries.printable(event.id)) == 1

    def test_the_register_is_masked_unless_asked_with_a_reason(self, client: StrictClient) -> None:
        event = contest(client)
        issued(event)
        assert client.get(desk(event, "/register.xlsx")).status_code == 200
        full = desk(event, "/register.xlsx?full=1")
        assert "写明用途" in client.get(full).get_data(as_text=True)
        assert client.submit(full, {"reason": "发证时核对"}).status_code == 200
        assert database.session().query(AuditEntry).filter_by(action="certificate.full_file").count() == 1

    def test_the_list_finds_by_name_number_code_and_event(self, client: StrictClient) -> None:
        event = contest(client)
        assert "还没有发过证书" in client.get("/desk/certificates").get_data(as_text=True)
        first, _ = issued(event)
        for text in ("陈样本", "2026-0001", first.code.lower(), f"{first.code[:4]} {first.code[4:]}"):
            page = text_of(client.get("/desk/certificates", query_string={"text": text}).get_data(as_text=True))
            assert "2026-0001" in page, text
            assert "2026-0002" not in page, text
        assert "没有符合条件的证书" in client.get("/desk/certificates?state=withdrawn").get_data(as_text=True)


class TestTheWorkersOwn:
    """A proved mobile shows and downloads; a code alone opens nothing."""

    @pytest.fixture
    def row(self, client: StrictClient) -> Certificate:
        event = stage.county(client)
        rows = stage.four(event)
        held = registered(event)
        with database.transaction() as session:
            session.merge(rows["A1"]).registration_id = held.id
        stage.publish(client, event)
        return issued(event)[1]

    def test_the_tab_lists_it_and_the_file_comes(
        self, row: Certificate, new_client: Callable[[], StrictClient]
    ) -> None:
        phone = new_client()
        recognise(phone)
        page = text_of(phone.get("/my/?show=certificates").get_data(as_text=True))
        assert "示例技能比武" in page
        assert row.number in page
        answer = phone.get(f"/my/certificates/{row.code}.pdf")
        assert answer.data.startswith(b"%PDF-")
        assert phone.get("/my/certificates").location.endswith("/my/?show=certificates")

    def test_nobody_else_gets_it(self, row: Certificate, new_client: Callable[[], StrictClient]) -> None:
        stranger = new_client()
        address = f"/my/certificates/{row.code}.pdf"
        assert "/my/sign-in" in stranger.get(address).location
        recognise(stranger, "19900009999")
        assert stranger.get(address).status_code == 404
        assert "这里还没有证书" in stranger.get("/my/?show=certificates").get_data(as_text=True)


class TestTelling:
    """Who holds one is told once, with its number; without a sign-up nobody can be."""

    @both_engines
    def test_the_holder_is_told_with_the_number(self, client: StrictClient) -> None:
        event = contest(client)
        held = registered(event, person_key="key-A2", number="R-A2", mobile="19900000017")
        with database.transaction() as session:
            session.query(Entrant).filter_by(event_id=event.id, number="A2").one().registration_id = held.id
        first, _ = issued(event)
        (told,) = database.session().query(Message).filter_by(template="certificate_issued").all()
        assert told.mobile == "19900000017"
        assert f"获得一等奖，证书已发，编号 {first.number}。在“我的”里看和下载。" in told.text
        again = actions.reissue(first.id, WORDING, PATTERN, Change(SYSTEM, NOW, "姓名写错"))
        texts = [row.text for row in database.session().query(Message).filter_by(template="certificate_issued")]
        assert len(texts) == 2
        assert again.number in texts[1]

"""Corrections: collected, looked at, applied all at once by a ruling or not at all."""

import pytest

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.appeals import actions as appeals
from deqing_events.contests.appeals import queries as appeal_queries
from deqing_events.contests.corrections import actions, queries
from deqing_events.contests.corrections.actions import Basis
from deqing_events.contests.corrections.changes import Wanted
from deqing_events.contests.history import Change
from deqing_events.contests.models import Entrant, Mark, MarkChange
from deqing_events.contests.results.standings import worked_out
from deqing_events.domain.ranking_changes import said
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests.filling import as_offered
from tests.contests.test_appeals import filed, over, ruled
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

PAPER = Basis(ruling="仲裁〔2026〕3号")
WHY = Change(SYSTEM, NOW, "阅卷复核")


def paper(row: Entrant, before: str, after: str | None) -> Wanted:
    return Wanted(row.id, row.number, "agreed", "paper", before, after)


def collected(event: Event, *wanted: Wanted) -> str:
    """Put changes into the draft and return the digest of what they do."""
    for each in wanted:
        actions.put(event.id, each, WHY)
    return actions.look(event.id, PAPER, WHY).digest


def marks() -> dict[int, str]:
    database.session().expire_all()
    return {row.entrant_id: row.value for row in database.session().query(Mark).filter_by(criterion="paper")}


class TestPreview:
    """A look shows exactly what applying does, and changes nothing."""

    @both_engines
    def test_a_look_changes_nothing_and_applying_does_what_it_showed(self, client: StrictClient) -> None:
        event, rows = over(client)
        before, entries = marks(), database.session().query(AuditEntry).count()
        actions.put(event.id, paper(rows["A1"], "91.5", "99"), WHY)
        shown = actions.look(event.id, PAPER, WHY)
        assert [(row.number, said(row)) for row in shown.rows] == [
            ("A1", "总成绩 90.45 → 92.70，第 2 名 → 第 1 名，二等奖 → 一等奖"),
            ("A2", "第 1 名 → 第 2 名，一等奖 → 二等奖"),
        ]
        assert [(row.number, said(row, "积分")) for row in shown.teams] == [
            ("武康街道", "积分 9 → 10，第 2 名 → 第 1 名，团体第二名 → 团体第一名"),
            ("洛舍镇", "积分 10 → 9，第 1 名 → 第 2 名，团体第一名 → 团体第二名"),
        ]
        assert marks() == before
        assert database.session().query(MarkChange).count() == 0
        assert database.session().query(AuditEntry).count() == entries + 1
        done = actions.apply(event.id, PAPER, shown.digest, WHY)
        told = [(row.number, said(row)) for row in shown.rows]
        told += [(row.number, said(row, "积分")) for row in shown.teams]
        assert [(row["number"], row["said"]) for row in done.effects] == told
        assert marks()[rows["A1"].id] == "99"
        standings = worked_out(event.id)
        assert standings is not None
        assert [place.id for place in standings.evaluation.places][:2] == ["A1", "A2"]
        (kept,) = database.session().query(MarkChange).all()
        assert (kept.before, kept.after, kept.reason) == ("91.5", "99", "阅卷复核")

    def test_several_kinds_at_once(self, client: StrictClient) -> None:
        event, rows = over(client)
        out = Wanted(rows["A2"].id, "A2", "", "status", "present", "disqualified")
        time = Wanted(rows["A3"].id, "A3", "times", "elapsed", None, "3600")
        seen = collected(event, out, time, paper(rows["A4"], "80", "81"))
        done = actions.apply(event.id, PAPER, seen, WHY)
        told = {row["number"]: row["said"] for row in done.effects}
        assert told["A2"] == "总成绩 90.45 → 无，第 1 名 → 取消资格，一等奖 → 没有奖项"
        assert told["A1"] == "第 2 名 → 第 1 名，二等奖 → 一等奖"
        database.session().expire_all()
        third = database.session().get_one(Entrant, rows["A3"].id)
        assert third.elapsed_seconds == 3600


class TestAllOrNothing:
    """What differs from what was looked at is not applied."""

    @both_engines
    def test_another_change_in_between_stops_it(self, client: StrictClient) -> None:
        event, rows = over(client)
        seen = collected(event, paper(rows["A1"], "91.5", "99"))
        with database.transaction() as session:
            session.query(Mark).filter_by(entrant_id=rows["A2"].id, criterion="paper").one().value = "89"
        with pytest.raises(actions.CorrectionRefusedError, match="重新核对"):
            actions.apply(event.id, PAPER, seen, WHY)
        assert marks()[rows["A1"].id] == "91.5"
        assert queries.applied(event.id) == []

    def test_one_change_that_cannot_be_stops_all(self, client: StrictClient) -> None:
        event, rows = over(client)
        seen = collected(event, paper(rows["A1"], "91.5", "99"))
        actions.put(event.id, paper(rows["A2"], "77", "99"), WHY)
        with pytest.raises(actions.CorrectionRefusedError, match="刚被别人改成 88"):
            actions.apply(event.id, PAPER, seen, WHY)
        assert marks()[rows["A1"].id] == "91.5"

    def test_it_takes_a_reason_and_a_ruling(self, client: StrictClient) -> None:
        event, rows = over(client)
        seen = collected(event, paper(rows["A1"], "91.5", "99"))
        for basis, change in ((PAPER, Change(SYSTEM, NOW)), (Basis(), WHY), (Basis(appeal_id=99), WHY)):
            with pytest.raises(actions.CorrectionRefusedError):
                actions.apply(event.id, basis, seen, change)
        assert marks()[rows["A1"].id] == "91.5"

    def test_it_is_applied_once(self, client: StrictClient) -> None:
        event, rows = over(client)
        seen = collected(event, paper(rows["A1"], "91.5", "99"))
        actions.apply(event.id, PAPER, seen, WHY)
        with pytest.raises(actions.CorrectionRefusedError, match="还没有更正"):
            actions.apply(event.id, PAPER, seen, WHY)
        assert database.session().query(AuditEntry).filter_by(action="correction.apply").count() == 1


class TestRulings:
    """An upheld appeal is carried out by a batch, and is done with it."""

    def test_the_frozen_row_is_changed_by_its_ruling_only(self, client: StrictClient) -> None:
        event, rows = over(client)
        appeal = filed(event)
        actions.put(event.id, paper(rows["A1"], "91.5", "99"), WHY)
        with pytest.raises(actions.CorrectionRefusedError, match="申诉处理中"):
            actions.look(event.id, PAPER, WHY)
        ruled(event, appeal, "upheld", due=True)
        with pytest.raises(actions.CorrectionRefusedError, match="申诉处理中"):
            actions.look(event.id, PAPER, WHY)
        basis = Basis(appeal_id=appeal.id)
        done = actions.apply(event.id, basis, actions.look(event.id, basis, WHY).digest, WHY)
        assert done.ruling == "第 1 号申诉裁定 仲裁〔2026〕3号"
        assert appeal_queries.open_appeals(event.id) == []
        with pytest.raises(appeals.AppealRefusedError):
            appeals.drop_correction(event.id, appeal.id, WHY)


class TestDesk:
    """Through the page, without a script."""

    def test_from_adding_to_applying(self, client: StrictClient) -> None:
        event, rows = over(client)
        page = f"/desk/events/{event.id}/corrections"
        assert "还没有更正" in text_of(client.get(page).get_data(as_text=True))
        one = {"entrant_id": str(rows["A1"].id), "what": "agreed|paper", "value": "99"}
        for wrong in ({"value": "101"}, {"value": "91.5"}, {"what": ""}, {"what": "j9|x"}, {"entrant_id": "999999"}):
            answer = client.submit(f"{page}/add", {**one, **wrong}, page=page)
            assert answer.status_code == 422, wrong
        assert client.submit(f"{page}/add", {**one, "what": "|status", "value": "跑了"}, page=page).status_code == 422
        assert client.submit(f"{page}/add", one, page=page).status_code == 303
        assert client.submit(f"{page}/add", {**one, "entrant_id": str(rows["A4"].id)}, page=page).status_code == 303
        assert client.submit(f"{page}/remove/1", {}, page=page).status_code == 303
        told = text_of(client.get(page).get_data(as_text=True))
        for words in ("A1 沈示例 理论：91.5 → 99", "90.45 → 92.70", "二等奖 → 一等奖"):
            assert words in told, told
        assert marks()[rows["A1"].id] == "91.5"
        held = client.get(page).get_data(as_text=True)
        seen = held.split('name="seen"')[1].split('value="')[1].split('"')[0]
        form = {"seen": seen, "basis": "other", "ruling": "仲裁〔2026〕3号", "reason": "阅卷复核"}
        refused = client.submit(f"{page}/apply", {**form, "reason": ""}, page=page)
        assert refused.status_code == 422
        assert "请写明更正的理由" in text_of(refused.get_data(as_text=True))
        assert client.submit(f"{page}/apply", form, page=page).status_code == 303
        assert marks()[rows["A1"].id] == "99"
        assert "仲裁〔2026〕3号" in text_of(client.get(page).get_data(as_text=True))

    def test_a_batch_is_given_up(self, client: StrictClient) -> None:
        event, rows = over(client)
        actions.put(event.id, paper(rows["A1"], "91.5", "99"), WHY)
        page = f"/desk/events/{event.id}/corrections"
        assert as_offered(client.get(page).get_data(as_text=True)) != {}
        assert client.submit(f"{page}/drop", {}, page=page).status_code == 303
        assert queries.draft(event.id) is None
        assert client.submit(f"{page}/drop", {}, page=page).status_code == 422

    def test_strangers_find_nothing(self, client: StrictClient) -> None:
        event, _ = over(client)
        other = factories.event()
        factories.sign_in(client, factories.account(Grant(Role.ORGANISER, other.id)))
        assert client.get(f"/desk/events/{event.id}/corrections").status_code == 404

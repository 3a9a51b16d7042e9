"""Two people type a paper, blind to each other; what differs is settled by a third; until then nothing is locked."""

import datetime as dt
import io
import re
from dataclasses import dataclass, field

import pytest
from PIL import Image
from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.accounts.models import StaffAccount
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.custody import queries as custody
from deqing_events.contests.double_entry import queries
from deqing_events.contests.double_entry.models import EntryDifference, EntryRound, SheetPhoto, TypedEntry
from deqing_events.contests.finalising import actions as finalising
from deqing_events.contests.finalising.blockers import blockers
from deqing_events.contests.history import Change
from deqing_events.contests.locks.models import MarksLock
from deqing_events.contests.locks.queries import Plan
from deqing_events.contests.models import Entrant, Mark, MarkChange
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from deqing_events.privacy.retention.classes import CLASSES
from deqing_events.privacy.retention.data_class import Moment
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

CHANGE = Change(SYSTEM, NOW, "示例")
CODES = {"A1": "K07", "A2": "B15", "A3": "M21"}
WHO = {
    "one": (Role.SCOREKEEPER, "荀录一"),
    "two": (Role.SCOREKEEPER, "柏录二"),
    "three": (Role.SCOREKEEPER, "水录三"),
    "chief": (Role.CHIEF_JUDGE, "窦裁样"),
    "bo": (Role.ORGANISER, "鲍承办"),
}


@dataclass
class Desk:
    """A contest that goes the long way, and the people around its papers."""

    client: StrictClient
    event: Event
    rows: dict[str, Entrant]
    people: dict[str, StaffAccount] = field(default_factory=dict)

    @property
    def start(self) -> str:
        return f"/desk/events/{self.event.id}"

    def sign_in(self, who: str) -> None:
        factories.sign_in(self.client, self.people[who])

    def type(self, who: str, values: dict[str, str], button: str = "hand_in", paper: str = "p1", **more: str) -> str:
        """Type by number or code with the page's own form and press a button; returns what the page says."""
        self.sign_in(who)
        address = f"{self.start}/papers/{paper}"
        page = self.client.get(address).get_data(as_text=True)
        version = re.search(r'name="version" value="(\d+)"', page)
        fields = {"version": version[1] if version else "0", button: "1", **more}
        fields |= {f"c-{label if '-' in label else label + '-paper'}": value for label, value in values.items()}
        answer = self.client.submit(address, fields)
        told = self.client.get(answer.location) if answer.status_code == 302 else answer
        return text_of(told.get_data(as_text=True))

    def page(self, who: str, tail: str) -> str:
        self.sign_in(who)
        answer = self.client.get(self.start + tail)
        assert answer.status_code == 200, answer.status_code
        return text_of(answer.get_data(as_text=True))

    def settle(self, who: str, number: str, **fields: str) -> tuple[int, str]:
        self.sign_in(who)
        row = difference(self.rows[number])
        address = f"{self.start}/control/papers/p1/settle/{row.id}"
        seen = {"seen": queries.settled_mark(row)}
        answer = self.client.submit(address, {**seen, **fields}, page="/desk/me")
        told = self.client.get(answer.location) if answer.status_code == 302 else answer
        return answer.status_code, text_of(told.get_data(as_text=True))

    def causes(self) -> list[str]:
        database.session().rollback()
        return [row.cause for row in blockers(self.event.id)]


def difference(row: Entrant) -> EntryDifference:
    return database.session().query(EntryDifference).filter_by(entrant_id=row.id).one()


def desk(client: StrictClient) -> Desk:
    """Store three people with blind codes, their practical marks given, the theory paper still to type."""
    event = factories.event()
    stage.rules(event, draw_within=0)
    rows = {number: stage.entrant(event, number, blind_code=code) for number, code in CODES.items()}
    for row in rows.values():
        for judge in stage.JUDGES:
            stage.given(row, "c1", judge, "50")
            stage.given(row, "c2", judge, "30")
    finalising.choose(event.id, Plan(long_way=True, sample_size=0), CHANGE)
    people = {key: factories.account(Grant(role, event.id), name=name) for key, (role, name) in WHO.items()}
    return Desk(client, event, rows, people)


def theory(desk: Desk) -> dict[str, str]:
    found = database.session().query(Mark).filter_by(criterion="paper")
    numbers = {row.id: number for number, row in desk.rows.items()}
    return {numbers[mark.entrant_id]: mark.value for mark in found}


ALL = {"A1": "91.5", "A2": "88", "A3": "0"}


@both_engines
def test_what_two_people_type_alike_becomes_marks_in_one_act(client: StrictClient) -> None:
    at = desk(client)
    assert "理论还没有人录完" in at.causes()
    assert "已交" in at.type("one", ALL)
    assert theory(at) == {}
    assert "理论只录了一遍" in at.causes()
    assert "两遍一致" in at.type("two", {"A1": "91.50", "A2": "８８", "A3": "0"})
    assert theory(at) == ALL
    assert not [cause for cause in at.causes() if "理论" in cause]
    acts = [row.action for row in database.session().query(AuditEntry).order_by(AuditEntry.seq)]
    assert acts.count("double_entry.compare") == acts.count("marks.enter") == 1
    assert not [row for row in database.session().query(AuditEntry) if "91.5" in str(row.detail)]


@both_engines
def test_a_difference_waits_for_somebody_who_typed_neither(client: StrictClient) -> None:
    at = desk(client)
    at.type("one", ALL)
    at.type("two", {**ALL, "A2": "83"})
    assert theory(at) == {"A1": "91.5", "A3": "0"}
    assert "理论有 1 格两人录得不一样" in at.causes()
    page = at.page("chief", "/control/papers/p1")
    assert "第一遍 88" in page
    assert "第二遍 83" in page
    assert "荀录一" in page
    status, told = at.settle("chief", "A2", value="88")
    assert (status, "请写明凭什么这样定" in told) == (422, True)
    status, told = at.settle("chief", "A2", value="101", why="看纸面")
    assert (status, "满分 100" in told) == (422, True)
    status, told = at.settle("chief", "A2", value="", why="看纸面")
    assert (status, "请照纸面填这一格" in told) == (422, True)
    status, told = at.settle("chief", "A2", value="88", why="纸面上是 88")
    assert (status, "窦裁样" in told, "纸面上是 88" in told) == (302, True, True)
    assert theory(at) == ALL
    assert not [cause for cause in at.causes() if "理论" in cause]


@both_engines
def test_neither_of_the_two_settles_also_as_the_organiser(client: StrictClient) -> None:
    at = desk(client)
    at.type("one", ALL)
    at.type("bo", {**ALL, "A2": "83"})
    assert "这张表您录过" in at.page("bo", "/control/papers/p1")
    status, told = at.settle("bo", "A2", value="83", why="我录的对")
    assert (status, "要请没有录过的人来定" in told) == (422, True)
    assert theory(at) == {"A1": "91.5", "A3": "0"}
    row = difference(at.rows["A2"])
    with pytest.raises(IntegrityError) as caught, database.transaction():
        row.settled, row.settled_by, row.settled_at, row.why = "83", row.second_by, NOW, "绕过"
    assert database.violated(caught.value) == "录过这张表的人不能来定不一致的格子，请换一个人。"


@both_engines
def test_one_person_cannot_type_a_paper_twice(client: StrictClient) -> None:
    at = desk(client)
    at.type("one", ALL)
    page = at.page("one", "/papers/p1")
    assert "您在" in page
    assert "取回来改" in page
    assert theory(at) == {}
    held = database.session().query(EntryRound).one()
    again = TypedEntry(round_id=held.id, position=2, by=held.entries[0].by, saved_at=NOW)
    with pytest.raises(IntegrityError) as caught, database.transaction() as session:
        session.add(again)
        session.flush()
    assert database.violated(caught.value) == "这张表您已经录过一遍，第二遍要换一个人录。"


def test_a_third_person_is_told_that_two_are_at_it(client: StrictClient) -> None:
    at = desk(client)
    at.type("one", {"A1": "9"}, "save")
    at.type("two", {"A1": "8"}, "save")
    assert "已经有两个人在录这张表" in at.page("three", "/papers/p1")
    assert "两个人都在录" in at.page("three", "/papers")


def test_blanks_are_asked_about_and_settled_as_what_the_paper_says(client: StrictClient) -> None:
    at = desk(client)
    some = {"A1": "91.5", "A2": "88"}
    assert "还有 1 格空着" in at.type("one", some)
    at.type("one", some, blanks="1")
    at.type("two", some, blanks="1")
    assert theory(at) == some, "blank is not 0"
    assert "理论有 1 格两人录得不一样" in at.causes()
    status, _ = at.settle("bo", "A3", blank="1", why="纸面上没有分")
    assert status == 302
    assert theory(at) == some
    assert "理论还有 1 份没打完" in at.causes()
    status, _ = at.settle("bo", "A3", value="0", why="补看了试卷，是 0 分")
    assert status == 302
    assert theory(at) == {**some, "A3": "0"}


def test_bad_input_is_kept_and_said_and_the_rest_is_saved(client: StrictClient) -> None:
    at = desk(client)
    told = at.type("one", {"A1": "101", "A2": "abc", "A3": "60"})
    assert "有 2 格要改，还没有交" in told
    assert "满分 100" in told
    at.sign_in("one")
    page = client.get(f"{at.start}/papers/p1").get_data(as_text=True)
    assert all(f'value="{text}"' in page for text in ("101", "abc", "60"))
    assert database.session().query(TypedEntry).one().handed_at is None


def test_an_older_page_does_not_write_over_a_newer_one(client: StrictClient) -> None:
    at = desk(client)
    at.type("one", {"A1": "91"}, "save")
    answer = client.submit(f"{at.start}/papers/p1", {"version": "0", "save": "1", "c-A1-paper": "19"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "您在另一个页面存过这张表" in text_of(page)
    assert 'value="19"' in page
    assert set(database.session().query(TypedEntry).one().texts.values()) == {"91"}


def test_the_page_saves_by_itself_and_says_what_is_wrong(client: StrictClient) -> None:
    at = desk(client)
    at.sign_in("one")
    save, page = f"{at.start}/papers/p1/save", f"{at.start}/papers/p1"
    told = client.submit(save, {"version": "0", "c-A1-paper": "91", "c-A2-paper": "200"}, page=page).json
    assert told == {"version": 1, "blank": 1, "errors": {"c-A2-paper": "满分 100，请填 0 到 100 的数字。"}}
    assert client.submit(save, {"version": "0", "c-A1-paper": "19"}, page=page).status_code == 409
    assert client.submit(save, {"version": "1", "c-A1-paper": "91"}, page=page).json == {
        "version": 1, "blank": 1, "errors": {"c-A2-paper": "满分 100，请填 0 到 100 的数字。"}
    }  # fmt: skip


def test_taking_back_and_giving_up(client: StrictClient) -> None:
    at = desk(client)
    at.type("one", ALL)
    back = f"{at.start}/papers/p1/back"
    assert client.submit(back, {"take_back": "1"}, page=f"{at.start}/papers/p1").status_code == 302
    assert "草稿，已填 3 / 3 格" in at.page("one", "/papers")
    client.submit(back, {"give_up": "1"}, page=f"{at.start}/papers/p1")
    assert database.session().query(TypedEntry).count() == 0
    at.type("two", ALL)
    at.type("three", ALL)
    assert theory(at) == ALL
    client.submit(back, {"take_back": "1"}, page=f"{at.start}/papers")
    assert theory(at) == ALL


def test_who_joins_the_list_later_is_typed_in_a_round_of_their_own(client: StrictClient) -> None:
    at = desk(client)
    at.type("one", ALL)
    late = stage.entrant(at.event, "A4", blind_code="C33")
    at.rows["A4"] = late
    at.type("two", {**ALL, "A4": "70"})
    assert "理论有后加的还没录" in at.causes()
    page = at.page("one", "/papers/p1")
    assert "A4" in page
    assert "A1" not in page
    at.type("one", {"A4": "70"})
    at.type("three", {"A4": "70"})
    assert theory(at) == {**ALL, "A4": "70"}
    assert not [cause for cause in at.causes() if "理论" in cause]


def test_a_cell_of_somebody_who_is_absent_does_not_wait(client: StrictClient) -> None:
    at = desk(client)
    at.type("one", ALL)
    at.type("two", {**ALL, "A2": "83"})
    for status, waits in (("absent", False), ("present", True)):
        with database.transaction() as session:
            session.merge(at.rows["A2"]).status = status
        assert ("理论有 1 格两人录得不一样" in at.causes()) is waits
        said, told = at.settle("chief", "A2", value="88", why="纸面上是 88")
        assert (said, "现在不用评分" in told) == ((302, False) if waits else (422, True))


def test_a_paper_typed_anew_keeps_what_was_there(client: StrictClient) -> None:
    at = desk(client)
    at.type("one", ALL)
    at.type("two", ALL)
    at.sign_in("chief")
    address = f"{at.start}/control/papers/p1/reopen"
    assert client.submit(address, as_offered(client.get(address).get_data(as_text=True))).status_code == 422
    offered = as_offered(client.get(address).get_data(as_text=True))
    assert client.submit(address, {**offered, "why": "拿错了表"}).status_code == 302
    assert "理论还没有人录完" in at.causes()
    assert theory(at) == ALL
    at.type("one", {**ALL, "A1": "92"})
    at.type("two", {**ALL, "A1": "92"})
    assert theory(at) == {**ALL, "A1": "92"}
    kept = database.session().query(MarkChange).one()
    assert (kept.before, kept.after) == ("91.5", "92")


def test_one_person_cannot_go_round_it_at_the_desk(client: StrictClient) -> None:
    at = desk(client)
    assert "两个人按纸面各录一遍" in at.page("bo", "/scores/agreed")
    sent = {f"c-{at.rows['A1'].id}-0": "91", "seen": "{}"}
    answer = client.submit(f"{at.start}/scores/agreed", sent)
    assert answer.status_code == 422
    assert "两个人各录一遍" in text_of(answer.get_data(as_text=True))
    assert theory(at) == {}


def test_which_papers_are_typed_twice_is_chosen_with_a_reason(client: StrictClient) -> None:
    at = desk(client)
    at.sign_in("bo")
    address = f"{at.start}/control/papers/ways"
    assert client.submit(address, {"way": "0", "act": "once"}).status_code == 422
    assert client.submit(address, {"way": "0", "act": "once", "why": "机考，成绩直接导入"}).status_code == 302
    client.get(address)
    assert "理论还有 3 份没打完" in at.causes()
    assert client.submit(address, {"way": "1", "act": "twice"}).status_code == 302
    assert [paper.title for paper in queries.twice(at.event.id)] == ["实操 · 裁判1", "实操 · 裁判2", "实操 · 裁判3"]


def test_a_judges_paper_is_typed_by_code(client: StrictClient) -> None:
    at = desk(client)
    with database.transaction() as session:
        session.merge(at.rows["A3"]).recused = ["裁判2"]
    at.sign_in("bo")
    client.submit(f"{at.start}/control/papers/ways", {"way": "1", "act": "twice"})
    page = at.page("one", "/papers/p2-2")
    assert "K07" in page
    assert "M21" not in page, "whom the judge must not mark stands not on the paper"
    assert "A1" not in page
    values = {"K07-c1": "51", "K07-c2": "30", "B15-c1": "50", "B15-c2": "30"}
    at.type("one", values, paper="p2-2")
    at.type("two", values, paper="p2-2")
    mark = database.session().query(Mark).filter_by(entrant_id=at.rows["A1"].id, criterion="c1", judge="裁判2").one()
    assert mark.value == "51"


def test_once_locked_nothing_is_typed_or_settled(client: StrictClient) -> None:
    at = desk(client)
    at.type("one", ALL)
    at.type("two", {**ALL, "A1": "90"})
    with database.transaction() as session:
        made = MarksLock(event_id=at.event.id, digest="0" * 64, rule_version=1, locked_at=NOW, locked_by="staff:1")
        session.add(made)
    status, told = at.settle("chief", "A1", value="90", why="纸面上是 90")
    assert (status, "成绩已经锁定" in told) == (422, True)
    stage.entrant(at.event, "A9", blind_code="Z99")
    assert "成绩已经锁定" in at.type("one", {"A9": "1"})


@both_engines
def test_nothing_the_first_types_changes_a_byte_of_what_the_second_sees(client: StrictClient) -> None:
    """Pages, the answer to saving, a refusal, headers: all of it twice, with other values in the first entry."""
    at = desk(client)
    at.type("one", {"A1": "1"}, "save")
    at.type("two", {"A2": "22"}, "save")
    seen = []
    for values in ({"A1": "91.5", "A2": "88", "A3": "7"}, {"A1": "3", "A2": "22", "A3": "100"}):
        at.type("one", values)
        seen.append(all_that_the_second_sees(at))
        at.sign_in("one")
        client.submit(f"{at.start}/papers/p1/back", {"take_back": "1"}, page=f"{at.start}/papers/p1")
        client.get(f"{at.start}/papers")
    assert seen[0] == seen[1]


def all_that_the_second_sees(at: Desk) -> list[str]:
    at.sign_in("two")
    client, page = at.client, f"{at.start}/papers/p1"
    answers = [client.get(f"{at.start}{tail}") for tail in ("/papers", "/papers/p1")]
    answers.append(client.get("/desk/papers"))
    sent = {"version": "1", "c-A2-paper": "22"}
    answers.append(client.submit(f"{page}/save", sent, page=page))
    answers.append(client.submit(page, {**sent, "hand_in": "1"}))
    answers.append(client.submit(page, {**sent, "c-A2-paper": "999", "version": "9", "hand_in": "1"}))
    return [bare(one.get_data(as_text=True)) + str(headers(one)) for one in answers]


def bare(page: str) -> str:
    return re.sub(r'name="csrf_token"[^>]*>', "", page)


def headers(answer: object) -> list[tuple[str, str]]:
    found = answer.headers  # type: ignore[attr-defined]  # a test's response
    return [(name, value) for name, value in found if name not in {"Date", "Set-Cookie"}]


def picture(colour: str = "white") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 80), colour).save(made, "PNG")
    return made.getvalue()


def send(at: Desk, content: bytes, name: str = "评分表.png") -> str:
    page = f"{at.start}/papers/p1"
    files = {"photo": (io.BytesIO(content), name)}
    answer = at.client.submit(f"{page}/photos", files, page=page, content_type="multipart/form-data")
    assert answer.status_code == 302
    return text_of(at.client.get(answer.location).get_data(as_text=True))


def test_a_photo_stands_beside_the_paper_and_beside_what_differs(client: StrictClient) -> None:
    at = desk(client)
    at.sign_in("one")
    assert "照片已经放在这张表旁边" in send(at, picture())
    photo = database.session().query(SheetPhoto).one()
    for who, address in (
        ("two", f"{at.start}/papers/p1/photos/{photo.id}"),
        ("chief", f"{at.start}/control/papers/p1/photos/{photo.id}"),
    ):
        at.sign_in(who)
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert answer.headers["Cache-Control"] == "no-store"
        assert address in client.get(address.rpartition("/photos")[0]).get_data(as_text=True)
    assert client.get(f"{at.start}/control/papers/p1/photos/999").status_code == 404
    at.sign_in("two")
    remove = f"{at.start}/papers/p1/photos/{photo.id}/remove"
    answer = client.submit(remove, page=f"{at.start}/papers/p1")
    assert "照片只能由传的人删掉" in client.get(answer.location).get_data(as_text=True)
    at.sign_in("one")
    answer = client.submit(remove, page=f"{at.start}/papers/p1")
    assert "照片已经删掉" in client.get(answer.location).get_data(as_text=True)
    folder = client.application.config["SETTINGS"].uploads / "contests" / "answers"
    assert list(folder.iterdir()) == []


def test_what_is_no_photo_is_refused_in_words(client: StrictClient) -> None:
    at = desk(client)
    at.sign_in("one")
    assert "请先选一张照片" in send(at, b"")
    assert "这里只收照片" in send(at, b"%PDF-1.7 x")
    assert "看不懂这个文件" in send(at, b"<svg onload=alert(1)>", "x.jpg")
    for _ in range(8):
        send(at, picture())
    assert "最多 8 张" in send(at, picture("black"))
    folder = client.application.config["SETTINGS"].uploads / "contests" / "answers"
    assert len(list(folder.iterdir())) == 8


def test_the_photos_go_with_the_names(client: StrictClient) -> None:
    at = desk(client)
    at.sign_in("one")
    send(at, picture())
    settings = client.application.config["SETTINGS"]
    late = NOW + dt.timedelta(days=settings.keeping.records + 60)
    (scores,) = (each for each in CLASSES if each.key == "scores")
    moment = Moment(late, settings)
    assert scores.due(moment) >= 1
    scores.clear(moment)
    database.session().rollback()
    assert database.session().query(SheetPhoto).one().file_name == ""
    assert list((settings.uploads / "contests" / "answers").iterdir()) == []


def test_while_codes_are_sealed_who_knows_the_names_types_no_judges_paper(
    client: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = desk(client)
    monkeypatch.setattr(custody, "sealed", lambda _: True)
    judged = next(paper.key for paper in queries.all_papers(at.event.id) if paper.judge)
    monkeypatch.setattr(queries, "twice", queries.all_papers)
    for who, status in (("bo", 403), ("one", 200)):
        at.sign_in(who)
        assert at.client.get(f"{at.start}/papers/{judged}").status_code == status
        assert at.client.get(f"{at.start}/papers/p1").status_code == 200

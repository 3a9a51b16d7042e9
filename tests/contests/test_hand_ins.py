"""Handing in what was read back, read-only afterwards, and opening it again by the chief judge."""

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.checkin.gate_tokens import token_hash
from deqing_events.contests.hand_ins import actions, queries
from deqing_events.contests.hand_ins.models import FixRequest
from deqing_events.contests.judge_pages.work import work_of
from deqing_events.contests.judges.queries import by_token
from deqing_events.contests.models import Mark
from deqing_events.contests.signatures.models import Signature
from deqing_events.contests.spreads import actions as spread_actions
from deqing_events.contests.spreads import queries as spreads
from deqing_events.events.models import Event
from tests.contests import judging, stage
from tests.contests.filling import as_offered
from tests.contests.test_judge_pages import send, stored
from tests.contests.test_spreads import with_levels
from tests.engines import both_engines
from tests.reading import StrictClient, text_of


def marked(client: StrictClient) -> tuple[Event, str]:
    """Two codes, one of them marked in full by the first judge; the county's session is on the client."""
    event = stage.county(client)
    stage.rules(event)
    stage.entrant(event, "A1", blind_code="K07")
    stage.entrant(event, "A2", blind_code="M11")
    token = judging.link(event)
    assert send(client, f"/judge/{token}/K07", {"m-0": "50", "m-1": "0"})[0] == 303
    return event, token


def handed(client: StrictClient, token: str) -> int:
    return send(client, f"/judge/{token}/sign", {"sure": "y"})[0]


@both_engines
def test_what_was_read_back_is_handed_in_and_read_only(client: StrictClient) -> None:
    event, token = marked(client)
    page = client.get(f"/judge/{token}/sign").get_data(as_text=True)
    assert "还有 1 位没评完" in text_of(page)
    assert "布线50" in text_of(page).replace(" ", "")
    assert send(client, f"/judge/{token}/sign", {})[0] == 422, "not without saying that it was read"
    assert handed(client, token) == 303
    assert queries.counts(event.id) == {"裁判1": 1}
    assert "已锁" in text_of(client.get(f"/judge/{token}/").get_data(as_text=True))
    page = client.get(f"/judge/{token}/K07").get_data(as_text=True)
    assert "交给裁判长，只能看" in text_of(page)
    assert "<form" not in page
    assert "没有可以交的" in text_of(client.get(f"/judge/{token}/sign").get_data(as_text=True))
    acts = [row.action for row in database.session().query(AuditEntry)]
    assert acts.count("hand_ins.make") == 1


@both_engines
def test_a_page_that_was_open_before_cannot_write_afterwards(client: StrictClient) -> None:
    _, token = marked(client)
    address = f"/judge/{token}/K07"
    before = as_offered(client.get(address).get_data(as_text=True))
    assert handed(client, token) == 303
    answer = client.submit(address, {**before, "m-0": "60"}, page=f"/judge/{token}/M11")
    assert answer.status_code == 422
    assert "已经交了" in text_of(answer.get_data(as_text=True))
    assert "50" in stored().values()
    assert "60" not in stored().values()


def test_what_moved_since_it_was_read_is_not_handed_in(client: StrictClient) -> None:
    event, token = marked(client)
    read = as_offered(client.get(f"/judge/{token}/sign").get_data(as_text=True))
    assert send(client, f"/judge/{token}/K07", {"m-0": "51"})[0] == 303
    answer = client.submit(f"/judge/{token}/sign", {**read, "sure": "y"}, page=f"/judge/{token}/sign")
    assert answer.status_code == 422
    assert "和你看到的不一样" in text_of(answer.get_data(as_text=True))
    assert queries.counts(event.id) == {}


@both_engines
def test_the_chief_judge_opens_it_again_or_says_why_not(client: StrictClient) -> None:
    event, token = marked(client)
    handed(client, token)
    fix, desk = f"/judge/{token}/fix", f"/desk/events/{event.id}/control/fixes"
    assert send(client, fix, {"code": "K07", "why": ""})[0] == 422
    assert send(client, fix, {"code": "K07", "why": "布线应该是 55"})[0] == 303
    assert send(client, fix, {"code": "K07", "why": "再说一遍"})[0] == 422, "one at a time"
    page = client.get(desk).get_data(as_text=True)
    assert "布线应该是 55" in page
    assert "沈示例" not in page
    first = database.session().query(FixRequest).one().id
    assert client.submit(f"{desk}/{first}", {"act": "refuse", "reason": ""}, page=desk).status_code == 422
    assert client.submit(f"{desk}/{first}", {"act": "refuse", "reason": "录像核对过"}, page=desk).status_code == 302
    assert "录像核对过" in client.get(fix).get_data(as_text=True)
    assert send(client, fix, {"code": "K07", "why": "确实打错"})[0] == 303
    second = database.session().query(FixRequest).where(FixRequest.state == "open").one().id
    assert client.submit(f"{desk}/{second}", {"act": "accept", "reason": ""}, page=desk).status_code == 302
    assert send(client, f"/judge/{token}/K07", {"m-0": "55"})[0] == 303
    assert "55" in stored().values()
    assert handed(client, token) == 303
    acts = [row.action for row in database.session().query(AuditEntry) if row.action.startswith("fixes.")]
    assert acts == ["fixes.ask", "fixes.refuse", "fixes.ask", "fixes.accept"]


def test_asking_to_look_again_opens_what_was_handed_in(client: StrictClient) -> None:
    event = stage.county(client)
    row = with_levels(event)
    token = judging.link(event)
    assert handed(client, token) == 303
    (spread,) = spreads.open_spreads(event.id)
    spread_actions.ask_again(event.id, row.blind_code, spread.key, judging.change())
    assert send(client, f"/judge/{token}/K07", {"m-2": "2"})[0] == 303
    assert database.session().query(Mark.value).where(Mark.judge == "裁判1", Mark.criterion == "look").scalar() == "2"


def test_another_judges_request_is_not_seen(client: StrictClient) -> None:
    event, token = marked(client)
    handed(client, token)
    other = judging.link(event, "裁判2")
    send(client, f"/judge/{token}/fix", {"code": "K07", "why": "布线应该是 55"})
    assert "布线应该是" not in client.get(f"/judge/{other}/fix").get_data(as_text=True)


@both_engines
def test_with_the_last_one_the_judge_signs_and_a_later_change_wants_it_anew(client: StrictClient) -> None:
    event, token = marked(client)
    assert handed(client, token) == 303
    assert database.session().query(Signature).count() == 0, "not while one is missing"
    send(client, f"/judge/{token}/M11", {"m-0": "60", "m-1": "40"})
    page = client.get(f"/judge/{token}/sign").get_data(as_text=True)
    assert "全部 2 位都评完了" in text_of(page)
    assert handed(client, token) == 303
    given = database.session().query(Signature).one()
    assert (given.role, given.judge, given.by) == ("judge", "裁判1", "judge:1")
    assert "已签认" in text_of(client.get(f"/judge/{token}/").get_data(as_text=True))
    send(client, f"/judge/{token}/fix", {"code": "K07", "why": "布线打错"})
    desk = f"/desk/events/{event.id}/control/fixes"
    request = database.session().query(FixRequest).one().id
    client.submit(f"{desk}/{request}", {"act": "accept", "reason": ""}, page=desk)
    send(client, f"/judge/{token}/K07", {"m-0": "55"})
    page = client.get(f"/judge/{token}/sign").get_data(as_text=True)
    assert "签认以后改过分" in text_of(page)
    assert handed(client, token) == 303
    assert database.session().query(Signature).count() == 2
    assert "已签认" in text_of(client.get(f"/judge/{token}/").get_data(as_text=True))


def test_what_is_in_but_not_signed_can_still_be_signed(client: StrictClient) -> None:
    event, token = marked(client)
    send(client, f"/judge/{token}/M11", {"m-0": "60", "m-1": "40"})
    held = by_token(token_hash(token))
    work = work_of(held) if held else None
    assert work is not None
    actions.hand_in(event.id, work.sheet, work.read_back(), judging.change())
    assert "核对并签认" in text_of(client.get(f"/judge/{token}/").get_data(as_text=True))
    assert handed(client, token) == 303
    assert database.session().query(Signature).count() == 1

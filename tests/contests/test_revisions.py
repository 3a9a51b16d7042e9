"""The history of results: each publication beside the one before, for staff and for everybody."""

from deqing_events import database
from deqing_events.contests.corrections import actions as corrections
from deqing_events.contests.corrections.actions import Basis
from deqing_events.contests.history import Change
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import Clock
from tests.contests import stage
from tests.contests.test_appeals import over
from tests.contests.test_corrections import paper
from tests.reading import StrictClient, text_of

MOVED = "总成绩 90.45 → 92.70，第 2 名 → 第 1 名，二等奖 → 一等奖"


def corrected(client: StrictClient, clock: Clock) -> Event:
    """A contest on notice, corrected by a batch, and on notice again."""
    event, rows = over(client)
    stage.publish(client, event)
    clock.forward(minutes=10)
    why = Change(SYSTEM, clock.now, "阅卷复核")
    corrections.put(event.id, paper(rows["A1"], "91.5", "99"), why)
    basis = Basis(ruling="仲裁〔2026〕3号")
    corrections.apply(event.id, basis, corrections.look(event.id, basis, why).digest, why)
    clock.forward(minutes=10)
    assert stage.publish(client, event, reason="理论阅卷更正").status_code == 302
    return event


def test_everybody_reads_what_changed_and_why(client: StrictClient, clock: Clock) -> None:
    event = corrected(client, clock)
    told = text_of(client.get(f"/results/{event.slug}/history").get_data(as_text=True))
    for words in ("第 2 次公布", "更正：理论阅卷更正", "依据：仲裁〔2026〕3号", f"A1 沈*例：{MOVED}", "第一次公布"):
        assert words in told, told
    for secret in ("沈示例", "陈样本", "戴示例", "阅卷复核"):
        assert secret not in told
    assert f"/results/{event.slug}/history" in client.get(f"/results/{event.slug}").get_data(as_text=True)


def test_staff_read_who_and_what_was_withdrawn(client: StrictClient, clock: Clock) -> None:
    event = corrected(client, clock)
    stage.publish(client, event, "final")
    page = f"/desk/events/{event.id}/results/history"
    told = text_of(client.get(page).get_data(as_text=True))
    for words in ("名次没有变，从“公示中”到“已生效”", MOVED, "更正 1 条：仲裁〔2026〕3号，阅卷复核"):
        assert words in told, told
    client.submit(f"/desk/events/{event.id}/results/withdraw", {"reason": "核对中"})
    client.get("/desk/judging")
    assert "已撤回" in text_of(client.get(page).get_data(as_text=True))
    assert client.get(f"/results/{event.slug}/history").status_code == 404


def test_nothing_is_told_before_the_first(client: StrictClient) -> None:
    event, _ = over(client)
    assert client.get(f"/results/{event.slug}/history").status_code == 404
    assert "还没有公布过" in text_of(client.get(f"/desk/events/{event.id}/results/history").get_data(as_text=True))
    other = factories.event()
    factories.sign_in(client, factories.account(Grant(Role.ORGANISER, other.id)))
    assert client.get(f"/desk/events/{event.id}/results/history").status_code == 404
    assert database.session().query(Event).count() == 2

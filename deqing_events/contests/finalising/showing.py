"""What the control page shows: the steps of the day, what is open, and the log. Blind codes only, never a name."""

from collections.abc import Sequence
from typing import Any

from deqing_events.contests.custody import queries as custody
from deqing_events.contests.double_entry import queries as double_entry
from deqing_events.contests.double_entry.showing import state_of
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.finalising.blockers import Blocker, blockers
from deqing_events.contests.finalising.result_set import digest_now
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.locks.models import MarksLock
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.marking.change_words import change_words
from deqing_events.contests.marking.progress import PageProgress, progress
from deqing_events.contests.marking.score_sheets import ScoreSheet, score_sheets
from deqing_events.contests.models import Entrant
from deqing_events.contests.results import queries as results
from deqing_events.contests.results.content import STAGE_WORDS
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.unblinding import queries as unblinding
from deqing_events.contests.unblinding.models import Unblinding
from deqing_events.domain.kinds import EventState
from deqing_events.events.models import Event
from deqing_events.events.overview import who
from deqing_events.web.formatting import clock_time, stamp

Shown = dict[str, Any]
_LOG_ROWS = 8


def control_parts(event: Event, *, knows_names: bool) -> Shown:
    """Return what the control page of an event shows; who knows the names learns no code's standing while sealed."""
    standings = worked_out(event.id)
    sheets = score_sheets(standings.rules) if standings else []
    rows = entrants.for_event(event.id)
    held = locks.standing(event.id)
    sealed = custody.sealed(event.id)
    counted = sealed and knows_names
    pages = progress(sheets, rows, marking.marks(event.id), sealed=sealed, told=not counted)
    open_rows = [] if held else blockers(event.id, standings, counted=counted)
    return {
        "event": event,
        "rows": sorted(rows, key=lambda row: row.blind_code or row.number),
        "pages": _ordered(pages, rows),
        "blockers": open_rows,
        "papers": [{"standing": row, **state_of(row)} for row in double_entry.standings(event.id)],
        "lock": held,
        "plan": locks.plan(event.id),
        "to_unblind": held is not None and unblinding.needed(event.id) and unblinding.done(event.id) is None,
        "locked_by": who(held.locked_by) if held else "",
        "seen": digest_now(event.id, standings) if standings else "",
        "steps": _steps(event, rows, pages, held, open_rows),
        "counted": counted,
        "log": _log(event.id, sheets, sealed=sealed),
    }


def _ordered(pages: Sequence[PageProgress], rows: Sequence[Entrant]) -> list[Shown]:
    """Return pages with their chips in the order of the codes, so that the order of numbers tells nothing."""
    order = sorted(range(len(rows)), key=lambda index: rows[index].blind_code or rows[index].number)
    return [
        {"sheet": page.sheet, "chips": [page.chips[index] for index in order], "done": page.done, "wanted": page.wanted}
        for page in pages
    ]


def _steps(
    event: Event,
    rows: Sequence[Entrant],
    pages: Sequence[PageProgress],
    held: MarksLock | None,
    open_rows: Sequence[Blocker],
) -> list[Shown]:
    """Return the steps of the day; the first that is not done is the one to do now."""
    done, wanted = sum(page.done for page in pages), sum(page.wanted for page in pages)
    current = results.latest(event.id)
    stage = current.stage if current else ""
    desk = f"/desk/events/{event.id}"
    joined = unblinding.done(event.id)
    final = event.state in {EventState.FINAL, EventState.ARCHIVED}
    steps = [
        ("参赛名单", bool(rows), f"{len(rows)} 人" if rows else "还没有", f"{desk}/entrants"),
        ("评分", bool(wanted) and done == wanted, f"{done} / {wanted} 格", f"{desk}/scores"),
        ("复核锁定", held is not None, "已锁定" if held else f"{len(open_rows)} 项待办", f"{desk}/control"),
        *(
            [("解密", joined is not None, _joined(held, joined), f"{desk}/control")]
            if unblinding.needed(event.id)
            else []
        ),
        ("公布", bool(stage), STAGE_WORDS.get(stage, "还没公布"), f"{desk}/results"),
        ("生效", stage == "final", "已生效" if stage == "final" else "公示期满后", f"{desk}/results"),
        ("归档", event.state == EventState.ARCHIVED, "已办结" if final else "", f"{desk}/ledger"),
    ]
    now = next((index for index, step in enumerate(steps) if not step[1]), len(steps))
    return [
        {"name": name, "state": "done" if ok else ("now" if index == now else "later"), "fact": fact, "href": href}
        for index, (name, ok, fact, href) in enumerate(steps)
    ]


def _joined(held: MarksLock | None, joined: Unblinding | None) -> str:
    if joined is not None:
        return "已解密"
    return "等两人确认" if held is not None else "锁定以后"


def _log(event_id: int, sheets: Sequence[ScoreSheet], *, sealed: bool) -> list[Shown]:
    """Return the latest changes of marks and locks, the latest first."""
    changes = entrants.changes(event_id, limit=_LOG_ROWS)
    found = [(row.at, change_words(row, one, sheets, sealed=sealed)) for row, one in changes]
    for lock in locks.history(event_id):
        found.append((lock.locked_at, f"{who(lock.locked_by)}锁定成绩"))
        if lock.reopened_at is not None:
            words = f"{who(lock.reopened_by)}凭“{lock.ruling}”解锁，理由“{lock.reopen_reason}”"
            found.append((lock.reopened_at, words))
    joined = unblinding.done(event_id)
    if joined is not None and joined.confirmed_at is not None:
        found.append((joined.confirmed_at, f"{who(joined.opened_by)}、{who(joined.confirmed_by)}解密"))
    newest = sorted(found, key=lambda row: row[0], reverse=True)[:_LOG_ROWS]
    return [{"time": clock_time(at), "text": text, "day": stamp(at)} for at, text in newest]

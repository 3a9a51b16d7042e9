"""What an arbiter reads about an appeal, and the paper of what was decided."""

from collections.abc import Sequence
from typing import Any

from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.custody import queries as custody
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.marking.grid import shown
from deqing_events.contests.marking.score_sheets import score_sheets
from deqing_events.contests.results.standings import worked_out
from deqing_events.domain.appeals import STATE_WORDS, AppealState
from deqing_events.events.overview import who
from deqing_events.registration.rules import ZONE

Shown = dict[str, Any]


def marks_of(appeal: Appeal) -> Sequence[tuple[str, str, str]] | None:
    """Return the marks of the entrant concerned as (criterion, judge, mark), by sheet.

    None where the appeal is about the whole contest, and while nobody may know which marks belong to whom.
    """
    standings = None if appeal.entrant is None or custody.sealed(appeal.event_id) else worked_out(appeal.event_id)
    if appeal.entrant is None or standings is None:
        return None
    given = {(mark.criterion, mark.judge): mark.value for mark in marking.marks_of(appeal.entrant.id)}
    return [
        (column.title, sheet.judge or "共同", shown(column, given.get((column.key, sheet.judge), "")) or "没有打")
        for sheet in score_sheets(standings.rules)
        for column in sheet.columns
        if column.is_mark
    ]


def ruling(appeal: Appeal) -> Shown:
    """Return what the paper of a decision says; only an appeal that was decided has one."""
    state = AppealState(appeal.state)
    title = "申诉不予受理通知书" if state is AppealState.REFUSED else "申诉裁定书"
    about = f"{appeal.entrant.number} {appeal.entrant.name}" if appeal.entrant else "整场比赛"
    host, at = appeal.event.host, appeal.changed_at.astimezone(ZONE)
    return {
        "appeal": appeal,
        "event": appeal.event,
        "title": title,
        "about": about + (f"（{appeal.item}）" if appeal.item else ""),
        "word": STATE_WORDS[state],
        "ruled": state in {AppealState.UPHELD, AppealState.REJECTED},
        "bench": appeal.bench,
        "by": "" if appeal.bench else who(appeal.decided_by),
        "host": host.name if host else "德清县总工会",
        "day": f"{at.year}年{at.month}月{at.day}日",
    }


def decided(appeal: Appeal) -> bool:
    """Tell whether there is a decision to print."""
    return appeal.state in {AppealState.REFUSED, AppealState.UPHELD, AppealState.REJECTED}


def voted(appeal: Appeal) -> str:
    """Say who ruled and by how many votes, empty where staff of the host decided."""
    if not appeal.bench:
        return ""
    if not (appeal.votes_for or appeal.votes_against):
        return appeal.bench
    return f"{appeal.bench}（{appeal.votes_for} 票成立，{appeal.votes_against} 票不成立）"

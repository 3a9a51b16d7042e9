"""What the public reads about a next round before anybody goes on to it."""

from deqing_events.contests.rounds import queries
from deqing_events.domain.kinds import EventState
from deqing_events.domain.next_round import said


def sentences(event_id: int) -> tuple[str, ...]:
    """Return how people go on from an event, as a line of its rules; nothing where it leads nowhere.

    An event that is a draft yet is not named.
    """
    row = queries.link(event_id)
    if row is None:
        return ()
    draft = row.next_event.state == EventState.DRAFT
    onward = "下一轮" if draft else f"“{row.next_event.title}”"
    return (f"晋级{onward}：{said(queries.plan_of(row))}。",)

"""Planning a story: which act happens when, for each ending."""

import datetime as dt
from collections.abc import Sequence

from deqing_events.demo.aftermath import Aftermath
from deqing_events.demo.asking import Asking
from deqing_events.demo.judging import Judging
from deqing_events.demo.people import dice, moments
from deqing_events.demo.refereed import Refereed
from deqing_events.demo.stage import Stage
from deqing_events.demo.story import DAY, Ending
from deqing_events.demo.timeline import Act, Timeline

HELD = (Ending.TODAY, Ending.NOTICE, Ending.RESULTS, Ending.FINISHED)
STOPPED = (Ending.POSTPONED, Ending.CANCELLED)
"""Endings that come a day ago, while people could still sign up."""
MINUTE = dt.timedelta(minutes=1)
EARLY = dt.timedelta(minutes=50)


def plan(stage: Stage, judging: Judging | None, timeline: Timeline) -> None:
    """Plan everything of one story up to now."""
    story, times = stage.story, stage.times
    timeline.at(times.made, stage.make)
    if judging is not None:
        timeline.at(times.made + DAY, judging.write_rules)
    if story.ending is Ending.DRAFT:
        return
    timeline.at(times.published, stage.publish)
    if story.asks is not None:
        _ask(stage, Asking(stage, story.asks), timeline)
    else:
        _sign_up(stage, timeline)
    if story.ending in HELD:
        _hold(stage, timeline)
    if story.ending in STOPPED:
        timeline.at(times.now - DAY, stage.end)
    if story.ending is Ending.FINISHED:
        timeline.at(times.ends + 2 * DAY, stage.end)
    if judging is not None:
        _judge(stage, judging, timeline)


def _sign_up(stage: Stage, timeline: Timeline) -> None:
    crowd, times = stage.story.crowd, stage.times
    last = times.last_sign_up - (DAY if stage.story.ending in STOPPED else 0 * DAY)
    when = moments(times.opens, last, crowd.sign_ups, stage.story.title)
    for index, moment in enumerate(when):
        timeline.at(moment, stage.sign_up(index))
    for number in range(crowd.leave):
        moment = last + dt.timedelta(minutes=number + 1)
        timeline.at(moment, stage.leave(_leavers(stage)[number]))


def _ask(stage: Stage, asking: Asking, timeline: Timeline) -> None:
    """Plan the sign-up of a story that asks more: as many moments, used by single people or by whole teams."""
    times, crowd = stage.times, stage.story.crowd
    timeline.at(times.made + DAY, asking.write)
    asking.answer()
    when = moments(times.opens, times.last_sign_up - DAY, crowd.sign_ups, stage.story.title)
    if asking.asks.team:
        for number, crew in enumerate(asking.crews()):
            timeline.at(when[crew[-1]], asking.gather(number, crew))
        return
    for index, moment in enumerate(when):
        timeline.at(moment, stage.sign_up(index))
    if asking.asks.reviewed:
        timeline.at(times.last_sign_up, asking.review)


def _leavers(stage: Stage) -> list[int]:
    """Return who cancels: the last of those with a place, so that the waiting list has its first move up."""
    crowd = stage.story.crowd
    placed = crowd.sign_ups - crowd.wait
    return list(range(placed - crowd.leave, placed))


def _hold(stage: Stage, timeline: Timeline) -> None:
    """Let people in: most of them in the half hour before the start; today's until now."""
    story, times = stage.story, stage.times
    if not story.crowd.sign_ups:
        return
    timeline.at(times.starts - EARLY - dt.timedelta(minutes=20), stage.open_gates)
    last = min(times.starts + dt.timedelta(minutes=10), times.now)
    inside = [index for index, came in enumerate(stage.came) if came]
    dice(story.title, "door").shuffle(inside)
    for index, moment in zip(inside, sorted(moments(times.starts - EARLY, last, len(inside), "door")), strict=True):
        timeline.at(moment, stage.come_in(index))
    for number in range(story.crowd.walk_in):
        timeline.at(last + dt.timedelta(minutes=number + 1), stage.walk_in(story.crowd.sign_ups + number))


def _judge(stage: Stage, judging: Judging, timeline: Timeline) -> None:
    times, ending = stage.times, stage.story.ending
    begin = times.now - 12 * MINUTE if ending is Ending.TODAY else times.starts + 20 * MINUTE
    _at(timeline, begin, judging.day() if isinstance(judging, Refereed) else ((0, judging.enrol),))
    if ending is Ending.TODAY:
        if isinstance(judging, Refereed):
            timeline.at(times.now - 5 * MINUTE, judging.half_mark)
        return
    timeline.at(times.ends, judging.mark)
    if isinstance(judging, Aftermath):
        _at(timeline, times.ends + 20 * MINUTE, judging.end())
        _at(timeline, times.ends + 40 * MINUTE, judging.dispute())
    timeline.at(times.ends + DAY, judging.notice)
    if ending is Ending.RESULTS:
        timeline.at(times.ends + 9 * DAY, judging.final)
        if isinstance(judging, Aftermath):
            timeline.at(times.ends + 9 * DAY + 60 * MINUTE, judging.reward)


def _at(timeline: Timeline, begin: dt.datetime, acts: Sequence[tuple[int, Act]]) -> None:
    """Plan acts so many minutes after a beginning."""
    for minutes, act in acts:
        timeline.at(begin + minutes * MINUTE, act)

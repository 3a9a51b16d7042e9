"""The guard of a judge's pages, and the judge's work behind it."""

from collections.abc import Mapping

from deqing_events.checkin.link_doors import refuse
from deqing_events.contests.judge_pages import holders
from deqing_events.contests.judge_pages.holders import holder
from deqing_events.contests.judge_pages.work import Typed, Work, work_of
from deqing_events.web import access

__all__ = ["judge_link", "refuse", "work_or_404"]

NO_SEAT = "评分规则里现在没有你的席位了。请问裁判长，打过的分都留着。"
judge_link = access.link("judge", holders.judge)


def work_or_404(typed: Mapping[str, Typed] | None = None) -> Work:
    """Return the judge's work; a judge whose seat left the rules is told so."""
    return work_of(holder(), typed) or refuse(404, NO_SEAT)

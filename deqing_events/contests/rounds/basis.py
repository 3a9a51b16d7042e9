"""What a list for the next round rests on: the publication that holds, read by the rule; and what stands before it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from deqing_events.contests.appeals.queries import open_appeals
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.finalising.blockers import Blocker
from deqing_events.contests.models import Entrant, Publication
from deqing_events.contests.objections.queries import open_objections
from deqing_events.contests.results import queries as results
from deqing_events.contests.results.content import Content, digest_of, frozen, public_naming, same_ranking
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.rounds import queries
from deqing_events.contests.rounds.models import RoundLink
from deqing_events.contests.start_draws import queries as start_draws
from deqing_events.domain.next_round import Field, Proposal, proposal
from deqing_events.events.models import Event
from deqing_events.registration.rules import why_not_running

SETTLED = ("public_notice", "final")


@dataclass(frozen=True)
class Basis:
    """``proposal`` holds entrant numbers; ``ranks`` and ``entrants`` are by number, of everybody with a place."""

    link: RoundLink
    publication: Publication
    proposal: Proposal
    entrants: Mapping[str, Entrant]
    ranks: Mapping[str, int]

    @property
    def able(self) -> list[str]:
        """The numbers of whoever may be chosen: with a result, and no guest."""
        without = {row["number"] for row in self.publication.content["rows"] if not row.get("finished", True)}
        return [number for number in self.ranks if number not in without and not self.entrants[number].guest]

    @property
    def digest(self) -> str:
        """What somebody looked at when they confirmed."""
        link = {name: getattr(self.link, name) for name in ("id", "next_event_id", "reserves", "level", "condition")}
        people = [list(self.proposal.going), list(self.proposal.reserves)]
        return digest_of({"publication": self.publication.digest, "link": link, "people": people})


def basis(event_id: int) -> Basis | None:
    """Return what a list would rest on; None without a next round or before anything is in public notice."""
    link, publication = queries.link(event_id), results.latest(event_id)
    if link is None or publication is None or publication.stage not in SETTLED:
        return None
    rows = {row.number: row for row in entrants.for_event(event_id)}
    ranks = {row["number"]: row["rank"] for row in publication.content["rows"] if row["number"] in rows}
    return Basis(link, publication, proposed(event_id, link, publication.content, rows), rows, ranks)


def proposed(event_id: int, link: RoundLink, content: Content, rows: Mapping[str, Entrant]) -> Proposal:
    """Return who goes on by a frozen ranking, recorded draws applied; ``rows`` are the entrants by number."""
    groups = [tuple(row["number"] for row in same) for _, same in groupby(content["rows"], lambda row: row["rank"])]
    guests = frozenset(number for number, row in rows.items() if row.guest)
    numbers = {row.id: row.number for row in rows.values()}
    drawn = [[numbers[one] for one in draw.order if one in numbers] for draw in queries.draws(event_id)]
    unfinished = frozenset(row["number"] for row in content["rows"] if not row.get("finished", True))
    return proposal(Field(groups, content["entrants"] - len(guests), guests, unfinished), queries.plan_of(link), drawn)


def blockers(event: Event, found: Basis | None, now: dt.datetime) -> Sequence[Blocker]:
    """Return what has to be done before the list can be confirmed, in the order it is best done."""
    desk = f"/desk/events/{event.id}"
    if found is None:
        return [Blocker("成绩还没有公示", "成绩公示或生效以后，按公布的名次定晋级名单。", f"{desk}/results", "去公布")]
    rows = []
    if is_stale(event, found.publication):
        rows.append(Blocker("有更正还没公布", "公布更正以后，按新的名次定。", f"{desk}/results", "去公布更正"))
    if open_appeals(event.id):
        rows.append(Blocker("还有申诉没办完", "办完才能定名单。", f"{desk}/appeals", "去处理"))
    if open_objections(event.id):
        rows.append(Blocker("还有异议没答复", "办完才能定名单。", f"{desk}/objections", "去处理"))
    waiting = len(found.proposal.to_draw)
    if waiting:
        rows.append(Blocker(f"有 {waiting} 组并列要抽签排先后", "在下面记录抽签结果。"))
    onward = found.link.next_event
    closed = why_closed(onward, now)
    if closed:
        rows.append(Blocker("下一轮现在不能加人", closed, f"/desk/events/{onward.id}", "去看下一轮"))
    return rows


def is_stale(event: Event, publication: Publication) -> bool:
    """Tell whether the ranking as it stands now differs from what is published."""
    standings = worked_out(event.id)
    if standings is None or standings.blocked:
        return True
    return not same_ranking(publication.content, frozen(event, standings, public_naming(event)))


def why_closed(onward: Event, now: dt.datetime) -> str:
    """Say why nobody can come in or go out of a next round any more by a list; empty while it is open for that."""
    stopped = why_not_running(onward)
    if stopped is not None:
        return stopped
    if start_draws.standing(onward.id) is not None:
        return "下一轮的检录名单已经定了，要改请在那一场的参赛名单里改。"
    if onward.starts_at is not None and now >= onward.starts_at:
        return "下一轮已经开赛，要改请在那一场的参赛名单里改。"
    return ""

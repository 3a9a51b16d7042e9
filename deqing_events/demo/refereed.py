"""Telling a contest the long way: draw, heats, codes, judges by links, signatures, lock, unblinding."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from deqing_events.checkin.gate_tokens import token_hash
from deqing_events.contests.custody import actions as custody
from deqing_events.contests.entrants import actions as entrants
from deqing_events.contests.entrants import queries as entrant_queries
from deqing_events.contests.finalising import actions as finalising
from deqing_events.contests.finalising.result_set import digest_now, result_set
from deqing_events.contests.hand_ins import actions as hand_ins
from deqing_events.contests.heats import actions as heats
from deqing_events.contests.history import Change
from deqing_events.contests.judge_pages import actions as judge_pages
from deqing_events.contests.judges import actions as judges
from deqing_events.contests.judges import queries as panels
from deqing_events.contests.judges.queries import Holder
from deqing_events.contests.marking.score_sheets import ScoreSheet, score_sheets
from deqing_events.contests.models import Entrant
from deqing_events.contests.results.standings import Standings, worked_out
from deqing_events.contests.sampling import actions as sampling
from deqing_events.contests.signatures import actions as signatures
from deqing_events.contests.start_draws import actions as draws
from deqing_events.contests.unblinding import actions as unblinding
from deqing_events.demo.judging import Judging
from deqing_events.demo.timeline import Act
from deqing_events.domain.roles import Actor, Role
from deqing_events.domain.signing import SignerRole

PANEL = ("郑示例", "钱示例", "孙示例", "李示例", "王示例")
WORKPLACE = "示例技师学院"
SEED, SOURCE, WITNESSES = "03 07 12 19 26 31", "领队现场摇号", "茅示例、汤示例"
STATIONS = ("1", "2", "3", "4", "5", "6")
MINUTE = dt.timedelta(minutes=1)


@dataclass
class Refereed(Judging):
    """A contest whose every step somebody else takes, with an account or a link of their own."""

    def act(self, role: Role, now: dt.datetime, reason: str = "") -> Change:
        """Return the circumstances of a deed by the account of a role."""
        return Change(self.stage.world.staff.actor(role), now, reason)

    def day(self) -> Sequence[tuple[int, Act]]:
        """Return what happens before the first mark, with the minutes from the beginning."""
        return (0, self.enrol), (1, self.draw), (2, self.place), (4, self.encode), (5, self.seat)

    def enrol(self, now: dt.datetime) -> None:
        """Make entrants of those who came in."""
        entrants.enrol(self.stage.event_id, self.contest.prefix, attended_only=True, by=self.by, now=now)

    def draw(self, now: dt.datetime) -> None:
        """Fix the list, and draw by a seed said in public."""
        event_id, call = self.stage.event_id, self.stage.world.staff.actor(Role.CALL_OFFICER)
        draws.fix_list(event_id, replaces=0, reason="", by=call, now=now)
        draws.draw(event_id, 1, draws.Announced(SEED, SOURCE, WITNESSES), by=call, now=now)

    def place(self, now: dt.datetime) -> None:
        """Make the heats and place everybody by the drawn order."""
        event_id, call = self.stage.event_id, self.stage.world.staff.actor(Role.CALL_OFFICER)
        count = -(-len(entrant_queries.for_event(event_id)) // len(STATIONS))
        begin = self.stage.times.starts + 30 * MINUTE
        setup = heats.Setup(STATIONS, self.stage.story.venue, begin, count, 60, 15, 0, 15)
        heats.set_up(event_id, setup, replace=False, by=call, now=now)
        heats.place_all(event_id, anew=False, by=call, now=now)

    def encode(self, now: dt.datetime) -> None:
        """Give out the blind codes and seal them."""
        custody.issue(self.stage.event_id, by=self.stage.world.staff.actor(Role.ENCRYPTION_OFFICER), now=now)

    def seat(self, now: dt.datetime) -> None:
        """Say who the judges are, and make their links."""
        change = Change(self.by, now)
        names = dict(zip(self._sheet().panel.judges, PANEL, strict=False))
        for judge, name in names.items():
            judges.save(self.stage.event_id, judge, judges.JudgeDetails(name, WORKPLACE), change)
        until = max(self.stage.times.ends, now) + dt.timedelta(hours=12)
        keys = self.stage.world.keys
        judges.make_links(self.stage.event_id, list(names), (now, until), keys=keys, change=change)

    def links(self) -> list[tuple[str, str]]:
        """Return the judges' names with the tokens of their links, in panel order."""
        standing, keys = panels.standing_links(self.stage.event_id), self.stage.world.keys
        rows = [(row, standing[row.id]) for row in panels.panel(self.stage.event_id)]
        return [(f"{row.judge} {row.name}", judges.link_token(link.id, link.serial, keys)) for row, link in rows]

    def mark(self, now: dt.datetime) -> None:
        """Let staff enter the papers, and every judge mark, hand in and sign by the own link."""
        pages = score_sheets(self._sheet())
        self._on_paper(pages, now)
        for page in (page for page in pages if page.judge):
            self._by_link(page, self._present(), now)
            self._hand_in(page, now)
            self._sign_own(page, now)

    def half_mark(self, now: dt.datetime) -> None:
        """Stop in the middle: papers are in, the first judge has handed in, the second has marked half."""
        pages = score_sheets(self._sheet())
        self._on_paper(pages, now)
        first, second = [page for page in pages if page.judge][:2]
        rows = self._present()
        self._by_link(first, rows, now)
        self._hand_in(first, now)
        self._by_link(second, rows[: len(rows) // 2], now)

    def _on_paper(self, pages: Sequence[ScoreSheet], now: dt.datetime) -> None:
        self._type_papers(now)
        for page in pages:
            if not page.judge:
                self._enter(page, now)

    def _by_link(self, page: ScoreSheet, rows: list[Entrant], now: dt.datetime) -> None:
        holder = self._holder(page.judge)
        for row in rows:
            judge_pages.save(holder, page, self._cells(page, row), self._judge(holder, now))

    def _hand_in(self, page: ScoreSheet, now: dt.datetime) -> None:
        holder = self._holder(page.judge)
        cells = [cell for row in self._present() for cell in self._cells(page, row)]
        read = [(cell.entrant_id, cell.key, cell.value or "") for cell in cells]
        hand_ins.hand_in(self.stage.event_id, page, read, self._judge(holder, now))

    def _sign_own(self, page: ScoreSheet, now: dt.datetime) -> None:
        holder, event_id = self._holder(page.judge), self.stage.event_id
        seen = result_set(event_id, self._standings()).of_judge(page.judge)
        signatures.sign(event_id, SignerRole.JUDGE, seen, self._judge(holder, now), judge=page.judge)

    def end(self) -> Sequence[tuple[int, Act]]:
        """Return how the contest is finalised, with the minutes from the beginning."""
        chief, supervisor = SignerRole.CHIEF_JUDGE, SignerRole.SUPERVISOR
        signing = ((5, self._sign(chief)), (6, self._sign(supervisor)))
        return (0, self.compare), *signing, (8, self.lock), (9, self._unblind(chief)), (11, self._unblind(supervisor))

    def compare(self, now: dt.datetime) -> None:
        """Let the supervisor compare a sample with the paper."""
        event_id, change = self.stage.event_id, self.act(Role.SUPERVISOR, now)
        for entrant_id in sampling.draw(event_id, change).picked:
            seen = result_set(event_id, self._standings()).of_entrant(entrant_id)
            sampling.compare(event_id, entrant_id, seen, change, agrees=True)

    def lock(self, now: dt.datetime) -> None:
        """Lock the marks."""
        finalising.lock(self.stage.event_id, self._digest(), self.act(Role.CHIEF_JUDGE, now))

    def _sign(self, signer: SignerRole) -> Act:
        def act(now: dt.datetime) -> None:
            signatures.sign(self.stage.event_id, signer, self._digest(), self.act(Role(signer.value), now))

        return act

    def _unblind(self, signer: SignerRole) -> Act:
        def act(now: dt.datetime) -> None:
            unblinding.unblind(self.stage.event_id, signer, self.act(Role(signer.value), now))

        return act

    def _digest(self) -> str:
        return digest_now(self.stage.event_id, self._standings())

    def _sign_nothing(self, now: dt.datetime) -> None:
        """Go the long way: there is nothing to choose."""

    def _standings(self) -> Standings:
        standings = worked_out(self.stage.event_id)
        assert standings is not None  # noqa: S101 - rules come before results
        return standings

    def _holder(self, judge: str) -> Holder:
        tokens = {word.partition(" ")[0]: token for word, token in self.links()}
        holder = panels.by_token(token_hash(tokens[judge]))
        assert holder is not None  # noqa: S101 - the link was made in this story
        return holder

    def _judge(self, holder: Holder, now: dt.datetime) -> Change:
        return Change(Actor(f"judge:{holder.panel_judge_id}", "judge", "127.0.0.1"), now)

"""What keeps the marks of a contest from being locked: a list of questions, each asked by the part that knows.

A part joins with one line in ``ASKED``: a function from what is at hand to its open rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from deqing_events.contests.appeals.queries import open_appeals
from deqing_events.contests.double_entry import queries as double_entry
from deqing_events.contests.double_entry.showing import STATE_WORDS
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.finalising.result_set import ResultSet, code_of, result_set
from deqing_events.contests.hand_ins import queries as hand_ins
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.marking.progress import progress
from deqing_events.contests.marking.score_sheets import score_sheets
from deqing_events.contests.models import Entrant
from deqing_events.contests.results.standings import Standings, worked_out
from deqing_events.contests.sampling import queries as sampling
from deqing_events.contests.sampling.queries import CheckState
from deqing_events.contests.signatures import queries as signatures
from deqing_events.contests.spreads.queries import open_spreads
from deqing_events.domain.double_entry import PaperState
from deqing_events.domain.marking import Gap
from deqing_events.domain.permissions import Permission

_SHOWN = 12


@dataclass(frozen=True)
class Blocker:
    """One thing to do first: what and where. ``permission`` is what the page behind the link asks for."""

    cause: str
    evidence: str = ""
    href: str = ""
    link: str = ""
    permission: Permission = Permission.CONTESTS_EDIT


@dataclass(frozen=True)
class AtHand:
    """A contest as it stands, read once for all questions."""

    event_id: int
    standings: Standings
    rows: Sequence[Entrant]
    counted: bool = False
    """Whether people are only counted: somebody who knows the names would learn whose code is whose."""

    @cached_property
    def plan(self) -> locks.Plan:
        """How this contest is finalised."""
        return locks.plan(self.event_id)

    @cached_property
    def results(self) -> ResultSet:
        """The result set as it is stored now."""
        return result_set(self.event_id, self.standings)

    @cached_property
    def papers(self) -> list[double_entry.Standing]:
        """How far each paper is that two people type."""
        return double_entry.standings(self.event_id)

    @property
    def complete(self) -> bool:
        """Whether no mark is missing and somebody is ranked."""
        return not self.standings.evaluation.incomplete and bool(self.standings.evaluation.places)

    @property
    def desk(self) -> str:
        """The beginning of the desk addresses of this event."""
        return f"/desk/events/{self.event_id}"

    def codes(self, numbers: Sequence[str]) -> str:
        """Return the codes of entrants in words, the first dozen; nothing where they are only counted."""
        return "" if self.counted else listed([code_of(self.standings.entrants[number]) for number in numbers])


def listed(codes: Sequence[str]) -> str:
    """Return codes in words, in order, the first dozen."""
    found = sorted(codes)
    return "、".join(found[:_SHOWN]) + (f" 等 {len(found)} 个" if len(found) > _SHOWN else "")


def blockers(event_id: int, standings: Standings | None = None, *, counted: bool = False) -> list[Blocker]:
    """Return everything that stands before locking, in the order it is best done; ``counted`` names no code."""
    standings = standings or worked_out(event_id)
    if standings is None:
        return [Blocker("还没有评分规则", "写好规则再打分。", f"/desk/events/{event_id}/rules", "去写规则")]
    at = AtHand(event_id, standings, entrants.for_event(event_id), counted)
    return [found for ask in ASKED for found in ask(at)]


def nobody_ranked(at: AtHand) -> list[Blocker]:
    """Say that nobody has a result."""
    if at.standings.evaluation.places or at.standings.evaluation.incomplete:
        return []
    return [Blocker("还没有可以排名次的人", "先有参赛名单和分数。", f"{at.desk}/entrants", "去看名单")]


def missing_marks(at: AtHand) -> list[Blocker]:
    """Name each page of marks with the entrants it still lacks; a page that is agreed on is typed by number."""
    found = []
    typed_twice = {row.paper.judge for row in at.papers if row.state is not PaperState.DONE}
    for page in progress(score_sheets(at.standings.rules), at.rows, marking.marks(at.event_id)):
        pairs = zip(at.rows, page.chips, strict=True)
        lacking = [row.number for row, chip in pairs if chip.kind == "score--none"]
        if lacking and page.sheet.judge not in typed_twice:  # those are named paper by paper
            cause = f"{page.sheet.title}还有 {len(lacking)} 份没打完"
            link = f"{at.desk}/scores/{page.sheet.key}"
            whose = at.codes(lacking) if page.sheet.judge else listed(lacking)
            found.append(Blocker(cause, whose, link, "去打分"))
    return found


def papers_open(at: AtHand) -> list[Blocker]:
    """Name the papers that two people have not typed yet, and those with cells that nobody settled."""
    return [_paper(at, row) for row in at.papers if row.state is not PaperState.DONE]


def _paper(at: AtHand, row: double_entry.Standing) -> Blocker:
    if row.state is PaperState.DIFFERS:
        where = f"{at.desk}/control/papers/{row.paper.key}"
        words = "由没有录过这张表的人对照纸面定。"
        cause = f"{row.paper.title}有 {row.open_cells} 格两人录得不一样"
        return Blocker(cause, words, where, "去定", Permission.PAPERS_SETTLE)
    cause = f"{row.paper.title}{STATE_WORDS[row.state]}"
    return Blocker(cause, "由两个人各录一遍。", f"{at.desk}/papers", "去录入", Permission.PAPERS_ENTER)


def other_gaps(at: AtHand) -> list[Blocker]:
    """Name entrants whose marks are all there and still give no result."""
    found = []
    for gap, cause in _GAPS.items():
        lacking = [number for number, gaps in at.standings.evaluation.incomplete.items() if gap in dict(gaps).values()]
        if lacking:
            found.append(Blocker(f"{len(lacking)} 人{cause}", at.codes(lacking), f"{at.desk}/scores", "去看评分"))
    return found


def waiting_for_a_draw(at: AtHand) -> list[Blocker]:
    """Name the ties that a draw has to settle."""
    groups = at.standings.evaluation.needs_draw
    return [
        Blocker(f"{len(group)} 人并列，要抽签定名次", at.codes(group), f"{at.desk}/results", "去抽签")
        for group in groups
    ]


def wide_spreads(at: AtHand) -> list[Blocker]:
    """Name the entrants whose judges are too far apart."""
    codes = [spread.code for spread in open_spreads(at.event_id)]
    if not codes:
        return []
    shown = "、".join(dict.fromkeys(codes[:_SHOWN])) + (" 等" if len(codes) > _SHOWN else "")
    cause, where = f"{len(codes)} 处裁判的分数相差太大", f"{at.desk}/control/spreads"
    return [Blocker(cause, shown, where, "去处理", Permission.CONTEST_CONTROL)]


def open_fixes(at: AtHand) -> list[Blocker]:
    """Say how many judges' requests for correction wait for an answer."""
    count = hand_ins.open_count(at.event_id)
    where = f"{at.desk}/control/fixes"
    return [Blocker(f"{count} 个更正申请还没答复", "", where, "去答复", Permission.CONTEST_CONTROL)] if count else []


def _whose(entrant: Entrant, at: AtHand) -> str:
    return "一位选手" if at.counted else code_of(entrant)


def waiting_appeals(at: AtHand) -> list[Blocker]:
    """Name the appeals that nobody has ruled on, or whose correction is due."""
    return [
        Blocker(
            f"第 {row.number} 号申诉还没办完",
            f"针对{_whose(row.entrant, at) if row.entrant else '整场比赛'}",
            f"{at.desk}/appeals/{row.id}",
            "去处理",
            Permission.RESULTS_PUBLISH,
        )
        for row in open_appeals(at.event_id)
    ]


_GAPS = {
    Gap.MIN_JUDGES: "的有效裁判不够规则要求的人数",
    Gap.RANGE: "的分数超出规则的范围",
}


def sample_open(at: AtHand) -> list[Blocker]:
    """Say that the sample is not drawn, not compared to the end, or differs from the paper."""
    if not at.plan.long_way or not at.plan.sample_size or not at.complete:
        return []
    link = f"{at.desk}/control/sample"
    drawn = sampling.sample(at.event_id)
    if drawn is None:
        words = f"抽 {at.plan.sample_size} 份，由没有录入这些分数的人和纸面核对。"
        return [Blocker("还没有抽查核对", words, link, "去抽查", Permission.SAMPLE_CHECK)]
    rows = sampling.compared(drawn, {row.id: row for row in at.rows}, at.results)
    todo = [row.code for row in rows if row.state in {CheckState.TODO, CheckState.CHANGED}]
    found = [
        Blocker(f"{row.code} 和纸面不一样", f"{row.found}。更正后再核对。", f"{at.desk}/scores", "去更正")
        for row in rows
        if row.state is CheckState.DIFFERS
    ]
    if todo:
        found.append(
            Blocker(f"抽查还有 {len(todo)} 份没核对", "、".join(todo), link, "去核对", Permission.SAMPLE_CHECK)
        )
    return found


def missing_signatures(at: AtHand) -> list[Blocker]:
    """Name the signatures that are not there, and those that fell because a mark was changed."""
    if not at.plan.long_way or not at.standings.evaluation.scores:
        return []
    states = [state for state in signatures.states(at.event_id, at.standings, at.results) if not state.by]
    fallen = [state.place.title for state in states if state.void]
    waiting = [state.place.title for state in states if not state.void]
    link = f"{at.desk}/sign"
    found = []
    if fallen:
        cause = f"{'、'.join(fallen)}签认后改过分，签认已失效"
        found.append(Blocker(cause, "请重新核对、重新签认。", link, "去签认", Permission.RESULTS_SIGN))
    if waiting:
        found.append(
            Blocker(
                f"{'、'.join(waiting)}还没有签认",
                "按次序签认，每处用不同的账号。",
                link,
                "去签认",
                Permission.RESULTS_SIGN,
            )
        )
    return found


ASKED: tuple[Callable[[AtHand], list[Blocker]], ...] = (
    nobody_ranked,
    papers_open,
    missing_marks,
    other_gaps,
    wide_spreads,
    open_fixes,
    waiting_for_a_draw,
    sample_open,
    missing_signatures,
    waiting_appeals,
)
"""Every question, in the order the answers are shown."""

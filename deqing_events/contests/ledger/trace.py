"""溯源: for every published figure, what it was worked out from, down to the records, and whether it still agrees.

A row is one figure of one entrant: a judge's sum from the marks of that judge, a part from the judges, the total from
the parts, place and prize from the total. Each is worked out anew from the stored marks and compared with what was
published.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from deqing_events.contests.ledger.case import Case
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.models import Mark
from deqing_events.contests.results.content import Content
from deqing_events.contests.results.standings import Standings
from deqing_events.domain.marking import Score
from deqing_events.domain.rounding import exact_text, plain_text, shown
from deqing_events.domain.rule_text import lines
from deqing_events.domain.sheet_types import By, Part
from deqing_events.domain.tables import Column, Table, Value
from deqing_events.domain.timing import time_text

YES, NO, GONE = "是", "否", "现在算不出"
COLUMNS = (
    Column("number", "参赛号", width=12),
    Column("figure", "哪个数", width=22),
    Column("value", "数值", width=12),
    Column("exact", "精确值", width=18),
    Column("how", "怎么来的", width=44),
    Column("source", "从哪些记录来", width=60),
    Column("agrees", "重算相符", width=10),
)


@dataclass(frozen=True)
class Tracing:
    """What tracing needs: the published ranking beside the contest worked out anew, and the marks by their place."""

    content: Content
    standings: Standings
    published: str
    marks: Mapping[tuple[str, str, str], Mark] = field(default_factory=dict)

    def records(self, number: str, part: Part, judge: str) -> str:
        """Return the numbers of the marks of a judge (empty for agreed ones) in a part, in words."""
        wanted = By.PANEL if judge else By.AGREED
        keys = [row.key for section in part.sections for row in section.criteria if row.by is wanted]
        ids = [self.marks[number, key, judge].id for key in keys if (number, key, judge) in self.marks]
        return f"评分记录 {'、'.join(map(str, ids))}" if ids else ""


def tracing(case: Case) -> Tracing | None:
    """Return what tracing the publication that holds needs, or None without one."""
    held, standings = case.publication, case.standings
    if held is None or standings is None:
        return None
    numbers = {row.id: row.number for row in case.entrants}
    marks = {(numbers[mark.entrant_id], mark.criterion, mark.judge): mark for mark in marking.marks(case.event.id)}
    return Tracing(held.content, standings, f"第 {held.version} 次公布", marks)


def trace_table(case: Case) -> Table | None:
    """Return 溯源 of the publication that holds, or None without one."""
    held = tracing(case)
    if held is None:
        return None
    rows = [row for one in held.content["rows"] for row in _rows(held, one)]
    wrong = sum(row[-1] != YES for row in rows)
    told = "每个数都从评分记录重新算过，全部相符。" if not wrong else f"有 {wrong} 个数和重算的不一样，请先查清。"
    rules = f"按评分规则第 {held.standings.version} 版计算。记录号见“评分记录”。"
    return Table(f"{case.event.title}溯源", COLUMNS, rows, "溯源", sheet_name="溯源", notes=(told, rules))


def _rows(held: Tracing, row: Content) -> Iterator[tuple[Value, ...]]:
    own = held.standings.evaluation.scores.get(row["number"])
    yield _place(held, row)
    yield from _total(held, row, own)
    for part in held.standings.rules.parts:
        if part.key in row["parts"]:
            yield from _part(held, row, part, own)
    if held.standings.rules.timed:
        yield from _attempts(held, row, own)


def _place(held: Tracing, row: Content) -> tuple[Value, ...]:
    now = {place.id: place.rank for place in held.standings.evaluation.places}.get(row["number"])
    awards = held.standings.evaluation.awards or {}
    titles = {tier.key: tier.title for tier in held.standings.rules.awards.tiers}
    prize = next((titles[tier] for tier, numbers in awards.items() if row["number"] in numbers), None)
    word = f"第 {row['rank']} 名" + (f" {row['award']}" if row["award"] else "")
    how = row["decided_by"] and f"和后一名先看{row['decided_by']}"
    agrees = YES if (now, prize) == (row["rank"], row["award"]) else NO
    return (row["number"], "名次和奖项", word, "", how or "按总成绩排", held.published, agrees)


def _total(held: Tracing, row: Content, own: Score | None) -> Iterator[tuple[Value, ...]]:
    formula = next((line for line in lines(held.standings.rules) if line.startswith("总成绩 =")), "")
    agrees = _agrees(row["total_exact"], own.total if own else None)
    timed = held.standings.rules.timed
    exact = row["total_exact"] if row.get("finished", True) else ""  # who has no time has no number
    below = "下面各次" if timed else "下面各部分"
    yield (row["number"], "总成绩", row["total"], exact, formula.rstrip("。"), below, agrees)
    if row["penalty"] != "0":
        entrant = held.standings.entrants[row["number"]]
        titles = {penalty.key: penalty.title for penalty in held.standings.rules.penalties}
        times = "、".join(f"{titles.get(key, key)} {times} 次" for key, times in entrant.penalties.items())
        now = _agrees(row["penalty"], own.penalty if own else None)
        yield (
            row["number"],
            "加时" if timed else "扣分",
            row["penalty"],
            row["penalty"],
            times,
            "参赛名单上记的扣分",
            now,
        )


def _part(held: Tracing, row: Content, part: Part, own: Score | None) -> Iterator[tuple[Value, ...]]:
    number, published = row["number"], row["parts"][part.key]
    judges = dict(own.judge_totals.get(part.key, {})) if own else {}
    has_panel = any(one.by is By.PANEL for section in part.sections for one in section.criteria)
    how = f"{len(judges)} 位裁判的分按规则去掉最高最低后平均" if has_panel else "共同评分"
    agreed = held.records(number, part, "")
    source = "；".join(text for text in ("下面各位裁判" if has_panel else "", agreed) if text)
    agrees = _agrees(published["exact"], own.parts.get(part.key) if own else None)
    yield (number, part.title, published["shown"], published["exact"], how, source, agrees)
    for judge, value in judges.items() if has_panel else ():
        source = held.records(number, part, judge)
        summed = _summed(held, number, part, judge)
        agrees = YES if summed is None or summed == value else NO
        figure = f"{part.title} · {judge}"
        yield (number, figure, _said(value), exact_text(value), "这位裁判各项相加", source, agrees)


def _attempts(held: Tracing, row: Content, own: Score | None) -> Iterator[tuple[Value, ...]]:
    """Return a row for each timed attempt: which records it comes from."""
    number = row["number"]
    for criterion in held.standings.rules.criteria():
        text = row["attempts"].get(criterion.key, "")
        now = time_text(own.criteria[criterion.key]) if own else None
        ids = [mark.id for (of, key, _), mark in sorted(held.marks.items()) if (of, key) == (number, criterion.key)]
        how = "几块表取中间的时间，超过时限算未完成" if criterion.by is By.PANEL else "计时组记的时间，超过时限算未完成"
        agrees = GONE if now is None else YES if now == text else NO
        yield (number, criterion.title, text, "", how, f"评分记录 {'、'.join(map(str, ids))}", agrees)


def _said(value: Fraction) -> str:
    return plain_text(value) if (value * 10_000).denominator == 1 else shown(value, 4)


def _summed(held: Tracing, number: str, part: Part, judge: str) -> Fraction | None:
    """Add up the marks of a judge as they are stored; None where the rules do more than adding up points."""
    criteria = [row for section in part.sections for row in section.criteria if row.by is By.PANEL]
    if any(row.kind != "points" for row in criteria):
        return None
    marks = [held.marks.get((number, row.key, judge)) for row in criteria]
    return sum((Fraction(mark.value) for mark in marks if mark is not None), Fraction(0))


def _agrees(published: str, now: Fraction | None) -> str:
    if now is None:
        return GONE
    return YES if Fraction(published) == now else NO

"""What is not wrong in a rule sheet but may not be meant: advice beside the checks, never a reason to refuse.

A tie key is *unreachable* when equal values of everything before it make it equal too: of two parts that make up the
total, equal totals and equal first parts leave the second nothing to decide.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from deqing_events.domain.sheet_cursor import Problem
from deqing_events.domain.sheet_types import Kind, RuleSheet, Section, VetoEffect

_Form = dict[str, Fraction]
"""A value as a sum of factor x independent quantity."""


def advice(sheet: RuleSheet) -> list[Problem]:
    """List what the organiser should look at once more, each with its path and a sentence."""
    return [*_unreachable(sheet), *_never_dropped(sheet), *_no_benchmarks(sheet), *_no_prizes(sheet)]


def _unreachable(sheet: RuleSheet) -> Iterator[Problem]:
    if any(veto.effect is VetoEffect.ZERO_TOTAL for veto in sheet.vetoes):
        return  # totals that a veto made 0 are equal whatever the parts are
    known: list[_Form] = []
    _adds(known, _total(sheet))
    for index, key in enumerate(sheet.tie_keys):
        if not _adds(known, _form(sheet, key)):
            sentence = "前面几项都相同的时候，这一项一定也相同，比不出先后。请删去或往前移。"
            yield Problem(f"tie_keys[{index}]", sentence)


def _adds(known: list[_Form], form: _Form) -> bool:
    """Whether the form is independent of the known ones; it then joins them, reduced."""
    rest = dict(form)
    for row in known:
        pivot = next(iter(row))
        factor = rest.get(pivot, Fraction(0)) / row[pivot]
        for name, value in row.items():
            rest[name] = rest.get(name, Fraction(0)) - factor * value
        rest = {name: value for name, value in rest.items() if value}
    if rest:
        known.append(rest)
    return bool(rest)


def _form(sheet: RuleSheet, key: str) -> _Form:
    kind, _, name = key.partition(":")
    match kind:
        case "part":
            return _weighted(next(part.sections for part in sheet.parts if part.key == name), Fraction(1))
        case "section":
            return _section(next(section for section in sheet.sections() if section.key == name))
        case "penalties" if not sheet.penalties:
            return {}
        case _:
            return {key: Fraction(1)}


def _total(sheet: RuleSheet) -> _Form:
    found: _Form = {"penalties": Fraction(-1)} if sheet.penalties else {}
    for part in sheet.parts:
        found.update(_weighted(part.sections, part.weight))
    return found


def _weighted(sections: Sequence[Section], factor: Fraction) -> _Form:
    found: _Form = {}
    for section in sections:
        found.update({name: value * section.weight * factor for name, value in _section(section).items()})
    return {name: value for name, value in found.items() if value}


def _section(section: Section) -> _Form:
    only = section.criteria[0] if len(section.criteria) == 1 else None
    if only is not None and section.maximum is None and only.kind is not Kind.DEDUCTION:
        return {f"criterion:{only.key}": Fraction(1)}
    return {f"section:{section.key}": Fraction(1)}


def _never_dropped(sheet: RuleSheet) -> Iterator[Problem]:
    panel = sheet.panel
    if not sheet.timed and panel.drop_each_side and panel.judges and len(panel.judges) < panel.drop_from:
        yield Problem(
            "panel.drop_from",
            f"裁判 {len(panel.judges)} 人，不足 {panel.drop_from} 人，不会去掉最高分和最低分。请看看是不是这个意思。",
        )


def _no_benchmarks(sheet: RuleSheet) -> Iterator[Problem]:
    for p, part in enumerate(sheet.parts):
        for s, section in enumerate(part.sections):
            for c, criterion in enumerate(section.criteria):
                if criterion.kind is Kind.JUDGEMENT and not criterion.benchmarks:
                    path = f"parts[{p}].sections[{s}].criteria[{c}].benchmarks"
                    yield Problem(path, f"“{criterion.title}”还没写四档各是什么样，裁判容易评得不一样。")


def _no_prizes(sheet: RuleSheet) -> Iterator[Problem]:
    if not sheet.awards.tiers:
        yield Problem("awards.tiers", "还没有奖项。只排名次不设奖的，可以不管。")

"""Checks that look at a whole rule sheet: what the engine needs (`workable`), what readers expect (`sensible`)."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from deqing_events.domain.rounding import plain_text
from deqing_events.domain.scoring import mean
from deqing_events.domain.sheet_cursor import Problem
from deqing_events.domain.sheet_types import By, Combine, Kind, Part, RuleSheet, Section
from deqing_events.domain.timed import misplaced

_MOST_PLACES = 6
_PERCENT = 100
_MOST_SCALE = 10_000
_NOT_COUNTED = frozenset({Kind.DEDUCTION, Kind.BONUS})


def workable(sheet: RuleSheet) -> list[Problem]:
    """List what would stop a calculation: nothing to mark, doubled keys, unknown tie keys, an unusable panel."""
    return [
        *_empty(sheet),
        *_doubled(sheet),
        *_unknown_tie_keys(sheet),
        *_unusable_panel(sheet),
        *misplaced(sheet),
    ]


def sensible(sheet: RuleSheet) -> list[Problem]:
    """List what would puzzle or mislead: weights, full marks, pass lines, panel size, prizes."""
    return [*_weights(sheet), *_full_marks(sheet), *_lines(sheet), *_panel_size(sheet), *_prizes(sheet), *_scale(sheet)]


def reachable(part: Part) -> Fraction:
    """Return the highest mark a part can reach without its bonuses."""
    return sum((_top(section) * section.weight for section in part.sections), Fraction(0))


def _top(section: Section) -> Fraction:
    tops = [c.maximum for c in section.criteria if c.kind not in _NOT_COUNTED and c.maximum is not None]
    summed = combined_top(section.combine, tops)
    return summed if section.maximum is None else min(summed, section.maximum)


def combined_top(combine: Combine, tops: Sequence[Fraction]) -> Fraction:
    """Return the most that criteria with these full marks come to: their sum, the best of them, or their mean."""
    if combine is Combine.SUM or not tops:
        return sum(tops, Fraction(0))
    return max(tops) if combine is Combine.BEST else mean(tops)


def _empty(sheet: RuleSheet) -> Iterator[Problem]:
    if not sheet.parts:
        yield Problem("parts", "至少写一个部分，例如理论或实操。")
    for p, part in enumerate(sheet.parts):
        if not part.sections:
            yield Problem(f"parts[{p}].sections", f"给“{part.title}”至少加一节。")
        for s, section in enumerate(part.sections):
            if not section.criteria:
                yield Problem(f"parts[{p}].sections[{s}].criteria", f"给“{section.title}”至少加一个评分项。")


def _doubled(sheet: RuleSheet) -> Iterator[Problem]:
    kinds: dict[str, Sequence[str]] = {
        "parts": [part.key for part in sheet.parts],
        "sections": [section.key for section in sheet.sections()],
        "criteria": [criterion.key for criterion in sheet.criteria()],
        "penalties": [penalty.key for penalty in sheet.penalties],
        "vetoes": [veto.key for veto in sheet.vetoes],
        "awards.tiers": [tier.key for tier in sheet.awards.tiers],
        "panel.judges": sheet.panel.judges,
        "tie_keys": sheet.tie_keys,
    }
    for path, keys in kinds.items():
        for key in sorted({key for key in keys if list(keys).count(key) > 1}):
            yield Problem(path, f"“{key}”出现了不止一次，请改成不同的名字。")


def _unknown_tie_keys(sheet: RuleSheet) -> Iterator[Problem]:
    known = {"elapsed", "penalties"}
    known |= {f"part:{part.key}" for part in sheet.parts}
    known |= {f"section:{section.key}" for section in sheet.sections()}
    known |= {f"criterion:{criterion.key}" for criterion in sheet.criteria()}
    for index, key in enumerate(sheet.tie_keys):
        if key not in known:
            yield Problem(f"tie_keys[{index}]", f"表里没有“{key}”，请从部分、小节、评分项、用时、扣分中选。")


def _unusable_panel(sheet: RuleSheet) -> Iterator[Problem]:
    panel = sheet.panel
    if any(criterion.by is By.PANEL for criterion in sheet.criteria()) and not panel.judges:
        yield Problem("panel.judges", "有评分项由裁判组打分，请写上裁判。")
    if panel.drop_each_side and panel.drop_from <= 2 * panel.drop_each_side:
        need = 2 * panel.drop_each_side + 1
        yield Problem("panel.drop_from", f"去掉两端后要剩下分数，请改成 {need} 人或更多。")


def _weights(sheet: RuleSheet) -> Iterator[Problem]:
    total = sum((part.weight for part in sheet.parts), Fraction(0))
    if total != 1:
        yield Problem("parts", f"各部分权重加起来要等于 1，现在是 {plain_text(total)}。")
    for p, part in enumerate(sheet.parts):
        if part.weight == 0:
            yield Problem(f"parts[{p}].weight", f"“{part.title}”的权重是 0，不计入总分，请改大或删去。")
        for s, section in enumerate(part.sections):
            if section.weight == 0:
                yield Problem(f"parts[{p}].sections[{s}].weight", f"“{section.title}”的权重是 0，请改大或删去。")


def _full_marks(sheet: RuleSheet) -> Iterator[Problem]:
    for p, part in enumerate(sheet.parts):
        for s, section in enumerate(part.sections):
            path = f"parts[{p}].sections[{s}]"
            for c, criterion in enumerate(section.criteria):
                if criterion.maximum == 0:
                    yield Problem(f"{path}.criteria[{c}].max", f"“{criterion.title}”的分值是 0，请改大或删去。")
            if all(c.kind is Kind.DEDUCTION for c in section.criteria):
                sentence = f"“{section.title}”只有扣分，一节最低 0 分，扣不掉。请加上得分项，或移到别的小节。"
                yield Problem(path, sentence)
            top = _top(section)
            if section.maximum is not None and top < section.maximum:
                yield Problem(
                    f"{path}.max",
                    f"“{section.title}”满分 {plain_text(section.maximum)}，"
                    f"评分项加起来只有 {plain_text(top)}，请改一致。",
                )


def _lines(sheet: RuleSheet) -> Iterator[Problem]:
    tops = [reachable(part) for part in sheet.parts]
    for p, (part, top) in enumerate(zip(sheet.parts, tops, strict=True)):
        if part.pass_line is not None and part.pass_line > top:
            yield Problem(f"parts[{p}].pass", f"“{part.title}”最高 {plain_text(top)} 分，请把合格线调低。")
    line = sheet.awards.pass_line
    highest = sum((part.weight * top for part, top in zip(sheet.parts, tops, strict=True)), Fraction(0))
    if line is not None and line > highest:
        yield Problem("awards.pass_line", f"总分最高 {plain_text(highest)}，请把获奖合格线调低。")


def _panel_size(sheet: RuleSheet) -> Iterator[Problem]:
    panel = sheet.panel
    if panel.tolerance == 0:
        yield Problem("panel.tolerance", "相差 0 分就提醒等于每次都提醒，请改大或留空。")
    if panel.judges and not 1 <= panel.min_judges <= len(panel.judges):
        yield Problem("panel.min_judges", f"最少裁判人数请填 1 到 {len(panel.judges)}。")


def _scale(sheet: RuleSheet) -> Iterator[Problem]:
    if sheet.scale is not None and sheet.scale.multiplier == 0:
        yield Problem("scale.spread", "间距是 0 时标准分都一样，请填大于 0 的数，例如 100。")
    if sheet.scale is not None and max(sheet.scale.centre, sheet.scale.multiplier) > _MOST_SCALE:
        yield Problem("scale.centre", f"中心和间距请填 {_MOST_SCALE} 以内的数。")


def _prizes(sheet: RuleSheet) -> Iterator[Problem]:
    if sheet.places > _MOST_PLACES:
        yield Problem("places", f"小数位数请填 0 到 {_MOST_PLACES}。")
    tiers = sheet.awards.tiers
    percents = sum((tier.percent for tier in tiers if tier.percent is not None), Fraction(0))
    if percents > _PERCENT:
        yield Problem("awards.tiers", f"各奖项比例加起来是 {plain_text(percents)}%，请调到 100% 以内。")
    for index, tier in enumerate(tiers):
        if (tier.percent or tier.count or 0) == 0:
            yield Problem(f"awards.tiers[{index}]", f"“{tier.title}”没有名额，请填写或删去。")
    if sheet.awards.per_unit_max == 0:
        yield Problem("awards.per_unit_max", "每单位最多 0 个奖就无人获奖，请改大或留空。")

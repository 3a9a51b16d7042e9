"""The six pages of the rules editor, each made from the document it edits."""

from collections.abc import Callable, Sequence

from deqing_events.contests.rule_drafts import things
from deqing_events.contests.rule_drafts.fields import Field
from deqing_events.contests.rule_drafts.layout import Box, Drawing, Group
from deqing_events.domain.rounding import number, plain_text
from deqing_events.domain.sheet_editing import tie_choices
from deqing_events.domain.sheet_pieces import SheetJson
from deqing_events.domain.team_settings import DEFAULTS

STEPS = {
    "marks": "评分项",
    "panel": "裁判",
    "losses": "扣分与否决",
    "places": "并列与名次",
    "awards": "奖项",
    "teams": "团体积分",
}
"""Pages by name, in the order they are written."""

_STARTS = {
    "panel": ("panel",),
    "losses": ("penalties", "vetoes"),
    "places": ("tie_keys", "draw_within", "places", "compare", "scale"),
    "awards": ("awards",),
    "teams": ("league",),
}


_USUAL_TEAMS = {"other": 1, "ties": "average", "countback": True}
"""What the fields show before anybody asked for a team table; without points it stays none."""


def step_of(path: str) -> str:
    """Return the page on which a path is edited."""
    return next((step for step, starts in _STARTS.items() if path.startswith(starts)), "marks")


def page_groups(drawing: Drawing, step: str) -> list[Group]:
    """Return what a page shows."""
    return _PAGES[step](drawing)


def tie_key_words(sheet: SheetJson) -> dict[str, str]:
    """Name everything that can be compared, by its key, as far as it has a title."""
    words = {"elapsed": "用时（短者在前）", "penalties": "总分扣分（少者在前）"}
    for part in sheet["parts"]:
        words[f"part:{part['key']}"] = f"{part['title'] or '未命名'}成绩"
        for section in part["sections"]:
            words[f"section:{section['key']}"] = f"小节“{section['title'] or '未命名'}”得分"
            for row in section["criteria"]:
                words[f"criterion:{row['key']}"] = f"评分项“{row['title'] or '未命名'}”得分"
    return words


def _marks(drawing: Drawing) -> list[Group]:
    parts = drawing.document["parts"]
    head = Group("名称", boxes=drawing.boxes("", things.SHEET))
    made = [_part(drawing, f"parts[{index}]", index, len(parts)) for index in range(len(parts))]
    note = f"合计 {_weights(drawing.document)}"
    whole = Group("部分", groups=made, adds="parts", add_word="加一个部分", note=note, errors=drawing.notes("parts"))
    return [head, whole]


def _part(drawing: Drawing, path: str, index: int, count: int) -> Group:
    sections = drawing.document["parts"][index]["sections"]
    if not index and "parts" in drawing.errors:
        drawing.errors.setdefault(f"{path}.weight", []).extend(drawing.errors.pop("parts"))
    return Group(
        f"部分 {index + 1}",
        path,
        drawing.boxes(path, things.PART),
        [_section(drawing, f"{path}.sections[{s}]", (index, s), len(sections)) for s in range(len(sections))],
        f"{path}.sections",
        "加一节",
        errors=drawing.notes(path, f"{path}.sections"),
        first=index == 0,
        last=index == count - 1,
    )


def _section(drawing: Drawing, path: str, place: tuple[int, int], count: int) -> Group:
    p, s = place
    section = drawing.document["parts"][p]["sections"][s]
    rows = section["criteria"]
    for index in range(len(rows)):
        start = f"{path}.criteria[{index}].benchmarks"
        for sentences in (drawing.errors, drawing.hints):
            if start in sentences:
                sentences.setdefault(f"{start}[0]", []).extend(sentences.pop(start))
    made = [
        Group(
            f"评分项 {index + 1}",
            f"{path}.criteria[{index}]",
            drawing.boxes(f"{path}.criteria[{index}]", things.criterion_fields(row)),
            errors=drawing.notes(f"{path}.criteria[{index}]"),
            first=index == 0,
            last=index == len(rows) - 1,
        )
        for index, row in enumerate(rows)
    ]
    return Group(
        f"小节 {s + 1}",
        path,
        drawing.boxes(path, things.TIMED_SECTION if things.is_timed(section) else things.SECTION),
        made,
        f"{path}.criteria",
        "加一个评分项",
        errors=drawing.notes(path, f"{path}.criteria"),
        first=s == 0,
        last=s == count - 1,
    )


def _weights(sheet: SheetJson) -> str:
    try:
        total = sum(number(part["weight"]) for part in sheet["parts"]) * 100
    except (ValueError, TypeError):
        return "还算不出来"
    return f"{plain_text(number(total))}%"


def _panel(drawing: Drawing) -> list[Group]:
    fields = things.WATCHES if things.has_times(drawing.document) else things.PANEL
    return [Group("裁判组", boxes=drawing.boxes("panel", fields), errors=drawing.notes("panel"))]


def _losses(drawing: Drawing) -> list[Group]:
    losses = (things.PENALTY, ("总分扣分", "扣分", "加一项扣分"), "加权以后从总成绩里扣")
    if things.has_times(drawing.document):
        losses = (things.ADDED_TIME, ("加时", "加时", "加一项加时"), "加在用时上")
    return [
        _list(drawing, "penalties", *losses),
        _list(drawing, "vetoes", things.VETO, ("一票否决", "否决", "加一项否决"), "出现一次就按这里办"),
    ]


def _list(drawing: Drawing, path: str, fields: Sequence[Field], words: tuple[str, str, str], note: str) -> Group:
    title, each, add = words
    count = len(drawing.document.get(path) or ())
    made = [
        Group(
            f"{each} {index + 1}",
            f"{path}[{index}]",
            drawing.boxes(f"{path}[{index}]", fields),
            errors=drawing.notes(f"{path}[{index}]"),
            first=index == 0,
            last=index == count - 1,
        )
        for index in range(count)
    ]
    return Group(title, groups=made, adds=path, add_word=add, note=note, errors=drawing.notes(path))


def _places(drawing: Drawing) -> list[Group]:
    sheet, words = drawing.document, tie_key_words(drawing.document)
    chosen = sheet["tie_keys"]
    keys = [
        Group(
            words.get(key, f"表里没有“{key}”"),
            f"tie_keys[{index}]",
            errors=drawing.notes(f"tie_keys[{index}]"),
            first=index == 0,
            last=index == len(chosen) - 1,
        )
        for index, key in enumerate(chosen)
    ]
    left = [(key, words[key]) for key in tie_choices(sheet) if key not in chosen]
    new = Field(things.TIE_KEY.key, things.TIE_KEY.label, things.TIE_KEY.typed, choices=left)
    return [
        Group("总分相同依次比", groups=keys, note="从上到下，先比第一项", errors=drawing.notes("tie_keys")),
        Group(
            "", boxes=[drawing.box(new.key, new, "")] if left else (), adds="tie_keys" if left else "", add_word="加上"
        ),
        Group("名次", boxes=drawing.boxes("", things.PLACES)),
        Group("标准分", boxes=drawing.boxes("scale", things.SCALE), errors=drawing.notes("scale")),
    ]


def _awards(drawing: Drawing) -> list[Group]:
    tiers = drawing.document["awards"]["tiers"]
    for index in range(len(tiers)):
        start = f"awards.tiers[{index}]"
        for path in (start, f"{start}.count", f"{start}.percent"):
            drawing.errors.setdefault(f"{start}.amount", []).extend(drawing.errors.pop(path, []))
    made = [
        Group(
            f"奖 {index + 1}",
            f"awards.tiers[{index}]",
            _tier(drawing, index, tier),
            first=index == 0,
            last=index == len(tiers) - 1,
        )
        for index, tier in enumerate(tiers)
    ]
    listed = Group(
        "奖项和名额",
        groups=made,
        adds="awards.tiers",
        add_word="加一个奖项",
        note="从高到低",
        errors=drawing.notes("awards.tiers"),
    )
    return [listed, Group("怎么定奖", boxes=drawing.boxes("awards", things.AWARDS), errors=drawing.notes("awards"))]


def _tier(drawing: Drawing, index: int, tier: SheetJson) -> list[Box]:
    path = f"awards.tiers[{index}]"
    title, amount, unit = things.TIER
    by = "percent" if tier.get("percent") is not None else "count"
    value = tier.get(by)
    if value is None and f"{path}.amount" in drawing.errors:
        drawing.errors[f"{path}.amount"] = ["请填写名额。"]
    return [
        drawing.box(f"{path}.title", title),
        drawing.box(f"{path}.amount", amount, "" if value is None else str(value)),
        drawing.box(f"{path}.unit", unit, by),
    ]


def _teams(drawing: Drawing) -> list[Group]:
    written = {**DEFAULTS, **(drawing.document.get("league") or _USUAL_TEAMS)}
    drawn = Drawing({**drawing.document, "league": written}, drawing.errors, drawing.hints)
    return [
        Group("团体积分", boxes=drawn.boxes("league", things.LEAGUE), errors=drawing.notes("league")),
        Group("团体奖和总积分", boxes=drawn.boxes("league", things.TEAM_AWARDS)),
    ]


_PAGES: dict[str, Callable[[Drawing], list[Group]]] = {
    "marks": _marks,
    "panel": _panel,
    "losses": _losses,
    "places": _places,
    "awards": _awards,
    "teams": _teams,
}

"""A skills contest that arrives as one workbook: its plain values, and its rules as a rule sheet.

The tabs: rules (键/值), entrants, theory marks, blind codes, practical marks per judge and criterion, elapsed
time and deductions. `contest_workbook_evaluation` evaluates it with the same engine as every other contest,
`contest_workbook_result` writes the answer. Rules: domain.md 3.1.1 and 3.1.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from deqing_events.domain.entrants import EntrantStatus
from deqing_events.domain.sheet_builders import SheetJson, SimpleContest, TierChoice, simple_sheet

TIE_KEYS = {
    "practical": "part:practical",
    "elapsed": "elapsed",
    "theory": "part:theory",
    "deduction": "penalties",
}
"""What the rules tab calls a tie key, and what a rule sheet calls it."""

TIERS = ("first_prize", "second_prize", "third_prize", "merit_prize")
_TITLES = ("一等奖", "二等奖", "三等奖", "优胜奖")


@dataclass(frozen=True, slots=True)
class WorkbookEntrant:
    """One row of the entrants tab, the status already translated."""

    entry_no: str
    name: str
    delegation: str
    unit: str
    status: EntrantStatus


@dataclass(frozen=True, slots=True)
class ContestWorkbook:
    """The plain values of the workbook.

    `settings` holds the rules tab as text ("5", "0.3", "10,20,30"); missing keys take the defaults of
    domain.md 3.1. `criteria` are (title, full mark) in column order; `marks` is blind code to judge to one mark
    per criterion, None where the cell is blank; `elapsed` is in seconds; `codes` is blind code to entry number.
    """

    file: str
    title: str
    settings: Mapping[str, str]
    entrants: tuple[WorkbookEntrant, ...]
    theory: Mapping[str, Decimal | None]
    codes: Mapping[str, str]
    criteria: tuple[tuple[str, Decimal], ...]
    marks: Mapping[str, Mapping[str, tuple[Decimal | None, ...]]]
    elapsed: Mapping[str, int | None]
    deductions: Mapping[str, Decimal]


def setting(book: ContestWorkbook, key: str) -> str:
    """Return a value of the rules tab, or its default."""
    return book.settings.get(key, "").strip() or _DEFAULTS[key]


def listed(book: ContestWorkbook, key: str) -> list[str]:
    """Return a comma separated value of the rules tab as its items."""
    return [item.strip() for item in setting(book, key).replace("，", ",").split(",") if item.strip()]


def judges(book: ContestWorkbook) -> tuple[str, ...]:
    """Return all judges who marked, in sheet order; a panel short of the rules tab gets unnamed judges.

    An unnamed judge has no marks, so nobody is complete until the missing judge's marks arrive.
    """
    seen = list(dict.fromkeys(judge for rows in book.marks.values() for judge in rows))
    short = int(setting(book, "judges")) - len(seen)
    return (*seen, *(f"?{index + 1}" for index in range(short)))


def sheet_json(book: ContestWorkbook) -> SheetJson:
    """Write the workbook's rules as a rule sheet."""
    line = Decimal(setting(book, "pass_line"))
    form = SimpleContest(
        title=book.title or book.file,
        judges=judges(book),
        criteria=book.criteria,
        tiers=[
            TierChoice(_tier_title(index), percent=Decimal(percent), key=_tier_key(index))
            for index, percent in enumerate(listed(book, "award_percent"))
        ],
        theory_weight=Decimal(setting(book, "weight_theory")),
        practical_weight=Decimal(setting(book, "weight_practical")),
        drop_each_side=int(setting(book, "drop_each_side")),
        tie_keys=[TIE_KEYS[key] for key in listed(book, "tie_keys")],
        pass_line=line,
        awards_need_pass=setting(book, "award_needs_pass") == "yes",
        award_base=setting(book, "award_base"),
        draw_within=int(setting(book, "draw_within")),
    )
    sheet = simple_sheet(form)
    sheet["places"] = int(setting(book, "display_decimals"))
    sheet["compare"] = "exact" if setting(book, "compare_on") == "unrounded" else "shown"
    sheet["awards"]["rounding"] = setting(book, "award_rounding")
    sheet["awards"]["tie_policy"] = setting(book, "award_boundary")
    return sheet


def _tier_key(index: int) -> str:
    return TIERS[index] if index < len(TIERS) else f"prize_{index + 1}"


def _tier_title(index: int) -> str:
    return _TITLES[index] if index < len(_TITLES) else f"第{index + 1}档奖"


_DEFAULTS = {
    "weight_theory": "0.3",
    "weight_practical": "0.7",
    "judges": "5",
    "drop_each_side": "1",
    "tie_keys": "practical,elapsed,theory",
    "display_decimals": "2",
    "rounding": "half_up",
    "compare_on": "unrounded",
    "award_base": "attended",
    "award_percent": "10,20,30",
    "award_rounding": "half_up",
    "award_boundary": "cumulative_include",
    "award_needs_pass": "no",
    "pass_line": "60",
    "league_points": "10,9,8,7,6,5,4,4,4,4;1",
    "league_tie_points": "average",
    "league_tie": "countback",
    "deduction": "after_weighting",
    "draw_within": "0",
}

"""What is wrong with a draft and what to look at once more, by place and by page of the editor."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deqing_events.contests.rule_drafts.layout import anchor
from deqing_events.contests.rule_drafts.steps import STEPS, step_of
from deqing_events.contests.rule_sheets.explaining import too_wide
from deqing_events.contests.rule_sheets.wording import LONGEST_TITLE
from deqing_events.domain import team_settings
from deqing_events.domain.rule_sheet import RuleSheetError, parse, validate
from deqing_events.domain.sheet_advice import advice
from deqing_events.domain.sheet_cursor import Problem
from deqing_events.domain.sheet_pieces import SheetJson

LONGEST_NAME = 80
_MOST_ROWS = 60


@dataclass(frozen=True)
class Checked:
    """The findings about a document: ``problems`` keep it from being saved, ``advice`` does not."""

    problems: Sequence[Problem]
    advice: Sequence[Problem]

    def by_path(self, *, advising: bool = False) -> dict[str, list[str]]:
        """Return the sentences by path."""
        found: dict[str, list[str]] = {}
        for row in self.advice if advising else self.problems:
            found.setdefault(row.path, []).append(row.sentence)
        return found

    def state(self, step: str) -> str:
        """Return how a page of the editor stands: bad or ok."""
        return "bad" if any(step_of(row.path) == step for row in self.problems) else "ok"

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Return (bad or warn, sentence, page, element id) for the list of checks, in the order of the pages."""
        found = [("bad", row) for row in self.problems] + [("warn", row) for row in self.advice]
        ordered = sorted(found, key=lambda pair: list(STEPS).index(step_of(pair[1].path)))
        return [(state, row.sentence, step_of(row.path), anchor(row.path)) for state, row in ordered]


def body_of(document: SheetJson) -> SheetJson:
    """Return the sheet of a document, without the team table."""
    return {key: value for key, value in document.items() if key != "league"}


def checked(document: SheetJson) -> Checked:
    """Check a document as it is."""
    body = body_of(document)
    league = document.get("league") or {}
    problems = [*validate(body), *_lengths(body)]
    try:
        sheet = parse(body)
    except RuleSheetError:
        return Checked([*problems, *team_settings.problems(league)], ())
    problems += team_settings.problems(league, timed=sheet.timed)
    return Checked([*problems, *too_wide(body)], advice(sheet))


def _lengths(body: SheetJson) -> Iterator[Problem]:
    if len(body["title"]) > LONGEST_NAME:
        yield Problem("title", f"最多 {LONGEST_NAME} 个字，请缩短。")
    count = 0
    for path, row in _titled(body):
        count += 1
        if len(row.get("title") or "") > LONGEST_TITLE:
            yield Problem(f"{path}.title", f"最多 {LONGEST_TITLE} 个字，请缩短。")
    if count > 4 * _MOST_ROWS:
        yield Problem("parts", f"一共 {count} 项，太多了，请合并到 {4 * _MOST_ROWS} 项以内。")


def _titled(body: SheetJson) -> Iterator[tuple[str, SheetJson]]:
    for p, part in enumerate(body["parts"]):
        yield f"parts[{p}]", part
        for s, section in enumerate(part["sections"]):
            yield f"parts[{p}].sections[{s}]", section
            for c, row in enumerate(section["criteria"]):
                yield f"parts[{p}].sections[{s}].criteria[{c}]", row
    for name in ("penalties", "vetoes"):
        for index, row in enumerate(body.get(name) or ()):
            yield f"{name}[{index}]", row
    for index, row in enumerate(body["awards"]["tiers"]):
        yield f"awards.tiers[{index}]", row

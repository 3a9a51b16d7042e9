"""From posted forms to changes and their basis."""

from collections.abc import Sequence

from deqing_events.contests.corrections import actions
from deqing_events.contests.corrections.changes import STATUS, Wanted, column_of
from deqing_events.contests.corrections.forms import AddForm, ApplyForm
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.history import Change
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.marking.grid import stored
from deqing_events.contests.marking.score_sheets import ScoreSheet, score_sheets
from deqing_events.contests.models import Entrant
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.domain.entrants import STATUS_WORDS
from deqing_events.domain.rule_sheet import parse

SAME = "现在就是这个值，不用更正。"


def sheets_of(event_id: int) -> Sequence[ScoreSheet]:
    """Return the pages of marks of the rules that hold; none without rules."""
    held = rules.current(event_id)
    return score_sheets(parse(held.body)) if held else []


def added(event_id: int, form: AddForm, change: Change) -> str:
    """Put what a valid form says into the batch; the sentence when it was refused, empty when done."""
    entrant = entrants.one(event_id, int(form.entrant_id.data))
    if entrant is None:
        return "这位刚被别人从名单里删去了。"
    sheet, _, key = form.what.data.partition("|")
    try:
        wanted = _wanted(event_id, entrant, sheet, key, form.value.data or "")
        if wanted.before == wanted.after:
            return SAME
        actions.put(event_id, wanted, change)
    except ValueError as refusal:
        return str(refusal)
    return ""


def basis(form: ApplyForm) -> actions.Basis:
    """Return on what the batch is said to rest; the first that waits, before anything was chosen."""
    first = form.basis.choices[0].value if form.basis.choices else "other"
    kind, _, number = (form.basis.data or first).partition(":")
    if not number.isdigit():
        return actions.Basis(ruling=form.ruling.data or "")
    return actions.Basis(appeal_id=int(number)) if kind == "appeal" else actions.Basis(objection_id=int(number))


def _wanted(event_id: int, entrant: Entrant, sheet: str, key: str, typed: str) -> Wanted:
    """Return the change. Raises ValueError with a sentence for a value that cannot be."""
    if key == STATUS:
        words = {word: status.value for word, status in STATUS_WORDS.items()}
        if typed not in words:
            raise ValueError(f"参赛状态请写：{'、'.join(words)}。")
        return Wanted(entrant.id, entrant.number, "", STATUS, entrant.status, words[typed])
    found = column_of(sheets_of(event_id), sheet, key)
    if found is None:
        raise ValueError("规则刚改过，请刷新后再选。")
    before = stored(found[0], [entrant], marking.marks_of(entrant.id)).get((entrant.id, key))
    return Wanted(entrant.id, entrant.number, sheet, key, before, found[1].read(typed))

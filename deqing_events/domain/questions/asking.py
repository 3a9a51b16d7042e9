"""Which questions of a form are asked of somebody, given what was answered before them."""

from collections.abc import Sequence

from deqing_events.domain.questions.catalogue import FOLLOWING, IDENTITY
from deqing_events.domain.questions.definition import Answers, Condition, Question, Value


def is_met(condition: Condition | None, answers: Answers) -> bool:
    """Tell whether the answers make a condition true; no condition always is."""
    if condition is None:
        return True
    given = answers.get(condition.on)
    return given is not None and not _chosen(given).isdisjoint(condition.values)


def _chosen(value: Value) -> set[str]:
    if isinstance(value, tuple):
        return set(value)
    return {value} if isinstance(value, str) else set()


def kept(questions: Sequence[Question], answers: Answers) -> dict[str, Value]:
    """Return the answers to questions that are asked, in their order; everything else is discarded.

    A question that depends on a discarded answer is not asked either.
    """
    found: dict[str, Value] = {}
    for question in questions:
        if is_met(question.condition, found) and question.key in answers:
            found[question.key] = answers[question.key]
    return found


def follows_from_identity(question: Question, questions: Sequence[Question]) -> bool:
    """Tell whether a question needs no field of its own: the form always asks the identity number, which answers it."""
    if question.field not in FOLLOWING:
        return False
    return any(held.field == IDENTITY and held.required and held.condition is None for held in questions)

"""Is a form well made? Problems of its questions in words, each naming the part of the question to change."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from deqing_events.domain.questions.catalogue import CATALOGUE, FormFacts
from deqing_events.domain.questions.definition import CONDITIONAL_ON, WITH_OPTIONS, YES, Kind, Question
from deqing_events.domain.questions.forbidden import refusal
from deqing_events.domain.text import compact

LONGEST_LABEL, LONGEST_PURPOSE, LONGEST_HINT, LONGEST_OPTION = 60, 80, 120, 40
MOST_OPTIONS, FEWEST_OPTIONS, MOST_QUESTIONS = 40, 2, 40
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one question: its key, the part (label, options, condition …) and a sentence."""

    key: str
    part: str
    sentence: str


def problems(questions: Sequence[Question], facts: FormFacts) -> list[Problem]:
    """Return everything wrong with a form, question by question in order."""
    found: list[Problem] = []
    before: dict[str, Question] = {}
    labels = Counter(compact(question.label) for question in questions)
    every = {question.key: question for question in questions}
    for question in questions:
        parts = [
            *_words(question, labels),
            *_options(question),
            *_limits(question),
            *_condition(question, before, every),
            *_justification(question, facts),
        ]
        found += [Problem(question.key, part, sentence) for part, sentence in parts]
        before[question.key] = question
    if len(questions) > MOST_QUESTIONS:
        found.append(Problem(questions[-1].key, "label", f"最多问 {MOST_QUESTIONS} 项，请先去掉几项。"))
    return found


def _words(question: Question, labels: Counter[str]) -> Iterator[tuple[str, str]]:
    label = compact(question.label)
    if not label:
        yield "label", "请写要问什么。"
    elif len(question.label) > LONGEST_LABEL:
        yield "label", f"请写短一些，最多 {LONGEST_LABEL} 个字。"
    elif labels[label] > 1:
        yield "label", "已经有一项叫这个名字了，请换个说法。"
    if not compact(question.purpose):
        yield "purpose", "请写为什么要问，职工会看到。"
    elif len(question.purpose) > LONGEST_PURPOSE:
        yield "purpose", f"请写短一些，最多 {LONGEST_PURPOSE} 个字。"
    if len(question.hint) > LONGEST_HINT:
        yield "hint", f"请写短一些，最多 {LONGEST_HINT} 个字。"


def _options(question: Question) -> Iterator[tuple[str, str]]:
    labels = [compact(option.label) for option in question.options]
    if question.kind not in WITH_OPTIONS:
        if labels:
            yield "options", "只有单选和多选才有选项。"
    elif len(labels) < FEWEST_OPTIONS and not (question.field and labels):
        yield "options", "至少写 2 个选项，一行一个。"
    elif len(labels) > MOST_OPTIONS:
        yield "options", f"最多 {MOST_OPTIONS} 个选项。"
    elif "" in labels:
        yield "options", "有一个选项是空的。"
    elif len(set(labels)) < len(labels) or len({option.key for option in question.options}) < len(labels):
        yield "options", "有两个选项一样，请去掉一个。"
    elif max(len(option.label) for option in question.options) > LONGEST_OPTION:
        yield "options", f"每个选项最多 {LONGEST_OPTION} 个字。"


def _limits(question: Question) -> Iterator[tuple[str, str]]:
    low, high = number(question.limits.minimum), number(question.limits.maximum)
    if question.limits.minimum and low is None:
        yield "minimum", "请填数字，比如 0。"
    if question.limits.maximum and high is None:
        yield "maximum", "请填数字，比如 60。"
    if low is not None and high is not None and low > high:
        yield "maximum", "最大值要不小于最小值。"


def _condition(
    question: Question, before: Mapping[str, Question], every: Mapping[str, Question]
) -> Iterator[tuple[str, str]]:
    condition = question.condition
    if condition is None:
        return
    target = before.get(condition.on)
    if condition.on == question.key:
        yield "condition", "不能用自己的回答当条件。"
    elif condition.on not in every:
        yield "condition", "条件里的那一项已经不问了，请重新选。"
    elif target is None:
        yield "condition", f"条件只能用前面的项。请把“{every[condition.on].label}”移到前面。"
    elif target.kind not in CONDITIONAL_ON:
        yield "condition", "只有单选、多选和勾选确认能当条件。"
    elif not condition.values:
        yield "condition", "请选哪些回答时才问。"
    elif not set(condition.values) <= answers_of(target):
        yield "condition", f"“{target.label}”的选项改过了，请重新选哪些回答时才问。"


def answers_of(question: Question) -> set[str]:
    """Return the answers of a question that a condition may name."""
    return {YES} if question.kind is Kind.CONSENT else {option.key for option in question.options}


def _justification(question: Question, facts: FormFacts) -> Iterator[tuple[str, str]]:
    entry = CATALOGUE.get(question.field)
    why = entry.why_not(facts) if entry else None
    if why is not None:
        yield "label", why
    if entry is None:
        options = tuple(option.label for option in question.options)
        refused = refusal(question.label, question.purpose, question.hint, *options, says=question.kind is Kind.CONSENT)
        if refused is not None:
            yield "label", refused
    elif entry.voluntary and question.required:
        yield "required", "这一项是自愿填写的，不能设成必填。"


def number(text: str) -> Decimal | None:
    """Return the number that a compact text writes in plain digits, or None."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None

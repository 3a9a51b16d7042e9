"""Questions a volunteer asks at the door: each is answered by one of a few choices, and only once per list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

YES_NO = ("是", "否")
FEWEST_CHOICES = 2


@dataclass(frozen=True, slots=True)
class DoorQuestion:
    """One question and what may be answered; a ``retired`` one is asked no more and explains what was answered."""

    key: str
    text: str
    choices: tuple[str, ...] = YES_NO
    retired: bool = False


def stored(questions: Iterable[DoorQuestion]) -> list[dict[str, object]]:
    """Return the questions as plain data, to be kept and sent."""
    return [_plain(each) for each in questions]


def read(kept: Iterable[Mapping[str, object]] | None) -> tuple[DoorQuestion, ...]:
    """Return the questions still asked from what `stored` gave; None is no question."""
    return tuple(each for each in read_all(kept) if not each.retired)


def read_all(kept: Iterable[Mapping[str, object]] | None) -> tuple[DoorQuestion, ...]:
    """Return every question from what `stored` gave, the retired ones too."""
    return tuple(_one(each) for each in kept or ())


def said(questions: Iterable[DoorQuestion], answers: Mapping[str, str] | None) -> str:
    """Return answers in words: 号码布：领了；健康声明：是. Answers to no question we know are left out."""
    given = answers or {}
    return "；".join(f"{each.text}：{given[each.key]}" for each in questions if each.key in given)


def answered(questions: Iterable[DoorQuestion], *given: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that fit a question, of several sets the earliest given; anything else is left out."""
    found: dict[str, str] = {}
    for question in questions:
        fitting = [answers[question.key] for answers in given if answers.get(question.key) in question.choices]
        if fitting:
            found[question.key] = fitting[0]
    return found


def still_open(questions: Iterable[DoorQuestion], answers: Mapping[str, str]) -> tuple[DoorQuestion, ...]:
    """Return the questions without a fitting answer, in order."""
    return tuple(each for each in questions if answers.get(each.key) not in each.choices)


def _plain(question: DoorQuestion) -> dict[str, object]:
    plain: dict[str, object] = {"key": question.key, "text": question.text, "choices": list(question.choices)}
    return {**plain, "retired": True} if question.retired else plain


def _one(kept: Mapping[str, object]) -> DoorQuestion:
    choices = kept["choices"]
    offered = tuple(map(str, choices)) if isinstance(choices, list) else YES_NO
    return DoorQuestion(str(kept["key"]), str(kept["text"]), offered, retired=bool(kept.get("retired")))

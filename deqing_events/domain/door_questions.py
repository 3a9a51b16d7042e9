"""Questions a volunteer asks at the door: each is answered by one of a few choices, and only once per list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

YES_NO = ("是", "否")
FEWEST_CHOICES = 2


@dataclass(frozen=True, slots=True)
class DoorQuestion:
    """One question; ``key`` stays while the words may change. ``choices`` are what may be answered."""

    key: str
    text: str
    choices: tuple[str, ...] = YES_NO


def stored(questions: Iterable[DoorQuestion]) -> list[dict[str, object]]:
    """Return the questions as plain data, to be kept and sent."""
    return [{"key": each.key, "text": each.text, "choices": list(each.choices)} for each in questions]


def read(kept: Iterable[Mapping[str, object]] | None) -> tuple[DoorQuestion, ...]:
    """Return the questions from what `stored` gave; None is no question."""
    return tuple(_one(each) for each in kept or ())


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


def _one(kept: Mapping[str, object]) -> DoorQuestion:
    choices = kept["choices"]
    return DoorQuestion(
        str(kept["key"]), str(kept["text"]), tuple(map(str, choices)) if isinstance(choices, list) else YES_NO
    )

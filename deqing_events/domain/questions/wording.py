"""Answers in words, by the question they answered; and what statistics take from them."""

from collections.abc import Mapping, Sequence

from deqing_events.domain.masking import mask_id
from deqing_events.domain.questions.catalogue import GENDER, MIGRANT, TRADE, WOMAN
from deqing_events.domain.questions.definition import Answers, Kind, Question, StoredFile, Value

NOTHING = "—"


def words(question: Question, value: Value | None) -> str:
    """Return an answer as it is shown: an identity number masked, a file by what it is."""
    if value is None:
        return NOTHING
    if isinstance(value, StoredFile):
        return file_words(value)
    if isinstance(value, tuple):
        return "、".join(question.option_label(key) for key in value)
    return _plain(question, value)


def _plain(question: Question, value: str) -> str:
    match question.kind:
        case Kind.IDENTITY:
            return mask_id(value)
        case Kind.CHOICE:
            return question.option_label(value)
        case Kind.CONSENT:
            return "已确认"
        case Kind.NUMBER if question.limits.unit:
            return f"{value} {question.limits.unit}"
        case _:
            return value


def file_words(file: StoredFile) -> str:
    """Return what a received file is: 照片（320 KB）."""
    kind = "照片" if file.media_type.startswith("image/") else "PDF 文件"
    return f"{kind}（{max(1, file.size // 1024)} KB）"


def for_statistics(questions: Sequence[Question], answers: Answers) -> Mapping[str, str]:
    """Return the columns of a registration that the answers fill: gender, migrant and trade where they were asked."""
    by_field = {question.field: answers.get(question.key) for question in questions if question.field}
    found: dict[str, str] = {}
    if by_field.get(WOMAN) == "yes":
        found["gender"] = "female"
    for field, column in ((GENDER, "gender"), (MIGRANT, "migrant"), (TRADE, "trade")):
        value = by_field.get(field)
        if isinstance(value, str):
            found[column] = value
    return found

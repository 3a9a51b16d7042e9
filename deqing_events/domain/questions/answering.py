"""Reading what somebody typed or chose: each answer in its stored form, or a sentence that says what to change."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from deqing_events.domain.identity import IdReason, check_id_number
from deqing_events.domain.questions.asking import follows_from_identity, is_met
from deqing_events.domain.questions.catalogue import BIRTH, GENDER, IDENTITY
from deqing_events.domain.questions.checks import number
from deqing_events.domain.questions.definition import WITH_OPTIONS, YES, Kind, Question, StoredFile, Value
from deqing_events.domain.text import compact, single_spaced

Raw: TypeAlias = str | int | float | Sequence[str] | StoredFile | None
"""What was sent for a question; a number only from a cell of a workbook."""
LONGEST_TEXT = 200
FIRST_DAY = dt.date(1900, 1, 1)
ID_SENTENCES: Mapping[IdReason, str] = {
    IdReason.MISSING: "请填写身份证号。",
    IdReason.NUMERIC_LOSSY: "表格把号码变成了数字，后几位已经丢了。请把这一格设成文本再填。",
    IdReason.FIFTEEN_DIGITS: "这是 15 位的老号码，请填 18 位的。",
    IdReason.FORMAT: "身份证号要 18 位，最后一位可以是 X，请对照证件再看一遍。",
    IdReason.DATE_INVALID: "中间的出生日期对不上，请对照证件再看一遍。",
    IdReason.CHECKSUM: "最后一位对不上，请对照证件再看一遍。",
}
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")


class UnreadableError(ValueError):
    """An answer cannot be used; the text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a form: valid answers, sentences by question key, and which questions were asked."""

    answers: Mapping[str, Value]
    errors: Mapping[str, str]
    asked: tuple[Question, ...]


def read(questions: Sequence[Question], raws: Mapping[str, Raw], today: dt.date) -> Reading:
    """Read a form in order. What is not asked (of this person) is discarded, whatever was sent for it.

    Sex and birth date follow from a valid identity number; what was typed for them then does not count.
    """
    answers: dict[str, Value] = {}
    errors: dict[str, str] = {}
    asked: list[Question] = []
    following = _ahead(questions, raws, today)
    for question in questions:
        if not is_met(question.condition, answers):
            continue
        asked.append(question)
        if question.field in following:
            answers[question.key] = following[question.field]
            continue
        if follows_from_identity(question, questions):
            continue  # the number could not be read: one sentence, beside it, is enough
        try:
            value = _read(question, raws.get(question.key), today)
        except UnreadableError as refusal:
            errors[question.key] = str(refusal)
        else:
            answers |= {question.key: value} if value is not None else {}
    return Reading(answers, errors, tuple(asked))


def _ahead(questions: Sequence[Question], raws: Mapping[str, Raw], today: dt.date) -> dict[str, str]:
    """Return sex and birth date when an identity number is asked of everybody and was typed right."""
    always = (held for held in questions if held.field == IDENTITY and held.condition is None)
    question = next(always, None)
    raw = raws.get(question.key) if question else None
    found = check_id_number(raw, today) if isinstance(raw, str) else None
    if found is None or found.gender is None or found.birth_date is None:
        return {}
    return {GENDER: found.gender.value, BIRTH: found.birth_date.isoformat()}


def _read(question: Question, raw: Raw, today: dt.date) -> Value | None:
    if question.kind is Kind.FILE:
        return _file(question, raw)
    if question.kind is Kind.MANY:
        return _many(question, raw)
    if question.kind is Kind.IDENTITY and isinstance(raw, int | float):
        raise UnreadableError(ID_SENTENCES[IdReason.NUMERIC_LOSSY])
    text = raw if isinstance(raw, str) else ""
    if not compact(text):
        if question.required:
            raise UnreadableError(_missing(question))
        return None
    if question.kind is Kind.DATE:
        return _date(question, text, today)
    if question.kind is Kind.IDENTITY:
        return _identity(text, today)
    return READERS[question.kind](question, text)


def _missing(question: Question) -> str:
    if question.kind is Kind.CONSENT:
        return "要勾选这一项才能报名。"
    verb = "选择" if question.kind in WITH_OPTIONS else "填写"
    return f"请{verb}{question.label}。"


def _text(question: Question, text: str) -> str:
    found = single_spaced(text)
    if len(found) > LONGEST_TEXT:
        raise UnreadableError(f"{question.label}最多 {LONGEST_TEXT} 个字。")
    return found


def _number(question: Question, text: str) -> str:
    unit = question.limits.unit
    found = number(compact(text).removesuffix(unit) if unit else compact(text))
    low, high = number(question.limits.minimum), number(question.limits.maximum)
    if found is None:
        raise UnreadableError("请填数字，比如 3。")
    if low is not None and found < low:
        raise UnreadableError(f"不能小于 {question.limits.minimum}{unit}。")
    if high is not None and found > high:
        raise UnreadableError(f"不能大于 {question.limits.maximum}{unit}。")
    plain = f"{found:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _choice(question: Question, text: str) -> str:
    if text not in {option.key for option in question.options}:
        raise UnreadableError("请从选项里选一个。")
    return text


def _consent(question: Question, text: str) -> str:
    del question, text
    return YES


def _date(question: Question, text: str, today: dt.date) -> str:
    found = _DAY.fullmatch(compact(text))
    try:
        day = dt.date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or day < FIRST_DAY:
        raise UnreadableError("请填日期，比如 1990-03-07。")
    if question.field == BIRTH and day > today:
        raise UnreadableError("出生日期还没有到，请再看一遍。")
    return day.isoformat()


def _identity(text: str, today: dt.date) -> str:
    found = check_id_number(text, today)
    if found.normalised is None:
        raise UnreadableError(ID_SENTENCES[found.reason or IdReason.FORMAT])
    return found.normalised


def _many(question: Question, raw: Raw) -> tuple[str, ...] | None:
    sent = set(raw if isinstance(raw, Sequence) and not isinstance(raw, str) else [raw] if isinstance(raw, str) else [])
    sent.discard("")
    keys = [option.key for option in question.options]
    if not sent <= set(keys):
        raise UnreadableError("请从选项里选。")
    if not sent:
        if question.required:
            raise UnreadableError(f"{_missing(question)}至少选一个。")
        return None
    return tuple(key for key in keys if key in sent)


def _file(question: Question, raw: Raw) -> StoredFile | None:
    if isinstance(raw, StoredFile):
        if question.limits.photo_only and not raw.media_type.startswith("image/"):
            raise UnreadableError("这里要照片，请选 JPG 或 PNG 格式的图片。")
        return raw
    if question.required:
        raise UnreadableError("请上传照片。" if question.limits.photo_only else "请上传照片或 PDF 文件。")
    return None


READERS: Mapping[Kind, Callable[[Question, str], str]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.CHOICE: _choice,
    Kind.CONSENT: _consent,
}

"""Who is too young to agree alone: under 14 a guardian decides (domain.md §4.1). The age is known only where asked."""

import datetime as dt

from deqing_events.domain.ages import age_on
from deqing_events.domain.identity import check_id_number
from deqing_events.domain.questions.catalogue import BIRTH, IDENTITY
from deqing_events.domain.questions.definition import Answers

AGE = 14
SENTENCE = "未满 14 岁，要监护人同意。请监护人打活动页上的咨询电话，由工作人员代为报名。"


def too_young(answers: Answers, today: dt.date) -> str:
    """Return the key of the answer that says somebody is too young to agree alone; empty when none does."""
    for key in (IDENTITY, BIRTH):
        born = _born(key, answers.get(key), today)
        if born is not None and age_on(born, today) < AGE:
            return key
    return ""


def _born(key: str, value: object, today: dt.date) -> dt.date | None:
    if not isinstance(value, str):
        return None
    if key == IDENTITY:
        return check_id_number(value, today).birth_date
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None

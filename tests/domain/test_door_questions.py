"""Questions at the door: what fits, what is still open, and the plain form they are kept in."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.door_questions import DoorQuestion, answered, read, read_all, said, still_open, stored

WORD = st.text(min_size=1, max_size=6)
QUESTIONS = st.lists(
    st.builds(DoorQuestion, WORD, WORD, st.lists(WORD, min_size=2, max_size=4, unique=True).map(tuple)),
    max_size=4,
    unique_by=lambda each: each.key,
)
ANSWERS = st.dictionaries(WORD, WORD, max_size=4)

HEALTH = DoorQuestion("h", "健康声明签了吗")
BIB = DoorQuestion("b", "号码布", ("领了", "没领"))


def test_only_an_offered_answer_closes_a_question() -> None:
    assert still_open((HEALTH, BIB), {"h": "是", "b": "丢了"}) == (BIB,)
    assert answered((HEALTH, BIB), {"h": "也许", "b": "领了", "x": "是"}) == {"b": "领了"}
    assert answered((BIB,), {"b": "丢了"}, {"b": "没领"}) == {"b": "没领"}, "an earlier scan's answer stands"


def test_no_questions_is_none() -> None:
    assert read(None) == ()
    assert still_open((), {"h": "是"}) == ()


@given(QUESTIONS)
def test_the_plain_form_gives_the_questions_back(questions: list[DoorQuestion]) -> None:
    assert read(stored(questions)) == tuple(questions)


def test_a_retired_question_is_asked_no_more_and_still_explains_its_answers() -> None:
    kept = stored((replace(HEALTH, retired=True), BIB))
    assert read(kept) == (BIB,)
    assert said(read_all(kept), {"h": "是", "b": "领了", "x": "?"}) == "健康声明签了吗：是；号码布：领了"
    assert said(read_all(kept), None) == ""


@given(QUESTIONS, ANSWERS, ANSWERS)
def test_what_fits_and_what_is_open_are_all_the_questions(
    questions: list[DoorQuestion], now: dict[str, str], before: dict[str, str]
) -> None:
    found = answered(questions, now, before)
    rest = still_open(questions, found)
    assert sorted([*found, *(each.key for each in rest)]) == sorted(each.key for each in questions)
    assert all(found[each.key] in each.choices for each in questions if each.key in found)

"""Sign-up questions: what a form may ask, when a question is asked, and how answers are read."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.questions.answering import LONGEST_TEXT, read
from deqing_events.domain.questions.asking import is_met, kept
from deqing_events.domain.questions.catalogue import CATALOGUE, ENTRIES, FormFacts, Need
from deqing_events.domain.questions.cells import raw_of
from deqing_events.domain.questions.checks import Problem, problems
from deqing_events.domain.questions.definition import (
    RETENTION_WORDS,
    YES,
    Condition,
    Kind,
    Limits,
    Option,
    Question,
    Retention,
    StoredFile,
)
from deqing_events.domain.questions.forbidden import refusal
from deqing_events.domain.questions.wording import for_statistics, words

TODAY = dt.date(2026, 11, 23)
NUMBER = "33059919900307001X"
ALL = FormFacts(certificate_follows=True, badge=True, limited_by_sex=True, limited_by_age=True)
NOTHING = FormFacts()


def choice(key: str, *labels: str, **changes: object) -> Question:
    options = tuple(Option(label, label) for label in labels)
    made = Question(key, Kind.CHOICE, f"第{key}项", "用于分组", options=options)
    return replace(made, **changes)  # type: ignore[arg-type]


def text(key: str, **changes: object) -> Question:
    return replace(Question(key, Kind.TEXT, f"第{key}项", "用于分组"), **changes)  # type: ignore[arg-type]


def wrong(*questions: Question, facts: FormFacts = NOTHING) -> list[tuple[str, str]]:
    return [(found.key, found.part) for found in problems(questions, facts)]


def test_every_entry_of_the_catalogue_is_well_made_where_it_is_justified() -> None:
    trades = (Option("welder", "焊工"), Option("fitter", "钳工"))
    questions = [
        replace(entry.question, options=trades) if entry.key == "trade" else entry.question for entry in ENTRIES
    ]
    assert problems(questions, ALL) == []


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.need is not Need.NOTHING])
def test_a_field_without_its_justification_cannot_be_asked(entry: object) -> None:
    question = entry.question  # type: ignore[attr-defined]
    assert (question.key, "label") in wrong(question)


def test_the_identity_number_says_why_and_until_when() -> None:
    assert CATALOGUE["identity"].question.purpose_line == "只用于办理技能等级证书，结束后 180 天删除。"


def test_a_voluntary_field_is_never_required() -> None:
    question = replace(CATALOGUE["migrant"].question, required=True)
    assert wrong(question) == [("migrant", "required")]


@pytest.mark.parametrize(
    ("question", "part"),
    [
        (text("b", label=""), "label"),
        (text("b", label="第a项"), "label"),
        (text("b", label=" 第 a 项"), "label"),
        (text("b", label="长" * 61), "label"),
        (text("b", purpose=" "), "purpose"),
        (text("b", hint="长" * 121), "hint"),
        (text("b", options=(Option("x", "x"),)), "options"),
        (choice("b"), "options"),
        (choice("b", "甲"), "options"),
        (choice("b", "甲", " 甲"), "options"),
        (choice("b", "甲", ""), "options"),
        (choice("b", *(f"第{n}个" for n in range(41))), "options"),
        (text("b", condition=Condition("gone", ("甲",))), "condition"),
        (text("b", condition=Condition("b", ("甲",))), "condition"),
        (text("b", condition=Condition("a", ())), "condition"),
        (text("b", condition=Condition("a", ("丙",))), "condition"),
        (text("b", condition=Condition("c", ("甲",))), "condition"),
        (replace(text("b"), kind=Kind.NUMBER, limits=Limits("9", "3")), "maximum"),
        (replace(text("b"), kind=Kind.NUMBER, limits=Limits("少", "")), "minimum"),
    ],
)
def test_ill_made_questions_name_the_part_to_change(question: Question, part: str) -> None:
    assert ("b", part) in wrong(choice("a", "甲", "乙"), question, choice("c", "甲", "乙"))


def test_a_condition_on_a_text_is_refused() -> None:
    assert wrong(text("a"), text("b", condition=Condition("a", ("甲",)))) == [("b", "condition")]


def test_two_questions_cannot_wait_for_each_other() -> None:
    one = choice("a", "甲", "乙", condition=Condition("b", ("甲",)))
    other = choice("b", "甲", "乙", condition=Condition("a", ("甲",)))
    assert wrong(one, other) == [("a", "condition")]


@pytest.mark.parametrize(
    "label",
    ["身份证正面照片", "上传身份证", "手持身份证", "人脸照片", "银行卡号", "开户行", "家庭住址", "实时定位", "GPS 位置",
     "身 份 证 复印件"],
)  # fmt: skip
def test_what_is_never_asked_is_refused_with_a_reason(label: str) -> None:
    assert "不能要" in (refusal(label) or "")


@pytest.mark.parametrize("label", ["身份证号", "性别", "出生年月", "年龄"])
def test_what_stands_in_the_catalogue_is_not_asked_past_it(label: str) -> None:
    assert "目录" in (refusal(label) or "")
    assert wrong(text("a", label=label)) == [("a", "label")]


@pytest.mark.parametrize("label", ["工龄", "定位焊经验", "在哪个镇街上车", "自带工具", "会员卡有没有", "照片墙留言"])
def test_harmless_words_pass(label: str) -> None:
    assert refusal(label) is None


def test_a_sentence_to_agree_to_may_name_the_identity_card() -> None:
    assert refusal("我会带身份证到场", says=True) is None


# Reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", [NUMBER, "33059919900307001x", "３３０５９９１９９００３０７００１Ｘ", " 330599 19900307 001X "]
)
def test_the_same_number_is_read_the_same(typed: str) -> None:
    found = read([CATALOGUE["identity"].question], {"identity": typed}, TODAY)
    assert found.answers == {"identity": NUMBER}


def test_a_wrong_check_character_is_said_in_words() -> None:
    found = read([CATALOGUE["identity"].question], {"identity": NUMBER[:-1] + "1"}, TODAY)
    assert found.errors == {"identity": "最后一位对不上，请对照证件再看一遍。"}


@pytest.mark.parametrize("order", [("identity", "gender", "birth_date"), ("birth_date", "gender", "identity")])
def test_sex_and_birth_date_follow_from_the_number_wherever_they_stand(order: tuple[str, ...]) -> None:
    questions = [CATALOGUE[key].question for key in order]
    found = read(questions, {"identity": NUMBER, "gender": "female", "birth_date": "2001-01-01"}, TODAY)
    assert found.errors == {}
    assert found.answers["gender"] == "male"
    assert found.answers["birth_date"] == "1990-03-07"


def test_an_unreadable_number_is_one_error_only() -> None:
    questions = [CATALOGUE[key].question for key in ("gender", "identity", "birth_date")]
    assert list(read(questions, {"identity": "3305"}, TODAY).errors) == ["identity"]


@pytest.mark.parametrize(
    ("question", "raw", "expected"),
    [
        (text("a"), "  一 二  ", "一 二"),
        (replace(text("a"), kind=Kind.NUMBER, limits=Limits("0", "60", "年")), "１２年", "12"),
        (replace(text("a"), kind=Kind.NUMBER), "3.50", "3.5"),
        (replace(text("a"), kind=Kind.DATE), "1990年3月7日", "1990-03-07"),
        (replace(text("a"), kind=Kind.DATE), "19900307", "1990-03-07"),
        (choice("a", "甲", "乙"), "乙", "乙"),
        (replace(choice("a", "甲", "乙", "丙"), kind=Kind.MANY), ["丙", "甲"], ("甲", "丙")),
        (replace(text("a"), kind=Kind.CONSENT), YES, YES),
        (
            replace(text("a"), kind=Kind.FILE),
            StoredFile("x", "application/pdf", 9),
            StoredFile("x", "application/pdf", 9),
        ),
    ],
)
def test_good_answers_are_brought_to_one_form(question: Question, raw: object, expected: object) -> None:
    found = read([question], {"a": raw}, TODAY)  # type: ignore[dict-item]
    assert (found.answers, found.errors) == ({"a": expected}, {})


@pytest.mark.parametrize(
    ("question", "raw"),
    [
        (text("a"), ""),
        (text("a"), " \u200b "),
        (text("a"), "长" * (LONGEST_TEXT + 1)),
        (text("a"), None),
        (replace(text("a"), kind=Kind.NUMBER, limits=Limits("0", "60")), "61"),
        (replace(text("a"), kind=Kind.NUMBER, limits=Limits("0", "60")), "-1"),
        (replace(text("a"), kind=Kind.NUMBER), "NaN"),
        (replace(text("a"), kind=Kind.NUMBER), "1e999999999"),
        (replace(text("a"), kind=Kind.NUMBER), "几年"),
        (replace(text("a"), kind=Kind.DATE), "1990-02-30"),
        (replace(text("a"), kind=Kind.DATE), "0000-00-00"),
        (replace(text("a"), kind=Kind.DATE, field="birth_date"), "2027-01-01"),
        (choice("a", "甲", "乙"), "丙"),
        (replace(choice("a", "甲", "乙"), kind=Kind.MANY), ["丙"]),
        (replace(choice("a", "甲", "乙"), kind=Kind.MANY), []),
        (replace(text("a"), kind=Kind.CONSENT), ""),
        (replace(text("a"), kind=Kind.FILE), None),
        (replace(text("a"), kind=Kind.FILE), "name-of-a-file.jpg"),
        (replace(text("a"), kind=Kind.FILE, limits=Limits(photo_only=True)), StoredFile("x", "application/pdf", 9)),
    ],
)
def test_bad_answers_get_a_chinese_sentence(question: Question, raw: object) -> None:
    found = read([question], {"a": raw}, TODAY)  # type: ignore[dict-item]
    assert found.answers == {}
    assert found.errors["a"].endswith("。")


def test_what_is_not_required_may_stay_empty() -> None:
    questions = [
        replace(question, key=f"k{place}", required=False)
        for place, question in enumerate([text("a"), choice("a", "甲", "乙"), replace(text("a"), kind=Kind.FILE)])
    ]
    assert read(questions, {}, TODAY) == read(questions, {"k0": "", "k1": "", "k2": None}, TODAY)
    assert read(questions, {}, TODAY).errors == {}


def test_what_is_not_asked_is_discarded() -> None:
    questions = [choice("a", "甲", "乙"), text("b", condition=Condition("a", ("甲",)))]
    found = read(questions, {"a": "乙", "b": "藏着的", "other": "没问的"}, TODAY)
    assert found.answers == {"a": "乙"}
    assert [question.key for question in found.asked] == ["a"]
    assert "b" in read(questions, {"a": "甲"}, TODAY).errors


# Properties ------------------------------------------------------------------------------------------------------


@st.composite
def forms(draw: Any) -> list[Question]:
    """Well-made forms of choices, each maybe depending on an earlier one."""
    made: list[Question] = []
    for place in range(draw(st.integers(1, 6))):
        condition = None
        if made and draw(st.booleans()):
            target = draw(st.sampled_from(made))
            values = draw(st.lists(st.sampled_from(["甲", "乙", "丙"]), min_size=1, unique=True))
            condition = Condition(target.key, tuple(values))
        made.append(choice(f"q{place}", "甲", "乙", "丙", condition=condition, required=draw(st.booleans())))
    return made


ANSWERS = st.dictionaries(st.sampled_from([f"q{n}" for n in range(8)]), st.sampled_from(["甲", "乙", "丙", "丁", ""]))


@given(forms())
def test_forms_whose_conditions_point_back_are_well_made(questions: list[Question]) -> None:
    assert problems(questions, NOTHING) == []


@given(forms(), st.randoms(use_true_random=False))
def test_any_order_that_points_a_condition_forward_is_refused(questions: list[Question], random: object) -> None:
    shuffled = list(questions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    places = {question.key: place for place, question in enumerate(shuffled)}
    forward = {
        question.key
        for question in shuffled
        if question.condition and places[question.condition.on] > places[question.key]
    }
    assert {found.key for found in problems(shuffled, NOTHING)} == forward


@given(forms(), ANSWERS)
def test_reading_keeps_only_what_is_asked_and_is_the_same_again(
    questions: list[Question], answers: dict[str, str]
) -> None:
    found = read(questions, answers, TODAY)
    by_key = {question.key: question for question in questions}
    for key in found.answers:
        assert is_met(by_key[key].condition, found.answers)
    assert kept(questions, found.answers) == found.answers
    assert read(questions, dict(found.answers), TODAY).answers == found.answers
    unmet = {question.key for question in questions if not is_met(question.condition, found.answers)}
    assert not unmet & (set(found.answers) | set(found.errors))


@given(forms(), st.dictionaries(st.text(max_size=3), st.one_of(st.text(), st.lists(st.text()), st.none(), st.floats())))
def test_whatever_is_sent_gets_an_answer_or_a_sentence(questions: list[Question], sent: dict[str, object]) -> None:
    kinds = [*Kind]
    mixed = [replace(held, kind=kinds[place % len(kinds)]) for place, held in enumerate(questions)]
    raws = {question.key: value for question, value in zip(mixed, sent.values(), strict=False)}
    found = read(mixed, raws, TODAY)  # type: ignore[arg-type]
    assert not set(found.answers) & set(found.errors)
    for key, value in found.answers.items():
        question = next(held for held in mixed if held.key == key)
        assert isinstance(words(question, value), str)


@given(st.text())
def test_a_problem_never_breaks_on_odd_words(label: str) -> None:
    assert all(isinstance(found, Problem) for found in problems([text("a", label=label)], NOTHING))


# Words, cells, statistics ----------------------------------------------------------------------------------------


def test_answers_in_words() -> None:
    assert words(CATALOGUE["identity"].question, NUMBER) == "330599********001X"
    assert words(CATALOGUE["skill_level"].question, "senior") == "高级工"
    assert words(CATALOGUE["years"].question, "12") == "12 年"
    assert words(CATALOGUE["health"].question, YES) == "已确认"
    assert words(text("a"), None) == "—"
    assert words(choice("a", "甲", "乙"), "去掉的选项") == "去掉的选项"
    assert words(replace(text("a"), kind=Kind.FILE), StoredFile("x.jpg", "image/jpeg", 4096)) == "照片（4 KB）"


@pytest.mark.parametrize(
    ("question", "cell", "raw"),
    [
        (CATALOGUE["identity"].question, NUMBER, NUMBER),
        (CATALOGUE["identity"].question, 330599199003070000.0, 330599199003070000.0),
        (CATALOGUE["skill_level"].question, "三级/高级工", "senior"),
        (CATALOGUE["gender"].question, "女", "female"),
        (CATALOGUE["years"].question, 12.0, "12"),
        (CATALOGUE["birth_date"].question, dt.datetime(1990, 3, 7), "1990-03-07"),  # noqa: DTZ001 - a cell has no zone
        (CATALOGUE["birth_date"].question, dt.date(1990, 3, 7), "1990-03-07"),
        (CATALOGUE["health"].question, "是", YES),
        (CATALOGUE["health"].question, "", ""),
        (CATALOGUE["migrant"].question, None, ""),
        (replace(choice("a", "甲", "乙"), kind=Kind.MANY), "甲、 乙", ("甲", "乙")),
        (choice("a", "甲", "乙"), "丙", "丙"),
    ],
)
def test_cells_mean_what_a_form_would_send(question: Question, cell: object, raw: object) -> None:
    assert raw_of(question, cell) == raw  # type: ignore[arg-type]


def test_a_number_cell_is_no_identity_number() -> None:
    found = read([CATALOGUE["identity"].question], {"identity": 330599199003070000.0}, TODAY)
    assert "文本" in found.errors["identity"]


def test_statistics_take_what_was_asked() -> None:
    questions = [CATALOGUE[key].question for key in ("gender", "migrant", "trade", "woman")]
    answers = {"gender": "male", "migrant": "yes", "trade": "welder"}
    assert for_statistics(questions, answers) == {"gender": "male", "migrant": "yes", "trade": "welder"}
    assert for_statistics(questions[3:], {"woman": "yes"}) == {"gender": "female"}
    assert for_statistics([], answers) == {}


def test_each_retention_class_has_words() -> None:
    assert set(RETENTION_WORDS) == set(Retention)

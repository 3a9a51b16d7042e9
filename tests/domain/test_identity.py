"""Identity values equal the shared vectors and keep their general promises."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.identity import Gender, check_id_number, check_uscc, normalise_mobile
from deqing_events.domain.masking import mask_id, mask_mobile, mask_name
from deqing_events.domain.names import normalise_name

VECTORS = json.loads(Path(__file__).parents[1].joinpath("cases/identity.json").read_text("utf-8"))
AS_OF = date(2026, 11, 22)


def _id_number(value: Any, as_of: str) -> dict[str, Any]:
    found = asdict(check_id_number(value, date.fromisoformat(as_of)))
    return found | {"birth_date": found["birth_date"] and found["birth_date"].isoformat()}


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "id_number": _id_number,
    "uscc": lambda value: asdict(check_uscc(value)),
    "mobile": normalise_mobile,
    "mask_name": mask_name,
    "mask_mobile": mask_mobile,
    "mask_id": mask_id,
}


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["id"])
def test_shared_vector(case: dict[str, Any]) -> None:
    assert FUNCTIONS[case["category"]](**case["input"]) == case["expected"]


def test_no_vector_is_lost() -> None:
    assert len(VECTORS["cases"]) == VECTORS["count"] == 77


@pytest.mark.parametrize("empty", [None, "无", " 暂 无 ", "/", "-", "—", "N/A", "Ｎ／Ａ", "\u200b"])
def test_placeholders_are_empty(empty: str | None) -> None:
    assert check_id_number(empty, AS_OF).reason == "id_missing"
    assert check_uscc(empty).reason == "uscc_missing"
    assert normalise_mobile(empty) is None
    assert mask_mobile(empty) == mask_id(empty) == ""


@pytest.mark.parametrize("number", [330599198506150025, 3.30599198506150e17, 0, 12])
def test_a_number_cell_is_never_an_identity_number(number: float) -> None:
    assert check_id_number(number, AS_OF).reason == "id_numeric_lossy"
    assert mask_id(number) == "***"


@pytest.mark.parametrize(
    ("raw", "mobile"),
    [
        (19900001234.0, "19900001234"),
        (19900001234.5, None),
        ("(199) 0000.1234", "19900001234"),
        ("199–0000—1234", "19900001234"),
        ("+8619900001234", "19900001234"),
        ("8612345678901", None),
        ("868619900001234", None),
        ("1990000123４", "19900001234"),
        (True, None),
    ],
)
def test_mobile_spellings(raw: Any, mobile: str | None) -> None:
    assert normalise_mobile(raw) == mobile


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (" 沈 示 例 ", "沈示例"),
        ("阿样本•买例", "阿样本·买例"),
        ("阿样本･买例", "阿样本·买例"),
        ("阿样本.买例", "阿样本·买例"),
        ("阿样本．买例", "阿样本·买例"),
        ("Anna  Beispiel", "Anna Beispiel"),
        ("A.B.Beispiel", "A.B.Beispiel"),
        ("沈\u200b示\ufeff例", "沈示例"),
        ("ＡＢ", "AB"),
    ],
)
def test_name_spellings(raw: str, name: str) -> None:
    assert normalise_name(raw) == name


def _with_check_digit(born: date, serial: int) -> str:
    body = f"330599{born:%Y%m%d}{serial:03d}"
    return next(body + c for c in "0123456789X" if check_id_number(body + c, AS_OF).valid)


BIRTHS = st.dates(date(1900, 1, 1), AS_OF)


@given(BIRTHS, st.integers(0, 999))
def test_exactly_one_check_character_is_valid_and_date_and_sex_follow(born: date, serial: int) -> None:
    body = f"330599{born:%Y%m%d}{serial:03d}"
    checks = [check_id_number(body + c, AS_OF) for c in "0123456789X"]
    (valid,) = [check for check in checks if check.valid]
    assert valid.birth_date == born
    assert valid.gender == (Gender.MALE if serial % 2 else Gender.FEMALE)
    assert {check.reason for check in checks if not check.valid} == {"id_checksum"}


@given(BIRTHS, st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(born: date, serial: int, place: int, shift: int) -> None:
    good = _with_check_digit(born, serial)
    wrong = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]
    assert not check_id_number(wrong, AS_OF).valid


@given(BIRTHS, st.integers(0, 999), st.lists(st.sampled_from(" \u3000\u200b\ufeff\t"), max_size=5))
def test_spaces_anywhere_change_nothing(born: date, serial: int, spaces: list[str]) -> None:
    good = _with_check_digit(born, serial)
    spaced = good
    for index, space in enumerate(spaces):
        spaced = spaced[: index * 3] + space + spaced[index * 3 :]
    assert check_id_number(spaced, AS_OF) == check_id_number(good, AS_OF)


@given(st.text(max_size=30))
def test_any_text_gets_a_verdict(text: str) -> None:
    check, uscc = check_id_number(text, AS_OF), check_uscc(text)
    assert check.valid == (check.reason is None) == (check.normalised is not None)
    assert uscc.valid == (uscc.reason is None) == (uscc.normalised is not None)

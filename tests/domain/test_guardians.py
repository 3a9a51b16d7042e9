"""Under 14 a guardian decides: from the birth date or the identity number, to the day."""

import datetime as dt

import pytest

from deqing_events.domain.guardians import too_young

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        ({}, ""),
        ({"birth_date": "2012-11-23"}, ""),
        ({"birth_date": "2012-11-24"}, "birth_date"),
        ({"birth_date": "2016-02-29"}, "birth_date"),
        ({"identity": "33059919900307001X"}, ""),
        ({"birth_date": "nonsense"}, ""),
        ({"unrelated": "2020-01-01"}, ""),
    ],
)
def test_the_fourteenth_birthday_is_the_first_day(answers: dict[str, str], key: str) -> None:
    assert too_young(answers, TODAY) == key


def test_the_number_speaks_before_what_was_typed() -> None:
    answers = {"identity": "33059919900307001X", "birth_date": "2020-01-01"}
    assert too_young(answers, TODAY) == "birth_date"

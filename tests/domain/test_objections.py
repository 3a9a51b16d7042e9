"""Receipts as people type them, and until when an objection is taken."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.objections import RECEIPT_ALPHABET, RECEIPT_LENGTH, receipt_of, spoken, why_shut
from deqing_events.domain.public_notice import Period

RECEIPTS = st.text(RECEIPT_ALPHABET, min_size=RECEIPT_LENGTH, max_size=RECEIPT_LENGTH)
DAY = dt.timedelta(days=1)
HELD = Period(dt.date(2026, 11, 23), dt.date(2026, 11, 27), 5)


@given(RECEIPTS)
def test_a_receipt_is_found_however_it_is_typed(receipt: str) -> None:
    for typed in (receipt, spoken(receipt), receipt.lower(), f" {receipt[:3]} {receipt[3:]} "):
        assert receipt_of(typed) == receipt


@pytest.mark.parametrize("typed", ["", "2222", "0222222222", "22222222222", "回执号"])
def test_other_texts_are_no_receipt(typed: str) -> None:
    assert receipt_of(typed) is None


def test_a_notice_takes_objections_on_its_days_only() -> None:
    for today, shut in ((HELD.starts_on - DAY, True), (HELD.starts_on, False), (HELD.ends_on, False)):
        assert bool(why_shut(HELD, today, replaced=False)) == shut
    assert "11月27日" in why_shut(HELD, HELD.ends_on + DAY, replaced=False)
    assert "新的公示" in why_shut(HELD, HELD.starts_on, replaced=True)

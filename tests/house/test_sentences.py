"""Every constraint that can refuse something owns a Chinese sentence."""

import re
from collections import Counter

from flask import Flask

from deqing_events.database import owned_constraints


def test_each_unique_index_and_check_owns_a_chinese_sentence(app: Flask) -> None:
    del app  # the factory imports every feature's tables
    without = [name for name, _, sentence in owned_constraints() if not re.search(r"[\u4e00-\u9fff]", sentence or "")]
    assert without == []


def test_sqlite_can_tell_unique_indexes_apart_by_their_columns(app: Flask) -> None:
    del app
    columns = Counter(columns for _, columns, _ in owned_constraints() if columns)
    assert [found for found, times in columns.items() if times > 1] == []


def test_there_are_constraints_to_speak_of(app: Flask) -> None:
    del app
    assert sum(1 for _ in owned_constraints()) > 30

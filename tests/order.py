"""The order of the suite: files that take long come first, so that no worker is left with one of them at the end.

What a file takes is guessed from where it stands and how many tests it has; within a file nothing moves.
"""

import pytest

SECONDS = (
    ("tests/faults/", 40.0),
    ("tests/journeys/test_hostile", 40.0),
    ("tests/journeys/test_bad_input", 1.0),
    ("tests/journeys/", 15.0),
    ("tests/demo/", 5.0),
    ("tests/domain/", 0.05),
    ("_browser.py", 8.0),
    ("_race.py", 5.0),
)
ELSE = 0.3


def guess(path: str) -> float:
    """Return about how many seconds a test of a file takes."""
    return next((seconds for part, seconds in SECONDS if part in path), ELSE)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files that take long first."""
    paths = [item.nodeid.split("::", 1)[0] for item in items]
    total = {path: guess(path) * paths.count(path) for path in dict.fromkeys(paths)}
    items.sort(key=lambda item: -total[item.nodeid.split("::", 1)[0]])

"""The draw: its order follows from seed and ids alone, and the printed commands come to the same."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain import draw

IDS = st.lists(st.text("ABW一签0123456789-._", min_size=1, max_size=8), min_size=2, max_size=12, unique=True)
SEED = st.text("0123456789,甲乙:+", min_size=1, max_size=12)


@given(SEED, IDS, st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter(seed: str, ids: list[str], shuffler: object) -> None:
    other = list(ids)
    shuffler.shuffle(other)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    assert draw.drawn(seed, ids) == draw.drawn(seed, other)


@given(SEED, IDS)
def test_everybody_gets_one_lot_and_the_lines_rise(seed: str, ids: list[str]) -> None:
    lines = draw.worked_lines(seed, ids)
    assert sorted(line.entrant for line in lines) == sorted(ids)
    assert [line.lot for line in lines] == list(range(1, len(ids) + 1))
    assert [line.sha256 for line in lines] == sorted(line.sha256 for line in lines)
    assert tuple(line.entrant for line in lines) == draw.drawn(seed, ids).order


@given(SEED, IDS)
def test_who_leaves_the_list_moves_nobody_past_another(seed: str, ids: list[str]) -> None:
    without = draw.drawn(seed, ids[1:]).order
    assert tuple(entrant for entrant in draw.drawn(seed, ids).order if entrant != ids[0]) == without


def test_an_id_twice_is_refused() -> None:
    with pytest.raises(draw.DuplicateEntrantError):
        draw.worked_lines("6,2,5", ["A1", "A1"])


def test_the_printed_commands_come_to_the_same() -> None:
    seed, ids = "三颗骰子:6,2,5", ["WD002", "WD001", "参赛-10", "W'1"]
    listed, ordered = draw.recipe(seed, ids)
    assert run(listed).split()[0] == draw.list_digest(ids)
    lines = [line.split() for line in run(ordered).splitlines()]
    assert [tuple(words) for words in lines] == [(line.sha256, line.entrant) for line in draw.worked_lines(seed, ids)]


def run(command: str) -> str:
    done = subprocess.run(["/bin/sh", "-c", command], check=True, capture_output=True, text=True)
    return done.stdout

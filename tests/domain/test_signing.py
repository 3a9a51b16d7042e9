"""The law of signing: in order, each by somebody else, and void as soon as what was signed has changed."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.result_checks import sample_of
from deqing_events.domain.result_set import ResultLine, judge_digest, line_digest, result_digest
from deqing_events.domain.signing import Signed, SignerRole, signing_places, signing_problem, signing_states

JUDGES = (("裁判1", "d1"), ("裁判2", "d2"))
JUDGE, LEADER, CHIEF, SUPERVISOR = SignerRole
IN_ORDER = ((JUDGE, "裁判1"), (JUDGE, "裁判2"), (LEADER, ""), (CHIEF, ""), (SUPERVISOR, ""))

codes = st.text("ABCDEFGH0123456789", min_size=1, max_size=3)
values = st.decimals(0, 100, places=1, allow_nan=False).map(str)
marks = st.lists(st.tuples(st.sampled_from(["c1", "c2"]), st.sampled_from(["裁判1", "裁判2", ""]), values), max_size=5)
lines = st.builds(
    ResultLine,
    code=codes,
    status=st.sampled_from(["present", "absent"]),
    marks=marks,
    total=st.none() | st.fractions(0, 100),
    elapsed=st.none() | st.integers(0, 9000),
)
line_lists = st.lists(lines, min_size=1, max_size=6, unique_by=lambda line: line.code)


def problem(given_so_far: Sequence[Signed], role: SignerRole, judge: str, by: str, whole: str = "w") -> str:
    places = signing_places(JUDGES, whole, group_leader=True)
    return signing_problem(signing_states(places, given_so_far), role, judge, by)


def test_everybody_signs_in_order() -> None:
    so_far: list[Signed] = []
    digests = {"裁判1": "d1", "裁判2": "d2", "": "w"}
    for number, (role, judge) in enumerate(IN_ORDER):
        assert problem(so_far, role, judge, f"staff:{number}") == ""
        so_far.append(Signed(role, judge, digests[judge], f"staff:{number}"))
    assert all(state.by for state in signing_states(signing_places(JUDGES, "w", group_leader=True), so_far))


def test_nobody_signs_before_those_below() -> None:
    one = [Signed(JUDGE, "裁判1", "d1", "staff:1")]
    assert problem(one, LEADER, "", "staff:3") == "请等裁判2先签认。"
    assert problem([*one, Signed(JUDGE, "裁判2", "d2", "staff:2")], SUPERVISOR, "", "staff:5") == "请等裁判组长先签认。"
    assert problem([], JUDGE, "裁判2", "staff:2") == ""


def test_no_account_signs_twice() -> None:
    one = [Signed(JUDGE, "裁判1", "d1", "staff:1")]
    assert "不同的账号" in problem(one, JUDGE, "裁判2", "staff:1")
    assert problem(one, JUDGE, "裁判1", "staff:9") == "裁判1已经签认过了。"
    assert problem(one, JUDGE, "裁判9", "staff:9") == "这里不用签认。"


def test_a_change_voids_the_own_and_all_later_signatures_and_no_other_judges() -> None:
    digests = {"裁判1": "d1", "裁判2": "d2", "": "w"}
    whole = [Signed(role, judge, digests[judge], f"staff:{n}") for n, (role, judge) in enumerate(IN_ORDER)]
    changed = signing_places((("裁判1", "d1"), ("裁判2", "other")), "w2", group_leader=True)
    states = signing_states(changed, whole)
    assert [(state.place.title, bool(state.by), state.void) for state in states] == [
        ("裁判1", True, False),
        ("裁判2", False, True),
        ("裁判组长", False, True),
        ("裁判长", False, True),
        ("监督", False, True),
    ]


@given(st.permutations(IN_ORDER))
def test_only_one_order_of_ranks_is_accepted(order: list[tuple[SignerRole, str]]) -> None:
    so_far: list[Signed] = []
    digests = {"裁判1": "d1", "裁判2": "d2", "": "w"}
    ranks = list(SignerRole)
    for number, (role, judge) in enumerate(order):
        if not problem(so_far, role, judge, f"staff:{number}"):
            so_far.append(Signed(role, judge, digests[judge], f"staff:{number}"))
    signed = [ranks.index(SignerRole(one.role)) for one in so_far]
    assert signed == sorted(signed)


@given(line_lists, st.randoms())
def test_the_digest_does_not_depend_on_any_order(rows: list[ResultLine], dice: object) -> None:
    shuffled = [replace(row, marks=list(reversed(row.marks))) for row in reversed(rows)]
    assert result_digest(1, rows) == result_digest(1, shuffled)
    assert judge_digest("裁判1", rows) == judge_digest("裁判1", shuffled)
    del dice


@given(line_lists, st.data())
def test_any_changed_mark_changes_the_digest_and_only_its_judges(rows: list[ResultLine], data: st.DataObject) -> None:
    marked = [row for row in rows if row.marks]
    if not marked:
        return
    row = data.draw(st.sampled_from(marked))
    at = data.draw(st.integers(0, len(row.marks) - 1))
    criterion, judge, value = row.marks[at]
    changed = replace(row, marks=[*row.marks[:at], (criterion, judge, value + "1"), *row.marks[at + 1 :]])
    after = [changed if one is row else one for one in rows]
    assert result_digest(1, rows) != result_digest(1, after)
    assert line_digest(row) != line_digest(changed)
    for name in ("裁判1", "裁判2"):
        assert (judge_digest(name, rows) != judge_digest(name, after)) == (name == judge)


@given(line_lists)
def test_rules_totals_and_statuses_are_part_of_it(rows: list[ResultLine]) -> None:
    one = rows[0]
    assert result_digest(1, rows) != result_digest(2, rows)
    assert result_digest(1, rows) != result_digest(1, rows, [["A"]])
    assert line_digest(one) != line_digest(replace(one, total=Fraction(101)))
    assert line_digest(one) != line_digest(replace(one, status="disqualified"))


def test_two_lines_of_one_code_are_no_result_set() -> None:
    line = ResultLine("A1", "present", [], None)
    with pytest.raises(ValueError, match="one code"):
        result_digest(1, [line, line])


@given(st.text(max_size=8), st.lists(codes, unique=True, max_size=20), st.integers(0, 25))
def test_a_sample_is_as_large_as_asked_and_repeatable(seed: str, known: list[str], size: int) -> None:
    picked = sample_of(seed, known, size)
    assert len(picked) == min(size, len(known))
    assert set(picked) <= set(known)
    assert picked == sample_of(seed, list(reversed(known)), size)

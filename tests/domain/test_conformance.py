"""Every case of the categories the project answers holds; the answered categories never shrink."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = [ROOT / "cases" / "competition.json", ROOT / "cases" / "identity.json"]
REQUIRED = {
    "admission",
    "advancement",
    "attempts_average",
    "attempts_ranking",
    "award_quota",
    "award_tie_policy",
    "double_entry",
    "draw",
    "freeze",
    "id_number",
    "judge_deviation",
    "judged_performance",
    "judgement_0_3",
    "league_tie_points",
    "mask_id",
    "mask_mobile",
    "mask_name",
    "measurement",
    "medal_window",
    "mobile",
    "overlap",
    "promotion",
    "ranking_styles",
    "result_review",
    "rule_sheet",
    "small_panel_mean",
    "standardised_scale",
    "team_aggregate",
    "team_best_n",
    "team_league",
    "theory_practical",
    "tie_break_sequence",
    "trimmed_mean",
    "uscc",
    "working_days",
}


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("conformance", ROOT / "conformance.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CONFORMANCE = _script()
CASES: list[dict[str, Any]] = [case for file in FILES for case in json.loads(file.read_text(encoding="utf-8"))["cases"]]


def test_required_categories_are_answered() -> None:
    assert set(CONFORMANCE.CATEGORIES) >= REQUIRED


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case["id"]) for case in CASES if case["category"] in CONFORMANCE.CATEGORIES],
)
def test_case(case: dict[str, Any]) -> None:
    assert CONFORMANCE.run(case) == CONFORMANCE.text(case["expected"])


def _file(tmp_path: Path, **case: Any) -> str:
    path = tmp_path / "cases.json"
    whole = {"id": "x-1", "category": "mask_name", "input": {"value": "沈示例"}, "expected": "沈*例"} | case
    path.write_text(json.dumps({"format": 1, "cases": [whole]}), encoding="utf-8")
    return str(path)


def test_all_passed_is_exit_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert CONFORMANCE.main([_file(tmp_path)]) == 0
    assert capsys.readouterr().out == "1 passed, 0 failed\n"


def test_a_wrong_answer_is_printed_and_exit_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert CONFORMANCE.main([_file(tmp_path, expected="沈某例")]) == 1
    assert capsys.readouterr().out == 'x-1: got "沈*例" expected "沈某例"\n0 passed, 1 failed\n'


def test_an_unknown_category_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert CONFORMANCE.main([_file(tmp_path, category="weather")]) == 1
    assert "unknown category weather" in capsys.readouterr().out


def test_a_crash_is_a_failing_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert CONFORMANCE.main([_file(tmp_path, input={})]) == 1
    assert "KeyError" in capsys.readouterr().out


@pytest.mark.parametrize("other", [1.0, "1", True, None])
def test_equality_is_json_equality(other: object) -> None:
    assert CONFORMANCE.text(1) != CONFORMANCE.text(other)

"""No binary float in the law: no float is written, made or asked for where marks, totals, ranks and points are."""

import ast
from pathlib import Path

import pytest

LAW = Path(__file__).resolve().parents[2] / "deqing_events" / "domain"
MEASURED = {
    "distance.py": "metres on the ground, which no mark depends on",
    "text.py": "numbers as a spreadsheet's cells hold them, read into text",
    "answering.py": "answers to questions of a form",
    "rounding.py": "refuses floats, and says so",
}
MODULES = sorted(path for path in LAW.rglob("*.py") if path.name not in MEASURED)
INEXACT = {"float", "sqrt", "sin", "cos", "fsum", "dist", "hypot"}


def inexact(source: str) -> list[str]:
    """Return the places of a module where a float could come in, as ``line: what``."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"{node.lineno}: {node.value}")
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in INEXACT:
                found.append(f"{node.lineno}: {name}")
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(LAW).as_posix())
def test_a_module_of_the_law_knows_no_float(path: Path) -> None:
    assert inexact(path.read_text(encoding="utf-8")) == []


def test_a_float_would_be_found() -> None:
    assert inexact("a = 0.5\nb = float(1)\nc = math.sqrt(2)") == ["1: 0.5", "2: float", "3: sqrt"]


def test_the_modules_left_out_exist() -> None:
    assert set(MEASURED) <= {path.name for path in LAW.rglob("*.py")}

"""The rules of docs/architecture.md about files: sizes, names, who may use what."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "deqing_events"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

DRAWERS = {"utils", "helpers", "common", "misc", "base", "services", "managers"}
LIBRARY_ROOMS = {
    "xlsxwriter": ("documents",),
    "python_calamine": ("documents",),
    "qrcode": ("web/qr.py",),
    "typst": ("documents",),
}
TALL_FUNCTIONS: dict[str, str] = {}
"""Functions over 40 lines that are right so: name -> why."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions() -> Iterator[tuple[str, int]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield f"{name(path)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_files_fit_their_rooms() -> None:
    too_long = {name(path): lines(path) for path in SOURCES if lines(path) > (200 if "domain" in path.parts else 300)}
    assert too_long == {}


def test_functions_fit_on_a_screen() -> None:
    tall = {where: size for where, size in functions() if size > 40 and where not in TALL_FUNCTIONS}
    assert tall == {}


def test_templates_fit() -> None:
    assert {name(path): lines(path) for path in TEMPLATES if lines(path) > 150} == {}


def test_conftest_fits() -> None:
    assert lines(ROOT / "tests" / "conftest.py") <= 150


def test_no_file_is_a_drawer() -> None:
    assert [name(path) for path in SOURCES if path.stem in DRAWERS or path.parent.name in DRAWERS] == []


def test_commit_is_called_in_one_place() -> None:
    callers = [name(path) for path in SOURCES if re.search(r"\.commit\(", path.read_text(encoding="utf-8"))]
    assert callers == ["deqing_events/database.py"]


@pytest.mark.parametrize(("library", "rooms"), LIBRARY_ROOMS.items())
def test_libraries_stay_in_their_room(library: str, rooms: tuple[str, ...]) -> None:
    pattern = re.compile(rf"^\s*(import|from) {library}\b", re.MULTILINE)
    users = [name(path) for path in SOURCES if pattern.search(path.read_text(encoding="utf-8"))]
    assert [user for user in users if not user.removeprefix("deqing_events/").startswith(rooms)] == []


def test_views_and_api_are_leaves() -> None:
    pattern = re.compile(
        r"(?:from|import) deqing_events\.[\w.]*?(?:views|api)\b|from deqing_events\.\w+ import .*\b\w*views\b"
    )
    users = {name(path) for path in SOURCES if pattern.search(path.read_text(encoding="utf-8"))}
    assert users <= {"deqing_events/factory.py"}


def test_sql_is_written_where_it_belongs() -> None:
    pattern = re.compile(r"^from sqlalchemy(\.\w+)* import |^import sqlalchemy", re.MULTILINE)
    allowed = re.compile(r"(models|queries|actions|database|engines|throttling|env|__init__|errors|pages)(_\w+)?\.py$")
    users = [name(path) for path in SOURCES if pattern.search(path.read_text(encoding="utf-8"))]
    assert [user for user in users if not allowed.search(user)] == []


def test_the_law_reads_no_clock_and_rolls_no_dice() -> None:
    pattern = re.compile(
        r"datetime\.now\(|\.today\(\)|^import random|^from random|^import secrets|time\.time\(", re.MULTILINE
    )
    domain = [path for path in SOURCES if "domain" in path.parts]
    assert [name(path) for path in domain if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_actions_take_the_time_and_the_actor_as_arguments() -> None:
    pattern = re.compile(r"datetime\.now\(|\.today\(\)|utcnow")
    actions = [path for path in SOURCES if "actions" in path.stem or path.parent.name == "actions"]
    assert actions != []
    assert [name(path) for path in actions if pattern.search(path.read_text(encoding="utf-8"))] == []


def parent(text: str) -> Path | None:
    found = re.search(r'{%-? extends "([^"]+)"', text)
    return ROOT / "templates" / found[1] if found else None


def has_title(path: Path) -> bool:
    """Whether a page, or a template it extends, gives a title that is not empty."""
    text = path.read_text(encoding="utf-8")
    above = parent(text)
    own = re.search(r"{% block title %}\s*\S", text.replace("{% block title %}{% endblock %}", "")) is not None
    return own or (above is not None and has_title(above))


def test_every_template_is_a_page_a_part_or_a_layout() -> None:
    pages = [
        path
        for path in TEMPLATES
        if path.parent.name not in {"layouts", "components"} and not path.name.startswith("_")
    ]
    extended = {parent(path.read_text(encoding="utf-8")) for path in pages}
    assert [name(path) for path in pages if path not in extended and not has_title(path)] == []


def test_templates_hold_no_inline_style_or_script() -> None:
    pattern = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\bsrc=)")
    assert [name(path) for path in TEMPLATES if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    pattern = re.compile(r"pytest\.mark\.(skip|xfail)|pytest\.(skip|xfail)\(")
    tests = [path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__).resolve()]
    assert [name(path) for path in tests if pattern.search(path.read_text(encoding="utf-8"))] == []

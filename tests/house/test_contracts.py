"""The import contracts of pyproject.toml hold, and every package has its place in the stack."""

import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]


def test_the_import_contracts_are_kept(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename="pyproject.toml", cache_dir=None)
    assert status == 0, capsys.readouterr().out


def test_the_stack_names_every_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    stack = settings["tool"]["importlinter"]["contracts"][0]
    placed = {*stack["layers"], *stack["exhaustive_ignores"]}
    found = {
        path.stem if path.is_file() else path.name
        for path in (ROOT / "deqing_events").iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path.is_dir() and (path / "__init__.py").exists())
    }
    assert found == placed

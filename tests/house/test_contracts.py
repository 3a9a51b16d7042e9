"""The import contracts of pyproject.toml hold, and every package has its place in the stack."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_import_contracts_are_kept() -> None:
    """Hold the contracts in a process of their own: run in this one, the linter switches off every logger there is."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


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

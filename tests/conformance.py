"""Run conformance cases against the project's own law: `python tests/conformance.py FILE...`.

Prints one line per failing case and `N passed, N failed` at the end; exit status 0 only when nothing failed.
`conformance_shapes` translates between the JSON of a case and the domain's types; nothing here holds a rule.
"""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.conformance_shapes import after, marks, people, places, sheets
from tests.conformance_shapes.numbers import Json

CATEGORIES: dict[str, Callable[[Json], Json]] = {
    **marks.CATEGORIES,
    **places.CATEGORIES,
    **sheets.CATEGORIES,
    **people.CATEGORIES,
    **after.CATEGORIES,
}


def text(value: Json) -> str:
    """Write JSON so that equal texts mean equal values: 1, 1.0, true and "1" stay different."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def run(case: Json) -> str:
    """Return the JSON text of what the project answers; the text of the exception when it raises."""
    category = case["category"]
    if category not in CATEGORIES:
        return text(f"unknown category {category}")
    try:
        return text(CATEGORIES[category](case["input"]))
    except Exception as error:  # noqa: BLE001 - a crash is a failing case, not the end of the run
        return text(f"{type(error).__name__}: {error}")


def main(files: Sequence[str]) -> int:
    passed = failed = 0
    for file in files:
        for case in json.loads(Path(file).read_text(encoding="utf-8"))["cases"]:
            got, expected = run(case), text(case["expected"])
            if got == expected:
                passed += 1
            else:
                failed += 1
                print(f"{case.get('id')}: got {got} expected {expected}")  # noqa: T201 - a command line tool
    print(f"{passed} passed, {failed} failed")  # noqa: T201 - a command line tool
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

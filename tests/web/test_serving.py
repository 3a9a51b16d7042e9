"""What the server loads before its workers are forked: every module, and nothing that must be made after the fork."""

import os
import subprocess
import sys
from pathlib import Path

from tests.serving import ROOT

BEFORE_AND_AFTER = """
import sys, threading
from deqing_events import serving
serving.on_starting(None)
from deqing_events.database import db
before = set(sys.modules)
assert threading.active_count() == 1, "a thread would not live on in the workers"
assert not db._app_engines, "an engine was made before the fork"
from deqing_events.factory import create_app
create_app()
print(sorted(name for name in set(sys.modules) - before if name.startswith("deqing_events")))
"""


def test_workers_find_every_module_loaded_and_make_their_own_engine(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BEFORE_AND_AFTER],
        env={**os.environ, "DEQING_INSTANCE": str(tmp_path)},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr

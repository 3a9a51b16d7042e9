"""Documents set with typst: PDF for paper, PNG to look at. Nothing here may run inside a transaction."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

from deqing_events.documents.font_coverage import REFUSED

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 50
PASSED_ON = ("PATH", "HOME", "LANG", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "XDG_DATA_HOME", "XDG_DATA_DIRS")
MANY = 1000
NO_FONT = "这台服务器上没有中文字体，做不出证书。请管理员安装 fonts-noto-cjk，再来一次。"


class TypesettingRefusedError(ValueError):
    """Nothing was made; the text is a sentence that says what to do."""


def document(template: str, data: Any, kind: Literal["pdf", "png"] = "pdf") -> bytes:  # noqa: ANN401 - any JSON value
    """Return the document of a template in this folder; a PNG shows its first page.

    Raises TypesettingRefusedError when a character has no font here or the work takes too long.
    """
    asked = {"source": str(Path(__file__).with_name(template)), "data": data, "kind": kind}
    command = [sys.executable, "-m", "deqing_events.documents.typesetting_child"]
    environ = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command,
            input=json.dumps(asked).encode(),
            capture_output=True,
            cwd=ROOT,
            env=environ,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TypesettingRefusedError("这一份太大，一时做不完。请分成几份下载。") from error
    if done.returncode == REFUSED:
        raise TypesettingRefusedError(_without(json.loads(done.stdout)["missing"]))
    if done.returncode:
        raise RuntimeError(f"typst ended with {done.returncode}: {done.stderr.decode(errors='replace')[-MANY:]}")
    return done.stdout


def _without(missing: str) -> str:
    if "证" in missing:
        return NO_FONT
    which = "、".join(missing[:20])
    return f"服务器的字体里没有这些字：{which}。请管理员安装字更全的中文字体（如 fonts-hanazono），再来一次。"

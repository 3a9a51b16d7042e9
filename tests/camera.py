"""A camera film for Chromium: QR codes held before the lens, written as Y4M frame by frame, without any video tool.

Chromium plays the file in a loop. A *scene* is what is held up and for how long; ``None`` shows the empty hall.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import qrcode

WIDTH, HEIGHT = 640, 480
FRAMES_PER_SECOND = 5
HALL, PAPER, INK = 96, 235, 16
"""Brightness (Y of BT.601) of the empty hall, of the paper and of the code's dark modules."""


@dataclass(frozen=True)
class Scene:
    """``text`` as a QR code for ``seconds``; None is nothing but the hall."""

    text: str | None
    seconds: float


def film(path: Path, scenes: Sequence[Scene]) -> Path:
    """Write the scenes as a Y4M file for ``--use-file-for-fake-video-capture`` and return its path."""
    grey = bytes([128]) * (WIDTH // 2 * (HEIGHT // 2) * 2)
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for scene in scenes:
            frame = b"FRAME\n" + brightness(scene.text) + grey
            for _ in range(round(scene.seconds * FRAMES_PER_SECOND)):
                out.write(frame)
    return path


def brightness(text: str | None) -> bytes:
    """Return the Y plane of one frame: the code of ``text`` in the middle, as large as fits with a border."""
    rows = [bytearray([HALL]) * WIDTH for _ in range(HEIGHT)]
    if text is not None:
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
        code.add_data(text)
        code.make(fit=True)
        modules = code.get_matrix()
        scale = (HEIGHT - 40) // len(modules)
        side = scale * len(modules)
        top, left = (HEIGHT - side) // 2, (WIDTH - side) // 2
        for y, line in enumerate(modules):
            painted = b"".join(bytes([INK if dark else PAPER]) * scale for dark in line)
            for row in rows[top + y * scale : top + (y + 1) * scale]:
                row[left : left + side] = painted
    return b"".join(rows)

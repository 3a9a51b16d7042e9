"""QR codes as PNG and SVG. The only module that knows the qrcode library."""

import io
from itertools import groupby

import qrcode
from qrcode.image.pure import PyPNGImage

_MASK = 3
"""Looking for the best of eight masks takes six times as long as drawing the code."""


def png(text: str, *, pixels_per_module: int = 8) -> bytes:
    """Return a PNG of ``text`` with a 4-module quiet zone and 15 % error correction.

    Upper-case addresses use the alphanumeric mode, which makes the code coarser and so easier to scan.
    """
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=pixels_per_module, border=4)
    code.add_data(text)
    code.make(fit=True)
    out = io.BytesIO()
    code.make_image(image_factory=PyPNGImage).save(out)
    return out.getvalue()


def svg(text: str) -> str:
    """Return an SVG of ``text`` without quiet zone, one path; the mask is fixed, which makes many codes fast.

    The paper around it has to stay light for 4 modules.
    """
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    code.add_data(text)
    code.make(fit=True)
    rows = [[(dark, len(list(run))) for dark, run in groupby(row)] for row in code.modules]
    strokes = "".join(_row(y, runs) for y, runs in enumerate(rows))
    size = len(code.modules)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{strokes}"/></svg>'


def _row(y: int, runs: list[tuple[bool, int]]) -> str:
    x, drawn = 0, ""
    for dark, length in runs:
        drawn += f"M{x} {y}h{length}v1h-{length}z" if dark else ""
        x += length
    return drawn

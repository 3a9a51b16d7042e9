"""Certificates on paper: A4 landscape, one page each, the place of the seal left blank."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from deqing_events.documents.typesetting import document

TEMPLATE = "certificate.typ"


@dataclass(frozen=True)
class Sheet:
    """The words of one certificate. ``address`` follows the name (同志), empty for teams and units.

    ``qr`` is an SVG without quiet zone; a sample has none and shows a grey field.
    """

    issuer: str
    name: str
    address: str
    item: str
    award: str
    number: str
    code: str
    day: str
    qr: str = ""


def certificates_pdf(sheets: Sequence[Sheet]) -> bytes:
    """Return one PDF with a page per sheet. Raises TypesettingRefusedError when a character has no font."""
    return document(TEMPLATE, {"rows": [asdict(sheet) for sheet in sheets]})


def certificate_picture(sheet: Sheet, also: str = "") -> bytes:
    """Return a PNG of one certificate; ``also`` are texts of others that have to be covered by the fonts too.

    Raises TypesettingRefusedError when a character has no font.
    """
    return document(TEMPLATE, {"rows": [asdict(sheet)], "also": also}, "png")

"""核对台账: a copy of a ledger compared with its own list of files, and with the list the system holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from deqing_events.contests.ledger import closing_queries
from deqing_events.contests.ledger.evidence import index_of
from deqing_events.contests.ledger.index_table import INDEX_NAME
from deqing_events.contests.ledger.packing import digest_now
from deqing_events.documents.reading import UnreadableWorkbook, read_sheets
from deqing_events.documents.zip_digests import UnreadableZip, inside
from deqing_events.domain.ledger import SUMS_NAME, Judged, agree, compared, read_sums
from deqing_events.events.models import Event
from deqing_events.settings import Keys

NO_LIST = "这个 zip 里没有 SHA256SUMS.txt，不是从这里下载的台账。请选“活动台账.zip”。"
BAD_LIST = "SHA256SUMS.txt 的内容看不懂，可能被改过。请重新下载台账再比。"
NO_LEDGER = "请选台账的 zip 文件，或者里面的 index.xlsx、SHA256SUMS.txt。"
LARGEST_SMALL = 20 * 1024 * 1024
_DIGEST_LENGTH = 64


class UnusableCopyError(ValueError):
    """The file is no copy of a ledger; the text is a sentence for people."""


@dataclass(frozen=True)
class Checked:
    """What came of comparing. ``own`` is None where only an index was given; ``held`` is the list of the system.

    ``archived`` tells that this list was kept when the event was archived, else it was worked out just now.
    """

    own: Sequence[Judged] | None
    held: Sequence[Judged]
    archived: bool

    @property
    def whole(self) -> bool:
        """Whether the copy agrees with its own list."""
        return self.own is None or agree(self.own)

    @property
    def genuine(self) -> bool:
        """Whether the copy agrees with what the system holds."""
        return agree(self.held)


def checked(event: Event, copy: IO[bytes], keys: Keys) -> Checked:
    """Compare a copy: the zip file, or its index.xlsx or SHA256SUMS.txt alone. Raises UnusableCopyError."""
    listed, found = _read(copy)
    held, archived = _held(event, keys)
    given = {path: digest for path, digest in found.items() if path != SUMS_NAME} if found else listed
    by_folder = {path: digest for path, digest in held.items() if "/" in path}
    known = held if found or INDEX_NAME in listed else by_folder
    return Checked(compared(listed, given) if found else None, compared(known, given), archived)


def _read(copy: IO[bytes]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what the copy's list says and, for a zip file, what its files are."""
    head = copy.read(4)
    copy.seek(0)
    if not head.startswith(b"PK"):
        return _list(copy.read(LARGEST_SMALL + 1)), {}
    try:
        held = inside(copy, SUMS_NAME)
    except UnreadableZip as refusal:
        raise UnusableCopyError(str(refusal)) from refusal
    if "xl/workbook.xml" in held.digests:
        copy.seek(0)
        return _index(copy.read(LARGEST_SMALL + 1)), {}
    if held.kept is None:
        raise UnusableCopyError(NO_LIST)
    return _list(held.kept), held.digests


def _list(content: bytes) -> dict[str, str]:
    try:
        found = read_sums(content.decode("utf-8"))
    except ValueError as error:
        raise UnusableCopyError(BAD_LIST if b"\x00" not in content else NO_LEDGER) from error
    if not found:
        raise UnusableCopyError(NO_LEDGER)
    return found


def _index(content: bytes) -> dict[str, str]:
    """Return the files and digests that an index.xlsx lists."""
    try:
        rows = read_sheets(content)[0].rows if len(content) <= LARGEST_SMALL else []
    except UnreadableWorkbook as refusal:
        raise UnusableCopyError(str(refusal)) from refusal
    found = {}
    for row in rows:
        cells = [cell for cell in row if isinstance(cell, str)]
        path = next((cell for cell in cells if "/" in cell), "")
        digest = next((cell for cell in cells if len(cell) == _DIGEST_LENGTH and " " not in cell), "")
        if path and digest:
            found[path] = digest
    if not found:
        raise UnusableCopyError(NO_LEDGER)
    return found


def _held(event: Event, keys: Keys) -> tuple[Mapping[str, str], bool]:
    closed = closing_queries.standing(event.id)
    if closed is not None:
        return closed.sums, True
    index = index_of(event)
    return digest_now(index, index.look(keys)).sums, False

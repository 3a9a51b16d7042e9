"""Who was let in first? Scans that let the same person in, put in order whatever order they arrived in.

A gate without a line lets people in by itself, so the same pass may have been used at two gates before either could
tell. All those scans are facts; which of them *counts* follows from their own times alone: in the order of time each
is decided by `admission` on what counts before it. What does not count was let in twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from deqing_events.domain import admission_facts as facts
from deqing_events.domain.admission import decide

_VALID = facts.Pass(facts.PassState.VALID)
_CONFIRMED = facts.Registration(facts.RegistrationState.CONFIRMED, group="")


@dataclass(frozen=True, slots=True)
class LetIn:
    """One scan that let a person in or out; everything but an earlier entry was in order, or overridden."""

    at: datetime
    nonce: str
    type: facts.ScanType
    session: str | None = None


def in_order(scans: Iterable[LetIn]) -> list[LetIn]:
    """Return the scans by time; of an entry and an exit at one instant the exit came after."""
    return sorted(scans, key=lambda scan: (scan.at, scan.type is facts.ScanType.EXIT, scan.nonce))


def counting(mode: facts.Mode, timezone: ZoneInfo, scans: Iterable[LetIn]) -> tuple[LetIn, ...]:
    """Return the scans of one person on one list that count, by time; the same for every order of ``scans``."""
    at = facts.AdmissionList(mode, timezone)
    counted: list[LetIn] = []
    before: list[facts.PreviousScan] = []
    for scan in in_order(scans):
        asked = facts.Scan(scan.type, scan.at, scan.nonce, session=scan.session)
        if decide(facts.Facts(_VALID, _CONFIRMED, at, asked, tuple(before))).status is not facts.Status.OK:
            continue
        counted.append(scan)
        before.append(facts.PreviousScan(scan.at, scan.nonce, scan.type, scan.session, success=True))
    return tuple(counted)

"""All evidence of an event, in the order of a ledger, and what of it is missing."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from deqing_events.contests.ledger import (
    attached_evidence,
    award_evidence,
    dispute_evidence,
    double_evidence,
    notice_evidence,
    paper_evidence,
    result_evidence,
    roll_evidence,
    score_evidence,
)
from deqing_events.contests.ledger.case import Case
from deqing_events.contests.ledger.closing_queries import gaps
from deqing_events.contests.ledger.items import FOLDERS, Item, Look
from deqing_events.contests.ledger.models import EvidenceGap
from deqing_events.contests.results.content import digest_of
from deqing_events.events.models import Event
from deqing_events.settings import Keys

PARTS: tuple[Callable[[Case], list[Item]], ...] = (
    notice_evidence.items,
    roll_evidence.items,
    score_evidence.items,
    double_evidence.items,
    result_evidence.items,
    dispute_evidence.items,
    paper_evidence.items,
    award_evidence.items,
    attached_evidence.items,
)
"""Every part that knows evidence; one joins with a line."""


@dataclass(frozen=True)
class Index:
    """The evidence of an event as it is on record now."""

    event: Event
    items: Sequence[Item]

    @property
    def open_items(self) -> list[Item]:
        """What keeps the event from being archived."""
        return [item for item in self.items if item.is_open]

    @property
    def as_of(self) -> dt.datetime:
        """When the latest act on record was done."""
        return max([self.event.created_at, *(item.tally.at for item in self.items if item.tally.at)])

    @property
    def digest(self) -> str:
        """A fingerprint of what is on record: it changes when a row comes, goes, or something is done."""
        rows = {
            item.key: [
                item.tally.rows,
                item.tally.at.isoformat() if item.tally.at else "",
                item.tally.by,
                item.waits,
                item.explained,
            ]
            for item in self.items
        }
        return digest_of({"event": self.event.id, "rows": rows})

    def look(self, keys: Keys, line: str = "") -> Look:
        """Return how this evidence is written down; ``line`` says who takes full names out, when and why."""
        return Look(self.event, self.as_of, keys, line)


def _explained(item: Item, why: Mapping[str, EvidenceGap]) -> Item:
    return replace(item, explained=why[item.key].reason) if item.key in why else item


def index_of(event: Event) -> Index:
    """Return the evidence of an event, folder by folder."""
    case = Case(event)
    why = gaps(event.id)
    found = [_explained(item, why) for part in PARTS for item in part(case)]
    return Index(event, sorted(found, key=lambda item: FOLDERS.index(item.folder)))

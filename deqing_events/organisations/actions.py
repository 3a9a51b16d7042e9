"""The county's own organisations: the federation, its towns, streets and zones, shipped with the product."""

import csv
import datetime as dt
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.roles import Actor
from deqing_events.organisations import queries
from deqing_events.organisations.models import Organisation

COUNTY_CODE = "330521"
COUNTY_NAME = "德清县总工会"
_TOWNSHIPS = Path(__file__).with_name("townships.csv")


def load_reference(*, now: dt.datetime, by: Actor) -> int:
    """Store the county federation and the townships that are not there yet; return how many were added.

    Rows that exist stay as they are: staff may have confirmed other dates (domain.md §1).
    """
    try:
        with database.transaction() as session:
            added = _add_missing(session, queries.organisation_codes())
            if added:
                record("reference.load", "organisation", COUNTY_CODE, by=by, now=now, added=added)
            return added
    except IntegrityError:
        return 0  # another process was first


def _add_missing(session: Session, known: set[str]) -> int:
    added = 0
    if COUNTY_CODE not in known:
        session.add(Organisation(code=COUNTY_CODE, name=COUNTY_NAME, kind="county_federation"))
        session.flush()
        added += 1
    county = queries.organisation_by_code(COUNTY_CODE)
    with _TOWNSHIPS.open(encoding="utf-8-sig", newline="") as file:
        for sort, row in enumerate(csv.DictReader(file), 1):
            if row["code"] not in known:
                session.add(_township(row, sort, county))
                added += 1
    return added


def _township(row: dict[str, str], sort: int, county: Organisation | None) -> Organisation:
    return Organisation(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        parent_id=county.id if county else None,
        sort=sort,
        valid_from=dt.date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        valid_to=dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )

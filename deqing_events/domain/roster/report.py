"""The JSON object that describes a roster import, printed by the command line and compared in tests."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from deqing_events.domain.roster.planning import Plan, StoredMember, plan_import
from deqing_events.domain.roster.reading import Record, RosterReading

DIGEST_FIELDS = (
    "row",
    "name",
    "id_number",
    "mobile",
    "gender",
    "birth_date",
    "unit_code",
    "joined_on",
    "skill_level",
)
_DIGEST_RULE = (
    "accepted records after merging, sorted by row number, one line each: "
    "fields joined by |, empty when unknown, ending with \\n, UTF-8"
)
_SAMPLES_OF_ALL = 40
_SAMPLES_OF_REMARKABLE = 50


def roster_report(reading: RosterReading, *, file: str, units_file: str) -> dict[str, Any]:
    """Return the whole outcome of a roster file as plain JSON values.

    It describes the file against the known units alone, whatever is stored already.
    """
    records = sorted(reading.records, key=lambda record: record.row)
    return {
        "file": file,
        "units_file": units_file,
        "as_of": reading.as_of.isoformat(),
        "sheet": reading.start.sheet.name,
        "header_row": reading.start.header_row,
        "ignored_columns": list(reading.start.ignored),
        "totals": _totals(reading),
        "rejected_by_reason": _counts(reject.reason for reject in reading.rejects),
        "warnings_by_code": _counts(warning.code for warning in reading.warnings),
        "merged_by": _counts(merged.by for merged in reading.merged),
        "unit_match_all_nonrejected_rows": _counts(reading.unit_matches.elements()),
        "rejected": [{"row": reject.row, "reason": str(reject.reason)} for reject in reading.rejects],
        "merged": [
            {
                "row": merged.row,
                "into_row": merged.into_row,
                "by": str(merged.by),
                "conflicts": list(merged.conflicts),
            }
            for merged in reading.merged
        ],
        "warnings": [{"row": warning.row, "code": str(warning.code)} for warning in reading.warnings],
        "gender_counts": _counts(record.person.gender or "unknown" for record in records),
        "skill_counts": _counts(record.person.skill_level or "none" for record in records),
        "accepted_by_unit": _counts(record.person.unit_code or "unresolved" for record in records),
        "records_digest": _digest(records),
        "sample_records": _samples(reading, records),
        "reimport_same_file": reimport_counts(plan_import(reading, _as_stored(records))),
    }


def reimport_counts(plan: Plan) -> dict[str, Any]:
    """Return what importing the same file a second time would do."""
    return {
        "rule": "the same file again with unchanged data",
        "created": plan.created,
        "updated": plan.updated,
        "unchanged": plan.unchanged,
        "merged": plan.merged,
        "rejected": plan.rejected,
    }


def _totals(reading: RosterReading) -> dict[str, int]:
    return {
        "rows_read": reading.rows_read,
        "accepted": len(reading.records),
        "merged": len(reading.merged),
        "rejected": len(reading.rejects),
        "footer_rows": reading.skipped.footer_rows,
        "repeated_header_rows": reading.skipped.repeated_header_rows,
        "warnings": len(reading.warnings),
        "rows_with_warnings": len({warning.row for warning in reading.warnings}),
    }


def _counts(words: Iterable[str]) -> dict[str, int]:
    return {str(word): count for word, count in sorted(Counter(words).items())}


def _fields(record: Record) -> dict[str, Any]:
    person = record.person
    plain = {key: getattr(person, key) for key in DIGEST_FIELDS[1:]}
    return {"row": record.row} | {key: "" if value is None else str(value) for key, value in plain.items()}


def _digest(records: Sequence[Record]) -> dict[str, Any]:
    text = "".join("|".join(map(str, _fields(record).values())) + "\n" for record in records)
    return {
        "algorithm": "sha256",
        "fields": "|".join(DIGEST_FIELDS),
        "rule": _DIGEST_RULE,
        "lines": len(records),
        "value": hashlib.sha256(text.encode()).hexdigest(),
    }


def _samples(reading: RosterReading, records: Sequence[Record]) -> list[dict[str, Any]]:
    """Return about 40 records spread over all, and about 50 over those with a warning or a merged row."""
    remarkable_rows = {warning.row for warning in reading.warnings} | {m.into_row for m in reading.merged}
    remarkable = [record for record in records if record.row in remarkable_rows]
    chosen = {
        record.row: record
        for record in (*_spread(records, _SAMPLES_OF_ALL), *_spread(remarkable, _SAMPLES_OF_REMARKABLE))
    }
    return [_fields(chosen[row]) for row in sorted(chosen)]


def _spread(records: Sequence[Record], number: int) -> Sequence[Record]:
    return records[:: max(1, len(records) // number)]


def _as_stored(records: Sequence[Record]) -> Iterable[StoredMember]:
    return (StoredMember(record.row, record.person.id_number, record.person) for record in records)

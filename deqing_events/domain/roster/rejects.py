"""The rejected rows as a table that staff correct and import again (domain.md §4.4 rule 7)."""

from deqing_events.domain.roster.codes import RejectReason
from deqing_events.domain.roster.lines import Reject
from deqing_events.domain.roster.planning import Action, Plan
from deqing_events.domain.roster.reading import RosterReading
from deqing_events.domain.sheets import Row
from deqing_events.domain.tables import Column, Kind, Table, Value
from deqing_events.domain.text import cell_text, single_spaced


def all_rejects(reading: RosterReading, plan: Plan | None = None) -> tuple[Reject, ...]:
    """Return the rejects of the file and, with a plan, those that clash with stored members, by row."""
    refused = set()
    if plan is not None:
        refused = {record.row for record in plan.records if record.action is Action.REJECT}
        refused |= {merged.row for merged in reading.merged if merged.into_row in refused}
    rows = reading.start.sheet.rows
    later = [Reject(row, RejectReason.ID_NAME_CONFLICT, rows[row - 1]) for row in refused]
    return tuple(sorted((*reading.rejects, *later), key=lambda reject: reject.row))


def rejects_table(reading: RosterReading, plan: Plan | None = None) -> Table:
    """Return the original cells of each rejected row, its 行号 and the 原因.

    The header words stay as they were, so the corrected file can be imported as it is.
    """
    rejects = all_rejects(reading, plan)
    header = reading.start.sheet.rows[reading.start.header_row - 1]
    width = max([_used(header), *(_used(reject.cells) for reject in rejects)])
    titles = [single_spaced(cell_text(value)) for value in _padded(header, width)]
    columns = [Column(f"c{index}", title, width=16) for index, title in enumerate(titles)]
    return Table(
        title="未导入的行",
        subtitle="按“原因”改正后，可直接用本表重新导入。",
        columns=(*columns, Column("row", "行号", Kind.INTEGER, 8), Column("reason", "原因", width=50)),
        rows=[(*_texts(_padded(reject.cells, width)), reject.row, reject.reason.sentence) for reject in rejects],
        file_name="未导入的行",
    )


def _used(row: Row) -> int:
    return max((index for index, value in enumerate(row, 1) if value is not None), default=0)


def _padded(row: Row, width: int) -> Row:
    return (*row[:width], *([None] * (width - len(row))))


def _texts(row: Row) -> list[Value]:
    return [cell_text(value) or None for value in row]

"""The workbook a workplace fills in for an event, and the one that says what has to be changed in it."""

import datetime as dt
from collections.abc import Sequence

from deqing_events.documents.fill_in import FillColumn, FillIn
from deqing_events.domain import entry_list
from deqing_events.domain.entry_list import MARKS, TITLES, ListReading
from deqing_events.domain.sheets import header_word
from deqing_events.domain.text import cell_text, single_spaced
from deqing_events.events.models import Event
from deqing_events.registration.entries.outcomes import Line
from deqing_events.registration.entries.reading import MOST_LINES
from deqing_events.registration.forms import NO_RESULTS
from deqing_events.registration.questions.reading import cell_columns
from deqing_events.registration.wording import session_words

READY_LINES = 50
"""How many lines are numbered, and have the workplace, before anybody fills them in."""
MOST_CHOICES = 1000
NOTES = (
    "1. 一人填一行，从表头下面填起，表头不要改。带 * 的必填，不清楚的看“填写说明”。",
    f"2. 手机、身份证号按文本填，不要用公式。一份最多 {MOST_LINES} 人，没填的行不用删。",
    "3. 请先征得本人同意再填。填好后回到网页上传，先看核对结果，再确认。",
)


def blank(event: Event, units: Sequence[str], *, of: str, day: dt.date) -> FillIn:
    """Return the workbook to fill in; ``units`` are the workplaces to choose from (one: it is filled in already)."""
    columns = _columns(event, units)
    only = units[0] if len(units) == 1 else ""
    at = next(index for index, column in enumerate(columns) if column.title == TITLES[entry_list.UNIT])
    rows = [
        tuple(str(number) if index == 0 else only if index == at else "" for index in range(len(columns)))
        for number in range(1, READY_LINES + 1)
    ]
    return FillIn(
        title=f"{event.title}报名名单",
        subtitle=f"填报单位：{of}　日期：{day.isoformat()}",
        notes=NOTES,
        columns=tuple(columns),
        rows=rows,
        room=MOST_LINES,
        sheet_name="报名名单",
        file_name=f"{event.title}报名名单模板",
    )


def marked(event: Event, units: Sequence[str], reading: ListReading, lines: Sequence[Line], *, stem: str) -> FillIn:
    """Return the list as it was handed in: its original cells, 行号 and, where a line has to change, 原因."""
    sheet, known = reading.start.sheet, {header_word(each.title): each for each in _columns(event, units)}
    header = sheet.rows[reading.start.header_row - 1]
    titles = [single_spaced(cell_text(value)).rstrip("*") for value in header]
    keep = [index for index, title in enumerate(titles) if title and title not in MARKS]
    columns = [known.get(header_word(titles[index]), FillColumn(titles[index])) for index in keep]
    rows, bad = [], set()
    for position, line in enumerate(lines):
        cells = reading.cells(line.row)
        texts = [cell_text(cells[index]) if index < len(cells) else "" for index in keep]
        rows.append((*texts, str(line.row), line.sentence))
        if line.kind == "problem":
            bad.add(position)
    return FillIn(
        title=f"{event.title}报名名单",
        subtitle="有底色的行要改，怎么改写在“原因”里。改好直接上传这一份，不用删“行号”和“原因”。",
        notes=(),
        columns=(*columns, FillColumn(MARKS[0], 8), FillColumn(MARKS[1], 60)),
        rows=rows,
        room=max(len(rows), READY_LINES),
        sheet_name="报名名单",
        file_name=f"{stem}（要改的行）",
        marked=frozenset(bad),
    )


def _columns(event: Event, units: Sequence[str]) -> list[FillColumn]:
    workplaces = tuple(units) if 1 < len(units) <= MOST_CHOICES else ()
    unit_note = "不填就是本单位" if len(units) == 1 else "写登记的全称"
    found = [
        FillColumn(TITLES[entry_list.NUMBER], 6),
        FillColumn(TITLES[entry_list.NAME], 12, "和身份证件一致", required=True),
        FillColumn(TITLES[entry_list.MOBILE], 16, "11 位手机号，用来通知本人", required=True),
        FillColumn(TITLES[entry_list.UNIT], 30, unit_note, required=len(units) != 1, choices=workplaces),
    ]
    if len(event.sessions) > 1:
        words = tuple(session_words(part) for part in event.sessions)
        found.append(FillColumn(TITLES[entry_list.SESSION], 30, required=True, choices=words))
    for asked in cell_columns(event.id):
        width = max(12, min(30, 2 * len(asked.label) + 4))
        found.append(FillColumn(asked.label, width, asked.note, asked.required, asked.choices))
    if event.kind not in NO_RESULTS:
        note = "本人愿意公示时显示全名就选“是”，不填显示成“沈*例”"
        found.append(FillColumn(TITLES[entry_list.PUBLISH], 10, note, choices=("是", "否")))
    note = "本人愿意主办方在宣传里使用有自己的现场照片就选“是”"
    found.append(FillColumn(TITLES[entry_list.PHOTOS], 10, note, choices=("是", "否")))
    return found

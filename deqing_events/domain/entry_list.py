"""A list of people that a workplace hands in for an event: which lines name whom, and what has to be changed.

Vocabulary: the *form* of a list says what the event asks besides name, mobile and workplace. A line with *problems*
cannot be taken; each is a sentence that says what to do. Workplaces stay as they were written: who may enter whom is
not this module's matter.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from deqing_events.domain.identity import normalise_mobile
from deqing_events.domain.names import normalise_name
from deqing_events.domain.questions.catalogue import IDENTITY
from deqing_events.domain.questions.cells import in_cells, read_cells
from deqing_events.domain.questions.definition import Answers, Question
from deqing_events.domain.roster.lines import HEADER_WORDS
from deqing_events.domain.sheets import Row, Sheet, TableStart, filled_down, find_table, header_word, is_footer
from deqing_events.domain.text import cell_text, compact, compact_cell, single_spaced

NUMBER, NAME, MOBILE, UNIT, SESSION = "number", "name", "mobile", "unit", "session"
PUBLISH, PHOTOS = "publish", "photos"
TITLES: Mapping[str, str] = {
    NUMBER: "序号",
    NAME: "姓名",
    MOBILE: "手机",
    UNIT: "单位",
    SESSION: "场次",
    PUBLISH: "公示姓名",
    PHOTOS: "现场照片",
}
MARKS = ("行号", "原因")
"""Headings of the columns in which a list that comes back says what has to be changed."""
LONGEST_NAME = 60
LONGEST_UNIT = 120
_OWN_KEYS = frozenset({NUMBER, UNIT, SESSION, PUBLISH, PHOTOS})
"""Columns that name nobody: a line with nothing else in it is blank (a template has them filled in)."""
_YES = frozenset({"是", "愿意", "同意"})


class NoListTable(ValueError):  # noqa: N818 - named for what is missing
    """No sheet has a 姓名 and a 手机 column in its first ten rows."""

    def __init__(self) -> None:
        super().__init__("没有找到表头。请用下载的模板填，前 10 行里要有一行写着“姓名”和“手机”。")


@dataclass(frozen=True, slots=True)
class ListForm:
    """What an event asks of each line: its questions, its sessions by their words, and whether names are published."""

    questions: Sequence[Question] = ()
    sessions: Mapping[str, int] = field(default_factory=dict)
    publishes: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a list: the spreadsheet's row, what was read, and sentences about what has to be changed."""

    row: int
    name: str
    mobile: str
    unit: str
    session_id: int | None
    publish: bool
    photos: bool
    answers: Answers
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListReading:
    """A list as it was read: where its table stands, its lines, and the headings that mean nothing here."""

    start: TableStart
    lines: tuple[Line, ...]

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headings of columns that mean nothing here, those apart that this list got when it was marked."""
        return tuple(title for title in self.start.ignored if title not in MARKS)

    def cells(self, row: int) -> Row:
        """Return the original cells of a row."""
        return self.start.sheet.rows[row - 1]


def read_list(sheets: Iterable[Sheet], form: ListForm, today: date) -> ListReading:
    """Read the people of a list. Raises NoListTable."""
    visible = [sheet for sheet in sheets if not sheet.hidden]
    start = find_table(visible, _words(form), (frozenset({NAME}), frozenset({MOBILE})))
    if start is None:
        raise NoListTable
    return ListReading(start, tuple(_without_doubles(_lines(start, form, today), form)))


def _words(form: ListForm) -> dict[str, str]:
    words = {header_word(question.label): f"a_{question.key}" for question in in_cells(form.questions)}
    numbers = [f"a_{question.key}" for question in form.questions if question.field == IDENTITY]
    own = {word: key for word, key in HEADER_WORDS.items() if key in {NUMBER, NAME, MOBILE, UNIT}}
    own |= {word: numbers[0] for word, key in HEADER_WORDS.items() if key == "id_number" and numbers}
    return words | own | {TITLES[key]: key for key in (SESSION, PUBLISH, PHOTOS)}


def _lines(start: TableStart, form: ListForm, today: date) -> Iterator[Line]:
    merged = filled_down(start, (UNIT,))
    telling = [column for key, column in start.columns.items() if key not in _OWN_KEYS]
    for number, row in start.body():
        if is_footer(row) or not any(compact_cell(row[column]) for column in telling if column < len(row)):
            continue
        if HEADER_WORDS.get(header_word(start.cell(row, NAME))) == NAME:
            continue
        unit = cell_text(merged.get((number, UNIT), start.cell(row, UNIT)))
        yield _line(start, number, row, single_spaced(unit), form, today)


def _line(  # noqa: PLR0913, PLR0917 - a line, where it stands and what it is held to
    start: TableStart, number: int, row: Row, unit: str, form: ListForm, today: date
) -> Line:
    name = normalise_name(cell_text(start.cell(row, NAME))) if compact_cell(start.cell(row, NAME)) else ""
    mobile = normalise_mobile(cell_text(start.cell(row, MOBILE)))
    session_id = form.sessions.get(compact(cell_text(start.cell(row, SESSION))))
    cells = {question.key: start.cell(row, f"a_{question.key}") for question in form.questions}
    reading = read_cells(form.questions, cells, today)
    labels = {question.key: question.label for question in form.questions}
    problems = [
        *_person_problems(name, mobile, unit),
        *(["场次：请从下拉里选一个。"] if form.sessions and session_id is None else []),
        *(f"{labels[key]}：{sentence}" for key, sentence in reading.errors.items()),
    ]
    publish, photos = (compact_cell(start.cell(row, key)) in _YES for key in (PUBLISH, PHOTOS))
    said = (form.publishes and publish, photos)
    return Line(number, name, mobile or "", unit, session_id, *said, reading.answers, tuple(problems))


def _person_problems(name: str, mobile: str | None, unit: str) -> Iterator[str]:
    if not any(character.isalpha() for character in name):
        yield "姓名：请填写真实姓名。"
    elif len(name) > LONGEST_NAME:
        yield f"姓名：最多 {LONGEST_NAME} 个字。"
    if mobile is None:
        yield "手机：手机号要 11 位，以 1 开头，请再看一遍。"
    if len(unit) > LONGEST_UNIT:
        yield f"单位：最多 {LONGEST_UNIT} 个字。"


def _without_doubles(lines: Iterable[Line], form: ListForm) -> Iterator[Line]:
    """Give whoever stands in the list twice a sentence at the second place."""
    number_key = next((question.key for question in form.questions if question.field == IDENTITY), "")
    people: dict[tuple[str, str], int] = {}
    numbers: dict[object, int] = {}
    for line in lines:
        told = []
        number = line.answers.get(number_key)
        earlier = people.setdefault((line.name, line.mobile), line.row) if line.name and line.mobile else line.row
        same = numbers.setdefault(number, line.row) if number is not None else line.row
        if earlier != line.row:
            told.append(f"和第 {earlier} 行是同一个人，请删去一行。")
        elif same != line.row:
            told.append(f"身份证号和第 {same} 行相同，请核对。")
        yield replace(line, problems=(*line.problems, *told)) if told else line

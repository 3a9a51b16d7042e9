"""A stored contest as the six Tables of its workbook: as a template to fill, or with everything that is stored."""

from collections.abc import Sequence
from decimal import Decimal

from deqing_events.contests.entrants.elapsed import elapsed_text
from deqing_events.contests.models import Entrant, Mark, RuleSheet
from deqing_events.contests.results.content import Naming
from deqing_events.contests.workbook.rules import LABELS, same_rules, settings_of
from deqing_events.domain.contest_workbook import ContestWorkbook, sheet_json
from deqing_events.domain.entrants import STATUS_WORDS, EntrantStatus
from deqing_events.domain.tables import Column, Kind, Table, Value

_WORDS = {status.value: word for word, status in STATUS_WORDS.items()}
MISFIT = "规则里有工作簿装不下的内容（例如按个数设奖、每单位限奖、多个部分），请下载成绩汇总表。"
MISFIT_ENTRANTS = "有选手登记了回避或一票否决，工作簿里写不下，请下载成绩汇总表。"
NO_RULES = "还没有评分规则，先写好规则再下载。"
ENTRANT_HEADS = ("参赛号", "姓名", "代表队", "单位", "状态")


def misfit(held: RuleSheet | None, entrants: Sequence[Entrant]) -> str:
    """Return why the contest does not fit the workbook, empty when evaluating it there gives the same result."""
    if held is None:
        return NO_RULES
    if any(row.recused or row.vetoes for row in entrants):
        return MISFIT_ENTRANTS
    try:
        fits = same_rules(held.body, sheet_json(_as_book(held)))
    except (KeyError, ValueError, TypeError, ArithmeticError, StopIteration):
        return MISFIT
    return "" if fits else MISFIT


def _as_book(held: RuleSheet) -> ContestWorkbook:
    judges = held.body["panel"]["judges"]
    criteria = tuple((row["title"], Decimal(row["max"])) for row in _criteria(held))
    blank: tuple[Decimal | None, ...] = (None,) * len(criteria)
    settings = settings_of(held.body, held.league)
    return ContestWorkbook(
        "", held.body["title"], settings, (), {}, {}, criteria, {"": dict.fromkeys(judges, blank)}, {}, {}
    )


def _criteria(held: RuleSheet) -> list[dict[str, str]]:
    practical = next(part for part in held.body["parts"] if part["key"] == "practical")
    found: list[dict[str, str]] = practical["sections"][0]["criteria"]
    return found


def book_tables(
    held: RuleSheet, entrants: Sequence[Entrant], marks: Sequence[Mark], name: Naming, file_name: str
) -> list[Table]:
    """Return the six sheets; without ``marks`` the cells to fill are empty. The contest must fit (``misfit``)."""
    values = {(mark.entrant_id, mark.criterion, mark.judge): Decimal(mark.value) for mark in marks}
    shown = [row for row in entrants if row.status == EntrantStatus.PRESENT or row.blind_code or _has(row, marks)]
    return [
        _rules(held, file_name),
        _list(
            "参赛名单", [_entrant(row, name) for row in entrants], _columns("参赛号", "姓名", "代表队", "单位", "状态")
        ),
        _list(
            "理论成绩",
            [(row.number, values.get((row.id, "paper", ""))) for row in entrants],
            (*_columns("参赛号"), _number("theory", "理论成绩")),
        ),
        _list("加密对照", [(_code(row), row.number) for row in shown], _columns("盲码", "参赛号")),
        _marks(held, shown, values),
        _list(
            "用时与扣分",
            [(_code(row), elapsed_text(row.elapsed_seconds), _deduction(row)) for row in shown],
            (*_columns("盲码", "实操用时"), _number("deduction", "总分扣分")),
        ),
    ]


def _rules(held: RuleSheet, file_name: str) -> Table:
    settings = settings_of(held.body, held.league)
    rows: list[tuple[Value, ...]] = [(LABELS[key], key, value) for key, value in settings.items()]
    columns = (Column("label", "项目", width=20), Column("key", "键", width=20), Column("value", "值", width=40))
    return Table(held.body["title"], columns, rows, file_name, sheet_name="规则")


def _marks(held: RuleSheet, shown: Sequence[Entrant], values: dict[tuple[int, str, str], Decimal]) -> Table:
    criteria = _criteria(held)
    rows: list[tuple[Value, ...]] = [
        (_code(row), judge, *(values.get((row.id, criterion["key"], judge)) for criterion in criteria))
        for row in shown
        for judge in held.body["panel"]["judges"]
    ]
    heads = (_number(criterion["key"], f"{criterion['title']}({criterion['max']})") for criterion in criteria)
    return _list("实操评分", rows, (*_columns("盲码", "裁判"), *heads))


def _entrant(row: Entrant, name: Naming) -> tuple[Value, ...]:
    return row.number, name(row), row.delegation, row.unit_name, _WORDS[row.status]


def _has(row: Entrant, marks: Sequence[Mark]) -> bool:
    return row.elapsed_seconds is not None or bool(row.penalties) or any(mark.entrant_id == row.id for mark in marks)


def _code(row: Entrant) -> str:
    return row.blind_code or row.number


def _deduction(row: Entrant) -> Decimal | None:
    times = row.penalties.get("deduction")
    return None if times is None else Decimal(times)


def _columns(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(title, title, width=24 if title == "单位" else 12) for title in titles)


def _number(key: str, title: str) -> Column:
    return Column(key, title, Kind.DECIMAL, 14, None)


def _list(title: str, rows: Sequence[tuple[Value, ...]], columns: tuple[Column, ...]) -> Table:
    return Table(title, columns, rows, title)

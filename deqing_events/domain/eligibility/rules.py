"""The rules of an event: a kind with its parameters, as it is stored and as it is read back.

A rule is stored as ``{"v": 1, "kind": …}`` with what its kind has: ``ids`` (rows of townships, unions or workplaces),
``trades``, ``sex``, ``min`` and ``max`` (ages), ``n`` (a number) and ``days``. An event has at most one rule of a kind,
and whoever signs up has to meet all of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

VERSION = 1
MOST_ROWS = 200
"""How many townships, unions or workplaces a rule may name."""
SEXES = ("female", "male")


class RuleKind(StrEnum):
    """What a rule looks at, in the order in which rules are shown."""

    MEMBER = "member"
    TOWNSHIP = "township"
    UNION = "union"
    UNIT = "unit"
    TRADE = "trade"
    AGE = "age"
    YEARS = "years"
    EMPLOYED = "employed"
    SEX = "sex"
    CHAMPION = "champion"
    ITEMS = "items"
    CLASH = "clash"
    ABSENCE = "absence"


WORKPLACE = frozenset({RuleKind.TOWNSHIP, RuleKind.UNION, RuleKind.UNIT})
"""Kinds that look at where somebody works."""
ON_FILE = frozenset({RuleKind.MEMBER, RuleKind.CHAMPION, RuleKind.ITEMS, RuleKind.CLASH, RuleKind.ABSENCE})
"""Kinds that nothing somebody types can answer: they look at the roster or at earlier sign-ups."""
ORDER = tuple(RuleKind)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``ids`` and ``trades`` name what is let in; ``low`` and ``high`` bound ages; ``days`` a time back."""

    kind: RuleKind
    ids: tuple[int, ...] = ()
    trades: tuple[str, ...] = ()
    sex: str = ""
    low: int | None = None
    high: int | None = None
    number: int = 0
    days: int = 0

    def stored(self) -> dict[str, Any]:
        """Return the rule as it is stored."""
        return {"v": VERSION, "kind": str(self.kind)} | {
            name: value for name, value in self._parameters().items() if name in PARAMETERS[self.kind]
        }

    def _parameters(self) -> dict[str, Any]:
        return {
            "ids": list(self.ids),
            "trades": list(self.trades),
            "sex": self.sex,
            "min": self.low,
            "max": self.high,
            "n": self.number,
            "days": self.days,
        }


PARAMETERS: Mapping[RuleKind, tuple[str, ...]] = {
    RuleKind.MEMBER: (),
    RuleKind.TOWNSHIP: ("ids",),
    RuleKind.UNION: ("ids",),
    RuleKind.UNIT: ("ids",),
    RuleKind.TRADE: ("trades",),
    RuleKind.AGE: ("min", "max"),
    RuleKind.YEARS: ("n",),
    RuleKind.EMPLOYED: (),
    RuleKind.SEX: ("sex",),
    RuleKind.CHAMPION: (),
    RuleKind.ITEMS: ("n",),
    RuleKind.CLASH: (),
    RuleKind.ABSENCE: ("n", "days"),
}
"""What each kind has."""

DEFAULTS: Mapping[RuleKind, Rule] = {
    **{kind: Rule(kind) for kind in RuleKind},
    RuleKind.AGE: Rule(RuleKind.AGE, low=16, high=60),
    RuleKind.YEARS: Rule(RuleKind.YEARS, number=1),
    RuleKind.SEX: Rule(RuleKind.SEX, sex="female"),
    RuleKind.ITEMS: Rule(RuleKind.ITEMS, number=3),
    RuleKind.ABSENCE: Rule(RuleKind.ABSENCE, number=2, days=180),
}
"""A rule of each kind as the editor offers it first (domain.md §3.1 and §3.7)."""

_NUMBERS: Mapping[RuleKind, tuple[int, str]] = {
    RuleKind.YEARS: (50, "从业年限填 1 到 50 之间的整数。"),
    RuleKind.ITEMS: (50, "每人最多几项，填 1 到 50 之间的整数。"),
    RuleKind.ABSENCE: (20, "没来几次，填 1 到 20 之间的整数。"),
}
_MOST_DAYS, _OLDEST = 3650, 100


class UnusableRuleError(ValueError):
    """A stored or typed rule cannot be used; the text is a sentence for staff, ``part`` names what to change."""

    def __init__(self, sentence: str, part: str = "") -> None:
        super().__init__(sentence)
        self.part = part


def parse(stored: Iterable[Any]) -> tuple[Rule, ...]:
    """Return stored rules in the order they are shown. Raises UnusableRuleError when one cannot be read."""
    rules = [read(row) for row in stored]
    if len({rule.kind for rule in rules}) < len(rules):
        raise UnusableRuleError("同一种资格规则只能设一条，请改原来的那条。")
    return tuple(sorted(rules, key=lambda rule: ORDER.index(rule.kind)))


def read(row: Any) -> Rule:  # noqa: ANN401 - JSON
    """Return one stored rule. Raises UnusableRuleError saying what to change."""
    if not isinstance(row, Mapping) or row.get("v") != VERSION:
        raise UnusableRuleError("这条资格规则是别的版本写的，请删掉重设。")
    try:
        kind = RuleKind(str(row.get("kind")))
    except ValueError as error:
        raise UnusableRuleError("请从列表里选一种资格规则。") from error
    if kind in WORKPLACE:
        return Rule(kind, ids=_ids(row.get("ids")))
    if kind is RuleKind.TRADE:
        return Rule(kind, trades=_trades(row.get("trades")))
    if kind is RuleKind.SEX:
        return Rule(kind, sex=_sex(row.get("sex")))
    if kind is RuleKind.AGE:
        return _ages(row.get("min"), row.get("max"))
    number = _number(row.get("n"), 1, *_NUMBERS[kind], part="number") if kind in _NUMBERS else 0
    if kind is not RuleKind.ABSENCE:
        return Rule(kind, number=number)
    sentence = f"多少天以内，填 1 到 {_MOST_DAYS} 之间的整数。"
    return Rule(kind, number=number, days=_number(row.get("days"), 1, _MOST_DAYS, sentence, part="days"))


def _ids(value: Any) -> tuple[int, ...]:  # noqa: ANN401 - JSON
    if not isinstance(value, list) or not value or not all(_whole(each) and each > 0 for each in value):
        raise UnusableRuleError("至少选一个。", "ids")
    if len(set(value)) > MOST_ROWS:
        raise UnusableRuleError(f"最多选 {MOST_ROWS} 个。", "ids")
    return tuple(sorted(set(value)))


def _trades(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - JSON
    if not isinstance(value, list) or not value or not all(isinstance(each, str) and each for each in value):
        raise UnusableRuleError("至少选一个工种。", "trades")
    return tuple(sorted(set(value)))


def _sex(value: Any) -> str:  # noqa: ANN401 - JSON
    if value not in SEXES:
        raise UnusableRuleError("限女职工还是限男职工，请选一个。", "sex")
    return str(value)


def _ages(low: Any, high: Any) -> Rule:  # noqa: ANN401 - JSON
    if low is None and high is None:
        raise UnusableRuleError("最小和最大年龄至少填一个。", "low")
    sentence = f"年龄填 1 到 {_OLDEST} 之间的整数。"
    least = None if low is None else _number(low, 1, _OLDEST, sentence, part="low")
    most = None if high is None else _number(high, 1, _OLDEST, sentence, part="high")
    if least is not None and most is not None and least > most:
        raise UnusableRuleError("最大年龄不能小于最小年龄。", "high")
    return Rule(RuleKind.AGE, low=least, high=most)


def _number(value: Any, least: int, most: int, sentence: str, *, part: str) -> int:  # noqa: ANN401 - JSON
    if not _whole(value) or not least <= value <= most:
        raise UnusableRuleError(sentence, part)
    return int(value)


def _whole(value: Any) -> bool:  # noqa: ANN401 - JSON
    return isinstance(value, int) and not isinstance(value, bool)

"""Lists that an organiser types one per line: 配线工艺 20, 一等奖 10%, 二等奖 2个. Read to values and back."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from deqing_events.domain.contest_workbook import TIERS
from deqing_events.domain.rounding import number, plain_text
from deqing_events.domain.sheet_builders import TierChoice
from deqing_events.domain.text import single_spaced

_VALUED = re.compile(r"(.+?)[ :：,，(（]*([0-9]{1,5}(?:\.[0-9]{1,4})?) ?分?[)）]?")
_TIER = re.compile(r"(.+?)[ :：,，]*([0-9]{1,5}(?:\.[0-9]{1,4})?) ?(%|个|名|人|项)")
LONGEST_TITLE = 40
MOST_LINES = 60


def typed_lines(text: str) -> list[str]:
    """Return the lines that are not blank, with single spaces. Raises ValueError for too many or too long ones."""
    lines = [line for line in map(single_spaced, text.splitlines()) if line]
    if len(lines) > MOST_LINES:
        raise ValueError(f"最多 {MOST_LINES} 行，请合并一些。")
    long = next((line for line in lines if len(line) > LONGEST_TITLE), None)
    if long is not None:
        raise ValueError(f"“{long[:12]}…”太长，每行最多 {LONGEST_TITLE} 个字。")
    return lines


def valued_lines(text: str) -> list[tuple[str, Decimal]]:
    """Read 名称 and 分值 per line. Raises ValueError naming the line that has no number."""
    found = []
    for line in typed_lines(text):
        match = _VALUED.fullmatch(line)
        if match is None:
            raise ValueError(f"“{line}”请写成：名称 空格 分值，例如 配线工艺 20。")
        found.append((match[1], Decimal(match[2])))
    return found


def tier_lines(text: str) -> list[TierChoice]:
    """Read 奖项 and 名额 per line, best first. Raises ValueError naming the line that is neither % nor 个."""
    found: list[TierChoice] = []
    for line in typed_lines(text):
        match = _TIER.fullmatch(line)
        if match is None or (match[3] != "%" and "." in match[2]):
            raise ValueError(f"“{line}”请写成：一等奖 10% 或 一等奖 1个。")
        key = TIERS[len(found)] if len(found) < len(TIERS) else f"prize_{len(found) + 1}"
        if match[3] == "%":
            found.append(TierChoice(match[1], percent=Decimal(match[2]), key=key))
        else:
            found.append(TierChoice(match[1], count=int(match[2]), key=key))
    return found


def point_list(text: str) -> list[int]:
    """Read 10,9,8 (any comma). Raises ValueError with a sentence for anything but whole numbers."""
    items = [item.strip() for item in re.split(r"[,，、 ]+", text.strip()) if item.strip()]
    if not all(item.isascii() and item.isdigit() and len(item) <= 4 for item in items):  # noqa: PLR2004 - digits
        raise ValueError("积分请写成整数，用逗号隔开，例如 10,9,8,7。")
    return [int(item) for item in items]


def write_valued(rows: Iterable[tuple[str, str]]) -> str:
    """Write (title, value) rows as an organiser types them."""
    return "\n".join(f"{title} {value}" for title, value in rows)


def write_tiers(tiers: Sequence[dict[str, Any]]) -> str:
    """Write the tiers of a sheet's JSON as an organiser types them."""
    return "\n".join(
        f"{tier['title']} {tier['percent']}%"
        if tier.get("percent") is not None
        else f"{tier['title']} {tier['count']}个"
        for tier in tiers
    )


def percent_of(weight: str) -> str:
    """Write the weight 0.3 as 30."""
    return plain_text(number(weight) * 100)


def weight_of(percent: str) -> Decimal:
    """Read 30 as the weight 0.3."""
    return Decimal(percent) / 100

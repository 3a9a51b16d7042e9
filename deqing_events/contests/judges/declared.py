"""Relations that judges declare, one per line as staff type them: 参赛号 关系, for example A003 师徒."""

from collections.abc import Iterable, Mapping

from deqing_events.contests.models import Entrant
from deqing_events.domain.recusal import RELATIONS
from deqing_events.domain.text import single_spaced

OTHER = "其他"


def read(text: str, ids: Mapping[str, int]) -> dict[int, str]:
    """Return the relation by entrant id; a line without a word means 其他. Raises ValueError naming the line."""
    found: dict[int, str] = {}
    for line in filter(None, map(single_spaced, text.splitlines())):
        number, _, word = line.partition(" ")
        if number not in ids:
            raise ValueError(f"“{line[:20]}”：名单里没有参赛号 {number[:20]}。请写成：参赛号 空格 关系。")
        if word and word not in RELATIONS:
            raise ValueError(f"“{line[:20]}”：关系请从这几个里选：{'、'.join(RELATIONS)}。")
        found[ids[number]] = word or OTHER
    return found


def write(relations: Mapping[str, str], rows: Iterable[Entrant]) -> str:
    """Write stored relations as staff type them; somebody who left the list is left out."""
    return "\n".join(f"{row.number} {relations[str(row.id)]}" for row in rows if str(row.id) in relations)

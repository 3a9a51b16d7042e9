"""How long personal data is kept, class by class, in days (domain.md §4.1).

Vocabulary: a value is *due* once the last moment it was of use lies more days back than its class is kept. What was
promised to people on forms and in the notice may be shortened by an installation, never lengthened.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from deqing_events.domain.questions.definition import RETENTION_DAYS, Retention

DAYS_OF_A_YEAR = 365
NOTICE = "2026-12"
"""The version of the notice on the page 隐私; a new text gets a new one."""
NOBODY = "*"
"""The name of somebody whose data is gone; masking leaves it as it is."""


@dataclass(frozen=True)
class Keeping:
    """Days each class is kept.

    Counted from the end of the event: ``identity`` (numbers; ``promotion`` from the close of the promotion where there
    is one), ``answers`` (other answers and photos), ``records`` (names and mobiles of sign-ups, scores, check-ins).
    ``consents`` count from the moment the sign-up lost its name, ``requests`` from the decision, ``disputes`` (appeals
    and objections) from the day they came in; the others from the day they were made or last used.
    """

    identity: int = RETENTION_DAYS[Retention.IDENTITY]
    promotion: int = 30
    answers: int = RETENTION_DAYS[Retention.EVENT]
    records: int = RETENTION_DAYS[Retention.RECORD]
    consents: int = 3 * DAYS_OF_A_YEAR
    requests: int = 3 * DAYS_OF_A_YEAR
    disputes: int = 3 * DAYS_OF_A_YEAR
    messages: int = DAYS_OF_A_YEAR
    codes: int = 2
    imports: int = 7
    devices: int = 400
    sessions: int = 30

    def of_answers(self, retention: Retention) -> int:
        """Return the days an answer with a retention class is kept after the end of the event."""
        return {
            Retention.IDENTITY: self.identity,
            Retention.EVENT: self.answers,
            Retention.RECORD: self.records,
        }[retention]


PROMISED = ("identity", "promotion", "answers", "records", "imports", "disputes")
"""Classes whose period people were told when they gave the data."""
SHORTEST: Mapping[str, int] = {"messages": 60}
"""A message that is forgotten may be told again, so its class is kept until nothing tells of that occasion any more."""


def kept_for(name: str, days: int) -> str:
    """Return what is wrong with keeping the class ``name`` for ``days``, empty when nothing is."""
    default: int = getattr(Keeping, name)
    least = SHORTEST.get(name, 1)
    if days < least:
        return f"must be at least {least}"
    if name in PROMISED and days > default:
        return f"must not be more than {default}: that is what people were told"
    return ""


def span(days: int) -> str:
    """Return a period in words: 30 天, 5 年."""
    return f"{days} 天" if days % DAYS_OF_A_YEAR else f"{days // DAYS_OF_A_YEAR} 年"


def cutoff(now: dt.datetime, days: int) -> dt.datetime:
    """Return the instant before which a class that is kept for ``days`` is due."""
    return now - dt.timedelta(days=days)


def identity_due(now: dt.datetime, ended: dt.datetime, keeping: Keeping, closed: dt.datetime | None = None) -> bool:
    """Tell whether an identity number is due: after the promotion closed where there was one, else after the end."""
    if closed is not None:
        return closed < cutoff(now, keeping.promotion)
    return ended < cutoff(now, keeping.identity)

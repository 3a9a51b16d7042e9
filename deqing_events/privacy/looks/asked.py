"""What the list of looks was asked for in its address."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from deqing_events.domain.text import row_id
from deqing_events.web.clock import SHANGHAI
from deqing_events.web.forms import tidy

LOOKS: Mapping[str, str] = {
    "member.reveal": "看会员完整信息",
    "registration.reveal": "看报名完整信息",
    "registrations.export_full": "导出完整报名表",
    "scan.export_full": "导出完整扫码记录",
    "results.full_file": "导出完整成绩表",
    "workbook.full_file": "导出比赛工作簿",
    "round.full_file": "导出完整晋级名单",
    "promotion.full_file": "导出完整晋级申报表",
    "certificate.full_file": "导出完整证书登记表",
    "ledger.full_file": "导出含全名的台账",
    "honour.full_file": "导出完整荣誉登记表",
    "objection.reveal": "看异议人手机号",
    "message.reveal": "看验证码",
    "privacy.export": "本人导出自己的资料",
}
"""Every action of the log that is a look at, or an export of, personal data in full."""

PAGE_SIZE = 50
TEXT_LIMIT = 60


@dataclass(frozen=True)
class Asked:
    """The narrowing of the list: an action, an account, days (both included), words of the reason."""

    action: str = ""
    account: int | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    q: str = ""
    page: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Asked":
        """Read an address's parameters leniently: what means nothing counts as not given."""
        action = args.get("action", "")
        return cls(
            action=action if action in LOOKS else "",
            account=row_id(args.get("account")),
            first=_day(args.get("first", "")),
            last=_day(args.get("last", "")),
            q=str(tidy(args.get("q", "")))[:TEXT_LIMIT],
            page=row_id(args.get("page")) or 1,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the page was asked for."""
        return bool(self.action or self.account or self.first or self.last or self.q)

    @property
    def start(self) -> dt.datetime | None:
        """The first instant that is asked for."""
        return dt.datetime.combine(self.first, dt.time(), SHANGHAI) if self.first else None

    @property
    def end(self) -> dt.datetime | None:
        """The instant after the last day asked for."""
        return dt.datetime.combine(self.last, dt.time(), SHANGHAI) + dt.timedelta(days=1) if self.last else None

    def href(self, **changes: Any) -> str:  # noqa: ANN401 - text or numbers
        """Return the query part of a link that asks the same with ``changes``, from the first page on."""
        asked = asdict(replace(self, **{"page": 1, **changes}))
        if asked["page"] == 1:
            asked.pop("page")
        return "?" + urlencode({key: value for key, value in asked.items() if value})


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None

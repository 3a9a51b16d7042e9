"""How many certificates a second a batch makes: QR codes, one run of typst, one file. Part of ``make bench``."""

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from deqing_events.documents.certificates import Sheet, certificates_pdf  # noqa: E402 - run as a script
from deqing_events.web import qr  # noqa: E402 - run as a script

COUNT = 1000


def sheet(number: int) -> Sheet:
    """Return one of many certificates."""
    code = f"ACDEFG{number:04}"
    address = qr.svg(f"HTTPS://EVENTS.EXAMPLE.CN/VERIFY/{code}")
    item, award = "2026年德清县职工技能运动会维修电工技能比武", "二等奖"
    serial = f"德工赛证 2026-{number:04}"
    return Sheet("德清县总工会", "沈示例", "同志", item, award, serial, code, "2026年12月19日", address)


def certificates(count: int = COUNT) -> None:
    """Print how long a batch takes from its rows to its file, and how large that is."""
    started = time.perf_counter()
    made = certificates_pdf([sheet(number) for number in range(count)])
    spent = time.perf_counter() - started
    print(f"{count:,} certificates in one PDF: {spent:.1f} s, {count / spent:.0f}/s, {len(made) / 2**20:.1f} MB")


if __name__ == "__main__":
    certificates(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)

"""证书发放登记表: what was issued for an event, with a column to sign on receipt."""

from collections.abc import Sequence

from deqing_events.contests.certificates.models import Certificate
from deqing_events.domain.certificates import CERTIFICATE_WORDS, CertificateState, grouped
from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.masking import mask_name
from deqing_events.domain.tables import Column, Kind, Table

COLUMNS = (
    Column("no", "序号", Kind.INTEGER, 7),
    Column("number", "证书编号", width=22),
    Column("name", "姓名或名称", width=16),
    Column("unit", "单位", width=26),
    Column("award", "奖项", width=14),
    Column("day", "颁发日期", Kind.DATE, 13),
    Column("code", "查验码", width=15),
    Column("state", "状态", width=9),
    Column("sign", "领取人签名", width=14),
)


def register_table(title: str, rows: Sequence[Certificate], subtitle: str, *, full: bool) -> Table:
    """Return the register; without ``full`` people's names are masked."""
    return Table(
        title=f"{title}证书发放登记表",
        columns=COLUMNS,
        rows=[
            (
                index,
                row.number,
                row.name if full or row.holder_kind != EntrantKind.PERSON else mask_name(row.name),
                row.unit_name,
                row.award,
                row.batch.issued_on,
                grouped(row.code),
                CERTIFICATE_WORDS[CertificateState(row.state)],
                "",
            )
            for index, row in enumerate(rows, 1)
        ],
        file_name=f"{title}-证书发放登记表",
        subtitle=subtitle,
        sheet_name="证书发放登记表",
        notes=("编号用过的不再用：已换发、已撤销的也留在表里。",),
        signatures=("经办人", "审核人"),
    )

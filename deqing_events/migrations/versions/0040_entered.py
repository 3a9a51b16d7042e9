"""How many came in is kept with the list, and only unknown codes are looked through for guesses."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

COUNTED = """UPDATE checkin_list SET entered = (SELECT count(*) FROM scan WHERE scan.list_id = checkin_list.id
    AND scan.counts AND scan.direction = 'entry' AND scan.annulled_at IS NULL)"""


def upgrade() -> None:
    with op.batch_alter_table("checkin_list") as table:
        table.add_column(sa.Column("entered", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("checkin_list") as table:
        table.alter_column("entered", server_default=None)
    op.execute(COUNTED)
    op.create_index(op.f("ix_scan_device_id_id"), "scan", ["device_id", "id"])
    op.create_index(
        "ix_scan_guesses",
        "scan",
        ["device_id", "received_at"],
        sqlite_where=sa.text("reason = 'invalid'"),
        postgresql_where=sa.text("reason = 'invalid'"),
    )
    op.drop_index(op.f("ix_scan_device_id_received_at"), table_name="scan")


def downgrade() -> None:
    op.create_index(op.f("ix_scan_device_id_received_at"), "scan", ["device_id", "received_at"])
    op.drop_index("ix_scan_guesses", table_name="scan")
    op.drop_index(op.f("ix_scan_device_id_id"), table_name="scan")
    with op.batch_alter_table("checkin_list") as table:
        table.drop_column("entered")

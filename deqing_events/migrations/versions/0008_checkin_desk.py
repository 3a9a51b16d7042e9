"""Check-in at the desk: purposes and groups of lists, what phones say of themselves, paper batches, attendance."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PURPOSES = "purpose IN ('arrival', 'call_room', 'meal', 'prize', 'other')"


def upgrade() -> None:
    with op.batch_alter_table("checkin_list") as table:
        table.add_column(sa.Column("purpose", sa.String(length=10), nullable=False, server_default="arrival"))
        table.add_column(sa.Column("group_by", sa.String(length=10), nullable=False, server_default=""))
        table.add_column(sa.Column("groups", sa.JSON(none_as_null=True), nullable=True))
        table.create_check_constraint(op.f("ck_checkin_list_purpose"), PURPOSES)
        table.create_check_constraint(op.f("ck_checkin_list_group_by"), "group_by IN ('', 'township', 'team')")
    with op.batch_alter_table("checkin_list") as table:
        for column in ("purpose", "group_by"):
            table.alter_column(column, server_default=None)
    op.add_column("gate_device", sa.Column("waiting", sa.Integer(), nullable=True))
    op.add_column("gate_device", sa.Column("skew", sa.Integer(), nullable=True))
    op.add_column("gate_device", sa.Column("revoked_at", UtcDateTime(), nullable=True))
    op.create_table(
        "paper_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("done_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= undone_count AND undone_count >= 0", name=op.f("ck_paper_batch_counts")),
        sa.ForeignKeyConstraint(["list_id"], ["checkin_list.id"], name=op.f("fk_paper_batch_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batch")),
    )
    op.create_index(op.f("ix_paper_batch_list_id"), "paper_batch", ["list_id"], unique=False)
    op.create_index(op.f("ix_paper_batch_token"), "paper_batch", ["token"], unique=True)
    op.create_table(
        "attendance_rule",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("least IS NULL OR least >= 1", name=op.f("ck_attendance_rule_least")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_attendance_rule_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_attendance_rule")),
    )


def downgrade() -> None:
    for name in ("attendance_rule", "paper_batch"):
        op.drop_table(name)
    for column in ("revoked_at", "skew", "waiting"):
        op.drop_column("gate_device", column)
    with op.batch_alter_table("checkin_list") as table:
        table.drop_constraint(op.f("ck_checkin_list_group_by"), type_="check")
        table.drop_constraint(op.f("ck_checkin_list_purpose"), type_="check")
        for column in ("groups", "group_by", "purpose"):
            table.drop_column(column)

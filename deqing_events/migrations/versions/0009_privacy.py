"""Requests for deletion, and the runs of the retention job."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mobile_key", sa.String(length=64), nullable=False),
        sa.Column("mobile", sa.String(length=11), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'withdrawn', 'refused', 'done')", name=op.f("ck_data_request_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
    )
    op.create_index(
        op.f("ix_data_request_mobile_key_asked_at"), "data_request", ["mobile_key", "asked_at"], unique=False
    )
    op.create_index(op.f("ix_data_request_state_asked_at"), "data_request", ["state", "asked_at"], unique=False)
    op.create_index(
        op.f("ix_data_request_mobile_key"),
        "data_request",
        ["mobile_key"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "retention_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("cleared", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("left", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("compacted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )
    op.create_index(op.f("ix_retention_run_at"), "retention_run", ["at"], unique=False)


def downgrade() -> None:
    for table in ("retention_run", "data_request"):
        op.drop_table(table)

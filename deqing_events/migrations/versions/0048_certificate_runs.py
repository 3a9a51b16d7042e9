"""Rounds of issuing certificates."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certificate_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("subjects", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("missed", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("beat_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("done >= 0", name=op.f("ck_certificate_run_done")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_certificate_run_event_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["certificate_batch.id"], name=op.f("fk_certificate_run_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_run")),
    )
    op.create_index(
        op.f("ix_certificate_run_event_id"),
        "certificate_run",
        ["event_id"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_index(op.f("ix_certificate_run_batch_id"), "certificate_run", ["batch_id"], unique=True)


def downgrade() -> None:
    op.drop_table("certificate_run")

"""Locks of marks."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "marks_lock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("locked_at", UtcDateTime(), nullable=False),
        sa.Column("locked_by", sa.String(length=80), nullable=False),
        sa.Column("reopened_at", UtcDateTime(), nullable=True),
        sa.Column("reopened_by", sa.String(length=80), nullable=False),
        sa.Column("ruling", sa.String(length=80), nullable=False),
        sa.Column("reopen_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "reopened_at IS NULL OR (ruling <> '' AND reopen_reason <> '')", name=op.f("ck_marks_lock_ruling")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_marks_lock_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks_lock")),
    )
    op.create_index(
        op.f("ix_marks_lock_event_id"),
        "marks_lock",
        ["event_id"],
        unique=True,
        sqlite_where=sa.text("reopened_at IS NULL"),
        postgresql_where=sa.text("reopened_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("marks_lock")

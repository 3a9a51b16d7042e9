"""Files of events that were closed, and why evidence is missing."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closed_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sums", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.Column("closed_by", sa.String(length=80), nullable=False),
        sa.Column("reopened_at", UtcDateTime(), nullable=True),
        sa.Column("reopened_by", sa.String(length=80), nullable=False),
        sa.Column("ruling", sa.String(length=80), nullable=False),
        sa.Column("reopen_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "reopened_at IS NULL OR (ruling <> '' AND reopen_reason <> '')", name=op.f("ck_closed_file_ruling")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_closed_file_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_file")),
    )
    op.create_index(
        op.f("ix_closed_file_event_id"),
        "closed_file",
        ["event_id"],
        unique=True,
        sqlite_where=sa.text("reopened_at IS NULL"),
        postgresql_where=sa.text("reopened_at IS NULL"),
    )
    op.create_table(
        "evidence_gap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_evidence_gap_reason")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_evidence_gap_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_gap")),
    )
    op.create_index(op.f("ix_evidence_gap_event_id_key"), "evidence_gap", ["event_id", "key"], unique=True)


def downgrade() -> None:
    op.drop_table("evidence_gap")
    op.drop_table("closed_file")

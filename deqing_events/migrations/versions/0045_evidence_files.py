"""Photos and papers attached to the ledger of an event."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(length=4), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("file_name", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("nameless", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_by", sa.String(length=80), nullable=False),
        sa.Column("remove_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("removed_at IS NULL OR remove_reason <> ''", name=op.f("ck_evidence_file_removed")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_evidence_file_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_file")),
    )
    op.create_index(
        op.f("ix_evidence_file_event_id_sha256"),
        "evidence_file",
        ["event_id", "sha256"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("evidence_file")

"""The register of honours."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "honour",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("holder_kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("awarded_by", sa.String(length=60), nullable=False),
        sa.Column("awarded_on", sa.Date(), nullable=False),
        sa.Column("document_number", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("struck_at", UtcDateTime(), nullable=True),
        sa.Column("strike_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("holder_kind IN ('person', 'team', 'unit')", name=op.f("ck_honour_holder")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_honour_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_honour")),
    )
    op.create_index(
        op.f("ix_honour_kind_name_unit_name_document_number"),
        "honour",
        ["kind", "name", "unit_name", "document_number"],
        unique=True,
        sqlite_where=sa.text("struck_at IS NULL"),
        postgresql_where=sa.text("struck_at IS NULL"),
    )
    op.create_index(op.f("ix_honour_awarded_on"), "honour", ["awarded_on"], unique=False)
    op.create_index(op.f("ix_honour_event_id"), "honour", ["event_id"], unique=False)


def downgrade() -> None:
    op.drop_table("honour")

"""Batches of corrections."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("effects", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=True),
        sa.Column("objection_id", sa.Integer(), nullable=True),
        sa.Column("ruling", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("applied_by", sa.String(length=80), nullable=False),
        sa.Column("applied_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'applied', 'dropped')", name=op.f("ck_correction_state")),
        sa.CheckConstraint("state <> 'applied' OR (reason <> '' AND ruling <> '')", name=op.f("ck_correction_ruling")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_correction_event_id")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_correction_appeal_id")),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name=op.f("fk_correction_objection_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(
        op.f("ix_correction_event_id"),
        "correction",
        ["event_id"],
        unique=True,
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )


def downgrade() -> None:
    op.drop_table("correction")

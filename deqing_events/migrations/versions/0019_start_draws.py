"""The draw of the starting order, and lots for those who come late."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "start_draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("listed", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("list_sha256", sa.String(length=64), nullable=False),
        sa.Column("fixed_at", UtcDateTime(), nullable=False),
        sa.Column("fixed_by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("seed", sa.String(length=80), nullable=False),
        sa.Column("seed_source", sa.String(length=60), nullable=False),
        sa.Column("witnesses", sa.String(length=120), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=True),
        sa.Column("drawn_by", sa.String(length=80), nullable=False),
        sa.Column("drawn_order", sa.JSON(none_as_null=True), nullable=False),
        sa.CheckConstraint("(seed = '') = (drawn_at IS NULL)", name=op.f("ck_start_draw_seeded")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_start_draw_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_draw")),
    )
    op.create_index(op.f("ix_start_draw_event_id_version"), "start_draw", ["event_id", "version"], unique=True)
    op.create_table(
        "late_lot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("entrant_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("lot", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["start_draw.id"], name=op.f("fk_late_lot_draw_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_lot")),
    )
    op.create_index(op.f("ix_late_lot_draw_id_entrant_id"), "late_lot", ["draw_id", "entrant_id"], unique=True)
    op.create_index(op.f("ix_late_lot_draw_id_lot"), "late_lot", ["draw_id", "lot"], unique=True)


def downgrade() -> None:
    op.drop_table("late_lot")
    op.drop_table("start_draw")

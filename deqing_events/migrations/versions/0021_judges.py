"""Judges without accounts and their personal links."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

LIVE = sa.text("revoked_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "panel_judge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("judge", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("workplace", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("relations", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_panel_judge_event_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_panel_judge_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_judge")),
    )
    op.create_index(op.f("ix_panel_judge_event_id_judge"), "panel_judge", ["event_id", "judge"], unique=True)
    op.create_table(
        "judge_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("panel_judge_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("valid_from", UtcDateTime(), nullable=False),
        sa.Column("valid_until", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("valid_from < valid_until", name=op.f("ck_judge_link_period")),
        sa.ForeignKeyConstraint(["panel_judge_id"], ["panel_judge.id"], name=op.f("fk_judge_link_panel_judge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_link")),
    )
    op.create_index(op.f("ix_judge_link_token_hash"), "judge_link", ["token_hash"], unique=True)
    op.create_index(
        op.f("ix_judge_link_panel_judge_id"),
        "judge_link",
        ["panel_judge_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def downgrade() -> None:
    op.drop_table("judge_link")
    op.drop_table("panel_judge")

"""Screens and posters at which people check in by themselves."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "screen_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("valid_from", UtcDateTime(), nullable=False),
        sa.Column("valid_until", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("valid_from < valid_until", name=op.f("ck_screen_link_period")),
        sa.CheckConstraint("kind IN ('venue', 'poster', 'wall')", name=op.f("ck_screen_link_kind")),
        sa.ForeignKeyConstraint(["list_id"], ["checkin_list.id"], name=op.f("fk_screen_link_list_id")),
        sa.ForeignKeyConstraint(["session_id"], ["event_session.id"], name=op.f("fk_screen_link_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screen_link")),
    )
    op.create_index(op.f("ix_screen_link_list_id"), "screen_link", ["list_id"], unique=False)
    op.create_index(op.f("ix_screen_link_token_hash"), "screen_link", ["token_hash"], unique=True)
    op.create_table(
        "venue_confirm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("screen_id", sa.Integer(), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["screen_id"], ["screen_link.id"], name=op.f("fk_venue_confirm_screen_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue_confirm")),
    )
    op.create_index(op.f("ix_venue_confirm_nonce"), "venue_confirm", ["nonce"], unique=True)
    op.create_index(op.f("ix_venue_confirm_phone_hash"), "venue_confirm", ["phone_hash"], unique=False)
    op.create_index(op.f("ix_venue_confirm_screen_id"), "venue_confirm", ["screen_id"], unique=False)


def downgrade() -> None:
    for table in ("venue_confirm", "screen_link"):
        op.drop_table(table)

"""Links by which somebody takes a single place over."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_place_offer_registration_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["registration.id"], name=op.f("fk_place_offer_taken_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_offer")),
    )
    op.create_index(op.f("ix_place_offer_token_hash"), "place_offer", ["token_hash"], unique=True)
    op.create_index(
        op.f("ix_place_offer_registration_id"),
        "place_offer",
        ["registration_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("place_offer")

"""Photos of papers that are typed from."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sheet_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("judge", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_sheet_photo_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_photo")),
    )
    op.create_index(op.f("ix_sheet_photo_event_id"), "sheet_photo", ["event_id"], unique=False)


def downgrade() -> None:
    op.drop_table("sheet_photo")

"""Who gave out blind codes, and when the seal over them was opened."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "code_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_code_issue_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_issue")),
    )
    op.create_index(op.f("ix_code_issue_event_id"), "code_issue", ["event_id"], unique=False)
    op.create_table(
        "code_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_code_opening_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_opening")),
    )
    op.create_index(op.f("ix_code_opening_event_id"), "code_opening", ["event_id"], unique=True)


def downgrade() -> None:
    op.drop_table("code_opening")
    op.drop_table("code_issue")

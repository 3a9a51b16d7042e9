"""How long appeals of a contest are taken, what arbiters said, and who ruled."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

ADDED = (
    ("bench", sa.String(length=400), ""),
    ("votes_for", sa.Integer(), "0"),
    ("votes_against", sa.Integer(), "0"),
)


def upgrade() -> None:
    with op.batch_alter_table("appeal") as table:
        for name, kind, empty in ADDED:
            table.add_column(sa.Column(name, kind, nullable=False, server_default=empty))
    with op.batch_alter_table("appeal") as table:
        for name, _, _ in ADDED:
            table.alter_column(name, server_default=None)
    op.create_table(
        "appeal_window",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("extended_until", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("hours BETWEEN 1 AND 240", name=op.f("ck_appeal_window_hours")),
        sa.CheckConstraint("extended_until IS NULL OR reason <> ''", name=op.f("ck_appeal_window_reason")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_appeal_window_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_appeal_window")),
    )
    op.create_table(
        "appeal_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("vote", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("vote IN ('upheld', 'rejected', 'recused')", name=op.f("ck_appeal_vote_vote")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_appeal_vote_reason")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_vote_appeal_id")),
        sa.ForeignKeyConstraint(["account_id"], ["staff_account.id"], name=op.f("fk_appeal_vote_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_vote")),
    )
    op.create_index(
        op.f("ix_appeal_vote_appeal_id_account_id"), "appeal_vote", ["appeal_id", "account_id"], unique=True
    )


def downgrade() -> None:
    op.drop_table("appeal_vote")
    op.drop_table("appeal_window")
    with op.batch_alter_table("appeal") as table:
        for name, _, _ in ADDED:
            table.drop_column(name)

"""The steps of a review, and batches that can be undone."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=14), nullable=False),
        sa.Column("done_by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= undone_count AND undone_count >= 0", name=op.f("ck_review_batch_counts")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_review_batch_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_batch")),
    )
    op.create_index(op.f("ix_review_batch_event_id"), "review_batch", ["event_id"], unique=False)
    op.create_index(op.f("ix_review_batch_done_by_at"), "review_batch", ["done_by", "at"], unique=False)
    op.create_table(
        "review_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("done_by", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=80), nullable=False),
        sa.Column("act", sa.String(length=14), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("state_before", sa.String(length=10), nullable=False),
        sa.Column("review_before", sa.String(length=14), nullable=False),
        sa.Column("note_before", sa.String(length=200), nullable=False),
        sa.Column("queue_before", sa.Integer(), nullable=False),
        sa.Column("confirmed_before", UtcDateTime(), nullable=True),
        sa.Column("state_after", sa.String(length=10), nullable=False),
        sa.Column("review_after", sa.String(length=14), nullable=False),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_review_step_registration_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["review_batch.id"], name=op.f("fk_review_step_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_step")),
    )
    op.create_index(op.f("ix_review_step_batch_id"), "review_step", ["batch_id"], unique=False)
    op.create_index(op.f("ix_review_step_registration_id_id"), "review_step", ["registration_id", "id"], unique=False)


def downgrade() -> None:
    for table in ("review_step", "review_batch"):
        op.drop_table(table)

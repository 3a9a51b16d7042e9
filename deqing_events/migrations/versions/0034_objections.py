"""Objections to public notices."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("mobile", sa.String(length=20), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("file_name", sa.String(length=40), nullable=False),
        sa.Column("filed_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("correction_due", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'upheld', 'rejected')", name=op.f("ck_objection_state")),
        sa.CheckConstraint("state = 'open' OR (reason <> '' AND reply <> '')", name=op.f("ck_objection_reply")),
        sa.CheckConstraint("NOT correction_due OR state = 'upheld'", name=op.f("ck_objection_correction")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_objection_notice_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_objection_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index(op.f("ix_objection_event_id"), "objection", ["event_id"])
    op.create_index(op.f("ix_objection_receipt"), "objection", ["receipt"], unique=True)
    op.create_index(op.f("ix_objection_notice_id_digest"), "objection", ["notice_id", "digest"], unique=True)


def downgrade() -> None:
    op.drop_table("objection")

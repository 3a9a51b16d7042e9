"""Acts of unblinding."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unblinding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("lock_id", sa.Integer(), nullable=False),
        sa.Column("opened_role", sa.String(length=14), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_role", sa.String(length=14), nullable=False),
        sa.Column("confirmed_by", sa.String(length=80), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR (confirmed_by <> opened_by AND confirmed_role <> opened_role)",
            name=op.f("ck_unblinding_two_people"),
        ),
        sa.CheckConstraint(
            "opened_role IN ('chief_judge', 'supervisor') AND confirmed_role IN ('', 'chief_judge', 'supervisor')",
            name=op.f("ck_unblinding_role"),
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_unblinding_event_id")),
        sa.ForeignKeyConstraint(["lock_id"], ["marks_lock.id"], name=op.f("fk_unblinding_lock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unblinding")),
    )
    op.create_index(
        op.f("ix_unblinding_event_id"),
        "unblinding",
        ["event_id"],
        unique=True,
        sqlite_where=sa.text("confirmed_at IS NOT NULL"),
        postgresql_where=sa.text("confirmed_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("unblinding")

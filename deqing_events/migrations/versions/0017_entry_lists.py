"""Lists of people handed in by their workplace."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entry_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("stored_name", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('previewed', 'done', 'dropped')", name=op.f("ck_entry_upload_state")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_entry_upload_event_id")),
        sa.ForeignKeyConstraint(["account_id"], ["staff_account.id"], name=op.f("fk_entry_upload_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_upload")),
    )
    op.create_index(op.f("ix_entry_upload_event_id"), "entry_upload", ["event_id"], unique=False)
    op.create_index(op.f("ix_entry_upload_account_id"), "entry_upload", ["account_id"], unique=False)
    op.create_index(op.f("ix_entry_upload_created_at"), "entry_upload", ["created_at"], unique=False)


def downgrade() -> None:
    op.drop_table("entry_upload")

"""Messages to workers and the runs of scheduled jobs."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("mobile", sa.String(length=11), nullable=False),
        sa.Column("placeholders", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("about_kind", sa.String(length=20), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("once_key", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=200), nullable=False),
        sa.Column("provider_id", sa.String(length=80), nullable=False),
        sa.Column("claimed_by", sa.String(length=40), nullable=False),
        sa.Column("claimed_until", UtcDateTime(), nullable=True),
        sa.Column("queued_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'kept', 'failed', 'dropped')", name=op.f("ck_message_state")
        ),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_message_tries")),
        sa.CheckConstraint("state <> 'sending' OR claimed_until IS NOT NULL", name=op.f("ck_message_claimed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_about_kind_about_id"), "message", ["about_kind", "about_id"], unique=False)
    op.create_index(op.f("ix_message_created_at"), "message", ["created_at"], unique=False)
    op.create_index(op.f("ix_message_mobile"), "message", ["mobile"], unique=False)
    op.create_index(op.f("ix_message_once_key"), "message", ["once_key"], unique=True)
    op.create_index(op.f("ix_message_state_next_try_at"), "message", ["state", "next_try_at"], unique=False)
    op.create_index(op.f("ix_message_template"), "message", ["template"], unique=False)
    op.create_table(
        "message_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("done_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_try_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_try")),
    )
    op.create_index(op.f("ix_message_try_message_id"), "message_try", ["message_id"], unique=False)
    op.create_table(
        "job_lease",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=40), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_lease")),
    )
    op.create_index(op.f("ix_job_lease_name"), "job_lease", ["name"], unique=True)
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("run_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint("state IN ('running', 'done', 'failed', 'left')", name=op.f("ck_job_run_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
    )
    op.create_index(op.f("ix_job_run_name_started_at"), "job_run", ["name", "started_at"], unique=False)
    op.create_index(op.f("ix_job_run_started_at"), "job_run", ["started_at"], unique=False)


def downgrade() -> None:
    for table in ("job_run", "job_lease", "message_try", "message"):
        op.drop_table(table)

"""What an event asks at sign-up, and the answers."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("purpose", sa.String(length=80), nullable=False),
        sa.Column("hint", sa.String(length=120), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("options", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("condition", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("limits", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("retention", sa.String(length=10), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_question_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_index(
        op.f("ix_question_event_id_key"),
        "question",
        ["event_id", "key"],
        unique=True,
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_index(op.f("ix_question_event_id_key_version"), "question", ["event_id", "key", "version"], unique=True)
    op.create_table(
        "question_form",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("certificate_follows", sa.Boolean(), nullable=False),
        sa.Column("badge", sa.Boolean(), nullable=False),
        sa.Column("limited_by_sex", sa.Boolean(), nullable=False),
        sa.Column("limited_by_age", sa.Boolean(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_question_form_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_question_form")),
    )
    op.create_table(
        "registration_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("identity_index", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=40), nullable=True),
        sa.Column("retention", sa.String(length=10), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.Column("cleared_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_registration_answer_event_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_registration_answer_question_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_registration_answer_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_answer")),
    )
    op.create_index(
        op.f("ix_registration_answer_event_id_identity_index"),
        "registration_answer",
        ["event_id", "identity_index"],
        unique=True,
        sqlite_where=sa.text("identity_index IS NOT NULL"),
        postgresql_where=sa.text("identity_index IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_registration_answer_file_name"),
        "registration_answer",
        ["file_name"],
        unique=True,
        sqlite_where=sa.text("file_name IS NOT NULL"),
        postgresql_where=sa.text("file_name IS NOT NULL"),
    )
    op.create_index(op.f("ix_registration_answer_question_id"), "registration_answer", ["question_id"], unique=False)
    op.create_index(
        op.f("ix_registration_answer_registration_id_key"),
        "registration_answer",
        ["registration_id", "key"],
        unique=True,
    )
    op.create_index(op.f("ix_registration_answer_retention"), "registration_answer", ["retention"], unique=False)


def downgrade() -> None:
    op.drop_table("registration_answer")
    op.drop_table("question_form")
    op.drop_table("question")

"""Promotions and the versions of their rule table."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "promotion_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("approving_body", sa.String(length=60), nullable=False),
        sa.Column("basis", sa.String(length=120), nullable=False),
        sa.Column("rules", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("in_force_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name=op.f("ck_promotion_table_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_table")),
    )
    op.create_index(op.f("ix_promotion_table_version"), "promotion_table", ["version"], unique=True)
    op.create_table(
        "promotion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("occupation", sa.String(length=20), nullable=False),
        sa.Column("level_before", sa.String(length=20), nullable=False),
        sa.Column("level_after", sa.String(length=20), nullable=False),
        sa.Column("rule", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("approver", sa.String(length=60), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("document_number", sa.String(length=60), nullable=False),
        sa.Column("certificate_number", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'submitted', 'approved', 'refused', 'revoked')", name=op.f("ck_promotion_state")
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'revoked') "
            "OR (approver <> '' AND approved_on IS NOT NULL AND document_number <> '')",
            name=op.f("ck_promotion_approval"),
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_promotion_event_id")),
        sa.ForeignKeyConstraint(["table_id"], ["promotion_table.id"], name=op.f("fk_promotion_table_id")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_promotion_registration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion")),
    )
    where = "state IN ('proposed', 'submitted', 'approved')"
    op.create_index(
        op.f("ix_promotion_person_key_occupation_level_after"),
        "promotion",
        ["person_key", "occupation", "level_after"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
    op.create_index(op.f("ix_promotion_event_id_state"), "promotion", ["event_id", "state"], unique=False)
    op.create_index(op.f("ix_promotion_registration_id"), "promotion", ["registration_id"], unique=False)


def downgrade() -> None:
    for table in ("promotion", "promotion_table"):
        op.drop_table(table)

"""Rules that are being written, beside the version that holds."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_draft",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("undone", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("revision", sa.String(length=16), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_rule_draft_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_rule_draft")),
    )


def downgrade() -> None:
    op.drop_table("rule_draft")

"""A campaign's rules of points, and its table of delegations as it was kept."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("campaign") as table:
        table.add_column(sa.Column("league", sa.JSON(none_as_null=True), nullable=False, server_default="{}"))
    with op.batch_alter_table("campaign") as table:
        table.alter_column("league", server_default=None)
    op.create_table(
        "campaign_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_table_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_table")),
    )
    op.create_index(
        op.f("ix_campaign_table_campaign_id_version"), "campaign_table", ["campaign_id", "version"], unique=True
    )


def downgrade() -> None:
    op.drop_table("campaign_table")
    with op.batch_alter_table("campaign") as table:
        table.drop_column("league")

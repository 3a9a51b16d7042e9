"""Where a list's people are expected to stand, and whether a phone was there."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "list_place",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("radius", sa.Integer(), nullable=False),
        sa.CheckConstraint("radius BETWEEN 50 AND 5000", name=op.f("ck_list_place_radius")),
        sa.ForeignKeyConstraint(["list_id"], ["checkin_list.id"], name=op.f("fk_list_place_list_id")),
        sa.PrimaryKeyConstraint("list_id", name=op.f("pk_list_place")),
    )
    with op.batch_alter_table("venue_confirm") as table:
        table.add_column(sa.Column("place_asked", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("near", sa.Boolean(), nullable=True))
        table.add_column(sa.Column("band", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("venue_confirm") as table:
        table.alter_column("place_asked", server_default=None)
        table.alter_column("band", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("venue_confirm") as table:
        for column in ("band", "near", "place_asked"):
            table.drop_column(column)
    op.drop_table("list_place")

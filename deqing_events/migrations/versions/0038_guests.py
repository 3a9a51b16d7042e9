"""Entrants who are ranked and receive no prize."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("entrant") as table:
        table.add_column(sa.Column("guest", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("entrant") as table:
        table.alter_column("guest", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("entrant") as table:
        table.drop_column("guest")

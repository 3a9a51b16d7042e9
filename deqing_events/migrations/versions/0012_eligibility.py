"""Why staff let in somebody who does not meet the rules of an event."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("registration") as table:
        table.add_column(
            sa.Column("eligibility_override", sa.String(length=200), nullable=False, server_default=sa.text("''"))
        )
    with op.batch_alter_table("registration") as table:
        table.alter_column("eligibility_override", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("registration") as table:
        table.drop_column("eligibility_override")

"""Events whose passes change their code every half minute."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("rotating_pass", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("event") as batch:
        batch.alter_column("rotating_pass", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("event") as batch:
        batch.drop_column("rotating_pass")

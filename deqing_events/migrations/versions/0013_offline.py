"""What a gate without a line told its volunteer."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("scan", sa.Column("told", sa.String(length=20), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("scan", "told")

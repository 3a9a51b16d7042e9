"""Questions asked at the door, and their answers with the scan."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("checkin_list", sa.Column("questions", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("scan", sa.Column("answers", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("scan", "answers")
    op.drop_column("checkin_list", "questions")

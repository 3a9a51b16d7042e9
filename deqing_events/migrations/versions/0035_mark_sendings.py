"""What a judge's phone has sent."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mark_sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("panel_judge_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["panel_judge_id"], ["panel_judge.id"], name=op.f("fk_mark_sending_panel_judge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_sending")),
    )
    op.create_index(
        op.f("ix_mark_sending_panel_judge_id_nonce"), "mark_sending", ["panel_judge_id", "nonce"], unique=True
    )


def downgrade() -> None:
    op.drop_table("mark_sending")

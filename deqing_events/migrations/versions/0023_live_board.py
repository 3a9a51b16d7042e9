"""What a contest's live board shows, and the snapshot it shows while it stands still."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "live_board",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("shown_rows", sa.Integer(), nullable=False),
        sa.Column("chips", sa.Boolean(), nullable=False),
        sa.Column("naming", sa.String(length=6), nullable=False),
        sa.Column("hold_back", sa.Integer(), nullable=False),
        sa.Column("steps", sa.String(length=5), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("revealed", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint("hold_back BETWEEN 0 AND 50", name=op.f("ck_live_board_hold_back")),
        sa.CheckConstraint("naming IN ('name', 'number', 'blind')", name=op.f("ck_live_board_naming")),
        sa.CheckConstraint("revealed >= 0", name=op.f("ck_live_board_revealed")),
        sa.CheckConstraint("shown_rows BETWEEN 3 AND 200", name=op.f("ck_live_board_shown_rows")),
        sa.CheckConstraint("state IN ('shut', 'open', 'frozen', 'ceremony')", name=op.f("ck_live_board_state")),
        sa.CheckConstraint("steps IN ('row', 'prize')", name=op.f("ck_live_board_steps")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_live_board_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_live_board")),
    )


def downgrade() -> None:
    op.drop_table("live_board")

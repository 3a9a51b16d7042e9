"""Appeals of team leaders."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entrant_id", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("delegation", sa.String(length=60), nullable=False),
        sa.Column("leader", sa.String(length=40), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("filed_by", sa.String(length=80), nullable=False),
        sa.Column("filed_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("correction_due", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=60), nullable=False),
        sa.Column("file_name", sa.String(length=40), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('filed', 'accepted', 'refused', 'upheld', 'rejected')", name=op.f("ck_appeal_state")
        ),
        sa.CheckConstraint("state IN ('filed', 'accepted') OR reason <> ''", name=op.f("ck_appeal_reason")),
        sa.CheckConstraint("NOT correction_due OR state = 'upheld'", name=op.f("ck_appeal_correction")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_appeal_event_id")),
        sa.ForeignKeyConstraint(["entrant_id"], ["entrant.id"], name=op.f("fk_appeal_entrant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
    )
    op.create_index(op.f("ix_appeal_event_id_number"), "appeal", ["event_id", "number"], unique=True)
    op.create_index(op.f("ix_appeal_entrant_id"), "appeal", ["entrant_id"])


def downgrade() -> None:
    op.drop_table("appeal")

"""The call room: when a heat is called, and who was ticked in by hand."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("heat_rule") as table:
        table.add_column(sa.Column("call_minutes", sa.Integer(), nullable=False, server_default="30"))
        table.create_check_constraint(op.f("ck_heat_rule_called"), "call_minutes BETWEEN 0 AND 240")
    with op.batch_alter_table("heat_rule") as table:
        table.alter_column("call_minutes", server_default=None)
    op.create_table(
        "call_tick",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entrant_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["entrant_id"], ["entrant.id"], name=op.f("fk_call_tick_entrant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_tick")),
    )
    op.create_index(op.f("ix_call_tick_entrant_id"), "call_tick", ["entrant_id"], unique=True)


def downgrade() -> None:
    op.drop_table("call_tick")
    with op.batch_alter_table("heat_rule") as table:
        table.drop_constraint(op.f("ck_heat_rule_called"), type_="check")
        table.drop_column("call_minutes")

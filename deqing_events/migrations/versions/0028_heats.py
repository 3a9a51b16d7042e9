"""Heats and stations, and who starts where."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heat_rule",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("venue", sa.String(length=80), nullable=False),
        sa.Column("stations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("rest_minutes", sa.Integer(), nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("rest_minutes BETWEEN 0 AND 600", name=op.f("ck_heat_rule_rest")),
        sa.CheckConstraint("late_minutes BETWEEN 0 AND 240", name=op.f("ck_heat_rule_late")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_heat_rule_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_heat_rule")),
    )
    op.create_table(
        "heat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_heat_period")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_heat_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heat")),
    )
    op.create_index(op.f("ix_heat_event_id_number"), "heat", ["event_id", "number"], unique=True)
    op.create_table(
        "heat_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("heat_id", sa.Integer(), nullable=False),
        sa.Column("entrant_id", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["heat_id"], ["heat.id"], name=op.f("fk_heat_place_heat_id")),
        sa.ForeignKeyConstraint(["entrant_id"], ["entrant.id"], name=op.f("fk_heat_place_entrant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heat_place")),
    )
    op.create_index(op.f("ix_heat_place_entrant_id"), "heat_place", ["entrant_id"], unique=True)
    op.create_index(op.f("ix_heat_place_heat_id_station"), "heat_place", ["heat_id", "station"], unique=True)


def downgrade() -> None:
    for table in ("heat_place", "heat", "heat_rule"):
        op.drop_table(table)

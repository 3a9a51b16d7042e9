"""Papers that two people type: the choice, rounds, what each typed, and what differs."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _choice_and_rounds()
    _typed()
    _differences()


def _choice_and_rounds() -> None:
    op.create_table(
        "entry_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("panel", sa.Boolean(), nullable=False),
        sa.Column("twice", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_entry_choice_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_choice")),
    )
    op.create_index(
        op.f("ix_entry_choice_event_id_part_panel"), "entry_choice", ["event_id", "part", "panel"], unique=True
    )
    op.create_table(
        "entry_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("judge", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("covered", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("compared_at", UtcDateTime(), nullable=True),
        sa.Column("reopened_at", UtcDateTime(), nullable=True),
        sa.Column("reopened_by", sa.String(length=80), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.CheckConstraint("reopened_at IS NULL OR why <> ''", name=op.f("ck_entry_round_why")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_entry_round_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_round")),
    )
    op.create_index(
        op.f("ix_entry_round_event_id_part_judge_number"),
        "entry_round",
        ["event_id", "part", "judge", "number"],
        unique=True,
    )


def _typed() -> None:
    op.create_table(
        "typed_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("texts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("cells", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("handed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("position IN (1, 2)", name=op.f("ck_typed_entry_position")),
        sa.ForeignKeyConstraint(["round_id"], ["entry_round.id"], name=op.f("fk_typed_entry_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_typed_entry")),
    )
    op.create_index(op.f("ix_typed_entry_round_id_by"), "typed_entry", ["round_id", "by"], unique=True)
    op.create_index(op.f("ix_typed_entry_round_id_position"), "typed_entry", ["round_id", "position"], unique=True)


def _differences() -> None:
    op.create_table(
        "entry_difference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("entrant_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("first", sa.String(length=20), nullable=True),
        sa.Column("second", sa.String(length=20), nullable=True),
        sa.Column("first_by", sa.String(length=80), nullable=False),
        sa.Column("second_by", sa.String(length=80), nullable=False),
        sa.Column("settled", sa.String(length=20), nullable=True),
        sa.Column("settled_by", sa.String(length=80), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.CheckConstraint("settled_at IS NULL OR why <> ''", name=op.f("ck_entry_difference_why")),
        sa.CheckConstraint(
            "settled_at IS NULL OR (settled_by <> first_by AND settled_by <> second_by)",
            name=op.f("ck_entry_difference_third"),
        ),
        sa.ForeignKeyConstraint(["round_id"], ["entry_round.id"], name=op.f("fk_entry_difference_round_id")),
        sa.ForeignKeyConstraint(["entrant_id"], ["entrant.id"], name=op.f("fk_entry_difference_entrant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_difference")),
    )
    op.create_index(
        op.f("ix_entry_difference_round_id_entrant_id_criterion"),
        "entry_difference",
        ["round_id", "entrant_id", "criterion"],
        unique=True,
    )
    op.create_index(op.f("ix_entry_difference_entrant_id"), "entry_difference", ["entrant_id"], unique=False)


def downgrade() -> None:
    for table in ("entry_difference", "typed_entry", "entry_round", "entry_choice"):
        op.drop_table(table)

"""Rounds: how an event leads to the next, draws at the cut, decided lists and everybody on them."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round_draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("drawn_order", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_round_draw_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_draw")),
    )
    op.create_index(op.f("ix_round_draw_event_id"), "round_draw", ["event_id"], unique=False)

    op.create_table(
        "round_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("next_event_id", sa.Integer(), nullable=False),
        sa.Column("condition", sa.String(length=8), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("cap_percent", sa.Integer(), nullable=False),
        sa.Column("base", sa.String(length=10), nullable=False),
        sa.Column("tie_at_level", sa.String(length=8), nullable=False),
        sa.Column("reserves", sa.Integer(), nullable=False),
        sa.Column("guests_consume", sa.Boolean(), nullable=False),
        sa.Column("reply_hours", sa.Integer(), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.Column("set_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint("base IN ('registered', 'present')", name=op.f("ck_round_link_base")),
        sa.CheckConstraint("condition IN ('ranking', 'percent')", name=op.f("ck_round_link_condition")),
        sa.CheckConstraint("tie_at_level IN ('include', 'exclude', 'draw')", name=op.f("ck_round_link_tie")),
        sa.CheckConstraint("event_id <> next_event_id", name=op.f("ck_round_link_forward")),
        sa.CheckConstraint("level > 0 AND cap_percent BETWEEN 1 AND 100", name=op.f("ck_round_link_level")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_round_link_event_id")),
        sa.ForeignKeyConstraint(["next_event_id"], ["event.id"], name=op.f("fk_round_link_next_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_link")),
    )
    op.create_index(op.f("ix_round_link_event_id"), "round_link", ["event_id"], unique=True)
    op.create_index(op.f("ix_round_link_next_event_id"), "round_link", ["next_event_id"], unique=False)

    op.create_table(
        "round_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("next_event_id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by", sa.String(length=80), nullable=False),
        sa.Column("undo_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("undone_at IS NULL OR undo_reason <> ''", name=op.f("ck_round_decision_undone")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_round_decision_event_id")),
        sa.ForeignKeyConstraint(["next_event_id"], ["event.id"], name=op.f("fk_round_decision_next_event_id")),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name=op.f("fk_round_decision_publication_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_decision")),
    )
    op.create_index(
        op.f("ix_round_decision_event_id"),
        "round_decision",
        ["event_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_index(op.f("ix_round_decision_next_event_id"), "round_decision", ["next_event_id"], unique=False)

    op.create_table(
        "round_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("entrant_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("next_registration_id", sa.Integer(), nullable=True),
        sa.Column("entered", sa.Boolean(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reserve_no", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("moved_up_at", UtcDateTime(), nullable=True),
        sa.Column("reply_by", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "state IN ('advanced', 'accepted', 'declined', 'reserve', 'aside')", name=op.f("ck_round_place_state")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["round_decision.id"], name=op.f("fk_round_place_decision_id")),
        sa.ForeignKeyConstraint(["entrant_id"], ["entrant.id"], name=op.f("fk_round_place_entrant_id")),
        sa.ForeignKeyConstraint(
            ["next_registration_id"], ["registration.id"], name=op.f("fk_round_place_next_registration_id")
        ),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_round_place_registration_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["round_place.id"], name=op.f("fk_round_place_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_place")),
    )
    op.create_index(
        op.f("ix_round_place_decision_id_entrant_id"), "round_place", ["decision_id", "entrant_id"], unique=True
    )
    op.create_index(
        op.f("ix_round_place_decision_id_reserve_no"),
        "round_place",
        ["decision_id", "reserve_no"],
        unique=True,
        sqlite_where=sa.text("reserve_no IS NOT NULL"),
        postgresql_where=sa.text("reserve_no IS NOT NULL"),
    )
    op.create_index(op.f("ix_round_place_entrant_id"), "round_place", ["entrant_id"], unique=False)
    op.create_index(op.f("ix_round_place_next_registration_id"), "round_place", ["next_registration_id"], unique=False)
    op.create_index(op.f("ix_round_place_registration_id"), "round_place", ["registration_id"], unique=False)
    op.create_index(
        op.f("ix_round_place_replaces_id"),
        "round_place",
        ["replaces_id"],
        unique=True,
        sqlite_where=sa.text("replaces_id IS NOT NULL"),
        postgresql_where=sa.text("replaces_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("round_place")
    op.drop_table("round_decision")
    op.drop_table("round_link")
    op.drop_table("round_draw")

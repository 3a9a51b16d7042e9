"""Sign-up as the county does it: plans, bounds of every kind on places, teams, and where a review stands."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

HELD = "state IN ('joined', 'pending', 'confirmed', 'waiting')"
HELD_BEFORE = "state IN ('confirmed', 'waiting')"
STATES = "state IN ('draft', 'invited', 'joined', 'pending', 'confirmed', 'waiting', 'cancelled', 'rejected')"
STATES_BEFORE = "state IN ('confirmed', 'waiting', 'cancelled', 'rejected')"
REVIEWS = "review IN ('none', 'submitted', 'unit_confirmed', 'approved', 'returned')"


def upgrade() -> None:
    _plans()
    _teams()
    _quotas()
    _registrations()


def _plans() -> None:
    op.create_table(
        "sign_up_plan",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("review", sa.String(length=10), nullable=False),
        sa.Column("claim_at", sa.String(length=8), nullable=False),
        sa.Column("edit_until", UtcDateTime(), nullable=True),
        sa.Column("transfer_until", UtcDateTime(), nullable=True),
        sa.Column("transfer_within", sa.String(length=10), nullable=False),
        sa.Column("waiting_until", UtcDateTime(), nullable=True),
        sa.Column("counts", sa.String(length=8), nullable=False),
        sa.Column("team_min", sa.Integer(), nullable=False),
        sa.Column("team_max", sa.Integer(), nullable=False),
        sa.Column("roster_lock_at", UtcDateTime(), nullable=True),
        sa.Column("team_rules", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("rules", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("review IN ('none', 'host', 'unit_host')", name=op.f("ck_sign_up_plan_review")),
        sa.CheckConstraint("claim_at IN ('submit', 'unit', 'approve')", name=op.f("ck_sign_up_plan_claim_at")),
        sa.CheckConstraint(
            "transfer_within IN ('nobody', 'unit', 'union', 'township', 'anyone')",
            name=op.f("ck_sign_up_plan_transfer_within"),
        ),
        sa.CheckConstraint("counts IN ('person', 'team')", name=op.f("ck_sign_up_plan_counts")),
        sa.CheckConstraint("team_min >= 1 AND team_min <= team_max", name=op.f("ck_sign_up_plan_team_size")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_sign_up_plan_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_sign_up_plan")),
    )


def _teams() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("township_id", sa.Integer(), nullable=True),
        sa.Column("represents", sa.String(length=120), nullable=False),
        sa.Column("invite_serial", sa.Integer(), nullable=False),
        sa.Column("invite_code", sa.String(length=8), nullable=False),
        sa.Column("invite_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'entered', 'cancelled')", name=op.f("ck_team_state")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_team_event_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_team_unit_id")),
        sa.ForeignKeyConstraint(["township_id"], ["organisation.id"], name=op.f("fk_team_township_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
    )
    op.create_index(op.f("ix_team_number"), "team", ["number"], unique=True)
    op.create_index(op.f("ix_team_event_id"), "team", ["event_id"], unique=False)
    op.create_index(op.f("ix_team_invite_hash"), "team", ["invite_hash"], unique=True)
    op.create_index(
        op.f("ix_team_event_id_name"),
        "team",
        ["event_id", "name"],
        unique=True,
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.create_table(
        "team_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("short_code", sa.String(length=8), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_pass_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_pass")),
    )
    op.create_index(op.f("ix_team_pass_token_hash"), "team_pass", ["token_hash"], unique=True)
    op.create_index(op.f("ix_team_pass_short_code"), "team_pass", ["short_code"], unique=True)
    op.create_index(op.f("ix_team_pass_team_id_serial"), "team_pass", ["team_id", "serial"], unique=True)


def _quotas() -> None:
    op.drop_index(op.f("ix_quota_event_id_session_id"), table_name="quota")
    with op.batch_alter_table("quota") as table:
        table.add_column(sa.Column("dimension", sa.String(length=10), nullable=False, server_default="event"))
        table.add_column(sa.Column("target", sa.String(length=20), nullable=False, server_default=""))
        table.add_column(sa.Column("kind", sa.String(length=8), nullable=False, server_default="limit"))
        table.add_column(sa.Column("release_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("released_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("patterned", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_check_constraint(op.f("ck_quota_kind"), "kind IN ('limit', 'reserve')")
    op.execute("UPDATE quota SET dimension = 'session', target = CAST(session_id AS VARCHAR(20)) WHERE session_id <> 0")
    with op.batch_alter_table("quota") as table:
        table.drop_column("session_id")
        for column in ("dimension", "target", "kind", "patterned"):
            table.alter_column(column, server_default=None)
    op.create_index(
        op.f("ix_quota_event_id_dimension_target_kind"),
        "quota",
        ["event_id", "dimension", "target", "kind"],
        unique=True,
    )
    op.add_column("registration_counter", sa.Column("teams", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("registration_counter") as table:
        table.alter_column("teams", server_default=None)


def _registrations() -> None:
    op.drop_index(op.f("ix_registration_event_id_person_key"), table_name="registration")
    defaults = {"review": "'none'", "review_note": "''", "source": "'self'", "override_reason": "''", "trade": "''"}
    with op.batch_alter_table("registration") as table:
        for name, length in (
            ("review", 14),
            ("review_note", 200),
            ("source", 8),
            ("override_reason", 200),
            ("trade", 20),
        ):
            default = sa.text(defaults[name])
            table.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=default))
        table.add_column(sa.Column("priority", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("weight", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("captain", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("reserve_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("team_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        for name in ("joined_at", "submitted_at", "cleared_at"):
            table.add_column(sa.Column(name, UtcDateTime(), nullable=True))
        table.drop_constraint(op.f("ck_registration_state"), type_="check")
        table.create_check_constraint(op.f("ck_registration_state"), STATES)
        table.create_check_constraint(op.f("ck_registration_review"), REVIEWS)
        table.create_foreign_key(op.f("fk_registration_reserve_id"), "quota", ["reserve_id"], ["id"])
        table.create_foreign_key(op.f("fk_registration_team_id"), "team", ["team_id"], ["id"])
        table.create_foreign_key(op.f("fk_registration_replaces_id"), "registration", ["replaces_id"], ["id"])
    op.execute(
        "UPDATE registration SET submitted_at = created_at, source = CASE WHEN walk_in THEN 'walk_in' ELSE 'self' END"
    )
    with op.batch_alter_table("registration") as table:
        for column in (*defaults, "priority", "weight", "captain"):
            table.alter_column(column, server_default=None)
    op.create_index(
        op.f("ix_registration_event_id_person_key"),
        "registration",
        ["event_id", "person_key"],
        unique=True,
        sqlite_where=sa.text(HELD),
        postgresql_where=sa.text(HELD),
    )
    op.create_index(op.f("ix_registration_team_id"), "registration", ["team_id"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM registration WHERE state NOT IN ('confirmed', 'waiting', 'cancelled', 'rejected')")
    op.drop_index(op.f("ix_registration_team_id"), table_name="registration")
    op.drop_index(op.f("ix_registration_event_id_person_key"), table_name="registration")
    with op.batch_alter_table("registration") as table:
        for name in ("fk_registration_reserve_id", "fk_registration_team_id", "fk_registration_replaces_id"):
            table.drop_constraint(op.f(name), type_="foreignkey")
        table.drop_constraint(op.f("ck_registration_review"), type_="check")
        table.drop_constraint(op.f("ck_registration_state"), type_="check")
        table.create_check_constraint(op.f("ck_registration_state"), STATES_BEFORE)
        for name in (
            "review", "review_note", "source", "override_reason", "trade", "priority", "weight", "captain", "reserve_id",
            "team_id", "replaces_id", "joined_at", "submitted_at", "cleared_at",
        ):  # fmt: skip
            table.drop_column(name)
    op.create_index(
        op.f("ix_registration_event_id_person_key"),
        "registration",
        ["event_id", "person_key"],
        unique=True,
        sqlite_where=sa.text(HELD_BEFORE),
        postgresql_where=sa.text(HELD_BEFORE),
    )
    with op.batch_alter_table("registration_counter") as table:
        table.drop_column("teams")
    op.drop_index(op.f("ix_quota_event_id_dimension_target_kind"), table_name="quota")
    op.execute("DELETE FROM quota WHERE kind = 'reserve' OR dimension NOT IN ('event', 'session')")
    op.add_column("quota", sa.Column("session_id", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE quota SET session_id = CAST(target AS INTEGER) WHERE dimension = 'session'")
    with op.batch_alter_table("quota") as table:
        table.drop_constraint(op.f("ck_quota_kind"), type_="check")
        for name in ("dimension", "target", "kind", "release_at", "released_at", "patterned"):
            table.drop_column(name)
        table.alter_column("session_id", server_default=None)
    op.create_index(op.f("ix_quota_event_id_session_id"), "quota", ["event_id", "session_id"], unique=True)
    for name in ("team_pass", "team", "sign_up_plan"):
        op.drop_table(name)

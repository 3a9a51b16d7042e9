"""The first schema, with the guard that keeps the audit log append-only."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("object_kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_action"), "audit_entry", ["action"], unique=False)
    op.create_index(op.f("ix_audit_entry_actor"), "audit_entry", ["actor"], unique=False)
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)
    op.create_index(op.f("ix_audit_entry_hash"), "audit_entry", ["hash"], unique=True)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index(op.f("ix_campaign_name"), "campaign", ["name"], unique=True)
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("enterprises", sa.Integer(), nullable=True),
        sa.Column("workers", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_index(op.f("ix_organisation_code"), "organisation", ["code"], unique=True)
    op.create_index(op.f("ix_organisation_kind"), "organisation", ["kind"], unique=False)
    op.create_table(
        "rate_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_count")),
    )
    op.create_index(op.f("ix_rate_count_key_window"), "rate_count", ["key", "window"], unique=True)
    op.create_table(
        "setup_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_code")),
    )
    op.create_table(
        "staff_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("disabled_at", UtcDateTime(), nullable=True),
        sa.Column("failed_tries", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_account")),
    )
    op.create_index(op.f("ix_staff_account_username"), "staff_account", ["username"], unique=True)
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("stored_name", sa.String(length=80), nullable=False),
        sa.Column("rejects_name", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("mark", sa.String(length=80), nullable=False),
        sa.Column("worker", sa.String(length=32), nullable=False),
        sa.Column("report", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by_account", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("beat_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('units', 'roster')", name=op.f("ck_import_run_kind")),
        sa.CheckConstraint("done <= total OR total = 0", name=op.f("ck_import_run_progress")),
        sa.ForeignKeyConstraint(["by_account"], ["staff_account.id"], name=op.f("fk_import_run_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_state"), "import_run", ["state"], unique=False)
    op.create_table(
        "labour_union",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("uscc", sa.String(length=40), nullable=False),
        sa.Column("township_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["township_id"], ["organisation.id"], name=op.f("fk_labour_union_township_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labour_union")),
    )
    op.create_index(op.f("ix_labour_union_code"), "labour_union", ["code"], unique=True)
    op.create_index(op.f("ix_labour_union_township_id"), "labour_union", ["township_id"], unique=False)
    op.create_table(
        "staff_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["staff_account.id"], name=op.f("fk_staff_grant_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_grant")),
    )
    op.create_index(
        op.f("ix_staff_grant_account_id_role_scope_id"), "staff_grant", ["account_id", "role", "scope_id"], unique=True
    )
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["staff_account.id"], name=op.f("fk_staff_session_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
    )
    op.create_index(op.f("ix_staff_session_account_id"), "staff_session", ["account_id"], unique=False)
    op.create_index(op.f("ix_staff_session_token_hash"), "staff_session", ["token_hash"], unique=True)
    op.create_table(
        "import_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_line_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_line")),
    )
    op.create_index(op.f("ix_import_line_run_id_kind_code"), "import_line", ["run_id", "kind", "code"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("short_key", sa.String(length=60), nullable=False),
        sa.Column("pinyin_key", sa.String(length=400), nullable=False),
        sa.Column("initials", sa.String(length=120), nullable=False),
        sa.Column("uscc", sa.String(length=40), nullable=False),
        sa.Column("township_id", sa.Integer(), nullable=True),
        sa.Column("township_text", sa.String(length=60), nullable=False),
        sa.Column("industry", sa.String(length=40), nullable=False),
        sa.Column("ownership", sa.String(length=40), nullable=False),
        sa.Column("staff_count", sa.Integer(), nullable=True),
        sa.Column("above_scale", sa.Boolean(), nullable=False),
        sa.Column("union_id", sa.Integer(), nullable=True),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["organisation.id"], name=op.f("fk_unit_centre_id")),
        sa.ForeignKeyConstraint(["township_id"], ["organisation.id"], name=op.f("fk_unit_township_id")),
        sa.ForeignKeyConstraint(["union_id"], ["labour_union.id"], name=op.f("fk_unit_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    op.create_index(op.f("ix_unit_code"), "unit", ["code"], unique=True)
    op.create_index(op.f("ix_unit_initials"), "unit", ["initials"], unique=False)
    op.create_index(op.f("ix_unit_name_key"), "unit", ["name_key"], unique=False)
    op.create_index(op.f("ix_unit_pinyin_key"), "unit", ["pinyin_key"], unique=False)
    op.create_index(op.f("ix_unit_short_key"), "unit", ["short_key"], unique=False)
    op.create_index(op.f("ix_unit_township_id"), "unit", ["township_id"], unique=False)
    op.create_index(op.f("ix_unit_union_id"), "unit", ["union_id"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("family", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("organiser_level", sa.String(length=12), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("host_unit_id", sa.Integer(), nullable=True),
        sa.Column("township_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("trade", sa.String(length=20), nullable=False),
        sa.Column("contest_class", sa.String(length=2), nullable=False),
        sa.Column("entrant_kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("state_reason", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("who_may", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=40), nullable=False),
        sa.Column("contact_phone", sa.String(length=20), nullable=False),
        sa.Column("needs_registration", sa.Boolean(), nullable=False),
        sa.Column("registration_opens_at", UtcDateTime(), nullable=True),
        sa.Column("registration_closes_at", UtcDateTime(), nullable=True),
        sa.Column("cancel_until", UtcDateTime(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("waiting_list", sa.Boolean(), nullable=False),
        sa.Column("is_preliminary", sa.Boolean(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=True),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "registration_closes_at IS NULL OR registration_opens_at IS NULL OR registration_opens_at < registration_closes_at",
            name=op.f("ck_event_registration_window"),
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_event_campaign_id")),
        sa.ForeignKeyConstraint(["host_id"], ["organisation.id"], name=op.f("fk_event_host_id")),
        sa.ForeignKeyConstraint(["host_unit_id"], ["unit.id"], name=op.f("fk_event_host_unit_id")),
        sa.ForeignKeyConstraint(["township_id"], ["organisation.id"], name=op.f("fk_event_township_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_campaign_id"), "event", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_event_code"), "event", ["code"], unique=True)
    op.create_index(op.f("ix_event_ends_at"), "event", ["ends_at"], unique=False)
    op.create_index(op.f("ix_event_family"), "event", ["family"], unique=False)
    op.create_index(op.f("ix_event_slug"), "event", ["slug"], unique=True)
    op.create_index(op.f("ix_event_starts_at"), "event", ["starts_at"], unique=False)
    op.create_index(op.f("ix_event_state"), "event", ["state"], unique=False)
    op.create_index(op.f("ix_event_township_id"), "event", ["township_id"], unique=False)
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("pinyin_key", sa.String(length=200), nullable=False),
        sa.Column("initials", sa.String(length=60), nullable=False),
        sa.Column("identity_cipher", sa.Text(), nullable=True),
        sa.Column("identity_index", sa.String(length=64), nullable=True),
        sa.Column("mobile", sa.String(length=11), nullable=False),
        sa.Column("gender", sa.String(length=6), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("unit_text", sa.String(length=120), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("job", sa.String(length=60), nullable=False),
        sa.Column("skill_level", sa.String(length=20), nullable=False),
        sa.Column("migrant", sa.String(length=3), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name=op.f("fk_member_import_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_member_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
    )
    op.create_index(
        op.f("ix_member_identity_index"),
        "member",
        ["identity_index"],
        unique=True,
        sqlite_where=sa.text("identity_index IS NOT NULL"),
        postgresql_where=sa.text("identity_index IS NOT NULL"),
    )
    op.create_index(op.f("ix_member_mobile_name"), "member", ["mobile", "name"], unique=False)
    op.create_index(op.f("ix_member_pinyin_key"), "member", ["pinyin_key"], unique=False)
    op.create_index(op.f("ix_member_unit_id"), "member", ["unit_id"], unique=False)
    op.create_table(
        "checkin_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("sessions", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("gates", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("opens_at", UtcDateTime(), nullable=True),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.Column("accept_unconfirmed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "mode IN ('once', 'once_per_day', 'once_per_session', 'many', 'reentry')", name=op.f("ck_checkin_list_mode")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_checkin_list_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_list")),
    )
    op.create_index(op.f("ix_checkin_list_event_id_name"), "checkin_list", ["event_id", "name"], unique=True)
    op.create_table(
        "draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("drawn_order", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_draw_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
    )
    op.create_index(op.f("ix_draw_event_id"), "draw", ["event_id"], unique=False)
    op.create_table(
        "event_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("venue", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=120), nullable=False),
        sa.Column("township_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_event_session_period")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_session_event_id")),
        sa.ForeignKeyConstraint(["township_id"], ["organisation.id"], name=op.f("fk_event_session_township_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_session")),
    )
    op.create_index(op.f("ix_event_session_event_id"), "event_session", ["event_id"], unique=False)
    op.create_table(
        "event_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=16), nullable=False),
        sa.Column("after", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_step_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_step")),
    )
    op.create_index(op.f("ix_event_step_event_id"), "event_step", ["event_id"], unique=False)
    op.create_table(
        "judge_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("judge", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["staff_account.id"], name=op.f("fk_judge_seat_account_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_judge_seat_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_seat")),
    )
    op.create_index(op.f("ix_judge_seat_event_id_account_id"), "judge_seat", ["event_id", "account_id"], unique=True)
    op.create_index(op.f("ix_judge_seat_event_id_judge"), "judge_seat", ["event_id", "judge"], unique=True)
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("stage IN ('provisional', 'public_notice', 'final')", name=op.f("ck_publication_stage")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_publication_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_index(op.f("ix_publication_event_id_version"), "publication", ["event_id", "version"], unique=True)
    op.create_table(
        "quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("ceiling", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_quota_capacity")),
        sa.CheckConstraint("taken >= 0 AND taken <= ceiling", name=op.f("ck_quota_bounds")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_quota_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota")),
    )
    op.create_index(op.f("ix_quota_event_id_session_id"), "quota", ["event_id", "session_id"], unique=True)
    op.create_table(
        "registration_counter",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.Integer(), nullable=False),
        sa.Column("queue", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_registration_counter_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_registration_counter")),
    )
    op.create_table(
        "rule_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("league", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_rule_sheet_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_sheet")),
    )
    op.create_index(op.f("ix_rule_sheet_event_id_version"), "rule_sheet", ["event_id", "version"], unique=True)
    op.create_table(
        "staged_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("pinyin_key", sa.String(length=200), nullable=False),
        sa.Column("initials", sa.String(length=60), nullable=False),
        sa.Column("identity_cipher", sa.Text(), nullable=True),
        sa.Column("identity_index", sa.String(length=64), nullable=True),
        sa.Column("mobile", sa.String(length=11), nullable=False),
        sa.Column("gender", sa.String(length=6), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("unit_text", sa.String(length=120), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("job", sa.String(length=60), nullable=False),
        sa.Column("skill_level", sa.String(length=20), nullable=False),
        sa.Column("migrant", sa.String(length=3), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_staged_member_member_id")),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_staged_member_run_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_staged_member_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_member")),
    )
    op.create_index(op.f("ix_staged_member_run_id_row"), "staged_member", ["run_id", "row"], unique=True)
    op.create_table(
        "gate_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("gate", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("valid_from", UtcDateTime(), nullable=False),
        sa.Column("valid_until", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("valid_from < valid_until", name=op.f("ck_gate_link_period")),
        sa.ForeignKeyConstraint(["list_id"], ["checkin_list.id"], name=op.f("fk_gate_link_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_link")),
    )
    op.create_index(op.f("ix_gate_link_list_id"), "gate_link", ["list_id"], unique=False)
    op.create_index(op.f("ix_gate_link_token_hash"), "gate_link", ["token_hash"], unique=True)
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("queue_no", sa.Integer(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("walk_in", sa.Boolean(), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("pinyin_key", sa.String(length=200), nullable=False),
        sa.Column("initials", sa.String(length=60), nullable=False),
        sa.Column("mobile", sa.String(length=11), nullable=False),
        sa.Column("mobile_tail", sa.String(length=4), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("unit_text", sa.String(length=120), nullable=False),
        sa.Column("township_id", sa.Integer(), nullable=True),
        sa.Column("union_id", sa.Integer(), nullable=True),
        sa.Column("gender", sa.String(length=6), nullable=False),
        sa.Column("migrant", sa.String(length=3), nullable=False),
        sa.Column("publish_name", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("promoted_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_by", sa.String(length=80), nullable=False),
        sa.Column("cancel_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "state IN ('confirmed', 'waiting', 'cancelled', 'rejected')", name=op.f("ck_registration_state")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_registration_event_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_registration_member_id")),
        sa.ForeignKeyConstraint(["session_id"], ["event_session.id"], name=op.f("fk_registration_session_id")),
        sa.ForeignKeyConstraint(["township_id"], ["organisation.id"], name=op.f("fk_registration_township_id")),
        sa.ForeignKeyConstraint(["union_id"], ["labour_union.id"], name=op.f("fk_registration_union_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_registration_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
    )
    op.create_index(
        op.f("ix_registration_event_id_person_key"),
        "registration",
        ["event_id", "person_key"],
        unique=True,
        sqlite_where=sa.text("state IN ('confirmed', 'waiting')"),
        postgresql_where=sa.text("state IN ('confirmed', 'waiting')"),
    )
    op.create_index(
        op.f("ix_registration_event_id_state_queue_no"), "registration", ["event_id", "state", "queue_no"], unique=False
    )
    op.create_index(op.f("ix_registration_member_id"), "registration", ["member_id"], unique=False)
    op.create_index(op.f("ix_registration_mobile_tail"), "registration", ["mobile_tail"], unique=False)
    op.create_index(op.f("ix_registration_number"), "registration", ["number"], unique=True)
    op.create_index(op.f("ix_registration_person_key"), "registration", ["person_key"], unique=False)
    op.create_index(op.f("ix_registration_township_id"), "registration", ["township_id"], unique=False)
    op.create_index(op.f("ix_registration_unit_id"), "registration", ["unit_id"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_consent_registration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_registration_id"), "consent", ["registration_id"], unique=False)
    op.create_table(
        "entrant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("blind_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("delegation", sa.String(length=60), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("township_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("elapsed_seconds", sa.Integer(), nullable=True),
        sa.Column("penalties", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("vetoes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("recused", sa.JSON(none_as_null=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('present', 'absent', 'withdrawn', 'disqualified')", name=op.f("ck_entrant_status")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_entrant_event_id")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_entrant_registration_id")),
        sa.ForeignKeyConstraint(["township_id"], ["organisation.id"], name=op.f("fk_entrant_township_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_entrant_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entrant")),
    )
    op.create_index(
        op.f("ix_entrant_event_id_blind_code"),
        "entrant",
        ["event_id", "blind_code"],
        unique=True,
        sqlite_where=sa.text("blind_code <> ''"),
        postgresql_where=sa.text("blind_code <> ''"),
    )
    op.create_index(op.f("ix_entrant_event_id_number"), "entrant", ["event_id", "number"], unique=True)
    op.create_index(
        op.f("ix_entrant_event_id_registration_id"),
        "entrant",
        ["event_id", "registration_id"],
        unique=True,
        sqlite_where=sa.text("registration_id IS NOT NULL"),
        postgresql_where=sa.text("registration_id IS NOT NULL"),
    )
    op.create_table(
        "gate_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("volunteer", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["gate_link.id"], name=op.f("fk_gate_device_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_device")),
    )
    op.create_index(op.f("ix_gate_device_link_id"), "gate_device", ["link_id"], unique=False)
    op.create_index(op.f("ix_gate_device_token_hash"), "gate_device", ["token_hash"], unique=True)
    op.create_table(
        "pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("short_code", sa.String(length=8), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoke_reason", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_pass_registration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass")),
    )
    op.create_index(op.f("ix_pass_registration_id_serial"), "pass", ["registration_id", "serial"], unique=True)
    op.create_index(op.f("ix_pass_short_code"), "pass", ["short_code"], unique=True)
    op.create_index(op.f("ix_pass_token_hash"), "pass", ["token_hash"], unique=True)
    op.create_table(
        "phone_holding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_phone_holding_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_holding")),
    )
    op.create_index(
        op.f("ix_phone_holding_phone_hash_registration_id"),
        "phone_holding",
        ["phone_hash", "registration_id"],
        unique=True,
    )
    op.create_index(op.f("ix_phone_holding_registration_id"), "phone_holding", ["registration_id"], unique=False)
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entrant_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("judge", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["entrant_id"], ["entrant.id"], name=op.f("fk_mark_entrant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
    )
    op.create_index(op.f("ix_mark_entrant_id"), "mark", ["entrant_id"], unique=False)
    op.create_index(
        op.f("ix_mark_entrant_id_criterion_judge"), "mark", ["entrant_id", "criterion", "judge"], unique=True
    )
    op.create_table(
        "mark_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entrant_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("judge", sa.String(length=20), nullable=False),
        sa.Column("before", sa.String(length=60), nullable=False),
        sa.Column("after", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["entrant_id"], ["entrant.id"], name=op.f("fk_mark_change_entrant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_change")),
    )
    op.create_index(op.f("ix_mark_change_entrant_id"), "mark_change", ["entrant_id"], unique=False)
    op.create_table(
        "scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("pass_id", sa.Integer(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("slot", sa.String(length=64), nullable=False),
        sa.Column("direction", sa.String(length=5), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("scanned_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("gate", sa.String(length=40), nullable=False),
        sa.Column("volunteer", sa.String(length=40), nullable=False),
        sa.Column("lane", sa.String(length=10), nullable=False),
        sa.Column("offline", sa.Boolean(), nullable=False),
        sa.Column("force", sa.Boolean(), nullable=False),
        sa.Column("recorded", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("annulled_at", UtcDateTime(), nullable=True),
        sa.Column("annulled_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint("direction IN ('entry', 'exit')", name=op.f("ck_scan_direction")),
        sa.CheckConstraint("recorded IN ('success', 'failure', 'forced')", name=op.f("ck_scan_recorded")),
        sa.ForeignKeyConstraint(["device_id"], ["gate_device.id"], name=op.f("fk_scan_device_id")),
        sa.ForeignKeyConstraint(["list_id"], ["checkin_list.id"], name=op.f("fk_scan_list_id")),
        sa.ForeignKeyConstraint(["pass_id"], ["pass.id"], name=op.f("fk_scan_pass_id")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_scan_registration_id")),
        sa.ForeignKeyConstraint(["session_id"], ["event_session.id"], name=op.f("fk_scan_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
    )
    op.create_index(op.f("ix_scan_device_id_received_at"), "scan", ["device_id", "received_at"], unique=False)
    op.create_index(
        op.f("ix_scan_list_id_counts_direction_annulled_at"),
        "scan",
        ["list_id", "counts", "direction", "annulled_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_scan_list_id_registration_id_slot"),
        "scan",
        ["list_id", "registration_id", "slot"],
        unique=True,
        sqlite_where=sa.text("counts AND direction = 'entry' AND annulled_at IS NULL"),
        postgresql_where=sa.text("counts AND direction = 'entry' AND annulled_at IS NULL"),
    )
    op.create_index(op.f("ix_scan_nonce"), "scan", ["nonce"], unique=True)
    op.create_index(
        op.f("ix_scan_registration_id_list_id_counts_annulled_at"),
        "scan",
        ["registration_id", "list_id", "counts", "annulled_at"],
        unique=False,
    )
    guard_audit_log()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_entry_no_change ON audit_entry")
        op.execute("DROP FUNCTION audit_entry_refuse")
    op.drop_index(op.f("ix_scan_registration_id_list_id_counts_annulled_at"), table_name="scan")
    op.drop_index(op.f("ix_scan_nonce"), table_name="scan")
    op.drop_index(
        op.f("ix_scan_list_id_registration_id_slot"),
        table_name="scan",
        sqlite_where=sa.text("counts AND direction = 'entry' AND annulled_at IS NULL"),
        postgresql_where=sa.text("counts AND direction = 'entry' AND annulled_at IS NULL"),
    )
    op.drop_index(op.f("ix_scan_list_id_counts_direction_annulled_at"), table_name="scan")
    op.drop_index(op.f("ix_scan_device_id_received_at"), table_name="scan")
    op.drop_table("scan")
    op.drop_index(op.f("ix_mark_change_entrant_id"), table_name="mark_change")
    op.drop_table("mark_change")
    op.drop_index(op.f("ix_mark_entrant_id_criterion_judge"), table_name="mark")
    op.drop_index(op.f("ix_mark_entrant_id"), table_name="mark")
    op.drop_table("mark")
    op.drop_index(op.f("ix_phone_holding_registration_id"), table_name="phone_holding")
    op.drop_index(op.f("ix_phone_holding_phone_hash_registration_id"), table_name="phone_holding")
    op.drop_table("phone_holding")
    op.drop_index(op.f("ix_pass_token_hash"), table_name="pass")
    op.drop_index(op.f("ix_pass_short_code"), table_name="pass")
    op.drop_index(op.f("ix_pass_registration_id_serial"), table_name="pass")
    op.drop_table("pass")
    op.drop_index(op.f("ix_gate_device_token_hash"), table_name="gate_device")
    op.drop_index(op.f("ix_gate_device_link_id"), table_name="gate_device")
    op.drop_table("gate_device")
    op.drop_index(
        op.f("ix_entrant_event_id_registration_id"),
        table_name="entrant",
        sqlite_where=sa.text("registration_id IS NOT NULL"),
        postgresql_where=sa.text("registration_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_entrant_event_id_number"), table_name="entrant")
    op.drop_index(
        op.f("ix_entrant_event_id_blind_code"),
        table_name="entrant",
        sqlite_where=sa.text("blind_code <> ''"),
        postgresql_where=sa.text("blind_code <> ''"),
    )
    op.drop_table("entrant")
    op.drop_index(op.f("ix_consent_registration_id"), table_name="consent")
    op.drop_table("consent")
    op.drop_index(op.f("ix_registration_unit_id"), table_name="registration")
    op.drop_index(op.f("ix_registration_township_id"), table_name="registration")
    op.drop_index(op.f("ix_registration_person_key"), table_name="registration")
    op.drop_index(op.f("ix_registration_number"), table_name="registration")
    op.drop_index(op.f("ix_registration_mobile_tail"), table_name="registration")
    op.drop_index(op.f("ix_registration_member_id"), table_name="registration")
    op.drop_index(op.f("ix_registration_event_id_state_queue_no"), table_name="registration")
    op.drop_index(
        op.f("ix_registration_event_id_person_key"),
        table_name="registration",
        sqlite_where=sa.text("state IN ('confirmed', 'waiting')"),
        postgresql_where=sa.text("state IN ('confirmed', 'waiting')"),
    )
    op.drop_table("registration")
    op.drop_index(op.f("ix_gate_link_token_hash"), table_name="gate_link")
    op.drop_index(op.f("ix_gate_link_list_id"), table_name="gate_link")
    op.drop_table("gate_link")
    op.drop_index(op.f("ix_staged_member_run_id_row"), table_name="staged_member")
    op.drop_table("staged_member")
    op.drop_index(op.f("ix_rule_sheet_event_id_version"), table_name="rule_sheet")
    op.drop_table("rule_sheet")
    op.drop_table("registration_counter")
    op.drop_index(op.f("ix_quota_event_id_session_id"), table_name="quota")
    op.drop_table("quota")
    op.drop_index(op.f("ix_publication_event_id_version"), table_name="publication")
    op.drop_table("publication")
    op.drop_index(op.f("ix_judge_seat_event_id_judge"), table_name="judge_seat")
    op.drop_index(op.f("ix_judge_seat_event_id_account_id"), table_name="judge_seat")
    op.drop_table("judge_seat")
    op.drop_index(op.f("ix_event_step_event_id"), table_name="event_step")
    op.drop_table("event_step")
    op.drop_index(op.f("ix_event_session_event_id"), table_name="event_session")
    op.drop_table("event_session")
    op.drop_index(op.f("ix_draw_event_id"), table_name="draw")
    op.drop_table("draw")
    op.drop_index(op.f("ix_checkin_list_event_id_name"), table_name="checkin_list")
    op.drop_table("checkin_list")
    op.drop_index(op.f("ix_member_unit_id"), table_name="member")
    op.drop_index(op.f("ix_member_pinyin_key"), table_name="member")
    op.drop_index(op.f("ix_member_mobile_name"), table_name="member")
    op.drop_index(
        op.f("ix_member_identity_index"),
        table_name="member",
        sqlite_where=sa.text("identity_index IS NOT NULL"),
        postgresql_where=sa.text("identity_index IS NOT NULL"),
    )
    op.drop_table("member")
    op.drop_index(op.f("ix_event_township_id"), table_name="event")
    op.drop_index(op.f("ix_event_state"), table_name="event")
    op.drop_index(op.f("ix_event_starts_at"), table_name="event")
    op.drop_index(op.f("ix_event_slug"), table_name="event")
    op.drop_index(op.f("ix_event_family"), table_name="event")
    op.drop_index(op.f("ix_event_ends_at"), table_name="event")
    op.drop_index(op.f("ix_event_code"), table_name="event")
    op.drop_index(op.f("ix_event_campaign_id"), table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("ix_unit_union_id"), table_name="unit")
    op.drop_index(op.f("ix_unit_township_id"), table_name="unit")
    op.drop_index(op.f("ix_unit_short_key"), table_name="unit")
    op.drop_index(op.f("ix_unit_pinyin_key"), table_name="unit")
    op.drop_index(op.f("ix_unit_name_key"), table_name="unit")
    op.drop_index(op.f("ix_unit_initials"), table_name="unit")
    op.drop_index(op.f("ix_unit_code"), table_name="unit")
    op.drop_table("unit")
    op.drop_index(op.f("ix_import_line_run_id_kind_code"), table_name="import_line")
    op.drop_table("import_line")
    op.drop_index(op.f("ix_staff_session_token_hash"), table_name="staff_session")
    op.drop_index(op.f("ix_staff_session_account_id"), table_name="staff_session")
    op.drop_table("staff_session")
    op.drop_index(op.f("ix_staff_grant_account_id_role_scope_id"), table_name="staff_grant")
    op.drop_table("staff_grant")
    op.drop_index(op.f("ix_labour_union_township_id"), table_name="labour_union")
    op.drop_index(op.f("ix_labour_union_code"), table_name="labour_union")
    op.drop_table("labour_union")
    op.drop_index(op.f("ix_import_run_state"), table_name="import_run")
    op.drop_table("import_run")
    op.drop_index(op.f("ix_staff_account_username"), table_name="staff_account")
    op.drop_table("staff_account")
    op.drop_table("setup_code")
    op.drop_index(op.f("ix_rate_count_key_window"), table_name="rate_count")
    op.drop_table("rate_count")
    op.drop_index(op.f("ix_organisation_kind"), table_name="organisation")
    op.drop_index(op.f("ix_organisation_code"), table_name="organisation")
    op.drop_table("organisation")
    op.drop_index(op.f("ix_campaign_name"), table_name="campaign")
    op.drop_table("campaign")
    op.drop_table("audit_head")
    op.drop_index(op.f("ix_audit_entry_hash"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_at"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_actor"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_action"), table_name="audit_entry")
    op.drop_table("audit_entry")


def guard_audit_log() -> None:
    """Start the chain, and let the database itself refuse to change or delete an entry."""
    op.execute(f"INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '{'0' * 64}')")
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_entry_no_{verb.lower()} BEFORE {verb} ON audit_entry "
                "BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit entries are append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()"
    )

"""How a contest is finalised, signatures under results, and the sample compared with the paper."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "finalising_plan",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("long_way", sa.Boolean(), nullable=False),
        sa.Column("group_leader", sa.Boolean(), nullable=False),
        sa.Column("sample_size", sa.Integer(), nullable=False),
        sa.Column("unblind_minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("sample_size BETWEEN 0 AND 200", name=op.f("ck_finalising_plan_sample_size")),
        sa.CheckConstraint("unblind_minutes BETWEEN 1 AND 240", name=op.f("ck_finalising_plan_unblind_minutes")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_finalising_plan_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_finalising_plan")),
    )
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=14), nullable=False),
        sa.Column("judge", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "role IN ('judge', 'group_leader', 'chief_judge', 'supervisor')", name=op.f("ck_signature_role")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_signature_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )
    op.create_index(
        op.f("ix_signature_event_id_role_judge_digest"),
        "signature",
        ["event_id", "role", "judge", "digest"],
        unique=True,
    )
    op.create_index(op.f("ix_signature_event_id_digest_by"), "signature", ["event_id", "digest", "by"], unique=True)
    op.create_table(
        "review_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("picked", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_review_sample_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_sample")),
    )
    op.create_index(op.f("ix_review_sample_event_id"), "review_sample", ["event_id"], unique=True)
    op.create_table(
        "sample_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("entrant_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("found", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["sample_id"], ["review_sample.id"], name=op.f("fk_sample_check_sample_id")),
        sa.ForeignKeyConstraint(["entrant_id"], ["entrant.id"], name=op.f("fk_sample_check_entrant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_check")),
    )
    op.create_index(op.f("ix_sample_check_entrant_id"), "sample_check", ["entrant_id"], unique=False)
    op.create_index(
        op.f("ix_sample_check_sample_id_entrant_id_digest_agrees"),
        "sample_check",
        ["sample_id", "entrant_id", "digest", "agrees"],
        unique=True,
    )


def downgrade() -> None:
    for table in ("sample_check", "review_sample", "signature", "finalising_plan"):
        op.drop_table(table)

"""Certificates, the batches they were issued in, and the counters their numbers come from."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certificate_counter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("last >= 0", name=op.f("ck_certificate_counter_last")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_counter")),
    )
    op.create_index(op.f("ix_certificate_counter_series"), "certificate_counter", ["series"], unique=True)
    op.create_table(
        "certificate_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("issuer", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_certificate_batch_event_id")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_certificate_batch_publication_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_batch")),
    )
    op.create_index(op.f("ix_certificate_batch_event_id"), "certificate_batch", ["event_id"], unique=False)
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=90), nullable=False),
        sa.Column("holder_kind", sa.String(length=8), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("award", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("end_reason", sa.String(length=200), nullable=False),
        sa.Column("masked_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('valid', 'replaced', 'withdrawn')", name=op.f("ck_certificate_state")),
        sa.CheckConstraint("holder_kind IN ('person', 'team', 'unit')", name=op.f("ck_certificate_holder")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_certificate_event_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["certificate_batch.id"], name=op.f("fk_certificate_batch_id")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_certificate_registration_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["certificate.id"], name=op.f("fk_certificate_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
    )
    op.create_index(op.f("ix_certificate_number"), "certificate", ["number"], unique=True)
    op.create_index(op.f("ix_certificate_code"), "certificate", ["code"], unique=True)
    for columns, where in ((["event_id", "subject"], "state = 'valid'"), (["replaces_id"], "replaces_id IS NOT NULL")):
        op.create_index(
            op.f(f"ix_certificate_{'_'.join(columns)}"),
            "certificate",
            columns,
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    op.create_index(op.f("ix_certificate_registration_id"), "certificate", ["registration_id"], unique=False)
    op.create_index(op.f("ix_certificate_batch_id"), "certificate", ["batch_id"], unique=False)


def downgrade() -> None:
    for table in ("certificate", "certificate_batch", "certificate_counter"):
        op.drop_table(table)

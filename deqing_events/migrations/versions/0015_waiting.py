"""The reason why somebody who waits goes first."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

HELD = "state IN ('joined', 'pending', 'confirmed', 'waiting')"


def upgrade() -> None:
    op.drop_index(op.f("ix_registration_event_id_person_key"), table_name="registration")
    reason = sa.Column("priority_reason", sa.String(length=200), nullable=False, server_default="")
    with op.batch_alter_table("registration") as table:
        table.add_column(reason)
    with op.batch_alter_table("registration") as table:
        table.alter_column("priority_reason", server_default=None)
    _one_row_per_person()


def downgrade() -> None:
    op.drop_index(op.f("ix_registration_event_id_person_key"), table_name="registration")
    with op.batch_alter_table("registration") as table:
        table.drop_column("priority_reason")
    _one_row_per_person()


def _one_row_per_person() -> None:
    op.create_index(
        op.f("ix_registration_event_id_person_key"),
        "registration",
        ["event_id", "person_key"],
        unique=True,
        sqlite_where=sa.text(HELD),
        postgresql_where=sa.text(HELD),
    )

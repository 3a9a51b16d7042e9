"""Recognised phones and one-time codes."""

import sqlalchemy as sa
from alembic import op

from deqing_events.database import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CURRENT = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "phone_owner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("mobile", sa.String(length=11), nullable=False),
        sa.Column("verified_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_owner")),
    )
    op.create_index(
        op.f("ix_phone_owner_phone_hash"),
        "phone_owner",
        ["phone_hash"],
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )
    op.create_index(op.f("ix_phone_owner_mobile"), "phone_owner", ["mobile"], unique=False)
    op.create_table(
        "sign_in_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("mobile_key", sa.String(length=64), nullable=False),
        sa.Column("sealed_mobile", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("tries >= 0 AND tries <= 5", name=op.f("ck_sign_in_code_tries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_code")),
    )
    op.create_index(op.f("ix_sign_in_code_phone_hash"), "sign_in_code", ["phone_hash"], unique=False)
    op.create_index(
        op.f("ix_sign_in_code_mobile_key_created_at"), "sign_in_code", ["mobile_key", "created_at"], unique=False
    )
    op.create_index(op.f("ix_sign_in_code_created_at"), "sign_in_code", ["created_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_sign_in_code_created_at"), table_name="sign_in_code")
    op.drop_index(op.f("ix_sign_in_code_mobile_key_created_at"), table_name="sign_in_code")
    op.drop_index(op.f("ix_sign_in_code_phone_hash"), table_name="sign_in_code")
    op.drop_table("sign_in_code")
    op.drop_index(op.f("ix_phone_owner_mobile"), table_name="phone_owner")
    op.drop_index(
        op.f("ix_phone_owner_phone_hash"), table_name="phone_owner", sqlite_where=CURRENT, postgresql_where=CURRENT
    )
    op.drop_table("phone_owner")

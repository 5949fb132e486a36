"""Session attributes, and which of them channels receive."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IDENTIFIER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "session_attributes",
        sa.Column("token_hash", IDENTIFIER, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_session_attributes"),
    )
    op.create_index("ix_session_attributes_expires_at", "session_attributes", ["expires_at"])
    op.create_table(
        "channel_support",
        sa.Column("channel_id", IDENTIFIER, nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name="pk_channel_support"),
    )


def downgrade() -> None:
    op.drop_table("channel_support")
    op.drop_table("session_attributes")

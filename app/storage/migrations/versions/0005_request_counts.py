"""Requests of each caller in the present minute, counted for all server processes together."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

IDENTIFIER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "request_counts",
        sa.Column("window_start", MOMENT, nullable=False),
        sa.Column("caller", IDENTIFIER, nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("window_start", "caller", name="pk_request_counts"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("request_counts")

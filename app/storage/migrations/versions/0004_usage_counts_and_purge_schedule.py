"""Counts that outlive purged recommendations, and when the next purge is due."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

IDENTIFIER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "usage_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("calling_organisation", IDENTIFIER, nullable=False),
        sa.Column("calling_service", IDENTIFIER, nullable=False),
        sa.Column("path", IDENTIFIER, nullable=False),
        sa.Column("language", IDENTIFIER, nullable=False),
        sa.Column("recommendations", sa.BigInteger(), nullable=False),
        sa.Column("empty_answers", sa.BigInteger(), nullable=False),
        sa.Column("helpful_answers", sa.BigInteger(), nullable=False),
        sa.Column("unhelpful_answers", sa.BigInteger(), nullable=False),
        sa.Column("helpful_services", sa.BigInteger(), nullable=False),
        sa.Column("unhelpful_services", sa.BigInteger(), nullable=False),
        sa.Column("followed_links", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "day",
            "calling_organisation",
            "calling_service",
            "path",
            "language",
            name="pk_usage_counts",
        ),
        sqlite_with_rowid=False,
    )
    purge_schedule = op.create_table(
        "purge_schedule",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("next_due_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_purge_schedule"),
        sa.CheckConstraint("id = 1", name=op.f("ck_purge_schedule_single_row")),
    )
    op.bulk_insert(purge_schedule, [{"id": 1, "next_due_at": None}])


def downgrade() -> None:
    op.drop_table("purge_schedule")
    op.drop_table("usage_counts")

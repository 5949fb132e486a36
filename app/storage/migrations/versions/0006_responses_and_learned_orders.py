"""Counts of responses per client and service, and orders learned from them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

IDENTIFIER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

COUNT_WHAT_IS_STORED = """
    INSERT INTO service_responses (client_id, service_id, examined, followed, helped, unhelpful)
    SELECT client_id, service_id, sum(examined), sum(followed), sum(helped), sum(unhelpful)
    FROM (
        SELECT coalesce(r.client_id, '') AS client_id, s.service_id AS service_id,
               1 AS examined, 0 AS followed, 0 AS helped, 0 AS unhelpful
        FROM recommended_services s
        JOIN recommendations r ON r.id = s.recommendation_id
        JOIN (
            SELECT f.recommendation_id AS recommendation_id, max(g.rank) AS lowest
            FROM followed_links f
            JOIN recommended_services g
              ON g.recommendation_id = f.recommendation_id AND g.service_id = f.service_id
            GROUP BY f.recommendation_id
        ) l ON l.recommendation_id = s.recommendation_id AND s.rank <= l.lowest
        UNION ALL
        SELECT coalesce(client_id, ''), service_id, 0, 1, 0, 0
        FROM (SELECT DISTINCT recommendation_id, client_id, service_id FROM followed_links) once
        UNION ALL
        SELECT coalesce(client_id, ''), service_id, 0, 0,
               CASE WHEN feedback_score = 1 THEN 1 ELSE 0 END,
               CASE WHEN feedback_score = -1 THEN 1 ELSE 0 END
        FROM service_feedback
    ) counted
    GROUP BY client_id, service_id
"""
"""All services down to the lowest one followed were looked at, as app/domain/feedback.py has it."""


def upgrade() -> None:
    op.create_table(
        "service_responses",
        sa.Column("client_id", IDENTIFIER, nullable=False),
        sa.Column("service_id", IDENTIFIER, nullable=False),
        sa.Column("examined", sa.BigInteger(), nullable=False),
        sa.Column("followed", sa.BigInteger(), nullable=False),
        sa.Column("helped", sa.BigInteger(), nullable=False),
        sa.Column("unhelpful", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "service_id", name="pk_service_responses"),
        sqlite_with_rowid=False,
    )
    op.execute(COUNT_WHAT_IS_STORED)
    op.create_table(
        "learned_orders",
        sa.Column("id", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("trained_at", MOMENT, nullable=False),
        sa.Column("features_version", sa.SmallInteger(), nullable=False),
        sa.Column("weights", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_learned_orders"),
    )


def downgrade() -> None:
    op.drop_table("learned_orders")
    op.drop_table("service_responses")

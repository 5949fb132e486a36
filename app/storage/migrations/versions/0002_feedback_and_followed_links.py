"""Feedback on recommendations and their services, and followed links."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

IDENTIFIER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "recommendation_feedback",
        sa.Column("recommendation_id", ROW_NUMBER, autoincrement=False, nullable=False),
        sa.Column("client_id", IDENTIFIER, nullable=True),
        sa.Column("feedback_score", sa.SmallInteger(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("recommendation_id", name="pk_recommendation_feedback"),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendations.id"],
            name="fk_recommendation_feedback_recommendation_id",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "feedback_score IN (-1, 1)", name=op.f("ck_recommendation_feedback_feedback_score")
        ),
    )
    op.create_table(
        "service_feedback",
        sa.Column("recommendation_id", ROW_NUMBER, nullable=False),
        sa.Column("service_id", IDENTIFIER, nullable=False),
        sa.Column("client_id", IDENTIFIER, nullable=True),
        sa.Column("feedback_score", sa.SmallInteger(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("recommendation_id", "service_id", name="pk_service_feedback"),
        sa.ForeignKeyConstraint(
            ["recommendation_id", "service_id"],
            ["recommended_services.recommendation_id", "recommended_services.service_id"],
            name="fk_service_feedback_recommendation_id",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "feedback_score IN (-1, 1)", name=op.f("ck_service_feedback_feedback_score")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_service_feedback_service_id",
        "service_feedback",
        ["service_id", "client_id", "feedback_score"],
    )
    op.create_table(
        "followed_links",
        sa.Column("id", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("recommendation_id", ROW_NUMBER, nullable=False),
        sa.Column("service_id", IDENTIFIER, nullable=False),
        sa.Column("channel_id", IDENTIFIER, nullable=False),
        sa.Column("link_id", sa.SmallInteger(), nullable=False),
        sa.Column("client_id", IDENTIFIER, nullable=True),
        sa.Column("followed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_followed_links"),
        sa.ForeignKeyConstraint(
            ["recommendation_id", "service_id"],
            ["recommended_services.recommendation_id", "recommended_services.service_id"],
            name="fk_followed_links_recommendation_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_followed_links_recommendation_id", "followed_links", ["recommendation_id", "service_id"]
    )
    op.create_index(
        "ix_followed_links_service_id",
        "followed_links",
        ["service_id", "client_id", "recommendation_id"],
    )


def downgrade() -> None:
    op.drop_table("followed_links")
    op.drop_table("service_feedback")
    op.drop_table("recommendation_feedback")

"""The first tables: catalogue, phrasebook additions, clients and recommendations."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

IDENTIFIER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

RECORD_TABLES = ("services", "service_channels", "organizations")


def upgrade() -> None:
    for table in RECORD_TABLES:
        op.create_table(
            table,
            sa.Column("id", IDENTIFIER, nullable=False),
            sa.Column("content_hash", sa.Text(), nullable=False),
            sa.Column("is_archived", sa.Boolean(), nullable=False),
            sa.Column("is_sample", sa.Boolean(), nullable=False),
            sa.Column("document", sa.Text(), nullable=False),
            sa.Column("updated_at", MOMENT, nullable=False),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        )
    op.create_table(
        "meter_profiles",
        sa.Column("service_id", IDENTIFIER, nullable=False),
        sa.Column("working_studying", sa.Double(), nullable=False),
        sa.Column("family", sa.Double(), nullable=False),
        sa.Column("friends", sa.Double(), nullable=False),
        sa.Column("health", sa.Double(), nullable=False),
        sa.Column("improvement_of_strengths", sa.Double(), nullable=False),
        sa.Column("housing", sa.Double(), nullable=False),
        sa.Column("finance", sa.Double(), nullable=False),
        sa.Column("self_esteem", sa.Double(), nullable=False),
        sa.Column("resilience", sa.Double(), nullable=False),
        sa.Column("life_satisfaction", sa.Double(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("service_id", name="pk_meter_profiles"),
    )
    catalogue_state = op.create_table(
        "catalogue_state",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_catalogue_state"),
        sa.CheckConstraint("id = 1", name=op.f("ck_catalogue_state_single_row")),
    )
    op.bulk_insert(catalogue_state, [{"id": 1, "version": 0, "updated_at": None}])
    op.create_table(
        "phrasebook_entries",
        sa.Column("kind_id", IDENTIFIER, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind_id", name="pk_phrasebook_entries"),
    )
    op.create_table(
        "clients",
        sa.Column("client_id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("client_id", name="pk_clients"),
    )
    op.create_table(
        "recommendations",
        sa.Column("id", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("client_id", IDENTIFIER, nullable=True),
        sa.Column("calling_organisation", sa.Text(), nullable=False),
        sa.Column("calling_service", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recommendations"),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.client_id"], name="fk_recommendations_client_id"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_recommendations_created_at", "recommendations", ["created_at"])
    op.create_table(
        "recommended_services",
        sa.Column("recommendation_id", ROW_NUMBER, nullable=False),
        sa.Column("service_id", IDENTIFIER, nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("similarity_score", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("recommendation_id", "service_id", name="pk_recommended_services"),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendations.id"],
            name="fk_recommended_services_recommendation_id",
            ondelete="CASCADE",
        ),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("recommended_services")
    op.drop_table("recommendations")
    op.drop_table("clients")
    op.drop_table("phrasebook_entries")
    op.drop_table("catalogue_state")
    op.drop_table("meter_profiles")
    for table in reversed(RECORD_TABLES):
        op.drop_table(table)

"""What insights count of a recommendation, and the pictures taken of past months."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

IDENTIFIER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("recommendations", sa.Column("signs", sa.Text(), nullable=True))
    op.create_table(
        "insight_months",
        sa.Column("month", IDENTIFIER, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("month", name="pk_insight_months"),
    )
    op.create_table(
        "insight_figures",
        sa.Column("month", IDENTIFIER, nullable=False),
        sa.Column("county_code", IDENTIFIER, nullable=False),
        sa.Column("client_id", IDENTIFIER, nullable=False),
        sa.Column("measure", IDENTIFIER, nullable=False),
        sa.Column("code", IDENTIFIER, nullable=False),
        sa.Column("within", IDENTIFIER, nullable=False),
        sa.Column("situations", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month",
            "county_code",
            "client_id",
            "measure",
            "code",
            "within",
            name="pk_insight_figures",
        ),
        sa.ForeignKeyConstraint(
            ["month"], ["insight_months.month"], name="fk_insight_figures_month"
        ),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("insight_figures")
    op.drop_table("insight_months")
    op.drop_column("recommendations", "signs")

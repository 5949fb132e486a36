"""Alembic's entry: runs the migrations on the connection that schema_upgrade.py opened and locked.

For a developer, `alembic -x url=sqlite:///scratch.db revision --autogenerate -m "what changes"`
writes the next one.
"""

from alembic import context
from sqlalchemy import Connection, create_engine

from app.storage.tables import metadata


def run_migrations(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


if "connection" in context.config.attributes:
    run_migrations(context.config.attributes["connection"])
else:
    with create_engine(context.get_x_argument(as_dictionary=True)["url"]).begin() as opened:
        run_migrations(opened)

"""The command `purge`."""

from dataclasses import asdict
from typing import Annotated, Final

import typer

from app.cli.workshop import open_configured_workshop

A_CENTURY_IN_DAYS: Final = 36_500


def purge(
    older_than: Annotated[
        int | None,
        typer.Option(
            "--older-than",
            metavar="DAYS",
            help="Instead of REVONTULI_RETENTION_DAYS; 0 deletes all.",
            min=0,
            max=A_CENTURY_IN_DAYS,
            show_default=False,
        ),
    ] = None,
) -> None:
    """Delete stored requests past their retention and expired session attributes, and print what stays counted.

    A running server does so by itself every day.
    """
    from app.usecases.usage_totals import usage_totals

    with open_configured_workshop() as workshop:
        workshop.take_pictures.before_a_purge()
        for kind, deleted in workshop.purge_expired(older_than_days=older_than).items():
            typer.echo(f"{kind}: deleted {deleted}")
        counts = asdict(usage_totals(workshop.database))
        counted = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items())
        typer.echo(f"counted in all: {counted}")

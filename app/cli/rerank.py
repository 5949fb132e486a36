"""The command `rerank train`."""

import json
from typing import Annotated

import typer

from app.cli.workshop import open_configured_workshop

commands = typer.Typer(help="The order learned from feedback.", no_args_is_help=True)


@commands.command("train")
def rerank_train(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Learn the order of `rerank` from stored feedback; a running server uses it only where it proves better.

    The older four fifths of the answers are learned from. On the newest fifth the learned order must beat the order by
    match and the built-in formula. Otherwise it stays off, and an earlier one goes out of use.
    """
    from app.usecases.train_reranking import train_reranking

    with open_configured_workshop() as workshop:
        report = train_reranking(workshop.database.open_stores)
    typer.echo(json.dumps(report.as_json(), indent=2) if as_json else report.as_text())

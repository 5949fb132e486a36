"""The command line: each command calls one use case. Heavy modules are imported inside commands."""

import typer

from app.cli import (
    catalogue,
    channels,
    clients,
    evaluate,
    life_events,
    matching,
    openapi,
    purge,
    rerank,
    serve,
)
from app.cli.workshop import fail
from app.errors import AppError

app = typer.Typer(
    name="revontuli",
    help="Suggests public services for life situations over the AuroraAI network interface.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(serve.serve)
app.add_typer(catalogue.commands, name="catalogue")
app.add_typer(matching.phrasebook, name="phrasebook")
app.add_typer(life_events.life_events, name="life-events")
app.add_typer(matching.index, name="index")
app.command()(evaluate.evaluate)
app.add_typer(clients.commands, name="client")
app.add_typer(channels.commands, name="channel")
app.command()(purge.purge)
app.add_typer(rerank.commands, name="rerank")
app.command("openapi")(openapi.write_openapi)


def main() -> None:
    """Run the command line: exit code 0 done, 1 failed with one clear message, 2 wrong usage."""
    try:
        app()
    except AppError as error:
        fail(error.detail)

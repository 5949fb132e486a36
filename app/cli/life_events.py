"""The commands on life events: `life-events import` and `remove`."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.workshop import open_configured_workshop

life_events = typer.Typer(
    help="Life events, the kinds of service they need and what comes next.", no_args_is_help=True
)


@life_events.command("import")
def life_events_import(
    files: Annotated[
        list[Path], typer.Argument(help="Files, read in this order.", show_default=False)
    ],
) -> None:
    """Add life events, utterances, kinds and what comes next, then bring the index up to date.

    JSON Lines as in app/data/life_events; an entry for a life event that exists may name only what it adds or replaces.
    """
    from app.catalogue.codelist_files import load_code_lists
    from app.usecases.life_event_import import import_life_events

    with open_configured_workshop() as workshop:
        counts = import_life_events(workshop.database, files, load_code_lists().life_events.keys())
        typer.echo(
            f"life events: added {counts.added}, updated {counts.updated}, unchanged {counts.unchanged}"
        )
        workshop.build_index.bring_up_to_date()


@life_events.command("remove")
def life_events_remove(
    life_event: Annotated[str, typer.Argument(metavar="LIFE_EVENT", show_default=False)],
) -> None:
    """Remove what was imported for a life event and print it, then bring the index up to date.

    A shipped life event stays, as it was shipped; the printed line can be imported again.
    """
    from app.life_events import entry_line
    from app.usecases.life_event_removal import remove_life_event

    with open_configured_workshop() as workshop:
        typer.echo(entry_line(remove_life_event(workshop.database, life_event)))
        workshop.build_index.bring_up_to_date()

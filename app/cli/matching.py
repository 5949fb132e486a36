"""The commands on what matching rests on: `phrasebook import`, `remove` and `explain`, and `index rebuild`."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.workshop import open_configured_workshop

phrasebook = typer.Typer(help="What people say, by kind of service.", no_args_is_help=True)
index = typer.Typer(help="The search index.", no_args_is_help=True)


@phrasebook.command("import")
def phrasebook_import(
    files: Annotated[
        list[Path], typer.Argument(help="Files, read in this order.", show_default=False)
    ],
) -> None:
    """Add kinds, utterances and keywords to the phrasebook, then bring the index up to date.

    JSON Lines as in app/data/phrasebook; an entry for a kind that exists may name only what it adds.
    """
    from app.usecases.phrasebook_import import import_phrasebook

    with open_configured_workshop() as workshop:
        counts = import_phrasebook(workshop.database, files)
        typer.echo(
            f"kinds: added {counts.added}, updated {counts.updated}, unchanged {counts.unchanged}"
        )
        workshop.build_index.bring_up_to_date()


@phrasebook.command("remove")
def phrasebook_remove(
    kind: Annotated[str, typer.Argument(metavar="KIND", show_default=False)],
) -> None:
    """Remove what was imported for a kind and print it, then bring the index up to date.

    A kind of the shipped phrasebook stays, as it was shipped; the printed line can be imported again.
    """
    from app.phrasebook import entry_line
    from app.usecases.phrasebook_removal import remove_entry

    with open_configured_workshop() as workshop:
        typer.echo(entry_line(remove_entry(workshop.database, kind)))
        workshop.build_index.bring_up_to_date()


@phrasebook.command("explain")
def phrasebook_explain(
    service_id: Annotated[str, typer.Argument(metavar="SERVICE_ID", show_default=False)],
) -> None:
    """Print the kinds of service that lead to a service, with how surely it is of each, 0 to 1.

    An imported line such as {"kind": "financial-debt-counselling", "services": {"SERVICE_ID": 0}} corrects one.
    """
    from app.domain.language import localized
    from app.index.snapshot_files import read_snapshot
    from app.usecases.kinds_of_service import kinds_of_service

    with open_configured_workshop() as workshop:
        workshop.build_index.bring_up_to_date()
        snapshot = read_snapshot(workshop.index_dir)
    for kind in kinds_of_service(snapshot, service_id.lower()):
        typer.echo(f"{kind.weight:.3f}  {kind.kind_id}  {localized(kind.name, 'fi')}")


@index.command("rebuild")
def index_rebuild() -> None:
    """Embed and index the catalogue anew; a running server picks it up without failing a request."""
    with open_configured_workshop() as workshop:
        workshop.build_index.rebuild()

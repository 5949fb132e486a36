"""The commands on what matching rests on: `phrasebook import`, `index rebuild` and `evaluate`."""

import json
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


@index.command("rebuild")
def index_rebuild() -> None:
    """Embed and index the catalogue anew; a running server picks it up without failing a request."""
    with open_configured_workshop() as workshop:
        workshop.build_index.rebuild()


def evaluate(
    queries: Annotated[Path, typer.Argument(help="Judged queries as JSON Lines.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure nDCG@10, recall@10 and MRR of the loaded catalogue, by language and form."""
    from app import evaluation
    from app.api.service_filters import read_filters
    from app.catalogue.codelist_files import load_code_lists

    judged = evaluation.read_judged_queries(
        queries, lambda filters: read_filters(filters, load_code_lists())
    )
    with open_configured_workshop() as workshop:
        workshop.build_index.bring_up_to_date()
        find_services = workshop.find_services()
        result = evaluation.evaluate(
            judged, lambda query: [found.service_id for found in find_services(query)]
        )
        typer.echo(json.dumps(result.as_json(), indent=2) if as_json else result.as_table())

"""The commands `catalogue import`, `catalogue meters` and `catalogue info`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from app.cli.workshop import fail, open_configured_workshop

commands = typer.Typer(help="The service catalogue.", no_args_is_help=True)


@commands.command("import")
def catalogue_import(
    files: Annotated[
        list[Path], typer.Argument(help="Files, read in this order.", show_default=False)
    ],
    strict: Annotated[
        bool, typer.Option("--strict", help="Import nothing when any record is rejected.")
    ] = False,
) -> None:
    """Import services, channels and organisations in PTV v11 JSON, then bring the index up to date.

    Takes an object, an array, an id → object map or JSON Lines, plain or compressed with gzip or xz.
    """
    with open_configured_workshop() as workshop:
        report = workshop.import_catalogue(files, strict=strict)
        for rejection in report.rejections:
            typer.echo(rejection, err=True)
        typer.echo(report.summary())
        if report.is_refused:
            fail("nothing was imported, because --strict allows no rejection")
        workshop.build_index.bring_up_to_date()


@commands.command("meters")
def catalogue_meters(
    file: Annotated[Path, typer.Argument(help="CSV: service_id and the ten meters, 0..1 each.")],
) -> None:
    """Import experts' 3X10D profiles, then bring the index up to date."""
    from app.usecases.meters_import import import_meters

    with open_configured_workshop() as workshop:
        report = import_meters(workshop.database, file)
        for rejection in report.rejections:
            typer.echo(rejection, err=True)
        typer.echo(report.summary())
        workshop.build_index.bring_up_to_date()


@commands.command("info")
def catalogue_info(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Count the catalogue by language, area and type, and describe the model and the index."""
    from app.usecases.catalogue_info import catalogue_info

    with open_configured_workshop() as workshop:
        info = catalogue_info(workshop.database, workshop.model.describe(), workshop.index_dir)
        typer.echo(
            json.dumps(info.as_json(), ensure_ascii=False, indent=2) if as_json else info.as_text()
        )

"""The commands `catalogue import`, `catalogue fetch`, `catalogue meters` and `catalogue info`."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer

from app.cli.workshop import fail, open_configured_workshop

PTV_BASE_URL: Final = "https://api.palvelutietovaranto.suomi.fi/api/v11"
SINCE_FORMATS: Final = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]

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


@commands.command("fetch")
def catalogue_fetch(
    municipality: Annotated[
        list[str] | None,
        typer.Option(
            help="Only services that people of this municipality can use, by its three-digit code; repeat for more.",
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            help="Only what has changed since then (UTC).",
            formats=SINCE_FORMATS,
            show_default=False,
        ),
    ] = None,
    base_url: Annotated[str, typer.Option(help="The interface to read.")] = PTV_BASE_URL,
    allow_many_archived: Annotated[
        bool,
        typer.Option(
            "--allow-many-archived",
            help="Archive also when more than a fifth of the stored services or channels has gone.",
        ),
    ] = False,
) -> None:
    """Read the catalogue from PTV's open API, archive what has gone there, then bring the index up to date.

    A fetch that was cut off goes on where it stopped when the same command is run again within a day.
    """
    _refuse_wrong_url(base_url)
    _refuse_unknown(municipality or [])
    from app.usecases.catalogue_fetch import FetchRequest

    request = FetchRequest(
        base_url=base_url,
        municipality_codes=tuple(municipality or ()),
        since=since.replace(tzinfo=UTC) if since else None,
    )
    with open_configured_workshop() as workshop:
        report = workshop.fetch_catalogue(request, allow_many_archived=allow_many_archived)
        for rejection in report.rejections:
            typer.echo(rejection, err=True)
        typer.echo(report.summary())
        workshop.build_index.bring_up_to_date()


def _refuse_wrong_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_right = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_right = False
    if not is_right or parts.query or parts.fragment:
        raise typer.BadParameter("must be an http or https URL", param_hint="--base-url")


def _refuse_unknown(municipality_codes: list[str]) -> None:
    from app.catalogue.codelist_files import load_code_lists

    if not set(municipality_codes) <= load_code_lists().municipalities.keys():
        raise typer.BadParameter(
            "must be a three-digit municipality code", param_hint="--municipality"
        )


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

"""The command line: each command calls one use case. Heavy modules are imported inside commands."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from app.errors import AppError

if TYPE_CHECKING:
    from app.domain.clients import ApiClient
    from app.usecases.api_clients import IssuedCredentials
    from app.wiring import Workshop

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")


class RoleName(StrEnum):
    """The roles as choices of an option."""

    RECOMMEND = "recommend"
    FEEDBACK = "feedback"
    ADMIN = "admin"


DEFAULT_ROLES = [RoleName.RECOMMEND, RoleName.FEEDBACK]


app = typer.Typer(
    name="revontuli",
    help="Suggests public services for life situations over the AuroraAI network interface.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
catalogue = typer.Typer(help="The service catalogue.", no_args_is_help=True)
phrasebook = typer.Typer(help="What people say, by kind of service.", no_args_is_help=True)
client = typer.Typer(help="Systems that may call the service.", no_args_is_help=True)
index = typer.Typer(help="The search index.", no_args_is_help=True)
app.add_typer(catalogue, name="catalogue")
app.add_typer(phrasebook, name="phrasebook")
app.add_typer(client, name="client")
app.add_typer(index, name="index")

Files = Annotated[list[Path], typer.Argument(help="Files, read in this order.", show_default=False)]


def main() -> None:
    """Run the command line: exit code 0 done, 1 failed with one clear message, 2 wrong usage."""
    try:
        app()
    except AppError as error:
        _fail(error.detail)


def _fail(message: str) -> NoReturn:
    typer.echo(f"revontuli: {message}", err=True)
    sys.exit(1)


@contextmanager
def _workshop() -> "Iterator[Workshop]":
    from app.observability.logs import configure_logs
    from app.settings import load_settings
    from app.wiring import open_workshop

    settings = load_settings()
    configure_logs("WARNING", "console")
    with open_workshop(settings, progress=_progress) as workshop:
        yield workshop


@contextmanager
def _progress(label: str, total: int | None) -> "Iterator[Callable[[int], None]]":
    """Show how far long work is: a bar on a terminal, a line at the start and the end otherwise."""
    if not sys.stderr.isatty():
        done = 0

        def count(step: int) -> None:
            nonlocal done
            done += step

        typer.echo(f"{label} …", err=True)
        yield count
        typer.echo(f"{label}: {done} done", err=True)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda step: bar.advance(task, step)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Server processes.", min=1, max=64)] = 1,
    dev: Annotated[
        bool,
        typer.Option(
            "--dev",
            help="Loopback only, no credentials asked, sample catalogue loaded when the catalogue is empty.",
        ),
    ] = False,
) -> None:
    """Run the API."""
    import os

    import uvicorn

    if dev and host not in LOOPBACK_HOSTS:
        raise typer.BadParameter(
            "--dev listens on the loopback interface only", param_hint="--host"
        )
    if dev:
        shown_host = f"[{host}]" if ":" in host else host
        os.environ["REVONTULI_REQUIRE_AUTH"] = "false"
        os.environ.setdefault("REVONTULI_PUBLIC_BASE_URL", f"http://{shown_host}:{port}")
        os.environ.setdefault("REVONTULI_LOG_FORMAT", "console")
    with _workshop() as workshop:
        if dev:
            from app.usecases.sample_catalogue import load_sample_when_empty

            load_sample_when_empty(workshop.database, workshop.import_catalogue)
        workshop.build_index.bring_up_to_date()
    if dev:
        _greet(f"http://{shown_host}:{port}")
    try:
        uvicorn.run(
            "app.main:create_app",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            log_config=None,
            access_log=False,
            server_header=False,
        )
    except SystemExit as stop:
        if stop.code:
            _fail("the server could not start; the line above says why")


def _greet(base_url: str) -> None:
    body = json.dumps(
        {"search_text": "mies löi taas eilen, en uskalla mennä kotiin"}, ensure_ascii=False
    )
    typer.echo(
        f"""
Revontuli starts and asks for no credentials; its catalogue is a sample until you import another.

  Swagger UI  {base_url}/docs
  Try it      curl -s {base_url}/service-recommender/v1/text_search \\
                -H 'Content-Type: application/json' \\
                -d '{body}'
"""
    )


@catalogue.command("import")
def catalogue_import(
    files: Files,
    strict: Annotated[
        bool, typer.Option("--strict", help="Import nothing when any record is rejected.")
    ] = False,
) -> None:
    """Import services, channels and organisations in PTV v11 JSON, then bring the index up to date.

    Takes an object, an array, an id → object map or JSON Lines, plain or compressed with gzip or xz.
    """
    with _workshop() as workshop:
        report = workshop.import_catalogue(files, strict=strict)
        for rejection in report.rejections:
            typer.echo(rejection, err=True)
        typer.echo(report.summary())
        if report.is_refused:
            _fail("nothing was imported, because --strict allows no rejection")
        workshop.build_index.bring_up_to_date()


@catalogue.command("meters")
def catalogue_meters(
    file: Annotated[Path, typer.Argument(help="CSV: service_id and the ten meters, 0..1 each.")],
) -> None:
    """Import experts' 3X10D profiles, then bring the index up to date."""
    from app.usecases.meters_import import import_meters

    with _workshop() as workshop:
        report = import_meters(workshop.database, file)
        for rejection in report.rejections:
            typer.echo(rejection, err=True)
        typer.echo(report.summary())
        workshop.build_index.bring_up_to_date()


@catalogue.command("info")
def catalogue_info(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Count the catalogue by language, area and type, and describe the model and the index."""
    from app.usecases.catalogue_info import catalogue_info

    with _workshop() as workshop:
        info = catalogue_info(workshop.database, workshop.model.describe(), workshop.index_dir)
        typer.echo(
            json.dumps(info.as_json(), ensure_ascii=False, indent=2) if as_json else info.as_text()
        )


@phrasebook.command("import")
def phrasebook_import(files: Files) -> None:
    """Add kinds, utterances and keywords to the phrasebook, then bring the index up to date.

    JSON Lines as in app/data/phrasebook; an entry for a kind that exists may name only what it adds.
    """
    from app.usecases.phrasebook_import import import_phrasebook

    with _workshop() as workshop:
        counts = import_phrasebook(workshop.database, files)
        typer.echo(
            f"kinds: added {counts.added}, updated {counts.updated}, unchanged {counts.unchanged}"
        )
        workshop.build_index.bring_up_to_date()


@client.command("add")
def client_add(
    name: Annotated[str, typer.Argument(help="Name of the calling service.")],
    organisation: Annotated[str, typer.Option(help="Organisation that answers for it.")],
    role: Annotated[
        list[RoleName],
        typer.Option(help="What the client may do; repeat for several."),
    ] = DEFAULT_ROLES,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Register a client and print its credentials; the secret is shown this once and stored only as a hash."""
    with _workshop() as workshop:
        issued = workshop.clients.add_client(name, organisation, [each.value for each in role])
    _print_credentials(issued, as_json)


def _print_credentials(issued: "IssuedCredentials", as_json: bool) -> None:
    credentials = {
        "client_id": issued.client.client_id,
        "client_secret": issued.client_secret,
    }
    if as_json:
        typer.echo(json.dumps(credentials))
    else:
        typer.echo("\n".join(f"{name}: {value}" for name, value in credentials.items()))


@client.command("list")
def client_list(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the clients, the oldest first."""
    with _workshop() as workshop:
        clients = workshop.clients.list_clients()
    if as_json:
        typer.echo(
            json.dumps([_client_row(each) for each in clients], ensure_ascii=False, indent=2)
        )
        return
    for each in clients:
        state = "revoked" if each.is_revoked else " ".join(sorted(each.roles))
        created = each.created_at.isoformat(timespec="seconds")
        typer.echo(f"{each.client_id}  {created}  {each.organisation}  {each.name}  {state}")


def _client_row(client: "ApiClient") -> dict[str, object]:
    return {
        "client_id": client.client_id,
        "name": client.name,
        "organisation": client.organisation,
        "roles": sorted(client.roles),
        "created_at": client.created_at.isoformat(timespec="seconds"),
        "revoked": client.is_revoked,
    }


@client.command("revoke")
def client_revoke(client_id: str) -> None:
    """Refuse a client from now on."""
    with _workshop() as workshop:
        workshop.clients.revoke_client(client_id)
        typer.echo(f"revoked {client_id}")


@client.command("rotate")
def client_rotate(
    client_id: str,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Give a client a new secret; the old one stops working."""
    with _workshop() as workshop:
        issued = workshop.clients.rotate_client(client_id)
    _print_credentials(issued, as_json)


@index.command("rebuild")
def index_rebuild() -> None:
    """Embed and index the catalogue anew; a running server picks it up without failing a request."""
    with _workshop() as workshop:
        workshop.build_index.rebuild()


@app.command()
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
    with _workshop() as workshop:
        workshop.build_index.bring_up_to_date()
        find_services = workshop.find_services()
        result = evaluation.evaluate(
            judged, lambda query: [found.service_id for found in find_services(query)]
        )
        typer.echo(json.dumps(result.as_json(), indent=2) if as_json else result.as_table())


@app.command()
def openapi(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail when the file differs.")
    ] = False,
) -> None:
    """Write openapi/openapi.json from the code."""
    from app.main import create_app

    path = Path(__file__).parent.parent / "openapi" / "openapi.json"
    document = json.dumps(create_app().openapi(), ensure_ascii=False, indent=2) + "\n"
    if not check:
        path.parent.mkdir(exist_ok=True)
        path.write_text(document, encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != document:
        _fail(f"{path.name} differs from the code; run `revontuli openapi` and commit the change")

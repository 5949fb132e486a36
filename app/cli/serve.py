"""The command `serve`."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Final

import typer

from app.cli.workshop import fail, open_configured_workshop, warn
from app.errors import EmbeddingModelError
from app.observability import SHARED_FOLDER_VARIABLE

if TYPE_CHECKING:
    from app.settings import Settings

LOOPBACK_HOSTS: Final = ("127.0.0.1", "localhost", "::1")
KEEP_ALIVE_SECONDS: Final = 75
"""Longer than the minute after which common proxies close an idle connection: they must be the ones to close."""


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
    is_loopback = host in LOOPBACK_HOSTS
    if dev and not is_loopback:
        raise typer.BadParameter(
            "--dev listens on the loopback interface only", param_hint="--host"
        )
    base_url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    settings = _settle(base_url, is_loopback=is_loopback, dev=dev)
    _prepare(load_sample=dev)
    if dev:
        _greet(base_url)
    _listen(host, port, workers, dev=dev, shutdown_seconds=settings.request_timeout_seconds)


def _settle(base_url: str, *, is_loopback: bool, dev: bool) -> "Settings":
    """Put into the environment what follows from how the command was called, and warn of what is missing or unknown."""
    from app.settings import load_settings, unknown_variables

    settings = load_settings()
    if dev:
        os.environ["REVONTULI_REQUIRE_AUTH"] = "false"
        _set_for_workers(settings, public_base_url=base_url, log_format="console")
    elif "public_base_url" not in settings.model_fields_set:
        warn("REVONTULI_PUBLIC_BASE_URL is not set: links in answers lead to this machine only")
        if is_loopback:
            _set_for_workers(settings, public_base_url=base_url)
    for name in unknown_variables():
        warn(f"{name} is not a setting of this version")
    return settings


def _listen(host: str, port: int, workers: int, *, dev: bool, shutdown_seconds: int) -> None:
    """Answer requests until told to stop."""
    import uvicorn

    try:
        with _shared_counts(workers):
            uvicorn.run(
                "app.main:create_dev_app" if dev else "app.main:create_app",
                factory=True,
                host=host,
                port=port,
                workers=workers,
                log_config=None,
                access_log=False,
                server_header=False,
                http="app.api.http_protocol:PromptHttpProtocol",
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=shutdown_seconds,
            )
    except SystemExit as stop:
        if stop.code:
            fail("the server could not start; the line above says why")


@contextmanager
def _shared_counts(workers: int) -> Iterator[None]:
    """Let workers count requests in a folder they share, gone in the end; one an operator has set is left alone."""
    if workers == 1 or SHARED_FOLDER_VARIABLE in os.environ:
        yield
        return
    with TemporaryDirectory(prefix="revontuli-metrics-") as folder:
        os.environ[SHARED_FOLDER_VARIABLE] = folder
        try:
            yield
        finally:
            del os.environ[SHARED_FOLDER_VARIABLE]


def _set_for_workers(settings: "Settings", **defaults: str) -> None:
    """Server processes read the environment: put there what this command decides and nothing else has set."""
    for name in defaults.keys() - settings.model_fields_set:
        os.environ[f"REVONTULI_{name.upper()}"] = defaults[name]


def _prepare(*, load_sample: bool) -> None:
    """Bring database, catalogue, index and key up to date; without its model the service still starts, not ready."""
    from app.settings import load_settings
    from app.usecases.sample_catalogue import load_sample_when_empty
    from app.wiring import attribute_sealer

    attribute_sealer(load_settings())
    with open_configured_workshop() as workshop:
        if load_sample:
            load_sample_when_empty(workshop.database, workshop.import_catalogue)
        try:
            workshop.build_index.bring_up_to_date()
        except EmbeddingModelError as error:
            warn(f"{error.detail}; texts cannot be matched")


def _greet(base_url: str) -> None:
    body = json.dumps(
        {"search_text": "mies löi taas eilen, en uskalla mennä kotiin"}, ensure_ascii=False
    )
    typer.echo(
        f"""
Revontuli starts and asks for no credentials; its catalogue is a sample until you import another.

  Demo        {base_url}/demo
  Swagger UI  {base_url}/docs
  Try it      curl -s {base_url}/service-recommender/v1/text_search \\
                -H 'Content-Type: application/json' \\
                -d '{body}'
"""
    )

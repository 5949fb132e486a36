"""What every command needs: its use cases, a progress display, and one way to fail."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from app.wiring import Workshop


def fail(message: str) -> NoReturn:
    """Print one line and exit with code 1."""
    typer.echo(f"revontuli: {message}", err=True)
    sys.exit(1)


def warn(message: str) -> None:
    typer.echo(f"revontuli: warning: {message}", err=True)


@contextmanager
def open_configured_workshop() -> "Iterator[Workshop]":
    """The use cases of the command line over the database and model that the settings name."""
    from app.observability.logs import configure_logs
    from app.settings import load_settings
    from app.wiring import open_workshop

    settings = load_settings()
    configure_logs("WARNING", "console")
    with open_workshop(settings, progress=show_progress) as workshop:
        yield workshop


@contextmanager
def show_progress(label: str, total: int | None) -> "Iterator[Callable[[int], None]]":
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

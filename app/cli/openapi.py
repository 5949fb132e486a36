"""The command `openapi`: the published document against the code."""

import json
from pathlib import Path
from typing import Annotated, Final

import typer

from app.cli.workshop import fail

OPENAPI_FILE: Final = Path(__file__).parents[2] / "openapi" / "openapi.json"


def write_openapi(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail when the file differs.")
    ] = False,
) -> None:
    """Write openapi/openapi.json from the code."""
    from app.main import create_app

    document = json.dumps(create_app().openapi(), ensure_ascii=False, indent=2) + "\n"
    if not check:
        OPENAPI_FILE.parent.mkdir(exist_ok=True)
        OPENAPI_FILE.write_text(document, encoding="utf-8")
    elif not OPENAPI_FILE.exists() or OPENAPI_FILE.read_text(encoding="utf-8") != document:
        fail(
            f"{OPENAPI_FILE.name} differs from the code; run `revontuli openapi` and commit the change"
        )

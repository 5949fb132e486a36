"""The command `openapi`: the published documents against the code."""

import json
from pathlib import Path
from typing import Annotated, Final

import typer

from app.cli.workshop import fail

OPENAPI_FILE: Final = Path(__file__).parents[2] / "openapi" / "openapi.json"
OPENAPI_30_NAME: Final = "openapi-3.0.json"


def write_openapi(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail when a file differs.")
    ] = False,
) -> None:
    """Write openapi/openapi.json and openapi/openapi-3.0.json from the code."""
    from app.api.openapi_30 import openapi_30
    from app.main import create_app

    document = create_app().openapi()
    documents = {
        OPENAPI_FILE: document,
        OPENAPI_FILE.with_name(OPENAPI_30_NAME): openapi_30(document),
    }
    for file, content in documents.items():
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        if not check:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            fail(
                f"{file.name} differs from the code; run `revontuli openapi` and commit the change"
            )

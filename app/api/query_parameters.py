"""How query parameters are read that more than one endpoint takes."""

import re
from collections.abc import Iterable

from fastapi import Request
from pydantic import BeforeValidator

from app.errors import FieldProblem, InvalidRequest
from app.reasons import WHOLE_NUMBER


def refuse_repeated(request: Request, names: Iterable[str]) -> None:
    """Of two values FastAPI would take the last and a proxy before it perhaps the first. Raises InvalidRequest."""
    problems = [
        FieldProblem(f"/{name}", "Must not be repeated")
        for name in names
        if len(request.query_params.getlist(name)) > 1
    ]
    if problems:
        raise InvalidRequest("A query parameter is given more than once", problems)


def _is_decimal(value: object) -> object:
    """Python's int() would also take "+1", " 1", "1_0" and digits of other scripts."""
    if not re.fullmatch("-?[0-9]+", str(value)):
        raise ValueError(WHOLE_NUMBER)
    return value


DECIMAL = BeforeValidator(_is_decimal)
"""Lets an integer through that is written in plain decimal digits."""

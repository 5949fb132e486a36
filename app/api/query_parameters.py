"""Parameters of a query that may be given once."""

from collections.abc import Iterable

from fastapi import Request

from app.errors import FieldProblem, InvalidRequest


def refuse_repeated(request: Request, names: Iterable[str]) -> None:
    """Of two values FastAPI would take the last and a proxy before it perhaps the first. Raises InvalidRequest."""
    problems = [
        FieldProblem(f"/{name}", "Must not be repeated")
        for name in names
        if len(request.query_params.getlist(name)) > 1
    ]
    if problems:
        raise InvalidRequest("A query parameter is given more than once", problems)

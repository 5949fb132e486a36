"""The mark of an answer that was given without the embedding model, on the wire."""

from typing import Annotated

from pydantic import Field

Degraded = Annotated[
    bool,
    Field(
        description="True where what was told could only be compared by its spelling, because the embedding model "
        "cannot be used: services fit less well than usual. Absent from every other answer.",
        examples=[True],
        exclude_if=lambda degraded: not degraded,
    ),
]

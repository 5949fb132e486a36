"""What made an answer, on the wire: so that whoever shows it can say so, and it can be traced later."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field

from app import __version__
from app.domain.results import Provenance


class GeneratedBy(BaseModel):
    """What made the answer. The suggestions were chosen by a program, without a person's review."""

    service: Literal["Revontuli"] = Field(description="The service.", examples=["Revontuli"])
    version: str = Field(description="Its version.", examples=["0.1.0"])
    embedding_model: str = Field(
        description="The start of the embedding model's checksum, as /health/ready shows it; `lexical` in a degraded "
        "answer, which no model made.",
        examples=["5e1a0c9b7d42"],
    )
    catalogue_version: str = Field(
        description="The version of the catalogue, administrators' phrasebook entries included, that was searched.",
        examples=["7@2026-11-21T20:15:00+00:00"],
    )
    index_built_at: str = Field(
        description="When the search index over it was built.",
        examples=["2026-11-21T20:16:00+00:00"],
    )
    automated: Literal[True] = Field(
        description="Always true: tell people that a program suggests.", examples=[True]
    )


GENERATED_BY_EXAMPLE: Final = {
    name: field.examples[0] for name, field in GeneratedBy.model_fields.items() if field.examples
}

GeneratedByIfAsked = Annotated[
    GeneratedBy | None,
    Field(
        description="What made the answer; only when the request asked to explain.",
        examples=[GENERATED_BY_EXAMPLE],
        exclude_if=lambda generated_by: generated_by is None,
    ),
]


def generated_by(provenance: Provenance) -> GeneratedBy:
    """For any answer made from an embedding model and a catalogue."""
    return GeneratedBy(
        service="Revontuli",
        version=__version__,
        embedding_model=provenance.embedding_model,
        catalogue_version=provenance.catalogue_version,
        index_built_at=provenance.index_built_at.isoformat(timespec="seconds"),
        automated=True,
    )

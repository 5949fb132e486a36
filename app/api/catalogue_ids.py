"""Ids of services and channels on the wire."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StrictStr

from app.reasons import UUID_OF_VERSION_4

UUID4: Final = re.compile(
    "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$"
)


def _in_lower_case(text: str) -> str:
    if not UUID4.fullmatch(text):
        raise ValueError(UUID_OF_VERSION_4)
    return text.lower()


CatalogueId = Annotated[
    StrictStr,
    AfterValidator(_in_lower_case),
    Field(json_schema_extra={"format": "uuid", "pattern": UUID4.pattern}),
]
"""A UUID of version 4 with its hyphens and nothing around it; in lower case, as the catalogue keeps ids."""

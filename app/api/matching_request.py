"""The fields that every request for suggestions has beside what it tells."""

from typing import Annotated

from pydantic import Field, StrictBool, StrictInt

from app.api.service_filters import ServiceFiltersBody

Limit = Annotated[
    StrictInt, Field(ge=1, le=50, description="Most services to return.", examples=[5])
]

Rerank = Annotated[
    StrictBool,
    Field(
        description="Order the same services also by what the calling client's users made of them: scores and followed "
        "links. similarity_score stays each service's own and may then rise with rank.",
        examples=[True],
    ),
]

Filters = Annotated[ServiceFiltersBody, Field(description="Which services may be suggested.")]

Explain = Annotated[
    StrictBool,
    Field(
        description="Say of each service why it is there, and what made the answer.",
        examples=[True],
    ),
]

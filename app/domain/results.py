"""What matching returns."""

from dataclasses import dataclass

from app.domain.catalogue import Organization, Service, ServiceChannel


@dataclass(frozen=True, slots=True)
class Hit:
    """An owner (a service or a kind, by its position in the index) found by vector search.

    dense_score is the cosine, -1..1, of the owner's best vector; vector_position says which vector that was.
    """

    position: int
    dense_score: float
    vector_position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedService:
    """A suggested service; rank starts from 1 and similarity_score does not increase with it."""

    service_id: str
    similarity_score: float
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedService:
    """A suggested service with what is shown of it; channels in the order the service lists them."""

    ranked: RankedService
    service: Service
    channels: tuple[ServiceChannel, ...]
    organization: Organization | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """An answer that was given and stored under `recommendation_id`."""

    recommendation_id: int
    services: tuple[DescribedService, ...]

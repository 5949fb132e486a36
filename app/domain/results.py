"""What matching returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.catalogue import CatalogueEntry
from app.domain.language import LocalizedText


@dataclass(frozen=True, slots=True)
class Hit:
    """An owner (a service or a kind, by its position in the index) found by vector search.

    dense_score is the cosine, -1..1, of the owner's best vector; vector_position says which vector that was.
    """

    position: int
    dense_score: float
    vector_position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a service was suggested.

    shares maps each evidence to its part of the score, 0..1, together 1 (all 0 for a score of 0): "direct" the person's
    words against the service's, "bridge" the phrasebook's map from kinds to services, "meters", "life_events". kind is
    the name of the kind of service that led to it and phrase the phrasebook's text nearest to the person's words, both
    empty where no kind did. meters are those given that the service helps with.
    """

    shares: Mapping[str, float]
    kind: LocalizedText = field(default_factory=dict)
    phrase: str = ""
    meters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedService:
    """A suggested service; rank starts from 1 and similarity_score does not increase with it, unless re-ranked.

    explanation is there when the query asked for it.
    """

    service_id: str
    similarity_score: float
    rank: int
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationSigns:
    """What a question showed beside its services, without a word of it.

    kind_ids are the kinds of service it asks for, the most believed first; of unsure ones at least the service class is
    right, and missing ones found no fitting service. life_events are those recognised beside the ones given. best_score
    is the similarity_score of the best service, 0 where nothing was found.
    """

    kind_ids: tuple[str, ...] = ()
    unsure_kind_ids: frozenset[str] = frozenset()
    missing_kind_ids: frozenset[str] = frozenset()
    life_events: tuple[str, ...] = ()
    best_score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundServices:
    """The services found for a question, best first, and what it showed."""

    services: tuple[RankedService, ...]
    signs: SituationSigns = SituationSigns()


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedService(CatalogueEntry):
    """A suggested service with what is shown of it."""

    ranked: RankedService


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """An answer that was given and stored under `recommendation_id`."""

    recommendation_id: int
    services: tuple[DescribedService, ...]

"""What matching returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal, NamedTuple

from app.domain.catalogue import CatalogueEntry
from app.domain.language import Language, LocalizedText

WITHOUT_WORDS: Final = -1


class Hit(NamedTuple):
    """An owner (a service or a kind, by its position in the index) found by vector search.

    dense_score is the cosine, -1..1, of the owner's best vector; vector_position says which vector that was, or
    WITHOUT_WORDS for a kind believed in without any.
    """

    position: int
    dense_score: float
    vector_position: int


@dataclass(frozen=True, slots=True)
class MetSentence:
    """A sentence of a service's own text, and how the service says it in other languages, as far as that is known."""

    language: Language
    text: str
    elsewhere: LocalizedText = field(default_factory=dict, compare=False)

    def in_language(self, preferred: Language) -> "MetSentence":
        """As the service says it in the preferred language; as it stands where it does not."""
        text = self.elsewhere.get(preferred)
        return MetSentence(preferred, text) if text else self


FilterName = Literal[
    "area",
    "nationwide",
    "service_classes",
    "target_groups",
    "life_events",
    "service_collections",
    "funding_type",
]


@dataclass(frozen=True, slots=True)
class MetFilter:
    """A filter of the request that a service passed, by which of the asked codes; none for "nationwide"."""

    name: FilterName
    codes: tuple[str, ...] = ()


MeterLevel = Literal["low", "high"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a service was suggested; whatever is named here, the score would be lower without it.

    shares maps each evidence to its part of the score, 0..1, together 1 (all 0 for a score of 0): "direct" the person's
    words against the service's, "spoken" against what people say who need services of its kinds, "bridge" the
    phrasebook's map from kinds to services, "meters", "life_events". kind is the name of the kind of service that led
    to it, kind_id its id, and phrase the phrasebook's text, of that kind or one it helps beside, nearest to the
    person's words, all empty where no kind did. clause is the person's own words that met it most, identifiers
    redacted: personal data, returned to the caller and kept nowhere. sentences are the service's own that met them.
    meters are those given that the service helps with, in the order of METERS, and life_event_codes those given that it
    names; life_event is the name of one that the words showed, or whose need it is in a package, and that led to it.
    filters did not add to the score: they let the service pass. has_words: whether anything was said; is_lexical:
    whether words were compared by their letters, for want of a model.
    """

    shares: Mapping[str, float]
    kind: LocalizedText = field(default_factory=dict)
    kind_id: str = ""
    phrase: str = ""
    clause: str = ""
    sentences: tuple[MetSentence, ...] = ()
    meters: Mapping[str, MeterLevel] = field(default_factory=dict)
    life_event_codes: tuple[str, ...] = ()
    life_event: LocalizedText = field(default_factory=dict)
    filters: tuple[MetFilter, ...] = ()
    has_words: bool = True
    is_lexical: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What an answer was made from: an embedding model and a catalogue, by the names that readiness shows."""

    embedding_model: str
    catalogue_version: str
    index_built_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedService:
    """A suggested service; rank starts from 1 and similarity_score does not increase with it, unless re-ranked.

    explanation is there when the query asked for it.
    """

    service_id: str
    similarity_score: float
    rank: int
    explanation: Explanation | None = None

    def at(self, rank: int) -> "RankedService":
        """The same service in another place; itself where it is there, since a copy takes microseconds."""
        return self if self.rank == rank else replace(self, rank=rank)


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationSigns:
    """What a question showed beside its services, without a word of it.

    kind_ids are the kinds of service it asks for, the most believed first; of unsure ones at least the service class is
    right, and missing ones found no fitting service. life_events are those recognised beside the ones given.
    """

    kind_ids: tuple[str, ...] = ()
    unsure_kind_ids: frozenset[str] = frozenset()
    missing_kind_ids: frozenset[str] = frozenset()
    life_events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundServices:
    """The services found for a question, best first, and what it showed; provenance where it asked to explain.

    is_lexical says that words were compared by their letters, for want of a model.
    """

    services: tuple[RankedService, ...]
    signs: SituationSigns = SituationSigns()
    provenance: Provenance | None = None
    is_lexical: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedService(CatalogueEntry):
    """A suggested service with what is shown of it."""

    ranked: RankedService

    def at(self, rank: int) -> "DescribedService":
        """The same service in another place."""
        ranked = self.ranked.at(rank)
        return self if ranked is self.ranked else replace(self, ranked=ranked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """An answer that was given and stored under `recommendation_id`; provenance and is_lexical are not stored."""

    recommendation_id: int
    services: tuple[DescribedService, ...]
    provenance: Provenance | None = None
    is_lexical: bool = False

"""What one build of the index consists of."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.domain.language import LANGUAGES, Language, LocalizedText
from app.domain.life_events import LifeEvent
from app.domain.meters import METERS
from app.errors import SnapshotError
from app.index.accented_words import AccentedWords
from app.index.faiss_index import FaissIndex
from app.index.lexical_index import LexicalIndex
from app.index.service_filter import ServiceFacets
from app.index.spoken_endings import SpokenEndings


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotVersions:
    """What an index was made from. When any of these differs, it is out of date.

    passage_recipe names the way texts became passages and the kind map was made.
    """

    model_checksum: str
    meter_profiler_checksum: str
    catalogue_version: str
    phrasebook_checksum: str
    life_events_checksum: str
    passage_recipe: str


class IndexedPhrase(NamedTuple):
    """The text behind one vector of the phrase index; its kind is that vector's owner."""

    language: Language
    source: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything matching reads, all in memory. n services in order of id, m kinds; positions count from 0.

    service_index owns the services' passages, phrase_index the phrasebook's phrases, its owners being kinds; phrases[v]
    is the text of vector v there. spoken_vectors, float32 (n, dimension), is how people put it who need each service.
    profiles is float64 (n, 10) in the order of METERS, 0..1; has_expert_profile, bool (n,), tells an expert's from a
    predicted one. The kind map is a sparse matrix kinds x services in compressed rows: kind_map_indptr int64 (m + 1,),
    kind_map_indices int32 and kind_map_weights float32; so are the kind relations, kinds x kinds. kind_vectors, float32
    (m, dimension), is each kind's official wording; kind_centroids, of the same shape, the direction its phrases lie in
    together. life_event_index owns the life events' utterances and names, life_event_centroids, float32 (events,
    dimension), is the direction those of an event lie in, and life_event_kinds, float32 (events, m), how important each
    kind is in each event, 0..1. lexical_index knows the words of the phrases and, after them, of the services;
    accented_words and spoken_endings those of the phrases. build_id is "" until it has been written. kind_positions
    says where each kind stands.

    Raises SnapshotError when the parts do not fit together.
    """

    versions: SnapshotVersions
    created_at: datetime
    service_ids: tuple[str, ...]
    service_index: FaissIndex
    facets: ServiceFacets
    spoken_vectors: NDArray[np.float32]
    profiles: NDArray[np.float64]
    has_expert_profile: NDArray[np.bool_]
    kind_ids: tuple[str, ...]
    phrase_index: FaissIndex
    phrases: tuple[IndexedPhrase, ...]
    kind_vectors: NDArray[np.float32]
    kind_centroids: NDArray[np.float32]
    kind_map_indptr: NDArray[np.int64]
    kind_map_indices: NDArray[np.int32]
    kind_map_weights: NDArray[np.float32]
    kind_relation_indptr: NDArray[np.int64]
    kind_relation_indices: NDArray[np.int32]
    kind_relation_weights: NDArray[np.float32]
    life_events: tuple[LifeEvent, ...]
    life_event_index: FaissIndex
    life_event_centroids: NDArray[np.float32]
    life_event_kinds: NDArray[np.float32]
    lexical_index: LexicalIndex
    accented_words: AccentedWords
    spoken_endings: SpokenEndings
    build_id: str = ""
    kind_positions: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        positions = {kind_id: position for position, kind_id in enumerate(self.kind_ids)}
        object.__setattr__(self, "kind_positions", positions)
        services, kinds = len(self.service_ids), len(self.kind_ids)
        links, relations = len(self.kind_map_indices), len(self.kind_relation_indices)
        events = len(self.life_events)
        fits = (
            self.service_index.owner_count == self.facets.service_count == services,
            self.spoken_vectors.shape == (services, self.service_index.dimension),
            self.profiles.shape == (services, len(METERS)),
            self.has_expert_profile.shape == (services,),
            self.phrase_index.owner_count == kinds,
            self.phrase_index.vector_count == len(self.phrases),
            self.phrase_index.dimension == self.service_index.dimension,
            self.kind_vectors.shape == (kinds, self.phrase_index.dimension),
            self.kind_centroids.shape == (kinds, self.phrase_index.dimension),
            self.kind_map_indptr.shape == (kinds + 1,),
            links == len(self.kind_map_weights) == self.kind_map_indptr.max(initial=0),
            np.isin(self.kind_map_indices, np.arange(services)).all(),
            self.kind_relation_indptr.shape == (kinds + 1,),
            relations
            == len(self.kind_relation_weights)
            == self.kind_relation_indptr.max(initial=0),
            np.isin(self.kind_relation_indices, np.arange(kinds)).all(),
            self.life_event_index.owner_count == events,
            self.life_event_index.dimension == self.phrase_index.dimension,
            self.life_event_centroids.shape == (events, self.phrase_index.dimension),
            self.life_event_kinds.shape == (events, kinds),
            self.lexical_index.text_count == len(self.phrases) + services,
        )
        if not all(fits):
            raise SnapshotError("The parts of the index snapshot do not fit together")

    @property
    def kind_map(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
        """The kind map's arrays in the order indptr, indices, weights."""
        return self.kind_map_indptr, self.kind_map_indices, self.kind_map_weights

    @property
    def kind_relations(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
        """The kind relations' arrays in the order indptr, indices, weights."""
        return self.kind_relation_indptr, self.kind_relation_indices, self.kind_relation_weights

    def kind_name(self, kind_position: int) -> LocalizedText:
        """The kind's official name, which stands among its phrases."""
        phrases = [self.phrases[place] for place in self.phrase_index.vectors_of(kind_position)]
        names = {phrase.language: phrase.text for phrase in phrases if phrase.source == "name"}
        return {language: names[language] for language in LANGUAGES if language in names}

    @property
    def counts(self) -> dict[str, int]:
        """For people and the manifest."""
        return {
            "services": len(self.service_ids),
            "service_vectors": self.service_index.vector_count,
            "expert_profiles": int(self.has_expert_profile.sum()),
            "kinds": len(self.kind_ids),
            "phrases": len(self.phrases),
            "life_events": len(self.life_events),
        }

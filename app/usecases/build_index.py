"""Encode the catalogue and the phrasebook, map kinds to services, write a snapshot and swap it in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
import structlog
from numpy.typing import NDArray

from app.catalogue.service_text import RECIPE_VERSION, plain_words, service_passages
from app.domain.catalogue import MeterProfile, Service
from app.domain.codelists import CodeLists
from app.domain.life_events import LifeEvent
from app.domain.meters import METERS
from app.domain.phrasebook import Kind
from app.embedding.encoder import Encoder
from app.embedding.meter_profiler import MeterProfiler, mean_vectors
from app.errors import SnapshotError
from app.index.accented_words import AccentedWords
from app.index.build_directory import exclusive_build
from app.index.faiss_index import FaissIndex
from app.index.lexical_index import LexicalIndex
from app.index.service_filter import ServiceFacets
from app.index.snapshot import IndexedPhrase, Snapshot, SnapshotVersions
from app.index.snapshot_files import read_manifest, write_snapshot
from app.index.spoken_endings import SpokenEndings
from app.life_events import life_event_texts
from app.phrasebook import is_complete, join_entries, phrases
from app.ranking.kind_map import (
    KindCorrection,
    OfficialTexts,
    build_kind_map,
    corrected,
    kind_vectors,
    spoken_vectors,
)
from app.ranking.kind_relations import build_kind_relations
from app.ranking.life_events import kind_importance
from app.storage.database import Database
from app.usecases.catalogue_import import Progress
from app.usecases.embed_texts import (
    kind_texts,
    life_event_vectors,
    name_and_summary,
    official_vectors,
    passage_vectors,
    phrase_vectors,
)
from app.usecases.usable_life_events import usable_life_events

log = structlog.get_logger()

MATCHING_RECIPE: Final = 6
"""Raised with every change of how vectors are combined or kinds are mapped to services."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    """What an index is built from, read in one transaction."""

    catalogue_version: str
    services: Sequence[Service]
    expert_profiles: Mapping[str, MeterProfile]
    kinds: Sequence[Kind]
    life_events: Sequence[LifeEvent]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildIndex:
    """Keeps the snapshot on disk in step with the catalogue, the phrasebook and the models.

    encoder_checksum answers without loading the model; encoder loads it once something is to be encoded. profiler
    gives None where no meter profiler fits the embedding model: services without an expert's profile then have an
    all-zero one, and profiler_checksum is "". The callables answer from memory after their first call.
    """

    database: Database
    directory: Path
    encoder: Callable[[], Encoder]
    encoder_checksum: Callable[[], str]
    profiler: Callable[[], MeterProfiler | None]
    profiler_checksum: Callable[[], str]
    shipped_kinds: Callable[[], tuple[Kind, ...]]
    shipped_kinds_checksum: Callable[[], str]
    shipped_life_events: Callable[[], tuple[LifeEvent, ...]]
    shipped_life_events_checksum: Callable[[], str]
    code_lists: CodeLists
    progress: Progress
    now: Callable[[], datetime]

    def bring_up_to_date(self) -> bool:
        """Build where the snapshot is missing, unreadable or made from something else than what is there now.

        Returns whether one was built.
        """
        if self._is_current():
            return False
        with exclusive_build(self.directory):
            if self._is_current():
                return False
            self._build()
        return True

    def rebuild(self) -> None:
        """Build in any case."""
        with exclusive_build(self.directory):
            self._build()

    def _is_current(self) -> bool:
        try:
            manifest = read_manifest(self.directory)
        except SnapshotError:
            return False
        with self.database.open_stores(read_only=True) as stores:
            catalogue_version = stores.catalogue.version_name()
        return manifest.versions == self._versions(catalogue_version)

    def _versions(self, catalogue_version: str) -> SnapshotVersions:
        """The administrator's entries to phrasebook and life events are part of the catalogue's version."""
        return SnapshotVersions(
            model_checksum=self.encoder_checksum(),
            meter_profiler_checksum=self.profiler_checksum(),
            catalogue_version=catalogue_version,
            phrasebook_checksum=self.shipped_kinds_checksum(),
            life_events_checksum=self.shipped_life_events_checksum(),
            passage_recipe=f"{RECIPE_VERSION}.{MATCHING_RECIPE}",
        )

    def _build(self) -> None:
        sources = self._read_sources()
        encoder = self.encoder()
        passages = [service_passages(service) for service in sources.services]
        found_phrases = phrases(sources.kinds)
        event_texts = life_event_texts(sources.life_events)
        total = sum(len(each) for each in passages) + len(found_phrases) + len(event_texts)
        with self.progress("Reading texts into the search index", total) as advance:
            service_vectors = passage_vectors(
                [passage for each in passages for passage in each], encoder, advance
            )
            owners = np.repeat(np.arange(len(passages)), [len(each) for each in passages])
            profiles, is_expert = self._profiles(sources, service_vectors, owners.astype(np.int32))
            kinds = _official_kinds(sources.kinds, encoder)
            kind_map = corrected(
                build_kind_map(kinds, _official_services(sources.services, encoder)),
                _corrections(sources),
            )
            kind_ids = tuple(kind.kind_id for kind in sources.kinds)
            relations = build_kind_relations(kind_ids, [kind.related for kind in sources.kinds])
            spoken = phrase_vectors(found_phrases, encoder, advance)
            spoken_kinds = np.array([each.kind_position for each in found_phrases], dtype=np.int32)
            centroids = mean_vectors(spoken, spoken_kinds, len(sources.kinds))
            spoken_endings = SpokenEndings.build(
                (phrase.language, phrase.text) for phrase in found_phrases
            )
            told = life_event_vectors(event_texts, encoder, advance)
            told_of = np.array([each.life_event_position for each in event_texts], dtype=np.int32)
            snapshot = Snapshot(
                versions=self._versions(sources.catalogue_version),
                created_at=self.now(),
                service_ids=tuple(service.service_id for service in sources.services),
                service_index=FaissIndex.build(
                    service_vectors, owners.astype(np.int32), len(sources.services)
                ),
                facets=ServiceFacets.build(sources.services, self.code_lists),
                spoken_vectors=spoken_vectors(kind_map, centroids, len(sources.services)),
                profiles=profiles,
                has_expert_profile=is_expert,
                kind_ids=kind_ids,
                phrase_index=FaissIndex.build(spoken, spoken_kinds, len(sources.kinds)),
                phrases=tuple(
                    IndexedPhrase(language=phrase.language, source=phrase.source, text=phrase.text)
                    for phrase in found_phrases
                ),
                kind_vectors=kind_vectors(kinds),
                kind_centroids=centroids,
                kind_map_indptr=kind_map.indptr,
                kind_map_indices=kind_map.indices,
                kind_map_weights=kind_map.weights,
                kind_relation_indptr=relations.indptr,
                kind_relation_indices=relations.indices,
                kind_relation_weights=relations.weights,
                life_events=tuple(sources.life_events),
                life_event_index=FaissIndex.build(told, told_of, len(sources.life_events)),
                life_event_centroids=mean_vectors(told, told_of, len(sources.life_events)),
                life_event_kinds=_importance_of_kinds(sources),
                accented_words=AccentedWords.build(
                    [*(phrase.text for phrase in found_phrases), *spoken_endings.written]
                ),
                spoken_endings=spoken_endings,
                lexical_index=LexicalIndex.build(
                    [
                        *(phrase.text for phrase in found_phrases),
                        *(plain_words(service) for service in sources.services),
                    ]
                ),
            )
        write_snapshot(self.directory, snapshot)

    def _read_sources(self) -> _Sources:
        with self.database.open_stores(read_only=True) as stores:
            kinds = _usable_kinds(self.shipped_kinds(), stores.phrasebook.entries())
            return _Sources(
                catalogue_version=stores.catalogue.version_name(),
                services=tuple(stores.catalogue.iter_services()),
                expert_profiles=stores.catalogue.meter_profiles(),
                kinds=kinds,
                life_events=usable_life_events(
                    self.shipped_life_events(), stores.life_events.entries(), kinds
                ),
            )

    def _profiles(
        self, sources: _Sources, vectors: NDArray[np.float32], owners: NDArray[np.int32]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """float64 (services, 10): the expert's profile where there is one, else predicted; and which are experts'."""
        count = len(sources.services)
        profiler = self.profiler()
        profiles = (
            profiler.predict(mean_vectors(vectors, owners, count)).astype(np.float64)
            if profiler
            else np.zeros((count, len(METERS)))
        )
        is_expert = np.zeros(count, dtype=np.bool_)
        for position, service in enumerate(sources.services):
            if profile := sources.expert_profiles.get(service.service_id):
                profiles[position] = [profile[meter] for meter in METERS]
                is_expert[position] = True
        return profiles, is_expert


def _usable_kinds(shipped: Sequence[Kind], entries: Iterable[Kind]) -> tuple[Kind, ...]:
    """The shipped kinds joined by the administrator's entries, but for entries whose kind is no longer shipped."""
    kinds = join_entries((*shipped, *entries))
    for kind in kinds:
        if not is_complete(kind):
            log.warning("phrasebook_entry_unused", kind=kind.kind_id)
    return tuple(kind for kind in kinds if is_complete(kind))


def _corrections(sources: _Sources) -> list[KindCorrection]:
    """What administrators said of services that are in the catalogue."""
    positions = {service.service_id: place for place, service in enumerate(sources.services)}
    return [
        KindCorrection(kind_position, positions[service_id], weight)
        for kind_position, kind in enumerate(sources.kinds)
        for service_id, weight in kind.service_weights.items()
        if service_id in positions
    ]


def _importance_of_kinds(sources: _Sources) -> NDArray[np.float32]:
    positions = {kind.kind_id: place for place, kind in enumerate(sources.kinds)}
    return kind_importance(
        [[positions[kind_id] for kind_id in event.kind_ids] for event in sources.life_events],
        len(sources.kinds),
    )


def _official_kinds(kinds: Sequence[Kind], encoder: Encoder) -> OfficialTexts:
    return OfficialTexts(
        name_vectors=official_vectors([kind.name for kind in kinds], encoder),
        text_vectors=official_vectors(kind_texts(kinds), encoder),
        service_class_codes=[(kind.service_class_code,) for kind in kinds],
    )


def _official_services(services: Sequence[Service], encoder: Encoder) -> OfficialTexts:
    return OfficialTexts(
        name_vectors=official_vectors([service.name for service in services], encoder),
        text_vectors=official_vectors(
            [name_and_summary(service.name, service.summary) for service in services], encoder
        ),
        service_class_codes=[service.service_class_codes for service in services],
    )

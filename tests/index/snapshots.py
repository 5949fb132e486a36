"""A small, complete snapshot to write and read."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from app.index.accented_words import AccentedWords
from app.index.faiss_index import FaissIndex
from app.index.lexical_index import LexicalIndex
from app.index.service_filter import ServiceFacets
from app.index.snapshot import IndexedPhrase, Snapshot, SnapshotVersions
from app.index.spoken_endings import SpokenEndings
from tests.builders import make_code_lists, make_life_event, make_local_service, make_service

VERSIONS = SnapshotVersions(
    model_checksum="m" * 64,
    meter_profiler_checksum="p" * 64,
    catalogue_version="17",
    phrasebook_checksum="b" * 64,
    life_events_checksum="l" * 64,
    passage_recipe="1",
)


def make_snapshot(**changes: Any) -> Snapshot:
    """Two services (the second in Oulu) with three passages, two kinds with a phrase each."""
    services = [make_service(1), make_local_service(2, "564")]
    axes = np.eye(4, dtype=np.float32)
    snapshot = Snapshot(
        versions=VERSIONS,
        created_at=datetime(2026, 11, 21, 12, 30, tzinfo=UTC),
        service_ids=tuple(service.service_id for service in services),
        service_index=FaissIndex.build(axes[:3], np.array([0, 0, 1], dtype=np.int32), 2),
        facets=ServiceFacets.build(services, make_code_lists()),
        spoken_vectors=np.eye(2, 4, dtype=np.float32),
        profiles=np.linspace(0, 1, 20).reshape(2, 10),
        has_expert_profile=np.array([True, False]),
        kind_ids=("debt-counselling", "housing-support"),
        phrase_index=FaissIndex.build(axes[2:], np.array([0, 1], dtype=np.int32), 2),
        phrases=(
            IndexedPhrase(language="fi", source="utterance", text="en pysty maksamaan"),
            IndexedPhrase(language="sv", source="keyword", text="hyreslägenhet"),
        ),
        kind_vectors=np.eye(2, 4, dtype=np.float32),
        kind_centroids=axes[2:],
        kind_map_indptr=np.array([0, 2, 3], dtype=np.int64),
        kind_map_indices=np.array([0, 1, 1], dtype=np.int32),
        kind_map_weights=np.array([0.75, 0.25, 1.0], dtype=np.float32),
        kind_relation_indptr=np.array([0, 1, 1], dtype=np.int64),
        kind_relation_indices=np.array([1], dtype=np.int32),
        kind_relation_weights=np.array([0.5], dtype=np.float32),
        life_events=(make_life_event(),),
        life_event_index=FaissIndex.build(axes[2:], np.array([0, 0], dtype=np.int32), 1),
        life_event_centroids=axes[3:],
        life_event_kinds=np.array([[1.0, 0.0]], dtype=np.float32),
        lexical_index=LexicalIndex.build(["en pysty maksamaan", "hyreslägenhet", "velat", "apua"]),
        accented_words=AccentedWords({"tyoton": "työtön"}),
        spoken_endings=SpokenEndings({"koulus": "koulussa"}),
    )
    return replace(snapshot, **changes)

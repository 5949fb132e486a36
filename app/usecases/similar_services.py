"""Find the services nearest to a service, each name once."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from app.domain.catalogue import Service
from app.domain.language import Language, localized
from app.domain.query import ServiceFilters
from app.domain.results import DescribedService, RankedService
from app.embedding.unit_rows import unit_rows
from app.errors import NotFound
from app.index.snapshot import Snapshot
from app.storage.database import OpenStores, Stores
from app.usecases.describe_services import describe_services

SCORE_DECIMALS: Final = 6
READ_PER_WANTED: Final = 2
"""Twice as many services as wanted are read at a time, nearest first, until enough names are found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarServices:
    """The story of GET services/{id}/similar."""

    snapshot: Callable[[], Snapshot]
    open_stores: OpenStores

    def __call__(
        self, service_id: str, *, limit: int, language: Language, municipality_code: str | None
    ) -> tuple[DescribedService, ...]:
        """At most `limit` services of other names than the service and one another, nearest first.

        similarity_score is the cosine between the mean direction of the service's passages and the other's best
        passage. Names are compared in `language`. With a municipality, only services its people can use are found.
        Raises NotFound for a service that is unknown, archived or not in the index, and what `snapshot` raises.
        """
        snapshot = self.snapshot()
        position = bisect_left(snapshot.service_ids, service_id)
        if snapshot.service_ids[position : position + 1] != (service_id,):
            raise NotFound("There is no such service in the search index")
        codes = frozenset({municipality_code}) if municipality_code is not None else None
        nearest = _nearest(snapshot, position, ServiceFilters(municipality_codes=codes))
        with self.open_stores(read_only=True) as stores:
            asked = stores.catalogue.services([service_id]).get(service_id)
            if asked is None:
                raise NotFound("There is no such service")
            others = _of_other_names(stores, asked, nearest, language, READ_PER_WANTED * limit)
            return describe_services(stores, list(islice(others, limit)))


def _nearest(snapshot: Snapshot, position: int, filters: ServiceFilters) -> Iterator[RankedService]:
    """Every service that passes the filters, the one at `position` too, nearest first; equally near ones by id."""
    index = snapshot.service_index
    direction = unit_rows(index.read_vectors(position).mean(axis=0, keepdims=True))[0]
    allowed = snapshot.facets.allowed(filters)
    candidates = np.arange(index.owner_count) if allowed is None else np.flatnonzero(allowed)
    scores = index.score(direction, candidates).astype(np.float64).round(SCORE_DECIMALS)
    order = np.argsort(-scores, kind="stable")
    for rank, chosen in enumerate(order, start=1):
        yield RankedService(
            service_id=snapshot.service_ids[candidates[chosen]],
            similarity_score=float(scores[chosen]),
            rank=rank,
        )


def _of_other_names(
    stores: Stores,
    asked: Service,
    ranked: Iterator[RankedService],
    language: Language,
    batch_services: int,
) -> Iterator[RankedService]:
    """The first service of each name but the asked one's, which leaves out that service itself."""
    seen = {_name_key(asked, language)}
    while batch := list(islice(ranked, batch_services)):
        services = stores.catalogue.services([item.service_id for item in batch])
        for item in batch:
            service = services.get(item.service_id)
            if service and (key := _name_key(service, language)) not in seen:
                seen.add(key)
                yield item


def _name_key(service: Service, language: Language) -> str:
    return " ".join(localized(service.name, language).casefold().split())

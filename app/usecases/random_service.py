"""Pick nationwide services by chance: what a portal shows before anybody has asked for something."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random, SystemRandom
from typing import Final

from app.domain.catalogue import CatalogueEntry
from app.index.snapshot import Snapshot
from app.storage.database import OpenStores
from app.usecases.describe_services import catalogue_entries

COUNT: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomService:
    """The story of GET random_service.

    The index knows which services are nationwide, Åland included or not, so the database reads only the chosen ones.
    """

    snapshot: Callable[[], Snapshot]
    open_stores: OpenStores
    random: Random = field(default_factory=SystemRandom)

    def __call__(self) -> tuple[CatalogueEntry, ...]:
        """Five different services in random order; all of them where there are fewer.

        One archived since the index was built is left out. Raises Unavailable or CatalogueEmpty without an index.
        """
        snapshot = self.snapshot()
        nationwide = snapshot.facets.is_nationwide.nonzero()[0].tolist()
        chosen = self.random.sample(nationwide, min(COUNT, len(nationwide)))
        with self.open_stores(read_only=True) as stores:
            entries = catalogue_entries(stores, [snapshot.service_ids[each] for each in chosen])
        return tuple(entries.values())

"""Read one service of the catalogue with all that is shown of it."""

from dataclasses import dataclass

from app.domain.catalogue import CatalogueEntry
from app.errors import NotFound
from app.storage.database import OpenStores
from app.usecases.describe_services import catalogue_entries


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowService:
    """The story of GET services/{id}."""

    open_stores: OpenStores

    def __call__(self, service_id: str) -> CatalogueEntry:
        """Raises NotFound for a service that is unknown or archived."""
        with self.open_stores(read_only=True) as stores:
            entry = catalogue_entries(stores, [service_id]).get(service_id)
        if entry is None:
            raise NotFound("There is no such service")
        return entry

"""Tell which kinds of service lead to a service, so that an administrator can see and correct it."""

from dataclasses import dataclass
from typing import Final

from app.domain.language import LocalizedText
from app.errors import NotFound
from app.index.snapshot import Snapshot
from app.ranking.kind_map import KindMap

LEAST_TOLD_WEIGHT: Final = 0.0005
"""Anything less reads 0.000 with three decimals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfService:
    """A kind by its id and name; weight in [LEAST_TOLD_WEIGHT, 1] is how surely the service is of it."""

    kind_id: str
    name: LocalizedText
    weight: float


def kinds_of_service(snapshot: Snapshot, service_id: str) -> tuple[KindOfService, ...]:
    """The surest kind first; empty for a service without text. Raises NotFound for one that is not in the index."""
    if service_id not in snapshot.service_ids:
        raise NotFound("The index holds no such service")
    position = snapshot.service_ids.index(service_id)
    return tuple(
        KindOfService(
            kind_id=snapshot.kind_ids[kind_position],
            name=snapshot.kind_name(kind_position),
            weight=weight,
        )
        for kind_position, weight in KindMap(*snapshot.kind_map).kinds_of(position)
        if weight >= LEAST_TOLD_WEIGHT
    )

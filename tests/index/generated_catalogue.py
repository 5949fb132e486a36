"""A few hundred services with random facets, the same on every run."""

import random
from itertools import product
from typing import Any

from app.domain.catalogue import Service
from app.domain.query import ServiceFilters
from tests.builders import make_service

MUNICIPALITIES = ("091", "564", "853", "478", "170")
ALAND = frozenset({"478", "170"})
SERVICE_CLASSES = ("P2", "P2.3", "P4", "P4.13", "P27")
TARGET_GROUPS = ("KR1", "KR1.2", "KR1.2.1", "KR2", "KR2.3", "KR3")
LIFE_EVENTS = ("KE1", "KE4", "KE4.2", "KE8")
COLLECTIONS = ("c0ffee00-0000-4000-8000-000000000001", "c0ffee00-0000-4000-8000-000000000002")
FUNDING_TYPES = ("PubliclyFunded", "MarketFunded")


def generated_services(count: int = 300, seed: int = 1) -> list[Service]:
    """All area types, every facet present and absent."""
    rng = random.Random(seed)
    services = []
    for number in range(count):
        area_type = rng.choice(["Nationwide", "NationwideExceptAlandIslands", *["LimitedType"] * 3])
        is_limited = area_type == "LimitedType"
        services.append(
            make_service(
                number,
                area_type=area_type,
                municipality_codes=frozenset(_some(rng, MUNICIPALITIES) if is_limited else ()),
                service_class_codes=_some(rng, SERVICE_CLASSES),
                target_group_codes=_some(rng, TARGET_GROUPS),
                life_event_codes=_some(rng, LIFE_EVENTS),
                service_collection_ids=_some(rng, COLLECTIONS),
                funding_type=rng.choice(FUNDING_TYPES),
            )
        )
    return services


def every_single_filter() -> list[ServiceFilters]:
    """Each value of each filter on its own, unknown values included."""
    areas = [frozenset({code}) for code in (*MUNICIPALITIES, "999")]
    areas += [frozenset(), ALAND, ALAND | {"091"}, frozenset(MUNICIPALITIES)]
    filters = [
        ServiceFilters(municipality_codes=codes, include_national=include)
        for codes, include in product(areas, (True, False))
    ]
    filters += [
        ServiceFilters(),
        ServiceFilters(include_national=False),
        ServiceFilters(only_national=True),
    ]
    for name, values in _CODE_FILTERS.items():
        filters += [ServiceFilters(**{name: frozenset({value})}) for value in values]
    return filters


def random_filters(count: int = 200, seed: int = 2) -> list[ServiceFilters]:
    """Combinations of everything; about every second filter is left out."""
    rng = random.Random(seed)
    return [_random_filter(rng) for _ in range(count)]


def passes(service: Service, filters: ServiceFilters) -> bool:
    """The rules of the interface, spelled out for one service."""
    return (
        _passes_area(service, filters)
        and _passes_nested(service.service_class_codes, filters.service_class_codes)
        and _passes_nested(service.target_group_codes, filters.target_group_codes)
        and _passes_nested(service.life_event_codes, filters.life_event_codes)
        and _passes_nested(service.service_collection_ids, filters.service_collection_ids)
        and _passes_nested((service.funding_type,), filters.funding_types)
    )


_CODE_FILTERS = {
    "service_class_codes": (*SERVICE_CLASSES, "P99"),
    "target_group_codes": (*TARGET_GROUPS, "KR9"),
    "life_event_codes": (*LIFE_EVENTS, "KE99"),
    "service_collection_ids": COLLECTIONS,
    "funding_types": FUNDING_TYPES,
}


def _passes_area(service: Service, filters: ServiceFilters) -> bool:
    is_national = service.area_type in ("Nationwide", "NationwideExceptAlandIslands")
    if filters.only_national:
        return is_national
    wanted = filters.municipality_codes
    if is_national:
        if not filters.include_national:
            return False
        only_aland = wanted is not None and len(wanted) > 0 and wanted.issubset(ALAND)
        return not (only_aland and service.area_type == "NationwideExceptAlandIslands")
    return wanted is None or any(code in wanted for code in service.municipality_codes)


def _passes_nested(own: tuple[str, ...], wanted: frozenset[str]) -> bool:
    """No filter, or one of the wanted codes is an own code or stands above one."""
    return not wanted or any(
        code == other or code.startswith(f"{other}.") for code in own for other in wanted
    )


def _some(rng: random.Random, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(rng.sample(values, rng.randrange(min(3, len(values)) + 1)))


def _random_filter(rng: random.Random) -> ServiceFilters:
    chosen: dict[str, Any] = {
        name: frozenset(rng.sample(values, rng.randint(1, 2)))
        for name, values in _CODE_FILTERS.items()
        if rng.random() < 0.35
    }
    if rng.random() < 0.15:
        return ServiceFilters(only_national=True, **chosen)
    if rng.random() < 0.6:
        chosen["municipality_codes"] = frozenset(rng.sample(MUNICIPALITIES, rng.randint(1, 3)))
    return ServiceFilters(include_national=rng.random() < 0.7, **chosen)

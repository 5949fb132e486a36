"""Which of the request's filters each shown service passed, and by what."""

from collections.abc import Iterable

from app.domain.query import ServiceFilters
from app.domain.results import FilterName, MetFilter
from app.index.code_postings import CodePostings
from app.index.service_filter import ServiceFacets
from app.usecases.evidence import Positions


def met_filters(
    facets: ServiceFacets, filters: ServiceFilters, positions: Positions
) -> list[tuple[MetFilter, ...]]:
    """For each service the given filters, each with those of its codes that the service carries; the area first.

    A service of the whole country met an area as such, without codes.
    """
    asked: tuple[tuple[FilterName, CodePostings, Iterable[str]], ...] = (
        ("area", facets.municipalities, filters.municipality_codes or ()),
        ("service_classes", facets.service_classes, filters.service_class_codes),
        ("target_groups", facets.target_groups, filters.target_group_codes),
        ("life_events", facets.life_events, filters.life_event_codes),
        ("service_collections", facets.service_collections, filters.service_collection_ids),
        ("funding_type", facets.funding_types, filters.funding_types),
    )
    carried = {name: _carried(postings, codes, positions) for name, postings, codes in asked}
    asks_area = filters.only_national or filters.municipality_codes is not None
    nationwide = asks_area & facets.is_nationwide[positions]
    return [
        (
            *([MetFilter("nationwide")] if nationwide[row] else []),
            *(
                MetFilter(name, codes[row])
                for name, codes in carried.items()
                if codes[row] and not (name == "area" and nationwide[row])
            ),
        )
        for row in range(len(positions))
    ]


def _carried(
    postings: CodePostings, codes: Iterable[str], positions: Positions
) -> list[tuple[str, ...]]:
    """The codes that each service carries, in their order."""
    masks = {code: postings.with_any_of((code,))[positions] for code in sorted(codes)}
    return [
        tuple(code for code, mask in masks.items() if mask[row]) for row in range(len(positions))
    ]

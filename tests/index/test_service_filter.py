import numpy as np
import pytest

from app.domain.query import ServiceFilters
from app.index.faiss_index import FaissIndex
from app.index.service_filter import ServiceFacets
from tests.builders import make_code_lists, make_local_service, make_service
from tests.contracts.test_vector_index import OracleIndex, coarse_vectors, random_owners
from tests.index.generated_catalogue import (
    every_single_filter,
    generated_services,
    passes,
    random_filters,
)

SERVICES = generated_services()
FACETS = ServiceFacets.build(SERVICES, make_code_lists())
ALL_FILTERS = every_single_filter() + random_filters()

NATIONAL, EXCEPT_ALAND, OULU, JOMALA = range(4)
FOUR_AREAS = ServiceFacets.build(
    [
        make_service(1),
        make_service(2, area_type="NationwideExceptAlandIslands"),
        make_local_service(3, "564"),
        make_local_service(4, "170"),
    ],
    make_code_lists(),
)


def allowed_positions(facets: ServiceFacets, **filters: object) -> list[int]:
    mask = facets.allowed(ServiceFilters(**filters))
    assert mask is not None
    return np.flatnonzero(mask).tolist()


def test_filter_without_any_is_none() -> None:
    assert FACETS.allowed(ServiceFilters()) is None


def test_filter_by_municipality_admits_it_and_nationwide_services() -> None:
    codes = frozenset({"564"})

    found = allowed_positions(FOUR_AREAS, municipality_codes=codes)

    assert found == [NATIONAL, EXCEPT_ALAND, OULU]
    assert allowed_positions(FOUR_AREAS, municipality_codes=codes, include_national=False) == [OULU]


def test_filter_by_aland_leaves_out_services_that_except_it() -> None:
    for codes in ({"170"}, {"170", "478"}):
        found = allowed_positions(FOUR_AREAS, municipality_codes=frozenset(codes))
        assert found == [NATIONAL, JOMALA]


def test_filter_by_aland_and_the_mainland_admits_services_that_except_aland() -> None:
    found = allowed_positions(FOUR_AREAS, municipality_codes=frozenset({"170", "564"}))

    assert found == [NATIONAL, EXCEPT_ALAND, OULU, JOMALA]


def test_filter_only_national_admits_both_nationwide_types() -> None:
    assert allowed_positions(FOUR_AREAS, only_national=True) == [NATIONAL, EXCEPT_ALAND]


def test_filter_without_area_and_without_national_admits_every_local_service() -> None:
    assert allowed_positions(FOUR_AREAS, include_national=False) == [OULU, JOMALA]


def test_filter_by_main_class_admits_its_classes_but_not_the_other_way_round() -> None:
    facets = ServiceFacets.build(
        [
            make_service(1, service_class_codes=("P2.3",)),
            make_service(2, service_class_codes=("P2",)),
            make_service(3, service_class_codes=("P27",)),
        ],
        make_code_lists(),
    )

    assert allowed_positions(facets, service_class_codes=frozenset({"P2"})) == [0, 1]
    assert allowed_positions(facets, service_class_codes=frozenset({"P2.3"})) == [0]


def test_filter_by_target_group_admits_its_subgroups() -> None:
    facets = ServiceFacets.build(
        [
            make_service(1, target_group_codes=("KR1.2",)),
            make_service(2, target_group_codes=("KR2",)),
        ],
        make_code_lists(),
    )

    assert allowed_positions(facets, target_group_codes=frozenset({"KR1"})) == [0]


def test_filter_kinds_are_and_ed_and_values_or_ed() -> None:
    facets = ServiceFacets.build(
        [
            make_service(1, funding_type="MarketFunded", life_event_codes=("KE1",)),
            make_service(2, funding_type="MarketFunded", life_event_codes=("KE8",)),
            make_service(3, funding_type="PubliclyFunded", life_event_codes=("KE1",)),
            make_service(4, funding_type="MarketFunded"),
        ],
        make_code_lists(),
    )

    found = allowed_positions(
        facets,
        funding_types=frozenset({"MarketFunded"}),
        life_event_codes=frozenset({"KE1", "KE8"}),
    )

    assert found == [0, 1]


def test_filter_equals_oracle_for_every_filter_and_200_combinations() -> None:
    counts = []
    for filters in ALL_FILTERS:
        mask = FACETS.allowed(filters)
        expected = [passes(service, filters) for service in SERVICES]
        assert (mask.tolist() if mask is not None else [True] * len(SERVICES)) == expected, filters
        counts.append(sum(expected))
    assert len(ALL_FILTERS) > 240
    assert sum(0 < count < len(SERVICES) for count in counts) > 200


def test_scores_of_who_passes_equal_oracle_for_every_filter_and_200_combinations() -> None:
    vectors = coarse_vectors(1200, seed=5)
    owners = random_owners(1200, len(SERVICES), seed=5)
    index = FaissIndex.build(vectors, owners, len(SERVICES))
    oracle = OracleIndex(vectors, owners, len(SERVICES))

    for filters, query in zip(ALL_FILTERS, coarse_vectors(len(ALL_FILTERS), seed=6), strict=True):
        passing = np.array([passes(service, filters) for service in SERVICES])
        scores = index.score_allowed(query, FACETS.allowed(filters))
        assert np.array_equal(scores, oracle.score_allowed(query, passing)), filters


def test_facets_survive_arrays() -> None:
    restored = ServiceFacets.from_arrays(FACETS.to_arrays())

    assert restored.service_count == len(SERVICES)
    for filters in ALL_FILTERS:
        before, after = FACETS.allowed(filters), restored.allowed(filters)
        assert (before is None) == (after is None)
        assert before is None or np.array_equal(before, after)


def test_facets_of_an_empty_catalogue_allow_nothing() -> None:
    facets = ServiceFacets.build([], make_code_lists())

    mask = facets.allowed(ServiceFilters(municipality_codes=frozenset({"091"})))

    assert mask is not None
    assert mask.shape == (0,)


@pytest.mark.parametrize("name", sorted(FACETS.to_arrays()))
def test_facets_with_a_missing_array_are_refused(name: str) -> None:
    arrays = FACETS.to_arrays()
    del arrays[name]

    with pytest.raises(KeyError):
        ServiceFacets.from_arrays(arrays)

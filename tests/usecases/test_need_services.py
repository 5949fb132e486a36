"""The services of one need, over a small index without a model, in which each service is of given kinds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.domain.catalogue import Service
from app.domain.meters import METERS
from app.domain.packages import Need, Urgency
from app.domain.query import Query, ServiceFilters
from app.domain.urgent_signs import UrgentSign
from app.embedding.hashing import HashingEncoder
from app.index.snapshot import Snapshot
from app.index.snapshot_files import read_snapshot
from app.ranking.good_enough import LEAST_OF_BEST
from app.ranking.lead_kinds import LEAST_OFFERED_WEIGHT, WEAK_SCORE
from app.usecases.need_services import SURELY_OF_KIND, FoundForNeed, NeedServices
from app.usecases.see_needs import SeenNeed, kind_hit
from tests.builders import make_kind, make_local_service, make_service, service_id
from tests.usecases.small_index import make_build_index, opened_catalogue, profile

ALL_IDS = tuple(service_id(number) for number in range(1, 8))
DEBT, RENT, SHELTER, CRISIS_LINE, ADVICE, ELSEWHERE, TAILOR = ALL_IDS
SERVICES = (
    make_service(1, name={"fi": "Velkaneuvonta"}, service_class_codes=("P2.3",)),
    make_local_service(2, "564", name={"fi": "Asumisneuvonta"}, summary={}),
    make_local_service(3, "564", name={"fi": "Turvakoti"}, summary={}),
    make_service(4, name={"fi": "Kriisipuhelin"}, summary={}),
    make_local_service(5, "564", name={"fi": "Neuvontaa turvakodista"}, summary={}),
    make_local_service(6, "091", name={"fi": "Turvakoti"}, summary={}),
    make_local_service(7, "091", name={"fi": "Ompelimo"}, summary={"fi": "Napit ja vetoketjut."}),
)
PROFILES = {
    DEBT: profile(finance=1, resilience=0.5),
    RENT: profile(finance=0.5, housing=1),
    CRISIS_LINE: profile(resilience=1),
}
KINDS = (
    make_kind(summary={}, keywords={}),
    make_kind("housing-advice", name={"fi": "Asumisneuvonta"}, summary={}, keywords={}),
    make_kind("shelter", name={"fi": "Turvakoti"}, summary={}, keywords={}),
    make_kind("crisis-line", name={"fi": "Kriisipuhelin"}, summary={}, keywords={}),
    make_kind("meals", name={"fi": "Ateriapalvelu"}, summary={}, keywords={}),
)
WEIGHTS = {
    "debt-counselling": {DEBT: 1.0, RENT: LEAST_OFFERED_WEIGHT},
    "housing-advice": {RENT: 0.5},
    "shelter": {SHELTER: 1.0, ADVICE: SURELY_OF_KIND / 2, ELSEWHERE: 1.0},
    "crisis-line": {CRISIS_LINE: 1.0, TAILOR: LEAST_OFFERED_WEIGHT / 2},
}
VIOLENCE = UrgentSign(
    sign="violence",
    kind_id="shelter",
    service_kind_ids=(("crisis-line", "unknown-kind"), ("shelter",)),
    recognised_by=(),
    phrases=(),
    harmless=(),
)
OULU = ServiceFilters(municipality_codes=frozenset({"564"}))


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return with_weights(index_of(SERVICES, tmp_path_factory.mktemp("needs")), WEIGHTS)


def index_of(services: Sequence[Service], folder: Path) -> Snapshot:
    with opened_catalogue(folder, services, PROFILES) as database:
        make_build_index(database, folder / "index", kinds=KINDS).rebuild()
    return read_snapshot(folder / "index")


def with_weights(snapshot: Snapshot, weights: Mapping[str, Mapping[str, float]]) -> Snapshot:
    """With a kind map of these weights: kind → service → how surely it is of that kind."""
    rows = [sorted(weights.get(kind_id, {}).items()) for kind_id in snapshot.kind_ids]
    places = [snapshot.service_ids.index(each) for row in rows for each, _ in row]
    return replace(
        snapshot,
        kind_map_indptr=np.cumsum([0, *map(len, rows)], dtype=np.int64),
        kind_map_indices=np.array(places, dtype=np.int32),
        kind_map_weights=np.array([weight for row in rows for _, weight in row], dtype=np.float32),
    )


def services_over(snapshot: Snapshot, query: Query | None = None) -> NeedServices:
    query = query or Query()
    return NeedServices(snapshot, query, snapshot.facets.allowed(query.filters))


def seen_in(
    snapshot: Snapshot, clause: str, *kind_ids: str, sign: UrgentSign | None = None
) -> SeenNeed:
    """A need of words that tell surely of the kinds."""
    urgency: Urgency = "urgent" if sign else "soon"
    return SeenNeed(
        need=Need(
            source="text",
            urgency=urgency,
            name=snapshot.kind_name(snapshot.kind_positions[kind_ids[0]]),
            kind_ids=kind_ids,
            clause=clause,
        ),
        vector=HashingEncoder().encode_queries([clause])[0],
        kind_hits=[kind_hit(snapshot.kind_positions[each]) for each in kind_ids],
        sign=sign,
    )


def ids(found: FoundForNeed) -> list[str]:
    return [each.service_id for each in found.ranked]


def score_of(service: str, found: FoundForNeed) -> float:
    """Of a candidate, whether or not it is good enough."""
    scores = found.evidence.fused_scores[found.evidence.candidates == ALL_IDS.index(service)]
    return float(scores[0])


def test_need_of_words_is_asked_by_its_clause_alone(snapshot: Snapshot) -> None:
    query = Query(
        text="Velkaneuvonta. Turvakoti.",
        meter_means={"housing": 1.0},
        life_event_codes=("KE9",),
        filters=OULU,
        limit=3,
    )
    found = services_over(snapshot, query).of(
        seen_in(snapshot, "Velkaneuvonta.", "debt-counselling")
    )
    assert found.asked == Query(text="Velkaneuvonta.", filters=OULU, limit=3)
    assert found.evidence.parts.meters is None
    assert found.evidence.parts.life_events is None
    assert ids(found)[0] == DEBT


def test_service_far_behind_the_best_is_not_found_for_words(snapshot: Snapshot) -> None:
    services = services_over(snapshot)
    found = services.of(seen_in(snapshot, "turvakoti", "shelter"))
    assert ids(found) == [SHELTER, ELSEWHERE]
    assert [each.rank for each in found.ranked] == [1, 2]
    advice = score_of(ADVICE, found)
    assert WEAK_SCORE < advice < LEAST_OF_BEST * found.ranked[0].similarity_score


def test_weak_service_is_found_for_words_only_where_a_kind_leads_to_it(snapshot: Snapshot) -> None:
    found = services_over(snapshot).of(seen_in(snapshot, "turvakoti", "housing-advice"))
    assert ids(found) == [SHELTER, ELSEWHERE, ADVICE, RENT]
    assert score_of(DEBT, found) < score_of(RENT, found) < WEAK_SCORE


def test_need_that_no_service_meets_has_none(snapshot: Snapshot) -> None:
    assert ids(services_over(snapshot).of(seen_in(snapshot, "qqq", "meals"))) == []


def test_services_of_a_need_pass_the_filters(snapshot: Snapshot) -> None:
    need = seen_in(snapshot, "turvakoti", "shelter")
    assert set(ids(services_over(snapshot).of(need))) >= {SHELTER, ELSEWHERE}
    only_here = replace(OULU, include_national=False)
    found = services_over(snapshot, Query(filters=only_here)).of(need)
    assert SHELTER in ids(found)
    assert set(ids(found)) <= {RENT, SHELTER, ADVICE}


def test_more_services_are_ranked_than_are_shown(snapshot: Snapshot) -> None:
    need = seen_in(snapshot, "turvakoti", "shelter")
    found = services_over(snapshot, Query(limit=1)).of(need)
    assert len(found.ranked) > 1


def test_in_danger_what_helps_at_once_comes_first_and_only_its_kinds_follow(
    snapshot: Snapshot,
) -> None:
    found = services_over(snapshot).of(seen_in(snapshot, "mies löi", "shelter", sign=VIOLENCE))
    assert ids(found) == [CRISIS_LINE, SHELTER, ELSEWHERE, ADVICE]
    first, second = found.ranked[:2]
    assert first.similarity_score < second.similarity_score
    assert (first.rank, second.rank) == (1, 2)


def test_in_danger_a_service_is_first_aid_once(snapshot: Snapshot) -> None:
    both = with_weights(
        snapshot,
        {"crisis-line": {SHELTER: 0.5, ELSEWHERE: 0.4}, "shelter": {SHELTER: 0.5, ELSEWHERE: 0.4}},
    )
    found = services_over(both).of(seen_in(both, "turvakoti", "shelter", sign=VIOLENCE))
    assert ids(found) == [SHELTER, ELSEWHERE]
    assert [each.rank for each in found.ranked] == [1, 2]


def test_in_danger_what_is_hardly_of_a_kind_does_not_stand_first(snapshot: Snapshot) -> None:
    advice_alone = with_weights(snapshot, {"shelter": {ADVICE: SURELY_OF_KIND / 2}})
    seen = seen_in(advice_alone, "turvakoti", "shelter", sign=VIOLENCE)
    sure = with_weights(snapshot, {"shelter": {ADVICE: SURELY_OF_KIND, SHELTER: 0.2}})
    assert ids(services_over(advice_alone).of(seen)) == [ADVICE]
    assert ids(services_over(sure).of(seen)) == [ADVICE, SHELTER]
    least = with_weights(snapshot, {"shelter": {ADVICE: LEAST_OFFERED_WEIGHT / 2}})
    assert ids(services_over(least).of(seen)) == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (OULU, [CRISIS_LINE, SHELTER, ADVICE]),
        (replace(OULU, include_national=False), [CRISIS_LINE, SHELTER, ADVICE]),
        (ServiceFilters(service_class_codes=frozenset({"P2.3"})), [CRISIS_LINE]),
        (ServiceFilters(only_national=True), [CRISIS_LINE]),
    ],
    ids=["area", "area without nationwide", "class", "nationwide"],
)
def test_in_danger_nationwide_help_passes_every_filter(
    snapshot: Snapshot, filters: ServiceFilters, expected: list[str]
) -> None:
    services = services_over(snapshot, Query(filters=filters))
    assert ids(services.of(seen_in(snapshot, "mies löi", "shelter", sign=VIOLENCE))) == expected


def test_in_danger_help_that_excludes_aland_is_not_offered_there(tmp_path: Path) -> None:
    crisis_line = make_service(4, area_type="NationwideExceptAlandIslands")
    over = with_weights(index_of([crisis_line], tmp_path), {"crisis-line": {CRISIS_LINE: 1.0}})
    seen = seen_in(over, "mies löi", "shelter", sign=VIOLENCE)
    in_aland = ServiceFilters(municipality_codes=frozenset({"478"}))
    assert ids(services_over(over, Query(filters=OULU)).of(seen)) == [CRISIS_LINE]
    assert ids(services_over(over, Query(filters=in_aland)).of(seen)) == []


def test_services_of_a_meter_are_those_that_help_most_with_it(snapshot: Snapshot) -> None:
    low = {"finance": 1.0, "housing": 1.0}
    query = Query(text="en jaksa", life_event_codes=("KE9",), meter_means=low)
    services = services_over(snapshot, query)
    of_finance, of_housing = services.of_meter("finance"), services.of_meter("housing")
    assert ids(of_finance) == [DEBT, RENT]
    assert ids(of_housing) == [RENT]
    assert of_finance.evidence.meter == "finance"
    assert of_finance.asked == Query(meter_means=low)


def test_services_of_a_meter_pass_the_filters(snapshot: Snapshot) -> None:
    local = Query(meter_means={"finance": 1.0}, filters=replace(OULU, include_national=False))
    assert ids(services_over(snapshot, local).of_meter("finance")) == [RENT]


def test_need_is_named_by_its_first_service_where_the_words_leave_it_open(
    snapshot: Snapshot,
) -> None:
    services = services_over(snapshot)
    open_to_both = seen_in(snapshot, "turvakoti", "housing-advice", "shelter")
    found = services.of(open_to_both)
    assert ids(found)[0] == SHELTER
    named = services.named(open_to_both.need, found)
    assert named.kind_ids == ("shelter", "housing-advice")
    assert named.name["fi"] == "Turvakoti"
    surely_advice = seen_in(snapshot, "turvakoti", "housing-advice")
    found = services.of(surely_advice)
    assert ids(found)[0] == SHELTER
    assert services.named(surely_advice.need, found) == surely_advice.need


def test_need_in_danger_or_without_services_keeps_its_name(snapshot: Snapshot) -> None:
    services = services_over(snapshot)
    danger = seen_in(snapshot, "mies löi", "shelter", sign=VIOLENCE)
    found = services.of(danger)
    assert ids(found)[0] == CRISIS_LINE
    assert services.named(danger.need, found) == danger.need
    unmet = seen_in(snapshot, "qqq", "meals")
    assert services.named(unmet.need, services.of(unmet)) == unmet.need


@pytest.mark.parametrize(
    ("clause", "kind_id", "is_missing"),
    [
        ("turvakoti", "shelter", False),
        ("qqq", "housing-advice", True),
        ("turvakoti", "meals", True),
        ("turvakoti", "crisis-line", False),
    ],
    ids=["found", "found weakly, by its kind alone", "no service of it", "found another that fits"],
)
def test_kind_is_missing_without_a_service_of_it_or_one_that_fits(
    snapshot: Snapshot, clause: str, kind_id: str, is_missing: bool
) -> None:
    services = services_over(snapshot)
    seen = seen_in(snapshot, clause, kind_id)
    assert services.is_missing(seen.need, services.of(seen)) is is_missing


def test_kind_is_missing_where_no_service_of_it_passes_the_filters(snapshot: Snapshot) -> None:
    seen = seen_in(snapshot, "kriisipuhelin", "shelter")
    here = services_over(snapshot, Query(filters=OULU))
    national = services_over(snapshot, Query(filters=ServiceFilters(only_national=True)))
    assert not here.is_missing(seen.need, here.of(seen))
    found = national.of(seen)
    assert found.ranked[0].similarity_score > WEAK_SCORE
    assert national.is_missing(seen.need, found)


def test_in_danger_a_kind_is_missing_only_without_any_service_of_it(snapshot: Snapshot) -> None:
    by_class = Query(filters=ServiceFilters(service_class_codes=frozenset({"P2.3"})))
    services = services_over(snapshot, by_class)
    seen = seen_in(snapshot, "mies löi", "crisis-line", sign=VIOLENCE)
    found = services.of(seen)
    assert max(each.similarity_score for each in found.ranked) < WEAK_SCORE
    assert not services.is_missing(seen.need, found)
    shelter = replace(seen.need, kind_ids=("shelter",))
    assert services.is_missing(shelter, found)


def test_help_with_meters_is_the_mean_over_the_services_shown(snapshot: Snapshot) -> None:
    services = services_over(snapshot, Query(meter_means={"finance": 1.0}, limit=2))
    found = services.of_meter("finance")
    help_given = dict(zip(METERS, services.help_with_meters(found).tolist(), strict=True))
    assert help_given == profile(finance=0.75, resilience=0.25, housing=0.5)
    first = services_over(snapshot, Query(meter_means={"finance": 1.0}, limit=1))
    assert dict(zip(METERS, first.help_with_meters(found).tolist(), strict=True)) == PROFILES[DEBT]


def test_nothing_found_helps_with_no_meter(snapshot: Snapshot) -> None:
    services = services_over(snapshot)
    nothing = services.of(seen_in(snapshot, "qqq", "meals"))
    assert services.help_with_meters(nothing).tolist() == [0.0] * len(METERS)

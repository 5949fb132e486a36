import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.domain.query import Query, ServiceFilters
from app.domain.results import FoundServices, SituationSigns
from app.embedding.encoder import Vectors
from app.embedding.hashing import HashingEncoder
from app.errors import CatalogueEmpty, EmbeddingModelError, Unavailable
from app.index.accented_words import AccentedWords
from app.index.snapshot_files import read_snapshot
from app.index.spoken_endings import SpokenEndings
from app.ranking.courtesies import ASKS_THE_WAY
from app.storage.database import Database
from app.usecases.active_index import ActiveIndex
from app.usecases.find_services import DIRECT_CANDIDATES, FindServices
from tests.builders import make_kind, make_local_service, make_query, make_service, service_id
from tests.usecases.small_index import make_build_index, make_find_services, profile, store

DEBT, RENT, PARKING, MEALS, TWIN = (service_id(number) for number in range(1, 6))

SERVICES = (
    make_service(1, service_class_codes=("P2.3",), target_group_codes=("KR1.2",)),
    make_local_service(
        2,
        "564",
        name={"fi": "Asumisneuvonta"},
        summary={"fi": "Apua, kun vuokra on rästissä."},
        service_class_codes=("P4.13",),
        life_event_codes=("KE8",),
    ),
    make_local_service(
        3,
        "091",
        name={"fi": "Pysäköintitunnus"},
        summary={"fi": "Lupa pysäköidä kadun varrella."},
        funding_type="MarketFunded",
    ),
    make_local_service(
        4,
        "564",
        "853",
        name={"fi": "Ateriapalvelu", "sv": "Måltidsservice"},
        summary={"fi": "Lämmin lounas kotiin.", "sv": "Varm lunch hem."},
        service_collection_ids=("meals",),
    ),
    make_local_service(
        5, "853", name={"fi": "Ateriapalvelu"}, summary={"fi": "Lämmin lounas kotiin."}
    ),
)

PROFILES = {
    DEBT: profile(finance=1, resilience=0.5),
    RENT: profile(finance=0.5, housing=1),
    MEALS: profile(health=1),
}

FILTERS = {
    "municipality": (ServiceFilters(municipality_codes=frozenset({"564"})), {DEBT, RENT, MEALS}),
    "without nationwide": (
        ServiceFilters(municipality_codes=frozenset({"853"}), include_national=False),
        {MEALS, TWIN},
    ),
    "nationwide only": (ServiceFilters(only_national=True), {DEBT}),
    "no area, not nationwide": (
        ServiceFilters(include_national=False),
        {RENT, PARKING, MEALS, TWIN},
    ),
    "class": (ServiceFilters(service_class_codes=frozenset({"P4.13"})), {RENT}),
    "main class": (ServiceFilters(service_class_codes=frozenset({"P2", "P4"})), {DEBT, RENT}),
    "target group": (ServiceFilters(target_group_codes=frozenset({"KR1"})), {DEBT}),
    "life event": (ServiceFilters(life_event_codes=frozenset({"KE8"})), {RENT}),
    "collection": (ServiceFilters(service_collection_ids=frozenset({"meals"})), {MEALS}),
    "funding": (ServiceFilters(funding_types=frozenset({"MarketFunded"})), {PARKING}),
    "area and class": (
        ServiceFilters(
            municipality_codes=frozenset({"853"}), service_class_codes=frozenset({"P2.3"})
        ),
        {DEBT},
    ),
    "nothing passes": (
        ServiceFilters(only_national=True, funding_types=frozenset({"MarketFunded"})),
        set(),
    ),
}


@pytest.fixture
def index_dir(tmp_path: Path, migrated_sqlite_url: str) -> Path:
    """The index of SERVICES with PROFILES and debt counselling as the only kind."""
    database = Database(migrated_sqlite_url)
    store(database, SERVICES, PROFILES)
    make_build_index(database, tmp_path / "index").rebuild()
    database.close()
    return tmp_path / "index"


@pytest.fixture
def find_services(index_dir: Path) -> FindServices:
    return make_find_services(index_dir)


def ids(found: FoundServices) -> list[str]:
    return [service.service_id for service in found.services]


def test_text_finds_the_service_that_speaks_of_it(find_services: FindServices) -> None:
    assert ids(find_services(make_query("vuokra rästissä")))[0] == RENT
    assert ids(find_services(make_query("lämmin lounas")))[0] in (MEALS, TWIN)
    assert ids(find_services(make_query("varm lunch", language="sv")))[0] == MEALS


def test_text_ranks_count_from_one_and_scores_do_not_rise(find_services: FindServices) -> None:
    found = find_services(make_query("vuokra rästissä, laskut jäävät maksamatta", limit=50))
    assert sorted(ids(found)) == [DEBT, RENT, PARKING, MEALS, TWIN]
    assert [service.rank for service in found.services] == [1, 2, 3, 4, 5]
    scores = [service.similarity_score for service in found.services]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@pytest.mark.parametrize(("filters", "passing"), FILTERS.values(), ids=FILTERS.keys())
def test_text_finds_exactly_what_passes_the_filters(
    find_services: FindServices, filters: ServiceFilters, passing: set[str]
) -> None:
    found = find_services(make_query("lounas", filters=filters, limit=50))
    assert sorted(ids(found)) == sorted(passing)


@pytest.mark.parametrize(("filters", "passing"), FILTERS.values(), ids=FILTERS.keys())
def test_meters_find_exactly_what_passes_the_filters_and_helps(
    find_services: FindServices, filters: ServiceFilters, passing: set[str]
) -> None:
    query = Query(meter_means={"finance": 0.0, "health": 0.0}, filters=filters, limit=50)
    assert sorted(ids(find_services(query))) == sorted(passing & PROFILES.keys())


@pytest.mark.parametrize("limit", [1, 2, 5, 50])
def test_limit_is_honoured_whenever_that_many_services_pass(
    find_services: FindServices, limit: int
) -> None:
    assert len(ids(find_services(make_query("lounas", limit=limit)))) == min(limit, 5)
    meters = Query(meter_means={"finance": 1.0}, limit=limit)
    assert len(ids(find_services(meters))) == min(limit, 2)


@pytest.mark.parametrize(
    "query",
    [
        make_query("vuokra"),
        make_query("vuokra", meter_means={"finance": 2.0}, life_event_codes=("KE8",)),
        Query(meter_means={"health": 3.0}),
        Query(life_event_codes=("KE8",)),
        Query(),
    ],
    ids=["text", "everything", "meters", "life event", "nothing"],
)
def test_same_question_gets_the_same_answer_each_time(
    find_services: FindServices, index_dir: Path, query: Query
) -> None:
    first = find_services(query)
    assert first.services
    assert find_services(query) == first
    assert make_find_services(index_dir)(query) == first


def test_equal_scores_are_ordered_by_service_id(find_services: FindServices) -> None:
    found = find_services(make_query("Lämmin lounas kotiin", limit=2))
    assert sorted(ids(found)) == [MEALS, TWIN]
    turku = ServiceFilters(municipality_codes=frozenset({"853"}), include_national=False)
    tied = find_services(make_query("0", filters=turku))
    assert ids(tied) == [MEALS, TWIN]
    first, second = tied.services
    assert first.similarity_score == second.similarity_score


@pytest.mark.parametrize("text", ["?!", "Moi!"])
def test_text_that_says_nothing_asks_the_way(find_services: FindServices, text: str) -> None:
    assert find_services(make_query(text)) == find_services(make_query(ASKS_THE_WAY))


@pytest.mark.parametrize(
    "given", [{"meter_means": {"finance": 2.0}}, {"life_event_codes": ("KE8",)}]
)
def test_text_that_says_nothing_is_as_good_as_none_beside_what_is_given(
    find_services: FindServices, given: dict[str, Any]
) -> None:
    assert find_services(Query(text="Moi!", **given)) == find_services(Query(**given))


def test_meters_alone_score_the_cosine_of_need_and_profile(find_services: FindServices) -> None:
    found = find_services(Query(meter_means={"finance": 2.0, "housing": 5.0}))
    finance, housing = 1 - 2.0 / 10.1, 1 - 5.0 / 10.1
    need = math.hypot(finance, housing)
    expected = {
        RENT: (0.5 * finance + 1.0 * housing) / (math.hypot(0.5, 1.0) * need),
        DEBT: finance / need,
    }
    scores = {service.service_id: service.similarity_score for service in found.services}
    assert scores == pytest.approx(expected)
    assert ids(found) == sorted(expected, key=lambda service_id: -expected[service_id])


def test_meters_alone_leave_out_services_that_help_with_none_of_them(
    find_services: FindServices,
) -> None:
    assert ids(find_services(Query(meter_means={"health": 10.0}, limit=50))) == [MEALS]
    assert find_services(Query(meter_means={"friends": 0.0}, limit=50)) == FoundServices(
        services=()
    )


def test_signs_name_the_kind_asked_for(find_services: FindServices) -> None:
    found = find_services(make_query("en pysty maksamaan laskujani"))
    assert found.signs == SituationSigns(kind_ids=("debt-counselling",))


def test_kind_asked_for_is_missing_when_no_service_of_it_passes(
    database: Database, tmp_path: Path
) -> None:
    meals = make_kind(
        "meals-on-wheels",
        name={"fi": "Ateriapalvelu"},
        summary={"fi": "Lämmin lounas kotiin."},
        utterances={"fi": ("mummo ei jaksa enää kokata",)},
        keywords={},
    )
    store(database, SERVICES)
    make_build_index(database, tmp_path, (make_kind(), meals)).rebuild()
    turku_only = ServiceFilters(municipality_codes=frozenset({"853"}), include_national=False)
    query = make_query("en pysty maksamaan laskujani", filters=turku_only)
    signs = make_find_services(tmp_path)(query).signs
    assert signs.kind_ids == ("debt-counselling",)
    assert signs.missing_kind_ids == {"debt-counselling"}


def test_kinds_that_share_the_belief_are_unsure(database: Database, tmp_path: Path) -> None:
    names = ("debt-counselling", "debt-adjustment", "debt-relief")
    store(database, SERVICES)
    make_build_index(database, tmp_path, tuple(make_kind(name) for name in names)).rebuild()
    signs = make_find_services(tmp_path)(make_query("en pysty maksamaan laskujani")).signs
    assert set(signs.kind_ids) == set(names)
    assert signs.unsure_kind_ids == set(names)


def test_meters_alone_ask_for_no_kind(find_services: FindServices) -> None:
    assert find_services(Query(meter_means={"health": 1.0})).signs == SituationSigns()


def test_meters_alone_need_no_embedding_model(find_services: FindServices) -> None:
    def no_model() -> HashingEncoder:
        raise EmbeddingModelError

    without_model = replace(find_services, encoder=no_model)
    assert ids(without_model(Query(meter_means={"health": 1.0}))) == [MEALS]
    with pytest.raises(EmbeddingModelError):
        without_model(make_query())


def test_no_preference_lists_the_services_that_help_most_broadly(
    find_services: FindServices,
) -> None:
    assert set(ids(find_services(Query()))) == PROFILES.keys()
    assert ids(find_services(Query()))[-1] == MEALS


def test_meters_break_a_tie_between_services_of_the_same_text(
    database: Database, tmp_path: Path
) -> None:
    twins = [make_service(number, name={"fi": "Neuvonta"}, summary={}) for number in (1, 2)]
    store(database, twins, {service_id(2): profile(housing=1)})
    make_build_index(database, tmp_path).rebuild()
    find = make_find_services(tmp_path)
    assert ids(find(make_query("neuvonta"))) == [service_id(1), service_id(2)]
    with_meters = find(make_query("neuvonta", meter_means={"housing": 1.0}))
    assert ids(with_meters) == [service_id(2), service_id(1)]


def test_meters_beside_text_do_not_leave_services_out(find_services: FindServices) -> None:
    query = make_query("pysäköinti", meter_means={"health": 0.0}, limit=50)
    assert ids(find_services(query))[0] == PARKING
    assert len(ids(find_services(query))) == 5


def test_life_event_alone_finds_its_services_first(find_services: FindServices) -> None:
    assert ids(find_services(Query(life_event_codes=("KE8",))))[0] == RENT


def test_life_event_beside_text_raises_its_services(
    find_services: FindServices,
) -> None:
    def score(query: Query) -> float:
        return next(
            f.similarity_score for f in find_services(query).services if f.service_id == RENT
        )

    plain = make_query("apua pysäköintiin ja vuokraan", limit=50)
    with_event = replace(plain, life_event_codes=("KE8",))
    assert score(with_event) > score(plain)
    assert len(ids(find_services(with_event))) == 5


@pytest.fixture
def crowded_find(tmp_path: Path, sqlite_url: str) -> FindServices:
    """Debt counselling, in Oulu, among exhibitions that share a syllable with what people in debt say."""
    exhibitions = [
        make_local_service(
            number, name={"fi": f"Valokuvataiteen loppunäyttely, sali {number}"}, summary={}
        )
        for number in range(10, 10 + DIRECT_CANDIDATES + 50)
    ]
    hidden = make_local_service(
        1, "564", name={"fi": "Velkaneuvonta"}, summary={"fi": "Sovitaan erääntyneistä."}
    )
    kinds = (
        make_kind(utterances={"fi": ("rahat ovat loppu",)}, keywords={}, summary={}),
        make_kind("exhibitions", name={"fi": "Näyttely"}, utterances={}, keywords={}, summary={}),
    )
    database = Database(sqlite_url)
    database.upgrade()
    store(database, [hidden, *exhibitions])
    make_build_index(database, tmp_path / "index", kinds).rebuild()
    database.close()
    return make_find_services(tmp_path / "index")


def test_service_that_shares_no_word_with_the_question_is_reached_over_the_bridge(
    crowded_find: FindServices,
) -> None:
    text = "rahat ovat loppu"
    snapshot = crowded_find.snapshot()
    (vector,) = crowded_find.encoder().encode_queries([text])
    direct = snapshot.service_index.score(vector, np.arange(len(snapshot.service_ids)))
    hidden_position = snapshot.service_ids.index(service_id(1))
    assert np.sum(direct > direct[hidden_position]) >= DIRECT_CANDIDATES
    found = crowded_find(make_query(text))
    assert ids(found)[0] == service_id(1)
    first, second, *others = found.services
    assert second.similarity_score < first.similarity_score <= 1
    assert len(others) == 3


@pytest.mark.parametrize("text", ["rahat ovat loppu", "loppunäyttely"])
def test_filter_that_few_pass_is_applied_before_the_search_is_cut_short(
    crowded_find: FindServices, text: str
) -> None:
    oulu = ServiceFilters(municipality_codes=frozenset({"564"}))
    assert ids(crowded_find(make_query(text, filters=oulu))) == [service_id(1)]
    helsinki = ServiceFilters(municipality_codes=frozenset({"091"}))
    found = ids(crowded_find(make_query(text, filters=helsinki, limit=50)))
    assert len(set(found)) == 50
    assert service_id(1) not in found


def test_empty_catalogue_is_reported_for_every_kind_of_question(
    database: Database, tmp_path: Path
) -> None:
    build_index = make_build_index(database, tmp_path)
    active_index = ActiveIndex(
        directory=tmp_path,
        bring_up_to_date=build_index.bring_up_to_date,
        rebuild=build_index.rebuild,
    )
    active_index.start()
    active_index.stop()
    build_index.rebuild()
    find = replace(make_find_services(tmp_path), snapshot=active_index.snapshot)
    for query in (make_query(), Query(meter_means={"health": 1.0}), Query()):
        with pytest.raises(CatalogueEmpty):
            find(query)


def test_snapshot_is_asked_for_once_a_question(index_dir: Path) -> None:
    """So that an index swapped in meanwhile cannot mix with the old one."""
    snapshot = read_snapshot(index_dir)
    asked: list[Callable[[], object]] = []
    find = make_find_services(index_dir)
    find = replace(find, snapshot=lambda: asked.append(find) or snapshot)
    find(make_query())
    assert len(asked) == 1


def test_index_of_another_model_answers_meters_but_no_text(
    database: Database, tmp_path: Path
) -> None:
    store(database, [make_service(1)])
    build_index = make_build_index(database, tmp_path)
    replace(build_index, encoder_checksum=lambda: "another model").bring_up_to_date()
    find = make_find_services(tmp_path)
    with pytest.raises(Unavailable):
        find(make_query())
    assert find(Query(meter_means={"health": 1.0})).services == ()


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("mies loi mua, nain viime vuonna", "näin viime vuonna"),
        ("mies löi mua, nain viime vuonna", "nain viime vuonna"),
    ],
    ids=["without accents", "with one"],
)
def test_no_part_of_a_text_with_accents_gets_more(
    find_services: FindServices, text: str, clause: str
) -> None:
    encoded: list[str] = []

    class Recording(HashingEncoder):
        def encode_queries(self, texts: Sequence[str]) -> Vectors:
            encoded.extend(texts)
            return super().encode_queries(texts)

    words = AccentedWords({"nain": "näin", "loi": "löi"})
    snapshot = replace(find_services.snapshot(), accented_words=words)
    find = replace(find_services, encoder=Recording, snapshot=lambda: snapshot)
    find(make_query(text, explain=True))
    find.request_encoder(snapshot, text).encode_queries(["nain viime vuonna"])
    said = [each for each in encoded if "viime vuonna" in each]
    assert said[1] == said[-1] == clause
    assert all(clause in each for each in said)


def test_endings_are_written_once_accents_are_restored(find_services: FindServices) -> None:
    snapshot = replace(
        find_services.snapshot(),
        accented_words=AccentedWords({"toihin": "töihin", "tois": "töis"}),
        spoken_endings=SpokenEndings({"töis": "töissä", "koulus": "koulussa"}),
    )
    encoder = find_services.request_encoder(snapshot, "en jaksa tois")
    spoken = encoder.encode_queries(["jaksa tois"])
    assert np.array_equal(spoken, encoder.encode_queries(["jaksa töissä"]))
    assert np.array_equal(
        encoder.encode_queries(["koulus"]), HashingEncoder().encode_queries(["koulus"])
    )

"""Every reason is put to the test: what it names is taken away, and the service's score must fall."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.service_text import without_sentence
from app.domain.phrasebook import Kind
from app.domain.query import Query, ServiceFilters
from app.domain.results import Explanation, MetFilter
from app.ranking.clauses import split_clauses
from app.storage.database import Database
from app.usecases.find_services import FindServices
from app.usecases.met_clauses import MOST_TRIED
from tests.builders import make_kind, make_local_service, make_query, make_service, service_id
from tests.usecases.small_index import (
    make_build_index,
    make_find_services,
    opened_catalogue,
    profile,
    store,
)

DEBT, RENT, PARKING, MEALS = (service_id(number) for number in range(1, 5))
SERVICES = (
    make_service(
        1,
        summary={"fi": "Neuvoja, kun laskut jäävät maksamatta."},
        description={
            "fi": "Neuvoja auttaa perinnän kanssa. Ota laskut mukaan. Aika varataan puhelimella."
        },
    ),
    make_local_service(
        2,
        "564",
        name={"fi": "Asumisneuvonta"},
        summary={"fi": "Apua, kun vuokra on rästissä."},
        description={"fi": "Asumisneuvoja sopii vuokranantajan kanssa. Käynti on maksuton."},
        life_event_codes=("KE8",),
        target_group_codes=("KR1",),
    ),
    make_local_service(
        3, "091", name={"fi": "Pysäköintitunnus"}, summary={"fi": "Lupa pysäköidä kadun varrella."}
    ),
    make_local_service(
        4, "564", name={"fi": "Ateriapalvelu"}, summary={"fi": "Lämmin lounas kotiin."}
    ),
)
PROFILES = {
    DEBT: profile(finance=1, resilience=0.6),
    RENT: profile(finance=0.6, housing=1),
    MEALS: profile(health=1, housing=0.1),
}
KINDS = (
    make_kind(utterances={"fi": ("en pysty maksamaan laskujani", "velkoja on liikaa")}),
    make_kind(
        "housing-advice",
        name={"fi": "Asumisneuvonta"},
        summary={},
        utterances={"fi": ("vuokra on rästissä", "pelkään häätöä")},
        keywords={},
    ),
)
SAID = (
    "en pysty maksamaan laskujani",
    "vuokra on jäänyt rästiin",
    "pelkään että tulee häätö",
    "auto on pysäköity kadulle",
    "äiti ei saa lämmintä lounasta kotiin",
    "moi mitä kuuluu",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("explained")


@pytest.fixture(scope="module")
def catalogue(folder: Path) -> Iterator[Database]:
    with opened_catalogue(folder, SERVICES, PROFILES) as database:
        yield database


@pytest.fixture(scope="module")
def find(catalogue: Database, folder: Path) -> FindServices:
    return found_over(catalogue, folder / "index", KINDS)


def found_over(database: Database, directory: Path, kinds: tuple[Kind, ...]) -> FindServices:
    """Matching that can read services' sentences."""
    make_build_index(database, directory, kinds).rebuild()
    return replace(make_find_services(directory), open_stores=database.open_stores)


def reasons(find: FindServices, query: Query) -> dict[str, Explanation]:
    found = find(replace(query, explain=True, limit=50)).services
    return {each.service_id: each.explanation for each in found if each.explanation}


def scores(find: FindServices, query: Query) -> dict[str, float]:
    return {
        each.service_id: each.similarity_score for each in find(replace(query, limit=50)).services
    }


@given(parts=st.lists(st.sampled_from(SAID), min_size=2, max_size=5, unique=True))
def test_score_falls_without_the_clause_that_is_named(find: FindServices, parts: list[str]) -> None:
    text = ", ".join(parts)
    before = scores(find, make_query(text))
    for found_id, reason in reasons(find, make_query(text)).items():
        if reason.clause:
            assert reason.clause in [clause.quoted().text for clause in split_clauses(text)]
            without = text.replace(reason.clause, "")
            assert scores(find, make_query(without))[found_id] < before[found_id]


def test_clause_is_the_one_that_spoke_of_the_service(find: FindServices) -> None:
    found = reasons(find, make_query("Auto on pysäköity kadulle. Vuokra on rästissä."))
    assert found[RENT].clause == "Vuokra on rästissä."
    assert found[PARKING].clause == "Auto on pysäköity kadulle."


def test_clause_is_named_without_its_conjunction_and_comma(find: FindServices) -> None:
    found = reasons(find, make_query("Vuokra on rästissä, ja auto on pysäköity kadulle."))
    assert found[RENT].clause == "Vuokra on rästissä"
    assert found[PARKING].clause == "auto on pysäköity kadulle."


@pytest.mark.parametrize("text", ["... !!!", "Moi!"])
def test_nothing_is_named_for_a_text_that_says_nothing(find: FindServices, text: str) -> None:
    for reason in reasons(find, make_query(text)).values():
        assert (reason.clause, reason.phrase, reason.kind_id) == ("", "", "")
        assert (reason.sentences, reason.has_words) == ((), False)


def test_only_clause_of_a_text_is_named(find: FindServices) -> None:
    assert reasons(find, make_query("vuokra rästissä"))[RENT].clause == "vuokra rästissä"


def test_telling_clause_is_found_among_more_than_are_tried(find: FindServices) -> None:
    small_talk = [f"sitten {number} mietin" for number in range(2 * MOST_TRIED)]
    text = ", ".join([*small_talk, "vuokra on rästissä", *small_talk])
    assert "vuokra on rästissä" in reasons(find, make_query(text))[RENT].clause


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("vuokra rästissä 131052-308T", "vuokra rästissä [hetu]"),
        ("moi moi, vuokra rästissä Vuokrarästikatu 1, 90100 Oulu", "vuokra rästissä [address]"),
    ],
)
def test_identifiers_in_a_clause_are_redacted(find: FindServices, text: str, clause: str) -> None:
    explanations = reasons(find, make_query(text))
    assert explanations[RENT].clause in ("", clause)
    words = str([(each.clause, each.sentences) for each in explanations.values()])
    assert "131052-308T" not in words
    assert "90100" not in words


def test_life_events_alone_are_no_words_of_the_person(find: FindServices) -> None:
    assert all(not each.clause for each in reasons(find, Query(life_event_codes=("KE8",))).values())


@pytest.mark.parametrize("text", ["vuokra on rästissä", "pelkään häätöä", "velkoja on ihan liikaa"])
def test_score_falls_without_the_phrase_that_is_named(
    catalogue: Database, find: FindServices, tmp_path: Path, text: str
) -> None:
    before = scores(find, make_query(text))
    bridged = {key: each for key, each in reasons(find, make_query(text)).items() if each.phrase}
    assert bridged
    for found_id, reason in bridged.items():
        without = found_over(catalogue, tmp_path / found_id, without_phrase(reason.phrase))
        assert scores(without, make_query(text))[found_id] < before[found_id]


def without_phrase(phrase: str) -> tuple[Kind, ...]:
    """The phrasebook without one utterance."""
    assert any(phrase in kind.utterances.get("fi", ()) for kind in KINDS)
    return tuple(
        replace(
            kind,
            utterances={"fi": tuple(each for each in kind.utterances["fi"] if each != phrase)},
        )
        for kind in KINDS
    )


def test_kind_and_phrase_are_named_together_with_the_kinds_id(find: FindServices) -> None:
    reason = reasons(find, make_query("vuokra on rästissä"))[RENT]
    assert (reason.kind_id, reason.kind["fi"]) == ("housing-advice", "Asumisneuvonta")
    assert reason.phrase == "vuokra on rästissä"
    nothing = reasons(find, make_query("..."))[RENT]
    assert (nothing.kind_id, nothing.kind, nothing.phrase) == ("", {}, "")


@pytest.mark.parametrize(
    "text", ["apua perinnän kanssa", "sopii vuokranantajan", "varataanko aika"]
)
def test_score_falls_without_each_sentence_that_is_named(
    find: FindServices, tmp_path: Path, text: str
) -> None:
    before = scores(find, make_query(text))
    told = [
        (found_id, sentence)
        for found_id, reason in reasons(find, make_query(text)).items()
        for sentence in reason.sentences
    ]
    assert told
    for number, (found_id, sentence) in enumerate(told):
        (service,) = (each for each in SERVICES if each.service_id == found_id)
        database = Database(f"sqlite:///{tmp_path / f'{number}.db'}")
        database.upgrade()
        others = [each for each in SERVICES if each.service_id != found_id]
        store(database, [*others, without_sentence(service, sentence.language, sentence.text)])
        without = found_over(database, tmp_path / str(number), KINDS)
        assert scores(without, make_query(text))[found_id] < before[found_id]
        database.close()


def test_sentences_are_those_that_speak_of_it(find: FindServices) -> None:
    told = reasons(find, make_query("perinnän kanssa apua"))[DEBT].sentences
    assert [(each.language, each.text) for each in told] == [
        ("fi", "Neuvoja auttaa perinnän kanssa.")
    ]


def test_sentences_are_left_out_without_a_catalogue(find: FindServices) -> None:
    without = replace(find, open_stores=None)
    assert all(not each.sentences for each in reasons(without, make_query("vuokra")).values())


def test_sentences_are_left_out_until_the_index_has_followed_the_catalogue(
    database: Database, tmp_path: Path
) -> None:
    store(database, SERVICES)
    before = found_over(database, tmp_path / "before", KINDS)
    query = make_query("sopii vuokranantajan kanssa")
    assert reasons(before, query)[RENT].sentences
    store(
        database, [replace(SERVICES[1], description={"fi": "Neuvoja sopii vuokranantajan kanssa."})]
    )
    assert not reasons(before, query)[RENT].sentences
    after = found_over(database, tmp_path / "after", KINDS)
    assert [each.text for each in reasons(after, query)[RENT].sentences] == [
        "Neuvoja sopii vuokranantajan kanssa."
    ]


@given(
    means=st.dictionaries(
        st.sampled_from(["finance", "housing", "health", "resilience", "friends"]),
        st.integers(0, 10).map(float),
        min_size=1,
    ),
    text=st.sampled_from(["", "vuokra on rästissä", "lounas"]),
)
def test_score_falls_without_the_meters_that_are_named(
    find: FindServices, means: dict[str, float], text: str
) -> None:
    query = Query(text=text, meter_means=means)
    before = scores(find, query)

    def falls(found_id: str, changed: dict[str, float]) -> bool:
        after = scores(find, replace(query, meter_means=changed))
        return after.get(found_id, -1.0) < before[found_id]

    def left(*left_out: str) -> dict[str, float]:
        return {meter: mean for meter, mean in means.items() if meter not in left_out}

    for found_id, reason in reasons(find, query).items():
        for meter, level in reason.meters.items():
            assert falls(found_id, left(meter)) or falls(found_id, {**means, meter: 10.0})
            assert (level == "low") == (means[meter] < 5)
        assert not reason.meters or falls(found_id, left(*reason.meters))


def test_meters_that_a_service_helps_with_are_named(find: FindServices) -> None:
    found = reasons(find, Query(meter_means={"finance": 1.0, "housing": 2.0}))
    assert found[RENT].meters == {"housing": "low", "finance": "low"}
    assert found[DEBT].meters == {"finance": "low"}
    assert found[MEALS].meters == {}


def test_score_falls_without_the_life_events_that_are_named(find: FindServices) -> None:
    query = make_query("apua", life_event_codes=("KE1", "KE8"))
    found = reasons(find, query)
    assert found[RENT].life_event_codes == ("KE8",)
    assert found[DEBT].life_event_codes == ()
    without = scores(find, replace(query, life_event_codes=()))
    assert without[RENT] < scores(find, query)[RENT]


def test_filters_that_let_a_service_pass_are_named(find: FindServices) -> None:
    filters = ServiceFilters(municipality_codes=frozenset({"564", "853"}))
    found = reasons(find, make_query("apua", filters=filters))
    assert found[DEBT].filters == (MetFilter("nationwide"),)
    assert found[RENT].filters == (MetFilter("area", ("564",)),)
    both = replace(filters, target_group_codes=frozenset({"KR1"}))
    assert reasons(find, make_query("apua", filters=both))[RENT].filters == (
        MetFilter("area", ("564",)),
        MetFilter("target_groups", ("KR1",)),
    )


def test_no_service_found_is_explained_by_nothing(find: FindServices) -> None:
    nowhere = ServiceFilters(service_class_codes=frozenset({"P2"}))
    assert find(make_query("vuokra", filters=nowhere, explain=True)).services == ()


def test_provenance_comes_with_explanations_alone(find: FindServices) -> None:
    snapshot = find.snapshot()
    assert find(make_query()).provenance is None
    provenance = find(make_query(explain=True)).provenance
    assert provenance is not None
    assert snapshot.versions.model_checksum.startswith(provenance.embedding_model)
    assert provenance.catalogue_version == snapshot.versions.catalogue_version
    assert provenance.index_built_at == snapshot.created_at

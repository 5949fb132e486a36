"""The reasons of a package: what they name is taken away, and the service falls in its need or leaves it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api.explanation import explanation_body
from app.domain.language import Language
from app.domain.packages import Need, SeenLifeEvent
from app.domain.query import Query
from app.domain.results import Explanation
from app.ranking.explanation import HELPS_FROM
from app.storage.database import Database
from app.usecases.rescoring import WELL
from app.usecases.service_packages import ServicePackages
from tests.builders import make_kind, make_service
from tests.usecases.small_index import (
    make_build_index,
    make_service_packages,
    opened_catalogue,
    profile,
)

SHELTER = "shelter-for-domestic-violence"
SAID = {
    "debt-counselling": "en pysty maksamaan laskujani",
    "housing-advice": "vuokra on rästissä",
    "home-meals": "äiti ei saa lounasta kotiin",
}
KINDS = (
    make_kind(summary={}, keywords={}),
    make_kind(
        "housing-advice",
        name={"fi": "Asumisneuvonta"},
        summary={},
        utterances={"fi": ("vuokra on rästissä", "vuokra on jäänyt maksamatta")},
        keywords={},
    ),
    make_kind(
        "home-meals",
        name={"fi": "Ateriapalvelu"},
        summary={},
        utterances={"fi": ("äiti ei saa lounasta kotiin",)},
        keywords={},
    ),
    make_kind(
        SHELTER,
        name={"fi": "Turvakoti", "en": "Shelter"},
        summary={},
        utterances={"fi": ("kotona on vaarallista",)},
        keywords={},
    ),
)
SERVICES = (
    make_service(1, name={"fi": "Velkaneuvonta"}),
    make_service(2, name={"fi": "Asumisneuvonta"}, summary={"fi": "Apua, kun vuokra on rästissä."}),
    make_service(3, name={"fi": "Ateriapalvelu"}, summary={"fi": "Lämmin lounas kotiin."}),
    make_service(4, name={"fi": "Turvakoti"}, summary={"fi": "Suojaa väkivallalta."}),
)
PROFILES = {
    SERVICES[0].service_id: profile(finance=1, resilience=0.6),
    SERVICES[1].service_id: profile(finance=0.7, housing=1, friends=0.5),
    SERVICES[2].service_id: profile(health=1, housing=0.6, friends=0.2),
    SERVICES[3].service_id: profile(family=1, housing=0.8, finance=0.5),
}
LOST_JOB = SeenLifeEvent(
    life_event_id="losing-a-job",
    codes=("KE8",),
    name={"fi": "Työttömäksi jääminen", "sv": "Arbetslöshet", "en": "Losing a job"},
    confidence=1.0,
    kind_ids=("debt-counselling",),
    next_kind_ids=("home-meals",),
)


class Reason(NamedTuple):
    """Why a service stands in a need, and its score there."""

    need: Need
    service_id: str
    score: float
    why: Explanation


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("packages")


@pytest.fixture(scope="module")
def catalogue(folder: Path) -> Iterator[Database]:
    with opened_catalogue(folder, SERVICES, PROFILES) as database:
        make_build_index(database, folder / "index", kinds=KINDS).rebuild()
        yield database


@pytest.fixture(scope="module")
def packages(catalogue: Database, folder: Path) -> ServicePackages:
    """Of words and meters alone."""
    return make_service_packages(catalogue, folder / "index")


def reasons(packages: ServicePackages, query: Query) -> list[Reason]:
    package = packages(replace(query, explain=True), request={}, client=None)
    return [
        Reason(met.need, each.service.service_id, each.ranked.similarity_score, why)
        for met in (*package.needs, *package.next_needs)
        for each in met.services
        if (why := each.ranked.explanation)
    ]


def score_in_need(found: list[Reason], reason: Reason) -> float:
    """What the same service scores in a need of the same kinds or meter; 0 where it is not there."""
    return next(
        (
            each.score
            for each in found
            if (each.service_id, each.need.kind_ids, each.need.meter)
            == (reason.service_id, reason.need.kind_ids, reason.need.meter)
        ),
        0.0,
    )


@settings(max_examples=12)
@given(kinds=st.lists(st.sampled_from(sorted(SAID)), min_size=2, max_size=3, unique=True))
def test_service_leaves_its_need_without_the_clause_that_is_named(
    packages: ServicePackages, kinds: list[str]
) -> None:
    text = ". ".join(SAID[kind] for kind in kinds)
    found = reasons(packages, Query(text=text))
    assert {each.need.kind_ids[0] for each in found} <= set(kinds)
    assert found
    for reason in found:
        assert reason.why.clause == reason.need.clause
        rest = text.replace(reason.why.clause, "")
        assert score_in_need(reasons(packages, Query(text=rest)), reason) < reason.score


@settings(max_examples=20)
@given(
    means=st.dictionaries(
        st.sampled_from(["finance", "housing", "health", "friends", "family"]),
        st.sampled_from([1.0, 3.0, 8.0]),
        min_size=1,
    )
)
def test_service_falls_in_its_need_without_the_meters_that_are_named(
    packages: ServicePackages, means: dict[str, float]
) -> None:
    for reason in reasons(packages, Query(meter_means=means)):
        if PROFILES[reason.service_id][reason.need.meter] >= HELPS_FROM:
            assert reason.need.meter in reason.why.meters
        for meter in reason.why.meters:
            others = {name: mean for name, mean in means.items() if name != meter}
            asked_otherwise = [
                reasons(packages, Query(meter_means=each))
                for each in (others, {**others, meter: WELL})
            ]
            assert min(score_in_need(each, reason) for each in asked_otherwise) < reason.score


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fi", "Elämäntapahtumassa ”Työttömäksi jääminen” auttaa usein Velkaneuvonta."),
        ("sv", "Vid livshändelsen ”Arbetslöshet” hjälper ofta Skuldrådgivning."),
        ("en", "In the life event “Losing a job” this often helps: Debt counselling."),
    ],
)
def test_need_of_a_life_event_is_told_by_the_event_and_its_kind(
    catalogue: Database, folder: Path, language: Language, sentence: str
) -> None:
    query = Query(life_event_codes=("KE8",), language=language)
    found = reasons(make_service_packages(catalogue, folder / "index", LOST_JOB), query)
    assert {each.need.life_event_id for each in found} == {LOST_JOB.life_event_id}
    assert {each.why.life_event["fi"] for each in found} == {"Työttömäksi jääminen"}
    assert {each.why.phrase for each in found} == {""}
    of_debts = next(each for each in found if each.service_id == SERVICES[0].service_id)
    assert explanation_body(of_debts.why, language).sentence == sentence


def test_danger_names_its_kind_and_no_phrase_that_nobody_said(packages: ServicePackages) -> None:
    (found,) = reasons(packages, Query(text="mies löi mua"))
    assert found.service_id == SERVICES[3].service_id
    assert (found.why.kind_id, found.why.phrase) == (SHELTER, "")
    assert found.why.clause == "mies löi mua"

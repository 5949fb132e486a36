"""Packages over a small index, without a model: what is counted of them, and what the phrasebook need not know."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from app.domain.insights import KeptSigns
from app.domain.packages import SeenLifeEvent, ServicePackage
from app.domain.phrasebook import Kind
from app.domain.query import Query, ServiceFilters
from app.ranking.lead_kinds import WEAK_SCORE
from app.storage.database import Database
from app.storage.insight_store import SIGNS
from app.storage.tables.recommendations import recommendations
from app.usecases.service_packages import ServicePackages
from tests.builders import make_kind, make_local_service, make_service
from tests.usecases.small_index import make_build_index, make_service_packages, store

CRISIS = make_kind(
    "crisis-support-and-suicide-prevention",
    name={"fi": "Kriisituki"},
    summary={"fi": "Apua, kun elämä on kohdannut kriisin."},
    utterances={"fi": ("kaikki on mustaa",)},
    keywords={},
)
CRISIS_LINE = make_service(
    2, name={"fi": "Kriisituki"}, summary={"fi": "Apua, kun elämä on kohdannut kriisin."}
)


def make_packages(
    database: Database,
    folder: Path,
    *events: SeenLifeEvent,
    kinds: tuple[Kind, ...] = (make_kind(), CRISIS),
) -> ServicePackages:
    """Over debt counselling in Helsinki and a nationwide crisis line, the only services there are."""
    store(database, [make_local_service(1, "091"), CRISIS_LINE])
    make_build_index(database, folder / "index", kinds=kinds).rebuild()
    return make_service_packages(database, folder / "index", *events)


def ask(packages: ServicePackages, query: Query) -> ServicePackage:
    return packages(query, request={}, client=None)


def kept_signs(database: Connection) -> KeptSigns:
    """What insights may count of the only package that was answered."""
    return SIGNS.read(database.execute(select(recommendations.c.signs)).scalar_one())


@pytest.mark.parametrize(
    "filters", [ServiceFilters(), ServiceFilters(service_class_codes=frozenset({"P2.3"}))]
)
def test_crisis_help_that_was_shown_does_not_count_as_missing(
    database: Database, raw_connection: Connection, tmp_path: Path, filters: ServiceFilters
) -> None:
    packages = make_packages(database, tmp_path)
    package = ask(packages, Query(text="jag vill inte leva längre", filters=filters))
    assert [each.service.service_id for each in package.needs[0].services] == [
        CRISIS_LINE.service_id
    ]
    signs = kept_signs(raw_connection)
    assert signs.kind_ids == (CRISIS.kind_id,)
    assert signs.missing_kind_ids == frozenset()


def test_danger_whose_help_is_not_in_the_catalogue_counts_as_missing(
    database: Database, raw_connection: Connection, tmp_path: Path
) -> None:
    shelter = make_kind("shelter-for-domestic-violence", name={"fi": "Turvakoti"}, summary={})
    packages = make_packages(database, tmp_path, kinds=(make_kind(), CRISIS, shelter))
    assert ask(packages, Query(text="mies löi mua")).needs[0].services
    assert kept_signs(raw_connection).missing_kind_ids == {shelter.kind_id}


def test_danger_without_a_kind_in_the_phrasebook_is_told_and_not_counted(
    database: Database, raw_connection: Connection, tmp_path: Path
) -> None:
    packages = make_packages(database, tmp_path, kinds=(make_kind(),))
    package = ask(packages, Query(text="mies löi mua"))
    assert package.is_urgent
    assert package.needs[0].services == ()
    assert kept_signs(raw_connection).kind_ids == ()


def test_needs_are_named_by_fitting_first_services_but_no_two_by_the_same_kind(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said_in_both = "rahat loppuvat aina kesken ennen palkkapäivää"
    debt = make_kind(
        summary={}, utterances={"fi": ("en pysty maksamaan laskujani", said_in_both)}, keywords={}
    )
    grant = make_kind(
        "grant",
        name={"fi": "Avustus"},
        summary={},
        utterances={"fi": (said_in_both,)},
        keywords={},
    )
    packages = make_packages(database, tmp_path, kinds=(debt, CRISIS, grant))
    open_to_both = "Rahat loppuvat kesken ennen palkkapäivää."
    (badly,) = ask(packages, Query(text=open_to_both)).needs
    assert badly.services[0].ranked.similarity_score < WEAK_SCORE
    assert badly.need.kind_ids == ("grant",)
    monkeypatch.setattr("app.usecases.need_services.WEAK_SCORE", 0.3)
    (alone,) = ask(packages, Query(text=open_to_both)).needs
    assert alone.need.kind_ids == ("debt-counselling", "grant")
    beside = ask(packages, Query(text=f"{open_to_both} En pysty maksamaan laskujani.")).needs
    assert {each.need.kind_ids for each in beside} == {("debt-counselling",), ("grant",)}

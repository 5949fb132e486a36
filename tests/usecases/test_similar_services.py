from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.domain.catalogue import Service
from app.embedding.hashing import HashingEncoder
from app.errors import NotFound
from app.index.snapshot_files import read_snapshot
from app.storage.database import Database
from app.usecases.similar_services import SimilarServices
from tests.builders import channel_id, make_channel, make_local_service, make_service, service_id
from tests.usecases.small_index import make_build_index, store

HOUSING = {"fi": "Asumisneuvonta"}
SUMMARY = {"fi": "Apua, kun vuokra on rästissä."}

Similar = Callable[..., list[tuple[str, float]]]


@pytest.fixture
def similar_in(database: Database, tmp_path: Path) -> Callable[..., SimilarServices]:
    """The use case over an index of the given services."""

    def build(*services: Service) -> SimilarServices:
        store(database, services)
        make_build_index(database, tmp_path / "index").rebuild()
        snapshot = read_snapshot(tmp_path / "index")
        return SimilarServices(snapshot=lambda: snapshot, open_stores=database.open_stores)

    return build


def found(similar: SimilarServices, number: int = 1, **query: Any) -> list[str]:
    asked = {"limit": 5, "language": "fi", "municipality_code": None, **query}
    return [item.service.service_id for item in similar(service_id(number), **asked)]


def housing(number: int, municipality_code: str = "564", **changes: Any) -> Service:
    fields = {"name": HOUSING, "summary": SUMMARY, **changes}
    return make_local_service(number, municipality_code, **fields)


def test_similar_nearest_come_first_and_the_service_itself_not_at_all(
    similar_in: Callable[..., SimilarServices],
) -> None:
    similar = similar_in(
        housing(1),
        make_service(2, name={"fi": "Uimahalli"}, summary={"fi": "Altaita ja saunoja."}),
        housing(3, name={"fi": "Asumisen neuvonta"}),
    )
    assert found(similar) == [service_id(3), service_id(2)]
    assert found(similar, limit=1) == [service_id(3)]


def test_similar_score_is_the_best_cosine_to_the_mean_of_the_passages(
    similar_in: Callable[..., SimilarServices],
) -> None:
    similar = similar_in(
        housing(1, keywords={"fi": ("vuokra", "häätö")}),
        housing(2, name={"fi": "Asumistuki"}, keywords={"fi": ("vuokratuki",)}),
    )
    index = similar.snapshot().service_index
    mean = index.read_vectors(0).mean(axis=0)
    expected = (index.read_vectors(1) @ (mean / np.linalg.norm(mean))).max()
    (item,) = similar(service_id(1), limit=5, language="fi", municipality_code=None)
    assert item.ranked.similarity_score == pytest.approx(expected, abs=2e-6)
    assert index.dimension == HashingEncoder().dimension


def test_similar_same_name_is_left_out_however_it_is_written(
    similar_in: Callable[..., SimilarServices],
) -> None:
    similar = similar_in(
        housing(1),
        housing(2, "091"),
        housing(3, name={"fi": "ASUMISNEUVONTA "}),
        housing(4, name={"fi": "Asumisen  tuki"}),
        housing(5, "853", name={"fi": "asumisen tuki"}),
    )
    assert found(similar) == [service_id(4)]


def test_similar_names_are_compared_in_the_language_of_the_answer(
    similar_in: Callable[..., SimilarServices],
) -> None:
    similar = similar_in(
        housing(1, name={"fi": "Asumisneuvonta", "sv": "Boenderådgivning"}),
        housing(2, name={"fi": "Vuokraneuvonta", "sv": "Boenderådgivning"}),
    )
    assert found(similar, language="fi") == [service_id(2)]
    assert found(similar, language="sv") == []


def test_similar_past_more_namesakes_than_are_read_at_once(
    similar_in: Callable[..., SimilarServices],
) -> None:
    namesakes = [housing(number) for number in range(1, 40)]
    other = make_service(900, name={"fi": "Uimahalli"}, summary={"fi": "Altaita ja saunoja."})
    similar = similar_in(*namesakes, other)
    assert found(similar) == [service_id(900)]


def test_similar_equally_near_ones_come_in_order_of_id(
    similar_in: Callable[..., SimilarServices],
) -> None:
    twins = [housing(number, name={**HOUSING, "sv": f"Stöd {9 - number}"}) for number in (2, 3)]
    items = similar_in(housing(1), *twins)(
        service_id(1), limit=5, language="sv", municipality_code=None
    )
    assert len({item.ranked.similarity_score for item in items}) == 1
    assert [item.service.service_id for item in items] == [service_id(2), service_id(3)]
    assert [item.ranked.rank for item in items] == [1, 2]


def test_similar_of_a_municipality_includes_nationwide_services(
    similar_in: Callable[..., SimilarServices],
) -> None:
    similar = similar_in(
        housing(1),
        housing(2, "564", name={"fi": "Asumistuki"}),
        housing(3, "091", name={"fi": "Vuokratuki"}),
        make_service(4),
    )
    assert set(found(similar, municipality_code="564")) == {service_id(2), service_id(4)}


def test_similar_service_comes_with_its_channels(
    similar_in: Callable[..., SimilarServices], database: Database
) -> None:
    with database.open_stores() as stores:
        stores.catalogue.upsert_channels([make_channel(1)])
    similar = similar_in(housing(1), make_service(2, channel_ids=(channel_id(1),)))
    (item,) = similar(service_id(1), limit=5, language="fi", municipality_code=None)
    assert [channel.channel_id for channel in item.channels] == [channel_id(1)]


def test_similar_alone_in_the_catalogue_has_none(
    similar_in: Callable[..., SimilarServices],
) -> None:
    assert found(similar_in(housing(1))) == []


def test_similar_archived_since_the_index_was_built_is_left_out(
    similar_in: Callable[..., SimilarServices], database: Database
) -> None:
    similar = similar_in(housing(1), make_service(2), make_service(3))
    with database.open_stores() as stores:
        stores.catalogue.archive_services([service_id(2)])
    assert found(similar) == [service_id(3)]
    with pytest.raises(NotFound):
        found(similar, 2)


def test_similar_not_yet_in_the_index_is_not_found(
    similar_in: Callable[..., SimilarServices], database: Database
) -> None:
    similar = similar_in(make_service(1), make_service(3))
    store(database, [make_service(2)])
    for number in (2, 4):
        with pytest.raises(NotFound, match="search index"):
            found(similar, number)

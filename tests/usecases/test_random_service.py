from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from app.domain.catalogue import Service
from app.errors import Unavailable
from app.index.snapshot_files import read_snapshot
from app.storage.database import Database
from app.usecases.random_service import RandomService
from tests.builders import channel_id, make_channel, make_local_service, make_service, service_id
from tests.usecases.small_index import make_build_index, store


@dataclass
class Picking:
    """Builds the use case over a catalogue of the given services."""

    folder: Path
    database: Database = field(init=False)

    def __post_init__(self) -> None:
        self.database = Database(f"sqlite:///{self.folder / 'revontuli.db'}")
        self.database.upgrade()

    def __call__(self, *services: Service, seed: int = 0) -> RandomService:
        store(self.database, services)
        make_build_index(self.database, self.folder / "index").bring_up_to_date()
        snapshot = read_snapshot(self.folder / "index")
        return RandomService(
            snapshot=lambda: snapshot, open_stores=self.database.open_stores, random=Random(seed)
        )


@pytest.fixture
def picking(tmp_path: Path) -> Iterator[Picking]:
    opened = Picking(tmp_path)
    yield opened
    opened.database.close()


def ids(random_service: RandomService) -> list[str]:
    return [entry.service.service_id for entry in random_service()]


def test_five_different_nationwide_services_are_picked_and_each_can_be(picking: Picking) -> None:
    national = [make_service(number) for number in range(1, 8)]
    except_aland = [
        make_service(number, area_type="NationwideExceptAlandIslands") for number in (8, 9)
    ]
    local = [make_local_service(number) for number in range(10, 40)]
    random_service = picking(*national, *except_aland, *local)
    seen = set()
    for _ in range(60):
        picked = ids(random_service)
        assert len(picked) == len(set(picked)) == 5
        seen.update(picked)
    assert seen == {service_id(number) for number in range(1, 10)}


def test_picks_depend_on_chance_alone(picking: Picking) -> None:
    services = [make_service(number) for number in range(1, 30)]
    assert ids(picking(*services, seed=1)) == ids(picking(seed=1)) != ids(picking(seed=2))


@pytest.mark.parametrize("count", [0, 1, 4, 5])
def test_all_are_picked_where_there_are_no_more_than_five(picking: Picking, count: int) -> None:
    national = [make_service(number) for number in range(1, count + 1)]
    picked = ids(picking(make_local_service(99), *national))
    assert set(picked) == {service.service_id for service in national}


def test_picked_services_come_with_their_channels(picking: Picking) -> None:
    with picking.database.open_stores() as stores:
        stores.catalogue.upsert_channels([make_channel(1)])
    (entry,) = picking(make_service(1, channel_ids=(channel_id(1),)))()
    assert entry.channels == (make_channel(1),)


def test_service_archived_since_the_index_was_built_is_left_out(picking: Picking) -> None:
    random_service = picking(make_service(1), make_service(2))
    with picking.database.open_stores() as stores:
        stores.catalogue.archive_services([service_id(1)])
    assert ids(random_service) == [service_id(2)]


def test_without_an_index_nothing_is_picked(picking: Picking) -> None:
    def missing() -> None:
        raise Unavailable

    random_service = RandomService(snapshot=missing, open_stores=picking.database.open_stores)
    with pytest.raises(Unavailable):
        random_service()

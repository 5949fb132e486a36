from app.domain.session_attributes import SessionAttribute
from app.storage.database import Database
from tests.builders import channel_id


def put(database: Database, number: int, *attributes: SessionAttribute) -> None:
    with database.open_stores() as stores:
        stores.channel_support.put(channel_id(number), attributes)


def test_registered_attributes_are_read_back(database: Database) -> None:
    put(database, 1, "municipality_code", "age")
    with database.open_stores(read_only=True) as stores:
        assert stores.channel_support.get(channel_id(1)) == {"age", "municipality_code"}


def test_receiving_nothing_is_not_the_same_as_not_being_registered(database: Database) -> None:
    put(database, 1)
    with database.open_stores(read_only=True) as stores:
        assert stores.channel_support.get(channel_id(1)) == frozenset()
        assert stores.channel_support.get(channel_id(2)) is None


def test_later_registration_takes_the_place_of_the_earlier_one(database: Database) -> None:
    put(database, 1, "age", "life_situation_meters")
    put(database, 2, "age")
    put(database, 1, "municipality_code")
    with database.open_stores(read_only=True) as stores:
        assert stores.channel_support.get(channel_id(1)) == {"municipality_code"}
        assert stores.channel_support.get(channel_id(2)) == {"age"}


def test_all_registrations_come_in_order_of_channel(database: Database) -> None:
    put(database, 2, "age")
    put(database, 3)
    put(database, 1, "age", "municipality_code")
    with database.open_stores(read_only=True) as stores:
        assert list(stores.channel_support.all().items()) == [
            (channel_id(1), {"age", "municipality_code"}),
            (channel_id(2), {"age"}),
            (channel_id(3), frozenset()),
        ]


def test_channels_that_receive_something_are_told_from_those_that_receive_nothing(
    database: Database,
) -> None:
    put(database, 1, "age")
    put(database, 2)
    put(database, 3, "life_situation_meters")
    with database.open_stores(read_only=True) as stores:
        receiving = stores.channel_support.receiving
        assert receiving([channel_id(1), channel_id(2), channel_id(4)]) == {channel_id(1)}
        assert receiving(map(channel_id, range(2_000))) == {channel_id(1), channel_id(3)}
        assert receiving([]) == frozenset()

import pytest

from app.errors import NotFound
from app.storage.database import Database
from app.usecases.channel_support import ChannelSupport
from tests.builders import channel_id, make_channel


@pytest.fixture
def support(database: Database) -> ChannelSupport:
    """Channels 1 and 2, and 3, which is archived."""
    with database.open_stores() as stores:
        stores.catalogue.upsert_channels([make_channel(number) for number in (1, 2, 3)])
        stores.catalogue.archive_channels([channel_id(3)])
    return ChannelSupport(open_stores=database.open_stores)


def test_channel_is_registered_under_its_own_spelling(support: ChannelSupport) -> None:
    assert support.of(channel_id(1)).attributes is None
    registered = support.register(channel_id(1).upper(), ["age"])
    assert registered.channel_id == channel_id(1)
    assert registered.attributes == {"age"}
    assert registered.name == make_channel(1).name
    assert support.of(channel_id(1)) == support.of(channel_id(1).upper()) == registered


@pytest.mark.parametrize("unknown", [channel_id(3), channel_id(9), "", "x"])
def test_unknown_and_archived_channels_are_not_registered(
    support: ChannelSupport, unknown: str
) -> None:
    with pytest.raises(NotFound):
        support.register(unknown, ["age"])
    with pytest.raises(NotFound):
        support.of(unknown)
    assert support.registered() == []


def test_registered_channel_that_leaves_the_catalogue_is_still_listed(
    support: ChannelSupport, database: Database
) -> None:
    support.register(channel_id(2), [])
    support.register(channel_id(1), ["age", "municipality_code"])
    with database.open_stores() as stores:
        stores.catalogue.archive_channels([channel_id(2)])
    first, second = support.registered()
    assert (first.channel_id, first.attributes) == (channel_id(1), {"age", "municipality_code"})
    assert (second.channel_id, second.attributes, second.name) == (channel_id(2), frozenset(), None)

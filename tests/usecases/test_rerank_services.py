from app.domain.feedback import ServiceResponses
from app.domain.learned_order import OrderWeights
from app.ranking.learned_order import FEATURES_VERSION
from app.storage.database import Database
from app.usecases.rerank_services import rerank_services
from tests.builders import make_ranked, service_id

BACKWARDS = OrderWeights(similarity=-1, reciprocal_rank=0, follow_gain=0, vote_balance=0)
CLIENT_ID = "0123456789abcdef"


def order(database: Database, client_id: str | None = None) -> list[int]:
    """The numbers of services 1, 2 and 3, found in this order, once re-ranked."""
    numbers = {service_id(number): number for number in (1, 2, 3)}
    with database.open_stores() as stores:
        return [
            numbers[each.service_id]
            for each in rerank_services(stores, make_ranked(1, 2, 3), client_id=client_id)
        ]


def learn(database: Database, *, is_active: bool, features_version: int = FEATURES_VERSION) -> None:
    with database.open_stores() as stores:
        stores.learned_orders.add(
            BACKWARDS, features_version=features_version, figures={}, is_active=is_active
        )


def test_formula_orders_by_the_responses_of_the_client_alone(database: Database) -> None:
    with database.open_stores() as stores:
        stores.responses.add(CLIENT_ID, {service_id(3): ServiceResponses(helped=1)})
    assert order(database, CLIENT_ID) == [1, 3, 2]
    assert order(database) == [1, 2, 3]


def test_learned_order_is_used_while_it_is_in_use(database: Database) -> None:
    learn(database, is_active=True)
    assert order(database) == [3, 2, 1]
    learn(database, is_active=False)
    assert order(database) == [1, 2, 3]


def test_learned_order_of_other_features_gives_way_to_the_formula(database: Database) -> None:
    learn(database, is_active=True, features_version=FEATURES_VERSION + 1)
    assert order(database) == [1, 2, 3]

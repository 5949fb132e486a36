from tests.network.network import RANDOM_SERVICE, Json, Network, ids
from tests.network.shapes import SERVICE_FIELDS

NATIONWIDE = {"Nationwide", "NationwideExceptAlandIslands"}


def some_services(network: Network) -> list[Json]:
    response = network.get(RANDOM_SERVICE, client="both")
    assert response.status_code == 200, response.text
    body = response.json()
    assert set(body) == {"service"}
    services: list[Json] = body["service"]
    return services


def test_random_service_gives_five_different_nationwide_services(network: Network) -> None:
    services = some_services(network)
    assert len(set(ids(services))) == len(services) == 5
    assert {service["area_type"] for service in services} <= NATIONWIDE


def test_random_service_gives_others_each_time(network: Network) -> None:
    assert len({tuple(ids(some_services(network))) for _ in range(4)}) > 1


def test_random_service_has_the_interfaces_fields(network: Network) -> None:
    expected = SERVICE_FIELDS.keys() - {"similarity_score", "rank"}
    for service in some_services(network):
        assert expected <= set(service)
        assert all(type(service[name]) is SERVICE_FIELDS[name] for name in expected)


def test_random_service_is_for_the_recommending_role(network: Network) -> None:
    assert network.get(RANDOM_SERVICE, client="recommend").status_code == 200
    assert network.get(RANDOM_SERVICE, client="feedback").status_code == 403

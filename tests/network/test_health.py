from tests.network.network import HEALTHCHECK, Network


def test_healthcheck_answers_the_networks_words_without_credentials(network: Network) -> None:
    response = network.get(HEALTHCHECK)
    assert response.status_code == 200
    assert response.text == "Healthcheck OK"
    assert response.headers["content-type"].startswith("text/plain")

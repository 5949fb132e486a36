import shutil
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from tests.api.test_docs import addresses
from tests.server.processes import TEXT_SEARCH, free_port, serving
from tests.server.proxy import publishing

pytestmark = pytest.mark.slow

PREFIX = "/palvelut/revontuli"


def test_service_below_a_path_works_whether_or_not_the_proxy_strips_it(
    sample_folder: Path, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(sample_folder, data_dir)
    port = free_port()
    base_url = f"http://127.0.0.1:{port}{PREFIX}"
    with serving(data_dir, "--dev", PUBLIC_BASE_URL=base_url, LOG_FORMAT="json") as server:
        for strips in (True, False):
            with publishing(server.url, PREFIX, port, strips=strips) as public:
                assert public == base_url
                assert_works_at(public)
    assert f'"path": "{TEXT_SEARCH}"' in server.log()
    assert PREFIX not in server.log()


def assert_works_at(public: str) -> None:
    """A search answers, its first link leads on, and the documentation page gets all it needs."""
    found = httpx.post(f"{public}{TEXT_SEARCH}", json={"search_text": "asunto"}, timeout=30)
    links = [
        link
        for service in found.json()["recommended_services"]
        for channel in service["service_channels"]
        for link in channel["web_pages"]
    ]
    assert links[0].startswith(f"{public}/service-recommender/v1/redirect?")
    assert httpx.get(links[0], timeout=30).status_code == 302
    page = httpx.get(f"{public}/docs", timeout=30)
    for address in addresses(page.text):
        assert httpx.get(urljoin(str(page.url), address), timeout=30).status_code == 200, address
    document = httpx.get(f"{public}/openapi.json", timeout=30).json()
    assert urljoin(public, document["servers"][0]["url"]) == public

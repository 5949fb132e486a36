"""The two documentation pages work on a machine that reaches no other host."""

import re
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

PAGES = ["/docs", "/redoc"]
ADDRESS = re.compile(r"""(?:src|href|url)\s*[=:(]\s*["']?([^"'\s)>]+)""")


def addresses(page: str) -> list[str]:
    """What the page's HTML loads or leads to."""
    return ADDRESS.findall(page)


@pytest.mark.parametrize("path", PAGES)
def test_page_loads_nothing_from_another_host(api: TestClient, path: str) -> None:
    page = api.get(path).text
    assert addresses(page)
    assert not [address for address in addresses(page) if urlsplit(address).netloc]
    assert "//" not in re.sub(r"//\s|<!--.*?-->", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("path", PAGES)
def test_page_loads_only_what_the_service_has(api: TestClient, path: str) -> None:
    for address in addresses(api.get(path).text):
        response = api.get(address)
        assert response.status_code == 200, address
        assert response.content


@pytest.mark.parametrize("path", PAGES)
def test_page_may_load_from_no_other_host(api: TestClient, path: str) -> None:
    policy = api.get(path).headers["content-security-policy"]
    kinds, *sources = zip(*(each.split(" ", 1) for each in policy.split("; ")), strict=True)
    assert kinds[0] == "default-src"
    allowed = {source for each in sources[0] for source in each.split()}
    assert allowed == {"'none'", "'self'", "'unsafe-inline'", "data:", "blob:"}


def test_swagger_page_is_ready_to_try_operations_out(api: TestClient) -> None:
    page = api.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert '"tryItOutEnabled": true' in page.text
    assert "/openapi.json" in page.text


def test_pages_answer_to_get_alone(api: TestClient) -> None:
    assert {api.post(path).status_code for path in PAGES} == {405}

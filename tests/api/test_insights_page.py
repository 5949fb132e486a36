"""The page of insights works on a machine that reaches no other host, and can be read in three languages."""

import json
import re
from urllib.parse import urljoin

import pytest
from fastapi.testclient import TestClient

PAGE = "/insights/page"
ASSETS = f"{PAGE}/assets"
FILES = ("insights.js", "insights.css", "texts.js")
LINKED = re.compile(r'(?:src|href)="([^"]+)"')
TEXT_KEY = re.compile(r"""\b(?:text\(|data-text=)"(\w+)\"""")


def texts(api: TestClient) -> dict[str, dict[str, object]]:
    """The page's texts by language: what stands in the file is JSON but for unquoted keys and last commas."""
    source = api.get(f"{ASSETS}/texts.js").text.partition("export const TEXTS = ")[2]
    quoted = re.sub(r"([{,]\s*)(\w+):", r'\1"\2":', source.strip().removesuffix(";"))
    content: dict[str, dict[str, object]] = json.loads(re.sub(r",(\s*})", r"\1", quoted))
    return content


def test_page_is_open_to_all_and_holds_no_figure(secured_api: TestClient) -> None:
    response = secured_api.get(PAGE)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")


def test_page_runs_nothing_but_its_own_script(api: TestClient) -> None:
    response = api.get(PAGE)
    policy = response.headers["content-security-policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=", response.text)


def test_page_loads_only_what_the_service_has(api: TestClient) -> None:
    linked = LINKED.findall(api.get(PAGE).text)
    assert len(linked) == 4
    for address in linked:
        assert "//" not in address
        expected = 401 if address.startswith("../insights?") else 200
        assert api.get(urljoin(PAGE, address)).status_code == expected, address
    for asset in FILES:
        content = api.get(f"{ASSETS}/{asset}").text.replace("http://www.w3.org/2000/svg", "")
        assert content
        assert "://" not in content


@pytest.mark.parametrize("path", [PAGE, *(f"{ASSETS}/{name}" for name in FILES)])
def test_page_and_its_files_are_asked_for_anew_after_an_upgrade(api: TestClient, path: str) -> None:
    response = api.get(path)
    assert response.headers["cache-control"] == "no-cache"
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_assets_lead_to_no_other_file(api: TestClient) -> None:
    assert api.get(f"{ASSETS}/..%2f..%2fcodelists/regions.csv").status_code == 404
    assert api.get(f"{ASSETS}/").status_code == 404


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_text_is_there_in_every_language(api: TestClient, language: str) -> None:
    known = texts(api)
    assert known[language].keys() == known["fi"].keys()
    assert all(known[language].values())


def test_every_text_the_page_uses_is_there(api: TestClient) -> None:
    used = set(TEXT_KEY.findall(api.get(PAGE).text + api.get(f"{ASSETS}/insights.js").text))
    assert len(used) > 20
    assert used <= texts(api)["fi"].keys()

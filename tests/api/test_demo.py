"""The demo page and its files: what is sent, under which policy, and that its texts are whole."""

import json
import re
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient

from app.api.demo import ASSETS_PATH, PAGE_FILES
from app.api.life_situation import LifeSituationMeters
from app.api.meter_names import METER_NAMES
from app.domain.meters import METERS
from app.main import create_app
from app.settings import Settings
from tests.api.test_docs import addresses

SCRIPTS = sorted(path.name for path in PAGE_FILES.glob("*.js"))
FILES = sorted(path.name for path in PAGE_FILES.iterdir())
IMPORTED = re.compile(r"""from "\./([^"]+)";""")
SAID = re.compile(r"""\b(?:say|entry)\(\s*"([^"]+)\"""")
COUNTED = re.compile(r"""sayCount\("([^"]+)\"""")
NAMED_IN_PAGE = re.compile(r"""data-(?:text|label)="([^"]+)\"""")
UNSAFE = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|"
    r"localStorage|sessionStorage|indexedDB|document\.cookie|sendBeacon|pushState|replaceState"
)


def source(name: str) -> str:
    return (PAGE_FILES / name).read_text(encoding="utf-8")


def texts() -> dict[str, dict[str, str]]:
    """All texts of the page, by key and language."""
    table = source("texts.js").partition("export const TEXTS = ")[2].strip().removesuffix(";")
    loaded: dict[str, dict[str, str]] = json.loads(table)
    return loaded


def policy(header: str) -> dict[str, list[str]]:
    directives = [directive.split() for directive in header.split(";")]
    return {name: values for name, *values in directives}


def test_page_is_served_without_credentials(secured_api: TestClient) -> None:
    page = secured_api.get("/demo")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "set-cookie" not in page.headers
    assert "www-authenticate" not in page.headers


def test_policy_lets_the_page_run_and_reach_this_service_alone(api: TestClient) -> None:
    page = api.get("/demo")
    allowed = policy(page.headers["content-security-policy"])
    assert allowed["default-src"] == ["'none'"]
    assert {allowed[name][0] for name in ("script-src", "style-src", "connect-src", "img-src")} == {
        "'self'"
    }
    assert {allowed[name][0] for name in ("base-uri", "form-action", "frame-ancestors")} == {
        "'none'"
    }
    assert max(len(values) for values in allowed.values()) == 1
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"


def test_page_has_neither_scripts_nor_styles_of_its_own(api: TestClient) -> None:
    page = api.get("/demo").text
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page) == []


def test_page_loads_only_files_that_are_there(api: TestClient) -> None:
    found = [address for address in addresses(api.get("/demo").text) if not address.startswith("#")]
    assert "demo/assets/demo.js" in found
    for address in found:
        assert urlsplit(address).netloc == ""
        if urlsplit(address).scheme != "tel":
            assert api.get(urljoin("/demo", address)).status_code == 200, address


@pytest.mark.parametrize("name", FILES)
def test_file_is_sent_under_the_policy_and_asked_for_anew(api: TestClient, name: str) -> None:
    page, file = api.get("/demo"), api.get(f"{ASSETS_PATH}/{name}")
    assert file.status_code == 200
    assert file.headers["content-security-policy"] == page.headers["content-security-policy"]
    assert file.headers["cache-control"] == "no-cache"
    known = {"If-None-Match": file.headers["etag"]}
    unchanged = api.get(f"{ASSETS_PATH}/{name}", headers=known)
    assert unchanged.status_code == 304
    assert unchanged.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_imports_files_that_are_there(name: str) -> None:
    assert set(IMPORTED.findall(source(name))) <= set(SCRIPTS)


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_makes_no_markup_of_data_and_keeps_nothing_in_the_browser(name: str) -> None:
    assert UNSAFE.findall(source(name)) == []


def test_other_files_are_not_found(api: TestClient) -> None:
    for path in ("/demo/", "/demo/assets/", "/demo/assets/missing.js", "/demo/assets/../../x"):
        assert api.get(path).status_code == 404


def test_page_answers_to_get_alone(api: TestClient) -> None:
    assert api.post("/demo").status_code == 405


def test_page_works_below_a_path(sample_settings: Settings) -> None:
    below = {"public_base_url": "https://example.fi/revontuli"}
    settings = sample_settings.model_copy(update=below)
    with TestClient(create_app(settings), base_url="https://example.fi") as client:
        page = client.get("/revontuli/demo").text
        for address in ("demo/assets/demo.js", "demo/assets/demo.css"):
            assert f'"{address}"' in page
            assert client.get(urljoin("/revontuli/demo", address)).status_code == 200


def test_every_text_is_there_in_three_languages_with_the_same_gaps() -> None:
    for key, said in texts().items():
        assert list(said) == ["fi", "sv", "en"], key
        gaps = {language: set(re.findall(r"\{\w+\}", text)) for language, text in said.items()}
        assert gaps["fi"] == gaps["sv"] == gaps["en"], key
        assert all(text == text.strip() != "" for text in said.values()), key


def test_every_text_that_is_asked_for_exists() -> None:
    known = texts()
    asked = set(NAMED_IN_PAGE.findall(source("demo.html")))
    for name in SCRIPTS:
        asked |= set(SAID.findall(source(name))) | set(NAMED_IN_PAGE.findall(source(name)))
        asked |= {
            f"{key}.{form}" for key in COUNTED.findall(source(name)) for form in ("one", "other")
        }
    assert len(asked) > 50
    assert asked - known.keys() == set()


def test_every_meter_has_a_slider_with_an_explanation() -> None:
    assert set(METERS) == set(LifeSituationMeters.model_fields)
    listed = re.search(r"const METERS = \[(.*?)\];", source("meters.js"), re.DOTALL)
    assert listed is not None
    assert tuple(re.findall(r'"(\w+)"', listed[1])) == METERS
    assert {f"meter.{meter}.hint" for meter in METERS} <= texts().keys()


def test_meters_are_called_what_answers_call_them() -> None:
    known = texts()
    for language, names in METER_NAMES.items():
        for meter, name in names.items():
            assert known[f"meter.{meter}"][language] == name[0].upper() + name[1:]


def test_every_share_of_a_reason_has_a_name(api: TestClient) -> None:
    body = {
        "life_situation": "en pysty maksamaan vuokraa",
        "life_situation_meters": {"finance": [0]},
        "life_events": ["KE7"],
        "explain": True,
    }
    answer = api.post("/service-recommender/v1/recommend_service", json=body).json()
    shares = {
        name for each in answer["recommended_services"] for name in each["explanation"]["shares"]
    }
    assert {"direct", "spoken", "bridge", "meters"} <= shares
    assert {f"why.share.{name}" for name in shares} <= texts().keys()

"""The page's own small functions: map coordinates, opening hours, telephone numbers, the curl command."""

import json
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.stage import Stage
from tests.browser.visitor import PACKAGES, Visitor

A_METRE_IN_DEGREES = 1e-5
CALL = """async ([file, name, values]) => (await import(`/demo/assets/${file}`))[name](...values)"""

CHANNEL_LINKS = """async (channel) => {
  const { channelItem } = await import("/demo/assets/channel.js");
  return [...channelItem(channel, "fi").querySelectorAll("a")].map((link) => [link.href, link.textContent]);
}"""
CHANNEL: dict[str, object] = {
    "service_channel_name": "Palvelupiste",
    "service_channel_type": "ServiceLocation",
    "service_channel_description_summary": "",
    "phone_numbers": [],
    "emails": [],
    "web_pages": [],
    "address": "",
    "location": "",
    "service_hours": [],
}


@pytest.fixture(scope="module")
def visitor(stage: Stage) -> Iterator[Visitor]:
    with stage.visitor() as visitor:
        yield visitor


def call(visitor: Visitor, file: str, name: str, *values: object) -> object:
    return visitor.page.evaluate(CALL, [file, name, list(values)])


@pytest.mark.parametrize(
    ("northing", "easting", "latitude", "longitude"),
    [
        (6715706.37708, 106256.35961, 60.3851068722, 19.84813676944),
        (0.0, 500000.0, 0.0, 27.0),
        (6651411.19024, 500000.0, 60.0, 27.0),
        (6982731.06765, 732636.78463, 62.9, 31.58),
    ],
    ids=["example of JHS 197", "origin", "central meridian", "easternmost Finland"],
)
def test_coordinates_agree_with_known_points(
    visitor: Visitor, northing: float, easting: float, latitude: float, longitude: float
) -> None:
    found = call(visitor, "coordinates.js", "degreesOf", northing, easting)
    assert found == {
        "latitude": pytest.approx(latitude, abs=A_METRE_IN_DEGREES / 1000),
        "longitude": pytest.approx(longitude, abs=A_METRE_IN_DEGREES / 1000),
    }


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (
            "Monday 08:00:00 - 16:15:00, Tuesday 08:00:00 - 16:15:00, Friday 08:00:00 - 16:15:00",
            "ma–ti 8.00–16.15, pe 8.00–16.15",
        ),
        ("Monday 09:00:00 - 12:00:00, Monday 13:00:00 - 15:00:00", "ma 9.00–12.00, ma 13.00–15.00"),
        ("Friday 18:00:00 - Sunday 06:00:00", "pe 18.00 – su 6.00"),
        ("Saturday 10:00:00 - Saturday 14:00:00", "la 10.00–14.00"),
        ("Aina avoinna", "Aina avoinna"),
        ("Maanantai 08:00:00 - 16:00:00", "Maanantai 08:00:00 - 16:00:00"),
    ],
)
def test_opening_hours_are_read_aloud_in_the_language_of_the_page(
    visitor: Visitor, hours: str, shown: str
) -> None:
    assert call(visitor, "opening_hours.js", "hoursText", hours) == shown


@pytest.mark.parametrize(
    ("text", "link", "number"),
    [
        ("+358 800 000 136", "tel:+358800000136", "+358 800 000 136"),
        ("Neuvonta 24/7 +358 9 123 456", "tel:+3589123456", "+358 9 123 456"),
        ("Hätänumero 112", "tel:112", "112"),
        ("Vaihde (09) 310 1691", "tel:093101691", "(09) 310 1691"),
    ],
)
def test_telephone_number_is_a_link_and_its_purpose_is_not(
    visitor: Visitor, text: str, link: str, number: str
) -> None:
    found = visitor.page.evaluate(CHANNEL_LINKS, {**CHANNEL, "phone_numbers": [text]})
    assert found == [[link, number]]


def test_text_without_a_number_is_no_link(visitor: Visitor) -> None:
    channel = {**CHANNEL, "phone_numbers": ["Kysy palvelupisteestä"]}
    assert visitor.page.evaluate(CHANNEL_LINKS, channel) == []


@pytest.mark.parametrize(
    ("place", "link"),
    [
        (
            {"location": {"latitude": "6715706.377", "longitude": "106256.360"}},
            "https://www.openstreetmap.org/?mlat=60.38511&mlon=19.84814#map=17/60.38511/19.84814",
        ),
        (
            {"address": "Kauppakatu 1 & 2, 90100 Oulu"},
            "https://www.openstreetmap.org/search?query=Kauppakatu%201%20%26%202%2C%2090100%20Oulu",
        ),
    ],
)
def test_place_leads_to_a_map(visitor: Visitor, place: dict[str, object], link: str) -> None:
    ((address, label),) = visitor.page.evaluate(CHANNEL_LINKS, {**CHANNEL, **place})
    assert address == link
    assert label == "Näytä kartalla (OpenStreetMap) (uusi välilehti)"


def test_curl_command_sends_what_the_page_sent(stage: Stage) -> None:
    text = 'it\'s late; $HOME `id` "quoted" \\ ä'
    with stage.visitor(packages=stage.stand_in()) as visitor:
        visitor.ask(text)
        visitor.page.locator("#developer summary").click()
        command = visitor.page.locator("#developer pre").nth(1).inner_text()
        assert command.startswith("curl -s ")
        printing = command.replace("curl", "printf '%s\\0'", 1)
        printed = subprocess.run(["sh", "-c", printing], capture_output=True, check=True).stdout
        _, address, _, content_type, _, body = printed.decode().split("\0")[:6]
        assert address == f"{stage.origin}{PACKAGES}"
        assert content_type == "Content-Type: application/json"
        assert json.loads(body) == visitor.sent_to(PACKAGES)[0]
        assert json.loads(body)["life_situation"] == text


def test_curl_command_is_copied_or_selected(stage: Stage) -> None:
    with stage.visitor(packages=stage.stand_in(), permissions=["clipboard-write"]) as visitor:
        visitor.ask("olen väsynyt")
        visitor.page.locator("#developer summary").click()
        visitor.page.locator("#developer button").click()
        outcome = visitor.page.locator("#developer [role=status]")
        expect(outcome).to_have_text("Kopioitu.")
        visitor.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
        visitor.page.locator("#developer button").click()
        expect(outcome).to_contain_text("Komento on valittu")
        assert str(visitor.page.evaluate("getSelection().toString()")).startswith("curl -s ")

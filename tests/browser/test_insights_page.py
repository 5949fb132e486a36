"""The page of insights over months that are over: read, narrowed down, switched to another language."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, HttpCredentials, Locator, expect

from app.domain.insights import KeptSigns, Situation
from app.phrasebook import load_phrasebook
from app.settings import Settings
from app.storage.database import Database
from app.usecases.take_pictures import TakePictures
from app.wiring import no_progress, open_workshop
from tests.browser.browsed_page import BrowsedPage
from tests.browser.stage import DESKTOP, PHONE, Stage
from tests.conftest import make_settings
from tests.past import SetClock
from tests.server.processes import serving
from tests.situations import CLIENT, put_situations

NORTH_OSTROBOTHNIA = "19"
RENT = Situation(
    signs=KeptSigns(
        county_code=NORTH_OSTROBOTHNIA,
        kind_ids=("housing-counselling", "basic-social-assistance"),
        missing_kind_ids=frozenset({"housing-counselling"}),
        life_events=("KE8",),
        low_meters=("finance",),
    ),
    client_id=CLIENT.client_id,
    score=1,
    is_followed=True,
)
SHELTER = Situation(signs=KeptSigns(kind_ids=("shelter-for-domestic-violence",)))
MANY_KINDS = [
    Situation(signs=KeptSigns(kind_ids=(kind.kind_id,)))
    for kind in load_phrasebook()[:12]
    for _ in range(5)
]
PERIODS = {
    "2025-08": [RENT] * 12 + [SHELTER] * 6,
    "2025-09": [RENT] * 25 + [SHELTER] * 4 + MANY_KINDS,
    "2025-10": [SHELTER] * 4,
}
"""September shows 25 and 60, for the four are rounded away; October shows nothing."""


class Words(NamedTuple):
    """What a reader sees in one language."""

    title: str
    rent: str
    county: str
    month: str


WORDS = {
    "fi": Words("Tilannekuva", "Asumisneuvonta", "Pohjois-Pohjanmaan hyvinvointialue", "elo"),
    "sv": Words("Lägesbild", "Boenderådgivning", "Norra Österbottens välfärdsområde", "aug"),
    "en": Words(
        "Situational picture",
        "Housing counselling",
        "North Ostrobothnia wellbeing services county",
        "Aug",
    ),
}
READERS = [
    pytest.param("fi", DESKTOP, False, id="fi-desktop-light"),
    pytest.param("fi", PHONE, True, id="fi-phone-dark"),
    pytest.param("sv", PHONE, False, id="sv-phone-light"),
    pytest.param("sv", DESKTOP, True, id="sv-desktop-dark"),
    pytest.param("en", DESKTOP, True, id="en-desktop-dark"),
    pytest.param("en", PHONE, False, id="en-phone-light"),
]


@dataclass(frozen=True, kw_only=True)
class Reader(BrowsedPage):
    """Somebody who reads the page of insights."""

    def open(self) -> None:
        self.page.goto(f"{self.origin}/insights/page")

    def read(self) -> None:
        """Open the page and wait for its figures."""
        self.open()
        self.totals.wait_for()

    @property
    def totals(self) -> Locator:
        return self.page.locator(".totals")

    @property
    def situations(self) -> Locator:
        return self.totals.locator("dd").first

    def chart(self, name: str) -> Locator:
        return self.page.locator(f"section:has(> #{name})")

    def rows(self, name: str) -> list[list[str]]:
        """Names and counts of a chart, those not yet unfolded left out."""
        rows = self.chart(name).locator("tbody tr:visible").all()
        return [[cell.inner_text() for cell in row.locator("th, .count").all()] for row in rows]

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f"select[name={name}]").select_option(value)

    def asked(self) -> list[str]:
        """The queries for figures, in order."""
        return [address.partition("?")[2] for address in self.requested if "/insights?" in address]


@pytest.fixture(scope="module")
def told_settings(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The sample catalogue, and PERIODS that have been counted."""
    data_dir = tmp_path_factory.mktemp("told") / "data"
    shutil.copytree(sample_folder, data_dir)
    settings = make_settings(data_dir)
    clock = SetClock()
    database = Database(settings.resolved_database_url, clock=clock)
    for month, situations in PERIODS.items():
        clock.moment = datetime.fromisoformat(f"{month}-15T12:00:00+00:00")
        put_situations(database, situations)
    clock.moment = datetime(2025, 11, 8, tzinfo=UTC)
    TakePictures(database=database, shipped_kinds=load_phrasebook, now=clock)()
    database.close()
    return settings


@pytest.fixture(scope="module")
def told(chromium: Browser, screenshots: Path | None, told_settings: Settings) -> Iterator[Stage]:
    """The service as `make run` starts it, with a past."""
    with serving(told_settings.data_dir, "--dev") as server:
        yield Stage(chromium, server.url, screenshots)


@pytest.mark.parametrize(("language", "size", "is_dark"), READERS)
def test_figures_are_read_on_every_screen(
    told: Stage, language: str, size: tuple[int, int], is_dark: bool
) -> None:
    words = WORDS[language]
    with told.browsing(Reader, language=language, size=size, is_dark=is_dark) as reader:
        reader.read()
        page = reader.page
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("h1")).to_have_text(words.title)
        assert page.title() == f"Revontuli · {words.title}"
        assert reader.situations.inner_text() == "100"
        months = reader.rows("months")
        assert [count for _, count in months] == ["15", "85"]
        assert months[0][0].startswith(words.month)
        assert [words.rent, "35"] in reader.rows("kinds")
        assert reader.rows("missing") == [[words.rent, "35 / 35"]]
        assert [words.county, "35"] in reader.rows("areas")
        for name, width in (("months", 15 / 85), ("kinds", 1)):
            bar = reader.chart(name).locator("rect.all").first
            assert float(bar.get_attribute("width") or 0) == pytest.approx(99 * width)
        assert page.locator("svg:not([aria-hidden=true])").count() == 0
        reader.picture(f"insights-{language}-{size[0]}-{'dark' if is_dark else 'light'}")
        assert reader.accessibility_faults() == []
        assert not reader.scrolls_sideways()
        assert reader.requested_elsewhere() == []
        assert reader.complaints == []


def test_groups_under_five_are_said_to_be_so(told: Stage) -> None:
    with told.browsing(Reader) as reader:
        reader.read()
        meters = dict(reader.rows("meters"))
        assert meters.pop("Raha-asiat") == "35"
        assert set(meters.values()) == {"alle 5"}
        assert dict(reader.rows("outcomes"))["Vastauksesta ei ollut apua"] == "alle 5"
        expect(reader.totals.locator("dd.few")).to_have_text("alle 5")
        expect(reader.page.locator("footer")).to_contain_text("”Alle 5” tarkoittaa")


def test_figures_are_narrowed_down(told: Stage) -> None:
    with told.browsing(Reader, language="en") as reader:
        reader.read()
        reader.choose("wellbeing_service_county_code", NORTH_OSTROBOTHNIA)
        expect(reader.situations).to_have_text("35")
        reader.choose("to", "2025-08")
        expect(reader.situations).to_have_text("10")
        reader.choose("client_id", "none")
        expect(reader.page.locator("#status")).to_contain_text("There is nothing to show yet.")
        assert reader.page.locator("#picture section").count() == 0
        assert reader.accessibility_faults() == []
        assert sorted(reader.asked()[-1].split("&")) == [
            "client_id=none",
            "language=en",
            "to=2025-08",
            f"wellbeing_service_county_code={NORTH_OSTROBOTHNIA}",
        ]
        reader.choose("client_id", CLIENT.client_id)
        expect(reader.situations).to_have_text("10")
        link = reader.page.locator("#csv").get_attribute("href") or ""
        assert f"client_id={CLIENT.client_id}" in link
        table = reader.page.request.get(link)
        assert table.headers["content-type"].startswith("text/csv")
        assert re.search(r"\bsituations,.*,10\r\n", table.text())


def test_end_before_the_beginning_moves_to_it(told: Stage) -> None:
    with told.browsing(Reader) as reader:
        reader.read()
        reader.choose("to", "2025-08")
        expect(reader.situations).to_have_text("15")
        reader.choose("from", "2025-09")
        expect(reader.page.locator("select[name=to]")).to_have_value("2025-09")
        expect(reader.situations).to_have_text("85")


def test_switching_language_keeps_what_was_chosen(told: Stage) -> None:
    with told.browsing(Reader) as reader:
        reader.read()
        reader.choose("wellbeing_service_county_code", NORTH_OSTROBOTHNIA)
        expect(reader.situations).to_have_text("35")
        for language in ("sv", "en"):
            button = reader.page.locator(f"#languages button[value={language}]")
            button.click()
            expect(reader.page.locator("h1")).to_have_text(WORDS[language].title)
            expect(reader.chart("kinds")).to_contain_text(WORDS[language].rent)
            expect(button).to_have_attribute("aria-pressed", "true")
            expect(button).to_be_focused()
            expect(reader.situations).to_have_text("35")
            assert reader.chart("areas").locator("tbody tr").count() == 1
        expect(reader.page.locator("select option:checked").nth(2)).to_have_text(WORDS["en"].county)


def test_long_chart_unfolds_and_takes_the_focus_along(told: Stage) -> None:
    with told.browsing(Reader, language="en") as reader:
        reader.read()
        assert len(reader.rows("kinds")) == 10
        reader.chart("kinds").get_by_role("button", name="Show all").focus()
        reader.page.keyboard.press("Enter")
        assert len(reader.rows("kinds")) == 15
        assert reader.focus_is_on("#picture tbody tr:nth-child(11)")
        assert reader.chart("kinds").get_by_role("button").count() == 0
        assert reader.accessibility_faults() == []


@pytest.fixture(scope="module")
def clients(told_settings: Settings) -> dict[str, HttpCredentials]:
    """As an administrator, as a chatbot, and as nobody."""
    with open_workshop(told_settings, no_progress) as workshop:
        admin = workshop.clients.add_client("Tilannekuva", "Testikunta", ("admin",))
        chatbot = workshop.clients.add_client("Botti", "Testikunta", ("recommend", "feedback"))
    return {
        "admin": {"username": admin.client.client_id, "password": admin.client_secret},
        "chatbot": {"username": chatbot.client.client_id, "password": chatbot.client_secret},
        "nobody": {"username": admin.client.client_id, "password": "wrong"},
    }


@pytest.fixture(scope="module")
def secured(
    chromium: Browser, screenshots: Path | None, told_settings: Settings
) -> Iterator[Stage]:
    """The service as it is installed."""
    with serving(told_settings.data_dir) as server:
        yield Stage(chromium, server.url, screenshots)


def test_figures_are_shown_to_an_administrator(
    secured: Stage, clients: dict[str, HttpCredentials]
) -> None:
    with secured.browsing(Reader, http_credentials=clients["admin"]) as reader:
        reader.read()
        assert reader.situations.inner_text() == "100"
        assert reader.requested_elsewhere() == []


@pytest.mark.parametrize(
    ("who", "told_why"),
    [
        ("nobody", "kräver en administratörs användaruppgifter"),
        ("chatbot", "saknar administratörens roll"),
    ],
)
def test_figures_are_not_shown_to_others(
    secured: Stage, clients: dict[str, HttpCredentials], who: str, told_why: str
) -> None:
    with secured.browsing(Reader, language="sv", http_credentials=clients[who]) as reader:
        reader.open()
        expect(reader.page.locator("#status")).to_contain_text(told_why)
        expect(reader.page.locator("#selection")).to_be_hidden()
        assert reader.page.locator("#picture *").count() == 0
        assert reader.accessibility_faults() == []
        reader.picture(f"insights-{who}")

"""A service that asks for credentials: the page asks for them, and forgets them when it is closed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.settings import Settings
from app.usecases.api_clients import IssuedCredentials
from app.wiring import no_progress, open_workshop
from tests.browser.stage import Stage
from tests.browser.visitor import RECOMMEND
from tests.sample_server import own_sample
from tests.server.processes import serving

TEXT = "the rent is late"


@pytest.fixture(scope="module")
def settings(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return own_sample(sample_folder, tmp_path_factory)


@pytest.fixture(scope="module")
def client(settings: Settings) -> IssuedCredentials:
    with open_workshop(settings, no_progress) as workshop:
        return workshop.clients.add_client("Demo", "Testikunta", ("recommend", "feedback"))


@pytest.fixture(scope="module")
def secured(chromium: Browser, screenshots: Path | None, settings: Settings) -> Iterator[Stage]:
    """The service as it is installed."""
    with serving(settings.data_dir) as server:
        yield Stage(chromium, server.url, screenshots)


def test_credentials_are_asked_for_when_the_service_wants_them(
    secured: Stage, client: IssuedCredentials
) -> None:
    with secured.visitor(language="en") as visitor:
        page = visitor.page
        name, secret = page.locator("#client-id"), page.locator("#client-secret")
        expect(name).to_be_hidden()
        visitor.write(TEXT, view="list")
        visitor.send()
        expect(name).to_be_focused()
        expect(page.locator("#credentials-error")).to_have_text(
            "Write the client id and secret and search again."
        )
        assert visitor.accessibility_faults() == []
        visitor.picture("credentials")

        name.fill(client.client.client_id)
        secret.fill("wröng")
        visitor.send()
        expect(page.locator("#credentials-error")).to_contain_text("is wrong")
        secret.fill(client.client_secret)
        secret.press("Enter")
        visitor.heading.wait_for()
        visitor.services.first.get_by_role("button").first.click()
        expect(visitor.services.first.get_by_role("status")).to_have_text(
            "Thank you, your feedback was sent."
        )
        page.locator("#developer summary").click()
        shown = page.locator("#developer").inner_text()
        assert '-u "$CLIENT_ID:$CLIENT_SECRET"' in shown
        assert client.client_secret not in page.content()
        assert page.evaluate("Object.keys({...localStorage, ...sessionStorage}).length") == 0
        assert page.context.cookies() == []
        assert len(visitor.sent_to(RECOMMEND)) == 3

        page.locator("#ask button[type=reset]").click()
        expect(secret).to_have_value("")
        visitor.write(TEXT, view="list")
        visitor.send()
        expect(page.locator("#credentials-error")).to_contain_text("Write the client id")

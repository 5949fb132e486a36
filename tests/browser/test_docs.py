"""The documentation pages in a browser: they work, and ask no other host for anything."""

from playwright.sync_api import expect

from tests.browser.browsed_page import BrowsedPage
from tests.browser.stage import Stage


def requested_of_hosts_elsewhere(reader: BrowsedPage) -> list[str]:
    """Without those that the page's policy kept from being sent."""
    own = (f"{reader.origin}/", f"blob:{reader.origin}/")
    return [
        request.url
        for request in reader.requests
        if request.failure != "csp" and not request.url.startswith(own)
    ]


def test_swagger_asks_the_service_from_its_page(stage: Stage) -> None:
    with stage.browsing(BrowsedPage) as reader:
        reader.page.goto(f"{reader.origin}/docs")
        operation = reader.page.locator(".opblock").first
        operation.click()
        operation.get_by_role("button", name="Execute").click()
        answer = operation.locator(".live-responses-table .response-col_status").last
        expect(answer).to_contain_text("200")
        assert requested_of_hosts_elsewhere(reader) == []
        assert reader.complaints == []


def test_redoc_shows_the_interface_without_the_logo_of_its_makers(stage: Stage) -> None:
    with stage.browsing(BrowsedPage) as reader:
        reader.page.goto(f"{reader.origin}/redoc")
        expect(reader.page.get_by_role("heading", name="Revontuli")).to_be_visible()
        reader.page.get_by_placeholder("Search").fill("feedback")
        found = reader.page.get_by_role("menuitem")
        expect(found.first).to_contain_text("whether a recommendation helped")
        reader.page.wait_for_load_state("networkidle")
        assert requested_of_hosts_elsewhere(reader) == []
        assert [each for each in reader.complaints if "logo-mini.svg" not in each] == []

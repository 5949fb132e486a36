"""A person on the demo page: what they do, and what the browser saw of it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator

from tests.browser.browsed_page import BrowsedPage

Json = dict[str, Any]

RECOMMEND = "/service-recommender/v1/recommend_service"
PACKAGES = "/service_packages"
FEEDBACK = "/service-recommender/v1/recommendation_feedback"


@dataclass(frozen=True, kw_only=True)
class Visitor(BrowsedPage):
    """What one person does on the demo page, and sees there."""

    def open(self) -> None:
        """Go to the page and wait until it can be filled in."""
        self.page.goto(f"{self.origin}/demo")
        self.page.locator("#municipality option").nth(1).wait_for(state="attached")

    def write(self, text: str, *, view: str = "packages") -> None:
        """Tell the situation and choose how to see the services."""
        self.page.locator("#situation").fill(text)
        self.page.locator(f"input[name=view][value={view}]").check()

    def send(self) -> None:
        self.page.locator("#ask button[type=submit]").click()

    def ask(self, text: str, *, view: str = "packages") -> None:
        """Write, send and wait for the answer."""
        self.write(text, view=view)
        self.send()
        self.heading.wait_for()

    @property
    def heading(self) -> Locator:
        return self.page.locator("#results-heading")

    @property
    def services(self) -> Locator:
        return self.page.locator("#results article.service")

    @property
    def status(self) -> str:
        return self.page.locator("#status").inner_text()

    def sent_to(self, path: str) -> list[Json]:
        """The bodies posted to a path, in order."""
        return [
            request.post_data_json
            for request in self.requests
            if request.method == "POST" and urlsplit(request.url).path == path
        ]

    def tab_to(self, selector: str, most: int = 80) -> None:
        """Press Tab until such an element has the focus."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.focus_is_on(selector):
                return
        raise AssertionError(f"{selector} was not reached by {most} times Tab")

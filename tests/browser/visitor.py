"""A person on the demo page: what they do, and what the browser saw of it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Request

Json = dict[str, Any]

RECOMMEND = "/service-recommender/v1/recommend_service"
PACKAGES = "/service_packages"
FEEDBACK = "/service-recommender/v1/recommendation_feedback"
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """One page in one browser context, and what happened in it."""

    page: Page
    origin: str
    screenshots: Path | None
    complaints: list[str] = field(default_factory=list)
    """Errors and warnings of the console, among them every breach of the page's policy."""
    requests: list[Request] = field(default_factory=list)

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

    @property
    def requested(self) -> list[str]:
        return [request.url for request in self.requests]

    def sent_to(self, path: str) -> list[Json]:
        """The bodies posted to a path, in order."""
        return [
            request.post_data_json
            for request in self.requests
            if request.method == "POST" and urlsplit(request.url).path == path
        ]

    def requested_elsewhere(self) -> list[str]:
        """Requests that left the service's own origin."""
        return [address for address in self.requested if not address.startswith(f"{self.origin}/")]

    def accessibility_faults(self) -> list[str]:
        """Violations that axe finds on the page as it stands."""
        results = Axe().run(self.page, options=AXE_OPTIONS)
        return [
            f"{fault['id']}: {node['target']}"
            for fault in results.response["violations"]
            for node in fault["nodes"]
        ]

    def scrolls_sideways(self) -> bool:
        script = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(self.page.evaluate(script))

    def picture(self, name: str) -> None:
        """Keep what the whole page looks like, where pictures are wanted."""
        if self.screenshots:
            self.page.screenshot(path=self.screenshots / f"{name}.png", full_page=True)

    def focus_is_on(self, selector: str) -> bool:
        script = "selector => document.activeElement.matches(selector)"
        return bool(self.page.evaluate(script, selector))

    def tab_to(self, selector: str, most: int = 80) -> None:
        """Press Tab until such an element has the focus."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.focus_is_on(selector):
                return
        raise AssertionError(f"{selector} was not reached by {most} times Tab")

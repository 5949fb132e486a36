"""A page in a real browser, and what happened on it."""

from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request

AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}


@dataclass(frozen=True, kw_only=True)
class BrowsedPage:
    """One page in one browser context of its own."""

    page: Page
    origin: str
    screenshots: Path | None
    complaints: list[str] = field(default_factory=list)
    """Errors and warnings of the console, among them every breach of the page's policy."""
    requests: list[Request] = field(default_factory=list)

    @property
    def requested(self) -> list[str]:
        return [request.url for request in self.requests]

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

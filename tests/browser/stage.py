"""Opens the demo page of a server for visitors, each in a browser context of its own."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Route

from tests.browser.package_answer import package_answer
from tests.browser.visitor import PACKAGES, RECOMMEND, Json, Visitor

DESKTOP: Final = (1280, 900)
PHONE: Final = (390, 844)
NARROWEST: Final = (360, 740)
LOCALES: Final = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
LONGEST_WAIT_MS: Final = 20_000

Respond = Callable[[Route], None]


@dataclass(frozen=True)
class Stage:
    """A browser, a server, and where pictures of its pages go, if anywhere."""

    browser: Browser
    origin: str
    screenshots: Path | None

    @contextmanager
    def visitor(
        self,
        *,
        language: str = "fi",
        size: tuple[int, int] = DESKTOP,
        is_dark: bool = False,
        packages: Respond | None = None,
        **context_options: Any,
    ) -> Iterator[Visitor]:
        """A visitor on the page. packages answers service_packages in place of the service."""
        context = self.browser.new_context(
            locale=LOCALES[language],
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if is_dark else "light",
            reduced_motion="reduce",
            **context_options,
        )
        context.set_default_timeout(LONGEST_WAIT_MS)
        visitor = self._new_visitor(context)
        if packages:
            visitor.page.route(f"**{PACKAGES}", packages)
        visitor.open()
        yield visitor
        context.close()

    def _new_visitor(self, context: BrowserContext) -> Visitor:
        page = context.new_page()
        visitor = Visitor(page=page, origin=self.origin, screenshots=self.screenshots)

        def note(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                visitor.complaints.append(message.text)

        page.on("console", note)
        page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        context.on("request", lambda request: visitor.requests.append(request))
        return visitor

    def stand_in(self, change: Callable[[Json], object] | None = None) -> Respond:
        """An answer of service_packages in the published shape, around services that recommend_service really suggests.

        change may alter it in place.
        """

        def respond(route: Route) -> None:
            asked = {**route.request.post_data_json, "limit": 8}
            recommended = httpx.post(f"{self.origin}{RECOMMEND}", json=asked, timeout=30).json()
            answer = package_answer(asked, recommended)
            if change:
                change(answer)
            route.fulfill(json=answer)

        return respond

    def serves(self, path: str) -> bool:
        """Whether the service has published the operation."""
        paths: Mapping[str, object] = httpx.get(f"{self.origin}/openapi.json").json()["paths"]
        return path in paths


def refusing(status: int, headers: Mapping[str, str] | None = None, **problem: Any) -> Respond:
    """Answers every request with a problem."""

    def respond(route: Route) -> None:
        route.fulfill(
            status=status,
            json={"status": status, **problem},
            headers=dict(headers or {}),
            content_type="application/problem+json",
        )

    return respond

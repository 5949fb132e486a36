"""Opens the pages of a server, each in a browser context of its own."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Route

from tests.browser.browsed_page import BrowsedPage
from tests.browser.package_answer import package_answer
from tests.browser.visitor import PACKAGES, RECOMMEND, Json, Visitor

DESKTOP: Final = (1280, 900)
PHONE: Final = (390, 844)
NARROWEST: Final = (360, 740)
LOCALES: Final = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
LONGEST_WAIT_MS: Final = 20_000

Respond = Callable[[Route], None]
AnyPage = TypeVar("AnyPage", bound=BrowsedPage)


@dataclass(frozen=True)
class Stage:
    """A browser, a server, and where pictures of its pages go, if anywhere."""

    browser: Browser
    origin: str
    screenshots: Path | None

    @contextmanager
    def browsing(
        self,
        kind: type[AnyPage],
        *,
        language: str = "fi",
        size: tuple[int, int] = DESKTOP,
        is_dark: bool = False,
        **context_options: Any,
    ) -> Iterator[AnyPage]:
        """An empty page, watched from the start."""
        context = self.browser.new_context(
            locale=LOCALES[language],
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if is_dark else "light",
            reduced_motion="reduce",
            **context_options,
        )
        context.set_default_timeout(LONGEST_WAIT_MS)
        yield self._watched(kind, context)
        context.close()

    @contextmanager
    def visitor(self, *, packages: Respond | None = None, **options: Any) -> Iterator[Visitor]:
        """A visitor on the demo page; packages answers service_packages in place of the service."""
        with self.browsing(Visitor, **options) as visitor:
            if packages:
                visitor.page.route(f"**{PACKAGES}", packages)
            visitor.open()
            yield visitor

    def _watched(self, kind: type[AnyPage], context: BrowserContext) -> AnyPage:
        browsed = kind(page=context.new_page(), origin=self.origin, screenshots=self.screenshots)

        def note(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                browsed.complaints.append(message.text)

        browsed.page.on("console", note)
        browsed.page.on("pageerror", lambda error: browsed.complaints.append(str(error)))
        context.on("request", lambda request: browsed.requests.append(request))
        return browsed

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

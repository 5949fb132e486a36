"""A Chromium on this machine, without the calls home that it would make."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def installed_chromium(playwright: Playwright) -> str | None:
    """The path of $CHROMIUM, of one on the search path, or of the one that `playwright install` fetched."""
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if named:
        return named
    own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


@contextmanager
def running_chromium() -> Iterator[Browser | None]:
    """A headless browser, or None where none is installed."""
    with sync_playwright() as playwright:
        path = installed_chromium(playwright)
        if path is None:
            yield None
            return
        as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *as_root])
        yield browser
        browser.close()

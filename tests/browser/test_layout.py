"""Small screens, large text, less motion, and a machine's look at accessibility."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.stage import DESKTOP, NARROWEST, PHONE, Stage
from tests.browser.visitor import Visitor

LARGEST_TEXT = "document.documentElement.style.fontSize = '200%'"
SMALLER_THAN_24 = """() => [...document.querySelectorAll("button, select, textarea, input, summary, .call")]
  .filter((each) => each.checkVisibility())
  .map((each) => (each.closest("label.choice") ?? each).getBoundingClientRect())
  .filter(({width, height}) => width < 24 || height < 24).length"""


def open_everything(visitor: Visitor) -> None:
    visitor.page.eval_on_selector_all("details", "all => all.forEach((each) => each.open = true)")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_narrowest_phone_needs_no_sideways_scrolling(stage: Stage, language: str) -> None:
    with stage.visitor(language=language, size=NARROWEST, packages=stage.stand_in()) as visitor:
        open_everything(visitor)
        assert not visitor.scrolls_sideways()
        visitor.ask("pitkäaikaistyöttömyysturvahakemuskäsittelyaikataulutiedustelu" * 3)
        open_everything(visitor)
        assert not visitor.scrolls_sideways()
        visitor.picture(f"narrow-{language}")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_emergency_number_stands_in_sight_of_who_asked(stage: Stage, size: tuple[int, int]) -> None:
    with stage.visitor(size=size, packages=stage.stand_in()) as visitor:
        visitor.ask("olen väsynyt")
        expect(visitor.page.locator(".urgent .call")).to_be_in_viewport(ratio=1)


def test_text_at_200_percent_needs_no_sideways_scrolling(stage: Stage) -> None:
    with stage.visitor(size=(640, 450), packages=stage.stand_in()) as visitor:
        visitor.page.evaluate(LARGEST_TEXT)
        visitor.ask("olen väsynyt")
        open_everything(visitor)
        assert not visitor.scrolls_sideways()


def test_targets_are_large_enough(stage: Stage) -> None:
    with stage.visitor(size=NARROWEST, packages=stage.stand_in()) as visitor:
        visitor.ask("olen väsynyt")
        open_everything(visitor)
        assert visitor.page.evaluate(SMALLER_THAN_24) == 0


def test_less_motion_is_respected(stage: Stage) -> None:
    with stage.visitor() as visitor:
        scrolling = "getComputedStyle(document.documentElement).scrollBehavior"
        assert visitor.page.evaluate(scrolling) == "auto"
        visitor.page.emulate_media(reduced_motion="no-preference")
        assert visitor.page.evaluate(scrolling) == "smooth"


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_open_form_has_no_accessibility_fault(stage: Stage, is_dark: bool) -> None:
    with stage.visitor(size=DESKTOP, is_dark=is_dark) as visitor:
        open_everything(visitor)
        visitor.page.locator("#meter-family").press("Home")
        expect(visitor.page.locator("#meters-chosen")).to_be_visible()
        assert visitor.accessibility_faults() == []
        visitor.picture(f"form-{'dark' if is_dark else 'light'}")


def test_headings_do_not_skip_a_level(stage: Stage) -> None:
    with stage.visitor(packages=stage.stand_in()) as visitor:
        visitor.ask("olen väsynyt")
        open_everything(visitor)
        levels = visitor.page.eval_on_selector_all(
            "h1, h2, h3, h4, h5, h6", "all => all.map((each) => Number(each.localName[1]))"
        )
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))

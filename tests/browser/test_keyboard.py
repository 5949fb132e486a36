"""The page without a pointing device."""

import pytest
from playwright.sync_api import expect

from tests.browser.stage import PHONE, Stage
from tests.browser.test_visit import stay_here
from tests.browser.visitor import FEEDBACK, PACKAGES, Visitor

FOCUS_RING = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
}"""


@pytest.mark.parametrize(("language", "oulu"), [("fi", "Oulu"), ("sv", "Ule"), ("en", "Oulu")])
def test_visit_by_keyboard(stage: Stage, language: str, oulu: str) -> None:
    with stage.visitor(language=language, packages=stage.stand_in()) as visitor:
        page, keys = visitor.page, visitor.page.keyboard
        targets = stay_here(page.context)
        keys.press("Tab")
        assert visitor.focus_is_on(".skip-link")
        keys.press("Enter")
        visitor.tab_to("#situation")
        keys.type("jäin työttömäksi, vuokra on rästissä")
        keys.press("Tab")
        keys.type(oulu)
        keys.press("Tab")
        keys.press("Enter")
        visitor.tab_to("#meter-finance")
        keys.press("Home")
        visitor.tab_to("#meter-resilience")
        keys.press("Enter")
        visitor.tab_to("#life-events-section summary")
        keys.press("Space")
        keys.press("Tab")
        keys.press("Space")
        visitor.tab_to("input[name=view]")
        keys.press("ArrowDown")
        keys.press("ArrowUp")
        visitor.tab_to("button[type=submit]")
        keys.press("Enter")
        visitor.heading.wait_for()
        assert visitor.focus_is_on("#results-heading")
        asked = visitor.sent_to(PACKAGES)[0]
        assert asked["service_filters"] == {"municipality_codes": ["564"]}
        assert asked["life_situation_meters"] == {"finance": [0], "resilience": [5]}
        assert asked["life_events"] == ["KE1"]

        visitor.tab_to(".overview a")
        keys.press("Enter")
        assert visitor.focus_is_on("#need-1")
        visitor.tab_to("article.service a[href*='/redirect?']")
        with page.context.expect_page() as opened:
            keys.press("Enter")
        opened.value.wait_for_load_state()
        assert targets
        page.bring_to_front()
        visitor.tab_to("article.service summary")
        keys.press("Enter")
        visitor.tab_to("article.service .thumb")
        keys.press("Space")
        expect(page.locator("article.service .thumb[aria-pressed=true]")).to_have_count(1)
        assert len(visitor.sent_to(FEEDBACK)) == 1
        visitor.tab_to("#developer summary", most=200)
        keys.press("Enter")
        visitor.tab_to("#developer pre")
        visitor.tab_to("footer a")
        assert visitor.complaints == []


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_every_stop_of_the_focus_is_seen(stage: Stage, is_dark: bool) -> None:
    with stage.visitor(size=PHONE, is_dark=is_dark, packages=stage.stand_in()) as visitor:
        visitor.ask("olen yksinäinen")
        seen = stops(visitor)
        assert "skip-link" in seen[0]
        assert "docs" in seen[-1]


def stops(visitor: Visitor) -> list[str]:
    """Walk through the page from its start to its end; each stop has a ring, and none holds the focus."""
    page, seen = visitor.page, []
    page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    while len(seen) < 200:
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.outerHTML")
        if name.startswith("<body"):
            break
        assert name not in seen[-1:], "the focus is held"
        assert page.evaluate(FOCUS_RING) >= 2, name
        seen.append(name)
    return seen


def test_slider_that_nobody_touched_is_not_answered(stage: Stage) -> None:
    with stage.visitor(language="en", packages=stage.stand_in()) as visitor:
        page, keys = visitor.page, visitor.page.keyboard
        page.locator("#meters-section summary").click()
        slider = page.locator("#meter-health")
        assert slider.get_attribute("aria-valuetext") == "Not answered"
        slider.focus()
        keys.press("ArrowLeft")
        assert slider.get_attribute("aria-valuetext") == "4, where 0 is bad and 10 is good"
        assert page.locator("#meters-chosen").inner_text() == "1 answer"
        keys.press("Shift+Tab")
        keys.press("Enter")
        assert slider.get_attribute("aria-valuetext") == "Not answered"
        expect(slider).to_be_focused()
        visitor.ask("ill")
        assert "life_situation_meters" not in visitor.sent_to(PACKAGES)[0]

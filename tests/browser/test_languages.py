"""Three languages: switching keeps what was written, and every text says which language it is in."""

import pytest
from playwright.sync_api import expect

from tests.browser.stage import Stage
from tests.browser.visitor import PACKAGES, Json

TEXT = "vuokra on rästissä"


def test_switching_keeps_what_was_filled_in(stage: Stage) -> None:
    with stage.visitor() as visitor:
        page = visitor.page
        visitor.write(TEXT, view="list")
        page.locator("#municipality").select_option("564")
        page.locator("#meters-section summary").click()
        page.locator("#meter-family").press("Home")
        page.locator("#life-events-section summary").click()
        page.locator("#life-events input").first.check()
        for language, oulu in (("sv", "Uleåborg"), ("en", "Oulu")):
            page.locator(f"nav button[value={language}]").click()
            expect(page.locator("html")).to_have_attribute("lang", language)
            expect(page.locator("#municipality option:checked")).to_have_text(oulu)
        assert page.title() == "Try service recommendations – Revontuli"
        assert page.locator("nav [aria-pressed=true]").inner_text() == "In English"
        expect(page.locator("#situation")).to_have_value(TEXT)
        expect(page.locator("input[name=view]:checked")).to_have_value("list")
        expect(page.locator("#meter-family")).to_have_value("0")
        assert page.locator("#meters-chosen").inner_text() == "1 answer"
        assert page.locator("#life-events-chosen").inner_text() == "1 chosen"
        assert page.locator("#life-events label").first.inner_text() == "Having a child"
        assert [request for request in visitor.requests if request.method == "POST"] == []


def test_switching_asks_again_what_was_answered(stage: Stage) -> None:
    with stage.visitor(packages=stage.stand_in()) as visitor:
        visitor.ask(TEXT)
        visitor.page.locator("#situation").fill("jotain muuta")
        button = visitor.page.locator("nav button[value=sv]")
        button.click()
        expect(visitor.heading).to_have_text("Tjänster för din situation")
        expect(visitor.services.first.locator("h4")).to_have_attribute("lang", "sv")
        expect(button).to_be_focused()
        first, second = visitor.sent_to(PACKAGES)
        assert second == {**first, "language": "sv"}


@pytest.mark.parametrize(("locale", "language"), [("sv", "sv"), ("en", "en"), ("fi", "fi")])
def test_page_begins_in_the_language_of_the_browser(
    stage: Stage, locale: str, language: str
) -> None:
    with stage.visitor(language=locale) as visitor:
        assert visitor.page.locator("html").get_attribute("lang") == language
        texts = visitor.page.locator("[data-text]").all_inner_texts()
        assert "Revontuli" not in texts
        assert (
            visitor.page.locator(f"nav button[value={language}]").get_attribute("lang") == language
        )


def test_texts_in_another_language_than_the_page_say_so(stage: Stage) -> None:
    def only_finnish(answer: Json) -> None:
        for need in answer["needs"]:
            for service in need["services"]:
                service["language"] = "fi"

    with stage.visitor(language="en", packages=stage.stand_in(only_finnish)) as visitor:
        visitor.ask("the rent is late")
        service = visitor.services.first
        assert service.locator("h4").get_attribute("lang") == "fi"
        assert service.locator(".channel-name [lang]").first.get_attribute("lang") == "fi"
        assert service.locator(".reason").get_attribute("lang") == "en"
        spoken = "element => element.closest('[lang]').lang"
        assert service.locator("summary").first.evaluate(spoken) == "en"
        assert service.locator(".new-tab").first.evaluate(spoken) == "en"
        assert visitor.page.locator(".origin q").first.get_attribute("lang") == ""

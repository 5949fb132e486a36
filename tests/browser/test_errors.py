"""What goes wrong is said in plain words, and nothing that was written is lost."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.stage import Stage, refusing
from tests.browser.visitor import FEEDBACK, PACKAGES

TEXT = "vuokra on rästissä"
OURS = ("Failed to load resource",)
"""What the browser itself writes to its console when an answer is a refusal."""


def test_empty_form_is_told_at_its_first_field(stage: Stage) -> None:
    with stage.visitor() as visitor:
        visitor.send()
        field = visitor.page.locator("#situation")
        expect(field).to_be_focused()
        assert field.get_attribute("aria-invalid") == "true"
        described = (field.get_attribute("aria-describedby") or "").split()
        assert "situation-error" in described
        message = visitor.page.locator("#situation-error").inner_text()
        assert message.startswith("Kerro tilanteestasi, vastaa")
        assert visitor.sent_to(PACKAGES) == []
        assert visitor.accessibility_faults() == []
        visitor.picture("error-empty-form")
        visitor.write(TEXT, view="list")
        visitor.send()
        visitor.heading.wait_for()
        assert field.get_attribute("aria-invalid") is None
        expect(visitor.page.locator("#situation-error")).to_be_hidden()


def test_text_that_is_too_long_is_told_before_it_is_sent(stage: Stage) -> None:
    with stage.visitor(language="en") as visitor:
        visitor.write("ä" * 4097)
        visitor.send()
        message = visitor.page.locator("#situation-error").inner_text()
        assert message == "The text is too long: 4097 characters. At most 4096 can be read."
        assert visitor.sent_to(PACKAGES) == []


def test_longest_text_of_characters_outside_the_basic_plane_is_sent(stage: Stage) -> None:
    with stage.visitor() as visitor:
        visitor.ask("𐐷" * 4096, view="list")
        assert visitor.page.locator("#failure").is_hidden()


def test_text_that_the_service_refuses_is_told_at_its_field(stage: Stage) -> None:
    refusal = refusing(400, errors=[{"pointer": "/life_situation", "detail": "…"}])
    with stage.visitor(packages=refusal) as visitor:
        visitor.write(TEXT)
        visitor.send()
        expect(visitor.page.locator("#situation-error")).to_contain_text("Tekstiä ei voitu lukea")
        expect(visitor.page.locator("#situation")).to_have_value(TEXT)


@pytest.mark.parametrize(
    ("status", "headers", "words"),
    [
        (400, {}, "Pyyntöä ei ymmärretty."),
        (403, {}, "Näillä tunnuksilla ei saa tehdä tätä."),
        (429, {"Retry-After": "37"}, "Odota 37 sekuntia"),
        (500, {}, "Jokin meni vikaan."),
        (503, {"Retry-After": "12"}, "Odota 12 sekuntia"),
        (503, {}, "Odota 5 sekuntia"),
    ],
)
def test_refusal_is_told_in_plain_words(
    stage: Stage, status: int, headers: dict[str, str], words: str
) -> None:
    with stage.visitor(packages=refusing(status, headers)) as visitor:
        visitor.write(TEXT)
        visitor.send()
        failure = visitor.page.get_by_role("alert")
        expect(failure).to_contain_text(words)
        expect(visitor.page.locator("#situation")).to_have_value(TEXT)
        assert visitor.status == ""
        assert visitor.page.locator("#ask").get_attribute("aria-busy") is None
        assert [line for line in visitor.complaints if not line.startswith(OURS)] == []


def test_service_out_of_reach_is_told_and_asked_again(stage: Stage) -> None:
    with stage.visitor(language="sv") as visitor:
        visitor.page.context.set_offline(True)
        visitor.write("hyran är obetald", view="list")
        visitor.send()
        failure = visitor.page.get_by_role("alert")
        expect(failure).to_contain_text("Det gick inte att nå tjänsten.")
        visitor.picture("error-offline")
        assert visitor.accessibility_faults() == []
        visitor.page.context.set_offline(False)
        visitor.send()
        visitor.heading.wait_for()
        expect(failure).to_be_hidden()


def test_page_works_without_its_code_lists(stage: Stage) -> None:
    with stage.visitor() as visitor:
        visitor.page.route("**/municipalities", lambda route: route.abort())
        visitor.page.reload()
        expect(visitor.page.get_by_role("alert")).to_contain_text("luetteloa ei saatu")
        visitor.ask(TEXT, view="list")
        assert visitor.services.count() > 0


def test_feedback_that_fails_is_told_beside_its_buttons(stage: Stage) -> None:
    with stage.visitor(packages=stage.stand_in()) as visitor:
        visitor.ask(TEXT)
        visitor.page.route(f"**{FEEDBACK}", refusing(404))
        service = visitor.services.first
        service.get_by_role("button", name="Kyllä", exact=True).click()
        expect(service.get_by_role("status")).to_contain_text("Hae palvelut uudelleen")
        assert service.locator("[aria-pressed=true]").count() == 0


def test_answer_that_is_no_json_is_a_failure(stage: Stage) -> None:
    def page_of_a_proxy(route: Route) -> None:
        route.fulfill(status=200, body="<html>proxy</html>", content_type="text/html")

    with stage.visitor(packages=page_of_a_proxy) as visitor:
        visitor.write(TEXT)
        visitor.send()
        expect(visitor.page.get_by_role("alert")).to_contain_text("Jokin meni vikaan.")
        assert visitor.complaints == []

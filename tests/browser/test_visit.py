"""A whole visit: tell, choose, read, follow a link, say whether it helped."""

from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.stage import DESKTOP, PHONE, Stage
from tests.browser.visitor import FEEDBACK, PACKAGES, RECOMMEND, Visitor

OULU = "564"
DIVORCE = "KE7"


class Words(NamedTuple):
    """What a visitor writes, and reads, in one language."""

    text: str
    clause: str
    yes: str
    no: str
    act_now: str
    thanks: str


WORDS = {
    "fi": Words(
        "mies löi taas eilen, rahat ovat loppu",
        "mies löi taas eilen",
        "Kyllä",
        "Ei",
        "Toimi heti",
        "Kiitos, palaute on lähetetty.",
    ),
    "sv": Words(
        "min man slog mig igen, pengarna är slut",
        "min man slog mig igen",
        "Ja",
        "Nej",
        "Agera genast",
        "Tack, responsen är skickad.",
    ),
    "en": Words(
        "my husband hit me again, we have no money left",
        "my husband hit me again",
        "Yes",
        "No",
        "Act now",
        "Thank you, your feedback was sent.",
    ),
}
VISITS = [
    pytest.param("fi", DESKTOP, False, id="fi-desktop-light"),
    pytest.param("sv", PHONE, True, id="sv-phone-dark"),
    pytest.param("en", DESKTOP, True, id="en-desktop-dark"),
    pytest.param("en", PHONE, False, id="en-phone-light"),
]


def stay_here(context: BrowserContext) -> list[str]:
    """Let the service answer its links, but open no page elsewhere; returns where they would have led."""
    targets: list[str] = []

    def redirect(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        assert answer.status == 302
        targets.append(answer.headers["location"])
        route.fulfill(body="<!doctype html><title>There</title>", content_type="text/html")

    context.route("**/redirect?**", redirect)
    return targets


def follow_first_link(visitor: Visitor) -> tuple[Page, str]:
    """Open a service's web page in its new tab."""
    link = visitor.services.locator("a[target=_blank][href*='/redirect?']").first
    address = link.get_attribute("href") or ""
    with visitor.page.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_load_state()
    return opened.value, address


@pytest.mark.parametrize(("language", "size", "is_dark"), VISITS)
def test_visit_by_clicks(stage: Stage, language: str, size: tuple[int, int], is_dark: bool) -> None:
    words = WORDS[language]
    look = f"{language}-{size[0]}-{'dark' if is_dark else 'light'}"
    with stage.visitor(
        language=language, size=size, is_dark=is_dark, packages=stage.stand_in()
    ) as visitor:
        page = visitor.page
        targets = stay_here(page.context)
        assert page.locator("html").get_attribute("lang") == language
        visitor.picture(f"empty-{look}")
        assert visitor.accessibility_faults() == []

        page.locator("#municipality").select_option(OULU)
        page.locator("#meters-section summary").click()
        page.locator("#meter-finance").click(position={"x": 5, "y": 12})
        page.locator("#life-events-section summary").click()
        page.locator(f"#life-events input[value='{DIVORCE}']").check()
        visitor.ask(words.text)
        assert visitor.sent_to(PACKAGES) == [
            {
                "life_situation": words.text,
                "life_situation_meters": {"finance": [0]},
                "life_events": [DIVORCE],
                "service_filters": {"municipality_codes": [OULU]},
                "limit": 3,
                "language": language,
                "explain": True,
            }
        ]

        expect(page.locator(".urgent .call")).to_have_attribute("href", "tel:112")
        first = page.locator("section.need").first
        expect(first.locator(".urgency")).to_have_text(words.act_now)
        expect(first.locator(".origin q")).to_have_text(words.clause)
        service = visitor.services.first
        expect(service.locator(".reason")).not_to_be_empty()
        expect(service.locator("a[href^='tel:']").first).to_be_visible()
        service.locator("summary").last.click()
        expect(service.locator("dl dd").last).to_contain_text("%")

        opened, address = follow_first_link(visitor)
        assert opened.url == address
        assert parse_qs(urlsplit(address).query)["recommendation_id"]
        assert targets[0].startswith("https://www.example.org/")
        opened.close()

        service.get_by_role("button", name=words.yes, exact=True).click()
        expect(service.get_by_role("status")).to_have_text(words.thanks)
        service.get_by_role("button", name=words.no, exact=True).click()
        expect(service.locator("[aria-pressed=true]")).to_have_text(words.no)
        page.locator("#results > .feedback").get_by_role("button").first.click()
        expect(page.locator("#results > .feedback [role=status]")).to_have_text(words.thanks)
        scores = visitor.sent_to(FEEDBACK)
        assert [scored.get("feedback_score") for scored in scores] == [None, None, 1]
        assert [scored["service_feedbacks"][0]["feedback_score"] for scored in scores[:2]] == [
            1,
            -1,
        ]

        page.locator(".next summary").first.click()
        expect(page.locator(".next article.service").first).to_be_visible()
        page.locator("#developer summary").click()
        expect(page.locator("#developer pre").last).to_contain_text("auroraai_recommendation_id")
        visitor.picture(f"results-{look}")
        assert visitor.accessibility_faults() == []
        assert not visitor.scrolls_sideways()
        assert visitor.requested_elsewhere() == []
        assert visitor.complaints == []


def test_visit_with_a_plain_list(stage: Stage) -> None:
    with stage.visitor() as visitor:
        visitor.ask("en pysty maksamaan laskujani", view="list")
        assert visitor.sent_to(RECOMMEND)[0]["limit"] == 10
        assert visitor.sent_to(PACKAGES) == []
        assert visitor.services.count() == 10
        assert visitor.page.locator("section.need").count() == 0
        assert visitor.status == "Löytyi 10 palvelua."
        visitor.services.nth(9).get_by_role("button").first.click()
        expect(visitor.services.nth(9).get_by_role("status")).not_to_be_empty()
        visitor.picture("list-fi")
        assert visitor.accessibility_faults() == []
        assert visitor.complaints == []


def test_visit_with_packages_of_the_service_itself(stage: Stage) -> None:
    with stage.visitor() as visitor:
        targets = stay_here(visitor.page.context)
        visitor.page.locator("#life-events-section summary").click()
        visitor.page.locator(f"#life-events input[value='{DIVORCE}']").check()
        visitor.ask("mies löi taas eilen ja pelkään, vuokra on rästissä, äidin muisti pätkii")
        expect(visitor.page.locator(".urgent .call")).to_have_attribute("href", "tel:112")
        assert visitor.page.locator("section.need").count() >= 2
        assert visitor.page.locator("section.need .origin q").first.inner_text() != ""
        assert visitor.services.first.locator(".reason").inner_text() != ""
        follow_first_link(visitor)[0].close()
        assert targets
        visitor.services.first.get_by_role("button").first.click()
        expect(visitor.services.first.get_by_role("status")).to_have_text(WORDS["fi"].thanks)
        visitor.picture("packages-of-the-service")
        assert visitor.accessibility_faults() == []
        assert visitor.requested_elsewhere() == []
        assert visitor.complaints == []


def test_nothing_found_is_said(stage: Stage) -> None:
    empty = {"needs": [], "next_needs": [], "life_events": [], "urgent": False}
    stand_in = stage.stand_in(lambda answer: answer.update(empty))
    with stage.visitor(language="en", packages=stand_in) as visitor:
        visitor.ask("something")
        assert visitor.status.startswith("We found no services that fit.")
        assert visitor.services.count() == 0
        assert visitor.page.locator("#results .feedback").count() == 0


def test_late_answer_does_not_replace_a_newer_one(stage: Stage) -> None:
    waiting: list[Route] = []
    answer = stage.stand_in()
    with stage.visitor(packages=lambda route: waiting.append(route)) as visitor:
        visitor.write("ensimmäinen kysymys")
        visitor.send()
        visitor.write("toinen kysymys")
        visitor.send()
        while len(waiting) < 2:
            visitor.page.wait_for_timeout(50)
        answer(waiting[1])
        visitor.heading.wait_for()
        answer(waiting[0])
        visitor.page.wait_for_timeout(300)
        expect(visitor.page.locator("section.need q").first).to_have_text("toinen kysymys")


def test_clearing_empties_form_and_answer(stage: Stage) -> None:
    with stage.visitor(packages=stage.stand_in()) as visitor:
        page = visitor.page
        page.locator("#municipality").select_option(OULU)
        page.locator("#meters-section summary").click()
        page.locator("#meter-health").press("ArrowLeft")
        visitor.ask("olen väsynyt")
        page.locator("#ask button[type=reset]").click()
        expect(page.locator("#situation")).to_be_focused()
        expect(page.locator("#situation")).to_have_value("")
        expect(page.locator("#municipality")).to_have_value("")
        assert page.locator("#meter-health").get_attribute("aria-valuetext") == "Ei vastattu"
        assert page.locator("#meters-chosen").inner_text() == ""
        assert visitor.services.count() == 0
        visitor.send()
        expect(page.locator("#situation-error")).to_be_visible()

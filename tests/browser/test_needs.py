"""How needs and their services read: quotations, reasons that tell something, contacts that unfold."""

import pytest
from playwright.sync_api import expect

from tests.browser.stage import Stage
from tests.browser.visitor import Json

QUOTED = """async (words) => {
  const { quotation } = await import("/demo/assets/dom.js");
  return quotation(words).textContent;
}"""


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("Jäin työttömäksi,", "Jäin työttömäksi"),
        ("ja lapsi oireilee koulussa.", "lapsi oireilee koulussa"),
        ("och barnet mår dåligt ;", "barnet mår dåligt"),
        ("But nobody helps!", "nobody helps!"),
        ("eikä rahaa ole", "eikä rahaa ole"),
        ("Janne sairastui", "Janne sairastui"),
        ("ja", "ja"),
    ],
)
def test_quotation_leaves_out_what_ties_it_to_its_neighbours(
    stage: Stage, words: str, quoted: str
) -> None:
    with stage.visitor() as visitor:
        assert visitor.page.evaluate(QUOTED, words) == quoted


def test_contacts_unfold_but_for_the_first_and_in_danger(stage: Stage) -> None:
    with stage.visitor(packages=stage.stand_in()) as visitor:
        visitor.ask("olen väsynyt")
        urgent, soon = visitor.page.locator("section.need").all()[:2]
        assert urgent.locator(".channels").count() == 3
        assert soon.locator("article").count() == 2
        for channels in (*urgent.locator(".channels").all(), soon.locator(".channels").first):
            expect(channels).to_be_visible()
        folded = soon.locator("article").nth(1)
        expect(folded.locator(".channels")).to_be_hidden()
        folded.get_by_text("Yhteydenotto", exact=True).click()
        expect(folded.locator(".channels")).to_be_visible()
        assert visitor.accessibility_faults() == []


def test_reason_that_names_nothing_told_is_left_out(stage: Stage) -> None:
    def name_nothing(answer: Json) -> None:
        for service in answer["needs"][0]["services"][:2]:
            service["explanation"].update(clause="", meters=[], life_events=[])
        answer["needs"][0]["services"][1]["explanation"]["life_events"] = ["KE7"]

    with stage.visitor(packages=stage.stand_in(name_nothing)) as visitor:
        visitor.ask("olen väsynyt")
        assert visitor.services.nth(0).locator(".reason").count() == 0
        assert visitor.services.nth(1).locator(".reason").count() == 1


def test_sentences_in_another_language_are_left_out(stage: Stage) -> None:
    def mix(answer: Json) -> None:
        answer["needs"][0]["services"][0]["explanation"]["description_sentences"] = [
            {"text": "You get help.", "language": "en"},
            {"text": "Saat apua.", "language": "fi"},
        ]

    with stage.visitor(packages=stage.stand_in(mix)) as visitor:
        visitor.ask("olen väsynyt")
        reasons = visitor.services.first.locator("dl")
        expect(reasons).to_contain_text("Saat apua.")
        expect(reasons).not_to_contain_text("You get help.")


def test_overview_quotes_what_each_need_was_seen_in(stage: Stage) -> None:
    with stage.visitor(packages=stage.stand_in()) as visitor:
        visitor.ask("olen väsynyt, rahat ovat loppu")
        items = visitor.page.locator(".overview li")
        expect(items.first.locator("q")).to_have_text("olen väsynyt")
        assert items.first.locator("q").get_attribute("lang") == ""
        assert items.nth(1).locator("q").count() == 0

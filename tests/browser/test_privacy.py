"""What a person writes stays on the page and in the request."""

from playwright.sync_api import expect

from tests.browser.stage import Stage
from tests.browser.visitor import PACKAGES, Visitor

SECRET = "rikosrekisteri"
KEPT = """async () => JSON.stringify({
  local: {...localStorage}, session: {...sessionStorage}, cookie: document.cookie, address: location.href,
  state: history.state, databases: await indexedDB.databases(), caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


def kept(visitor: Visitor) -> str:
    return str(visitor.page.evaluate(KEPT))


def test_nothing_written_is_kept_in_the_browser(stage: Stage) -> None:
    with stage.visitor(packages=stage.stand_in()) as visitor:
        before = kept(visitor)
        visitor.ask(f"minulla on {SECRET}")
        visitor.page.locator(".overview a").first.click()
        assert SECRET not in kept(visitor)
        assert kept(visitor).replace("#need-1", "") == before
        assert visitor.page.context.cookies() == []
        assert [address for address in visitor.requested if SECRET in address] == []


def test_what_was_written_is_gone_when_the_page_is_opened_again(stage: Stage) -> None:
    with stage.visitor() as visitor:
        visitor.write(SECRET)
        visitor.page.reload()
        expect(visitor.page.locator("#situation")).to_have_value("")


def test_page_asks_this_service_alone(stage: Stage) -> None:
    with stage.visitor(packages=stage.stand_in()) as visitor:
        visitor.ask("tarvitsen apua")
        paths = {
            address.removeprefix(stage.origin).partition("/assets/")[0]
            for address in visitor.requested
        }
        assert paths == {"/demo", "/municipalities", "/life_events", PACKAGES}
        assert visitor.requested_elsewhere() == []


def test_markup_in_texts_stays_text(stage: Stage) -> None:
    markup = "<img src=x onerror=\"document.title='broken'\"><b>lihava</b>"

    def spoil(answer: object) -> None:
        """Put markup into every text that is no number, code or address of ours."""
        entries = answer.items() if isinstance(answer, dict) else enumerate(answer)
        for key, value in list(entries):
            if isinstance(value, dict | list):
                spoil(value)
            elif isinstance(value, str) and value and key not in KEPT_AS_THEY_ARE:
                answer[key] = markup

    with stage.visitor(packages=stage.stand_in(spoil)) as visitor:
        visitor.ask(f"<script>alert(1)</script> {markup}")
        for summary in visitor.page.locator("#results summary, #developer summary").all():
            summary.click()
        assert (
            visitor.page.locator(
                "#results img, #results b, #results script, #developer img"
            ).count()
            == 0
        )
        expect(visitor.services.first.locator("h4")).to_have_text(markup)
        assert visitor.page.title() != "broken"
        assert visitor.complaints == []


KEPT_AS_THEY_ARE = {
    "language",
    "source",
    "urgency",
    "code",
    "service_channel_type",
    "latitude",
    "longitude",
}


def test_link_that_is_no_web_address_is_left_out(stage: Stage) -> None:
    def spoil(answer: dict[str, object]) -> None:
        for need in answer["needs"]:
            for service in need["services"]:
                for channel in service["service_channels"]:
                    channel["web_pages"] = ["javascript:alert(1)", "data:text/html,x"]

    with stage.visitor(packages=stage.stand_in(spoil)) as visitor:
        visitor.ask("tarvitsen apua")
        schemes = visitor.page.eval_on_selector_all(
            "#results a", "links => links.map(a => a.protocol)"
        )
        assert set(schemes) <= {"http:", "https:", "tel:", "mailto:"}

"""A service outside any recommendation: the same fields and texts, its channels' own addresses as links."""

from app.api.catalogue_service import catalogue_service_body
from app.domain.catalogue import CatalogueEntry, WebPage
from tests.api.shown_answer import shown
from tests.builders import make_channel, make_service

ONLY_IN_RECOMMENDATIONS = {"similarity_score", "rank"}


def test_service_is_shown_as_in_a_recommendation_but_for_its_match_and_links() -> None:
    service, channel = make_service(is_sample=True), make_channel()
    body = catalogue_service_body(CatalogueEntry(service=service, channels=(channel,)), "sv")
    alone, suggested = body.model_dump(mode="json"), shown(service, channel, language="sv")
    assert set(suggested) - set(alone) == ONLY_IN_RECOMMENDATIONS
    for answer in (alone, suggested):
        answer["service_channels"][0].pop("web_pages")
    assert alone == {name: suggested[name] for name in alone}


def test_service_shows_the_pages_of_one_language_by_their_own_addresses() -> None:
    channel = make_channel(
        web_pages=(
            WebPage(language="fi", url="https://example.org/fi"),
            WebPage(language="en", url="https://example.org/en"),
            WebPage(language="en", url="https://example.org/en/2"),
        )
    )
    entry = CatalogueEntry(service=make_service(), channels=(channel,))
    assert catalogue_service_body(entry, "en").service_channels[0].web_pages == [
        "https://example.org/en",
        "https://example.org/en/2",
    ]
    assert catalogue_service_body(entry, "sv").service_channels[0].web_pages == [
        "https://example.org/fi"
    ]

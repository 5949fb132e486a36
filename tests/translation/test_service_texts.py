from typing import Any

import pytest

from app.domain.catalogue import CatalogueEntry, Location, OpeningHours, Organization
from app.domain.language import LANGUAGES, Language, NetworkLanguage
from app.translation.service_texts import has_own_version, place_of, translated_entry
from tests.builders import make_channel, make_service
from tests.translation.saying_translator import SayingTranslator

FOREIGN: list[NetworkLanguage] = ["de", "fr", "et", "da", "no", "uk", "ru"]


def finnish_entry() -> CatalogueEntry:
    """Finnish texts wherever a service can have any, and all that is never translated."""
    service = make_service(
        name={"fi": "Nimi"},
        summary={"fi": "Tiivistelmä"},
        description={"fi": "Kuvaus"},
        user_instruction={"fi": "Ohje"},
        charge_info={"fi": "Maksu"},
        requirements={"fi": ("Ehto", "Toinen ehto")},
        alternative_name={"fi": "Toinen nimi"},
        keywords={"fi": ("avainsana",)},
        responsible_organization_name="Oulun kaupunki",
    )
    channel = make_channel(
        name={"fi": "Kanava"},
        summary={"fi": "Kanavan tiivistelmä"},
        description={"fi": "Kanavan kuvaus"},
        phone_numbers={"fi": ("Neuvonta 0800 1234",)},
        emails={"fi": ("neuvonta@example.org",)},
        address={"fi": "Esimerkkikatu 1"},
        location=Location(latitude="7211000", longitude="428000"),
        service_hours=(OpeningHours(is_always_open=True),),
    )
    organization = Organization(organization_id="o", name={"fi": "Oulun kaupunki"})
    return CatalogueEntry(service=service, channels=(channel,), organization=organization)


TEXTS = [
    "Ehto",
    "Toinen ehto",
    "Nimi",
    "Tiivistelmä",
    "Kuvaus",
    "Ohje",
    "Maksu",
    "Kanava",
    "Kanavan tiivistelmä",
    "Kanavan kuvaus",
]


@pytest.mark.parametrize("target", ["sv", "en", *FOREIGN])
def test_every_describing_text_is_translated_in_one_call(target: NetworkLanguage) -> None:
    translator = SayingTranslator()
    place = place_of(target)
    entry = translated_entry(finnish_entry(), target, translator)
    ((texts, source, asked_target),) = translator.asked
    assert sorted(texts) == sorted(TEXTS)
    assert (source, asked_target) == ("fi", target)
    service, (channel,) = entry.service, entry.channels
    shown: list[Any] = [
        *service.requirements[place],
        *(getattr(service, name)[place] for name in ("name", "summary", "description")),
        service.user_instruction[place],
        service.charge_info[place],
        *(getattr(channel, name)[place] for name in ("name", "summary", "description")),
    ]
    assert shown == [f"{text} (fi → {target})" for text in TEXTS]


def test_contact_details_and_codes_stay_as_they_are() -> None:
    before = finnish_entry()
    after = translated_entry(before, "uk", SayingTranslator())
    assert after.organization == before.organization
    for name in ("phone_numbers", "emails", "address", "location", "service_hours", "web_pages"):
        assert getattr(after.channels[0], name) == getattr(before.channels[0], name)
    for name in ("service_id", "alternative_name", "keywords", "responsible_organization_name"):
        assert getattr(after.service, name) == getattr(before.service, name)


def test_same_text_is_sent_once() -> None:
    translator = SayingTranslator()
    entry = CatalogueEntry(
        service=make_service(name={"fi": "Sama"}, summary={"fi": "Sama"}),
        channels=(make_channel(1, name={"fi": "Sama"}), make_channel(2, name={"fi": "Sama"})),
    )
    translated = translated_entry(entry, "sv", translator)
    assert translator.asked == [(["Sama"], "fi", "sv")]
    assert {channel.name["sv"] for channel in translated.channels} == {"Sama (fi → sv)"}


def test_missing_texts_stay_missing() -> None:
    entry = translated_entry(
        CatalogueEntry(service=make_service(name={"fi": "Nimi"}, summary={})),
        "uk",
        SayingTranslator(),
    )
    assert entry.service.description == entry.service.summary == entry.service.requirements == {}


def test_text_the_catalogue_has_in_the_language_is_kept() -> None:
    translator = SayingTranslator()
    service = make_service(name={"fi": "Nimi"}, summary={"fi": "Tiivistelmä", "sv": "Sammandrag"})
    entry = translated_entry(CatalogueEntry(service=service), "sv", translator)
    assert entry.service.summary["sv"] == "Sammandrag"
    assert translator.asked == [(["Nimi"], "fi", "sv")]


def test_english_text_makes_room_for_a_language_the_catalogue_does_not_know() -> None:
    entry = translated_entry(CatalogueEntry(service=make_service(1)), "ru", SayingTranslator())
    assert entry.service.name["en"] == "Velkaneuvonta 1 (fi → ru)"
    assert entry.service.name["fi"] == "Velkaneuvonta 1"


def test_texts_of_different_languages_are_each_translated_from_their_own() -> None:
    translator = SayingTranslator()
    service = make_service(name={"sv": "Namn", "en": "Name"}, summary={"en": "Summary"})
    entry = translated_entry(CatalogueEntry(service=service), "de", translator)
    assert translator.asked == [(["Namn"], "sv", "de"), (["Summary"], "en", "de")]
    assert entry.service.name["en"] == "Namn (sv → de)"
    assert entry.service.summary["en"] == "Summary (en → de)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_version_is_the_catalogues_own_when_name_and_description_are(language: Language) -> None:
    name, description = {language: "nimi"}, {language: "kuvaus"}
    other: Language = "sv" if language == "fi" else "fi"
    elsewhere = {other: "toisella kielellä"}
    assert has_own_version(make_service(name=name, description=description), language)
    assert has_own_version(make_service(name=name, description={}), language)
    assert not has_own_version(make_service(name=name, description=elsewhere), language)
    assert not has_own_version(make_service(name=elsewhere, description=description), language)


def test_place_is_the_language_itself_or_that_of_the_english_texts() -> None:
    assert [place_of(language) for language in LANGUAGES] == list(LANGUAGES)
    assert {place_of(language) for language in FOREIGN} == {"en"}

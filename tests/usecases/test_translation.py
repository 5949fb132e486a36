from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from app.domain.language import NetworkLanguage
from app.errors import NotFound
from app.storage.database import Database, Stores
from app.usecases.translation import Translation
from tests.builders import channel_id, make_channel, make_service, service_id
from tests.translation.saying_translator import SayingTranslator


@pytest.fixture
def translator() -> SayingTranslator:
    return SayingTranslator()


@pytest.fixture
def translation(database: Database, translator: SayingTranslator) -> Translation:
    """Over service 1 in three languages with a channel in Finnish, and service 2 in Finnish alone."""
    with database.open_stores() as stores:
        stores.catalogue.upsert_services(
            [
                make_service(1, channel_ids=(channel_id(1),)),
                make_service(2, name={"fi": "Velkaneuvonta"}, summary={}),
                make_service(3),
            ]
        )
        stores.catalogue.upsert_channels([make_channel(1)])
        stores.catalogue.archive_services([service_id(3)])
    return Translation(translator=translator, open_stores=database.open_stores)


def test_search_text_is_redacted_before_it_is_translated(
    translation: Translation, translator: SayingTranslator
) -> None:
    answer = translation.of_search_text("Jag är 131052-308T, kaisa@example.org", "sv")
    assert translator.asked == [(["Jag är [hetu], [email]"], "sv", "fi")]
    assert answer == "Jag är [hetu], [email] (sv → fi)"


def test_finnish_search_text_is_sent_nowhere(
    translation: Translation, translator: SayingTranslator
) -> None:
    assert translation.of_search_text("Olen 131052-308T", "fi") == "Olen 131052-308T"
    assert translator.asked == []


@pytest.mark.parametrize("target", ["fi", "sv", "en"])
def test_language_of_the_catalogue_needs_no_translator(
    translation: Translation, translator: SayingTranslator, target: NetworkLanguage
) -> None:
    service = translation.of_service(service_id(1), target)
    assert not service.is_machine_translated
    assert service.shown_language == target
    assert service.entry.service == make_service(1, channel_ids=(channel_id(1),))
    assert service.entry.channels == (make_channel(1),)
    assert translator.asked == []


def test_language_the_service_lacks_is_translated(translation: Translation) -> None:
    service = translation.of_service(service_id(2), "sv")
    assert service.is_machine_translated
    assert service.shown_language == "sv"
    assert service.entry.service.name["sv"] == "Velkaneuvonta (fi → sv)"


def test_language_the_catalogue_does_not_know_is_translated(translation: Translation) -> None:
    service = translation.of_service(service_id(1), "uk")
    assert service.is_machine_translated
    assert service.entry.service.name[service.shown_language] == "Velkaneuvonta 1 (fi → uk)"
    assert service.entry.channels[0].name[service.shown_language] == "Asiointipalvelu 1 (fi → uk)"


@pytest.mark.parametrize("number", [3, 9])
def test_archived_and_unknown_services_are_not_found(
    translation: Translation, translator: SayingTranslator, number: int
) -> None:
    with pytest.raises(NotFound):
        translation.of_service(service_id(number), "uk")
    assert translator.asked == []


@dataclass
class Transactions:
    """Counts those that are open."""

    database: Database
    open_now: int = 0

    @contextmanager
    def __call__(self, *, read_only: bool = False) -> Iterator[Stores]:
        self.open_now += 1
        with self.database.open_stores(read_only=read_only) as stores:
            yield stores
        self.open_now -= 1


def test_no_transaction_waits_for_the_translator(
    translation: Translation, translator: SayingTranslator, database: Database
) -> None:
    transactions = Transactions(database)
    open_while_translating: list[int] = []
    translator.before = lambda: open_while_translating.append(transactions.open_now)
    Translation(translator=translator, open_stores=transactions).of_service(service_id(2), "sv")
    assert open_while_translating == [0]

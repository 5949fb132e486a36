import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import pytest

from app.catalogue.codelist_files import load_code_lists
from app.domain.catalogue import (
    AreaKind,
    AreaType,
    ChannelType,
    Organization,
    Service,
    ServiceChannel,
)
from app.domain.language import LANGUAGES
from app.storage.catalogue_records import CHANNELS, ORGANIZATIONS
from app.storage.database import Database
from app.usecases.catalogue_import import ImportReport
from app.usecases.sample_catalogue import SAMPLE_CATALOGUE, load_sample_when_empty
from tests.usecases.catalogue_files import make_import

INVENTED_HOSTS = re.compile(r"(.+\.)?example\.(org|com)")
CODE_LIST_HOSTS = {"uri.suomi.fi", "urn.fi"}
WEB_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
E_MAIL = re.compile(r"[\w.+-]+@[\w.-]+\w")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database into which the sample has been loaded."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('sample') / 'revontuli.db'}")
    database.upgrade()
    assert load_sample_when_empty(database, make_import(database))
    yield database
    database.close()


@pytest.fixture(scope="module")
def services(sample: Database) -> list[Service]:
    with sample.open_stores(read_only=True) as stores:
        return list(stores.catalogue.iter_services())


@pytest.fixture(scope="module")
def channels(sample: Database) -> list[ServiceChannel]:
    with sample._reading.begin() as connection:
        return list(CHANNELS.live(connection))


@pytest.fixture(scope="module")
def organizations(sample: Database) -> dict[str, Organization]:
    with sample._reading.begin() as connection:
        return {owner.organization_id: owner for owner in ORGANIZATIONS.live(connection)}


def main_class(code: str) -> str:
    return code.partition(".")[0]


def test_sample_has_at_least_150_services_each_in_three_languages(services: list[Service]) -> None:
    assert len(services) >= 150
    for service in services:
        for texts in (service.name, service.summary, service.description):
            assert texts.keys() == set(LANGUAGES), service.service_id
            assert len(set(texts.values())) >= 2, service.service_id


def test_sample_names_are_told_apart(services: list[Service]) -> None:
    for language in LANGUAGES:
        names = Counter(service.name[language] for service in services)
        assert [name for name, times in names.items() if times > 1] == []


def test_sample_covers_every_main_class(services: list[Service]) -> None:
    code_lists = load_code_lists()
    main_classes = {main_class(code) for code in code_lists.service_classes}
    assert len(main_classes) == 28
    found = {main_class(code) for service in services for code in service.service_class_codes}
    assert found == main_classes
    assert all(service.service_class_codes for service in services)


def test_sample_covers_every_life_event_and_main_target_group(services: list[Service]) -> None:
    code_lists = load_code_lists()
    events = {code for service in services for code in service.life_event_codes}
    with_parents = events | {main_class(code) for code in events}
    assert with_parents == set(code_lists.life_events)
    groups = {main_class(code) for service in services for code in service.target_group_codes}
    assert groups == {"KR1", "KR2", "KR3"}


def test_sample_has_every_kind_of_area(services: list[Service]) -> None:
    assert {service.area_type for service in services} == set(get_args(AreaType))
    kinds = {area.kind for service in services for area in service.areas}
    assert kinds >= set(get_args(AreaKind)) - {"BusinessSubRegion"}
    for service in services:
        assert bool(service.municipality_codes) == (service.area_type == "LimitedType")


def test_sample_has_channels_of_all_five_types_and_every_service_has_one(
    services: list[Service], channels: list[ServiceChannel]
) -> None:
    assert {channel.channel_type for channel in channels} == set(get_args(ChannelType))
    known = {channel.channel_id for channel in channels}
    used = {channel_id for service in services for channel_id in service.channel_ids}
    assert used == known
    assert all(service.channel_ids for service in services)


def test_sample_channels_offer_a_way_to_make_contact(channels: list[ServiceChannel]) -> None:
    for channel in channels:
        means = {
            "EChannel": channel.web_pages,
            "WebPage": channel.web_pages,
            "PrintableForm": channel.web_pages,
            "Phone": channel.phone_numbers,
            "ServiceLocation": channel.address,
        }[channel.channel_type]
        assert means, channel.channel_id
        assert channel.name.keys() == set(LANGUAGES)


def test_sample_organisations_are_of_every_level_and_answer_for_all_services(
    services: list[Service], organizations: dict[str, Organization]
) -> None:
    types = {owner.organization_type for owner in organizations.values()}
    assert types >= {"State", "Municipality", "Company", "Organization"}
    counties = [
        owner
        for owner in organizations.values()
        if "hyvinvointialue" in owner.name["fi"].casefold()
    ]
    assert counties
    responsible = {service.responsible_organization_id for service in services}
    assert responsible <= organizations.keys()
    assert {organizations[owner].organization_type for owner in responsible if owner} == types


def test_sample_has_private_services_and_collections(services: list[Service]) -> None:
    assert {service.funding_type for service in services} == {"PubliclyFunded", "MarketFunded"}
    assert any(service.service_collection_ids for service in services)


def test_sample_profiles_cover_a_third_of_the_services(
    sample: Database, services: list[Service]
) -> None:
    with sample.open_stores(read_only=True) as stores:
        profiles = stores.catalogue.meter_profiles()
    assert profiles.keys() <= {service.service_id for service in services}
    assert len(profiles) >= len(services) // 3
    for meter_values in profiles.values():
        assert any(meter_values.values())
    helped = {meter for values in profiles.values() for meter, value in values.items() if value}
    assert len(helped) == 10


def test_sample_is_marked_as_such_throughout(
    sample: Database,
    services: list[Service],
    channels: list[ServiceChannel],
    organizations: dict[str, Organization],
) -> None:
    assert all(record.is_sample for record in (*services, *channels, *organizations.values()))
    with sample.open_stores(read_only=True) as stores:
        assert stores.catalogue.counts().sample_services == len(services)


@pytest.mark.parametrize("file", sorted(SAMPLE_CATALOGUE.iterdir()), ids=lambda file: file.name)
def test_sample_files_name_no_real_address(file: Path) -> None:
    content = file.read_text(encoding="utf-8")
    for address in WEB_ADDRESS.findall(content.replace('"', " ")):
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
        assert INVENTED_HOSTS.fullmatch(host) or host in CODE_LIST_HOSTS, address
    for address in E_MAIL.findall(content):
        assert INVENTED_HOSTS.fullmatch(address.partition("@")[2]), address


def test_sample_imports_without_a_single_rejection(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'revontuli.db'}")
    database.upgrade()
    files = sorted(SAMPLE_CATALOGUE.glob("*.jsonl"))
    report: ImportReport = make_import(database)(files, strict=True, is_sample=True)
    database.close()
    assert report.rejections == []
    assert report.ignored.total() == 0
    assert report.unknown_code_count == 0


def test_sample_is_not_loaded_twice(sample: Database) -> None:
    with sample.open_stores(read_only=True) as stores:
        version = stores.catalogue.version_name()
    assert not load_sample_when_empty(sample, make_import(sample))
    with sample.open_stores(read_only=True) as stores:
        assert stores.catalogue.version_name() == version

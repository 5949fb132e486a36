"""A catalogue of a handful of services with its index, over the hashing encoder: built in milliseconds."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.catalogue import MeterProfile, Service
from app.domain.life_events import LifeEvent
from app.domain.meters import METERS
from app.domain.packages import SeenLifeEvent
from app.domain.phrasebook import Kind
from app.embedding.hashing import HashingEncoder
from app.index.snapshot_files import read_snapshot
from app.need_signs import load_urgent_signs
from app.ranking.urgency import SignPhrases
from app.storage.database import Database
from app.usecases.build_index import BuildIndex
from app.usecases.find_services import FindServices
from app.usecases.remember_recommendation import RememberRecommendation
from app.usecases.see_needs import SeeNeeds, SmallTalk
from app.usecases.service_packages import ServicePackages
from app.wiring import no_progress
from tests.builders import make_code_lists, make_kind

STARTED_AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A minute passes with each look at it."""

    now: datetime = STARTED_AT

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@dataclass
class CountingEncoder:
    """Tells whether anything was encoded: how often the encoder was asked for."""

    encoder: HashingEncoder = field(default_factory=HashingEncoder)
    times: int = 0

    def __call__(self) -> HashingEncoder:
        self.times += 1
        return self.encoder


def profile(**values: float) -> MeterProfile:
    """Ten meters, 0 where nothing is given."""
    return dict.fromkeys(METERS, 0.0) | values


def store(
    database: Database,
    services: Iterable[Service],
    profiles: Mapping[str, MeterProfile] | None = None,
) -> None:
    with database.open_stores() as stores:
        stores.catalogue.upsert_services(services)
        stores.catalogue.put_meter_profiles(profiles or {})


@contextmanager
def opened_catalogue(
    folder: Path,
    services: Iterable[Service],
    profiles: Mapping[str, MeterProfile] | None = None,
) -> Iterator[Database]:
    """The services in an SQLite database of the folder: for tests of what is made of them, not of how they are kept."""
    database = Database(f"sqlite:///{folder / 'catalogue.db'}")
    try:
        database.upgrade()
        store(database, services, profiles)
        yield database
    finally:
        database.close()


def make_build_index(
    database: Database,
    directory: Path,
    kinds: tuple[Kind, ...] = (make_kind(),),
    encoder: CountingEncoder | None = None,
    life_events: tuple[LifeEvent, ...] = (),
) -> BuildIndex:
    """Without a meter profiler, so that profiles are the experts' or zero."""
    counting = encoder or CountingEncoder()
    return BuildIndex(
        database=database,
        directory=directory,
        encoder=counting,
        encoder_checksum=lambda: counting.encoder.checksum,
        profiler=lambda: None,
        profiler_checksum=lambda: "",
        shipped_kinds=lambda: kinds,
        shipped_kinds_checksum=lambda: repr(kinds),
        shipped_life_events=lambda: life_events,
        shipped_life_events_checksum=lambda: repr(life_events),
        code_lists=make_code_lists(),
        progress=no_progress,
        now=Clock(),
    )


def make_find_services(directory: Path) -> FindServices:
    """Matching over the index in the folder."""
    snapshot = read_snapshot(directory)
    return FindServices(
        snapshot=lambda: snapshot, encoder=HashingEncoder, code_lists=make_code_lists()
    )


def make_service_packages(
    database: Database, directory: Path, *events: SeenLifeEvent
) -> ServicePackages:
    """Packages over the index in the folder, with the shipped signs of danger and the given life events seen."""
    signs = load_urgent_signs()
    return ServicePackages(
        find_services=replace(make_find_services(directory), open_stores=database.open_stores),
        see_needs=SeeNeeds(
            small_talk=SmallTalk(("kiitos avusta",)),
            signs=signs,
            sign_phrases=SignPhrases(signs),
            life_events=lambda _query, _snapshot, _readings: events,
        ),
        remember=RememberRecommendation(
            database=database, store_free_text=False, code_lists=make_code_lists()
        ),
    )

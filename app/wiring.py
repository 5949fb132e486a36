"""The only file that knows which model, index and database are in use, and what each part is given."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

import structlog

from app.catalogue.codelist_files import load_code_lists
from app.catalogue.ptv_http import open_ptv
from app.domain.clients import ApiClient
from app.domain.codelists import CodeLists
from app.domain.life_events import LifeEventList
from app.embedding.embedding_model import EmbeddingModel
from app.errors import EmbeddingModelError
from app.index.snapshot_files import read_snapshot
from app.json_lines import files_checksum
from app.life_events import SHIPPED_LIFE_EVENTS, load_life_events
from app.need_signs import load_asking, load_small_talk, load_urgent_signs
from app.phrasebook import SHIPPED_PHRASEBOOK, load_phrasebook
from app.ranking.asking import Asking
from app.ranking.urgency import SignPhrases
from app.sealing import Sealer, key_from_file
from app.settings import MODELS_DIR, Settings, split_keys
from app.storage.database import Database, utc_now
from app.translation.libre_translate import LibreTranslate
from app.usecases.active_index import ActiveIndex
from app.usecases.api_clients import ApiClients
from app.usecases.build_index import BuildIndex
from app.usecases.catalogue_fetch import CatalogueFetch
from app.usecases.catalogue_import import CatalogueImport, Progress
from app.usecases.channel_support import ChannelSupport
from app.usecases.daily_purge import DailyPurge
from app.usecases.find_services import FindServices
from app.usecases.insights import Insights
from app.usecases.purge_expired import PurgeExpired
from app.usecases.random_service import RandomService
from app.usecases.rate_limit import RateLimit
from app.usecases.readiness import Readiness, check_readiness
from app.usecases.recommend_service import RecommendService
from app.usecases.recommendation_feedback import RecommendationFeedback
from app.usecases.redirect import Redirect
from app.usecases.remember_recommendation import RememberRecommendation
from app.usecases.see_needs import SeeNeeds, SmallTalk
from app.usecases.seen_life_events import seen_life_events
from app.usecases.service_packages import ServicePackages
from app.usecases.session_attributes import ReadAttributes, TransferAttributes
from app.usecases.show_service import ShowService
from app.usecases.similar_services import SimilarServices
from app.usecases.take_pictures import TakePictures
from app.usecases.text_search import TextSearch
from app.usecases.translation import Translation

log = structlog.get_logger()

METER_PROFILER_DIR = MODELS_DIR / "meter_profiler"

TRANSLATION_SHARE = 5
"""One in so many requests in work may wait for the translator: a slow one must not take them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """What the server's endpoints use."""

    code_lists: CodeLists
    public_base_url: str
    path_prefix: str
    text_search: TextSearch
    recommend_service: RecommendService
    service_packages: ServicePackages
    recommendation_feedback: RecommendationFeedback
    redirect: Redirect
    random_service: RandomService
    translation: Translation | None
    transfer_attributes: TransferAttributes
    read_attributes: ReadAttributes
    show_service: ShowService
    similar_services: SimilarServices
    insights: Insights
    asks_credentials: bool
    asks_administrators: bool
    authenticate: Callable[[str | None], ApiClient]
    rate_limit: RateLimit
    service_collection_ids: Callable[[], frozenset[str]]
    life_events: Callable[[], LifeEventList]
    readiness: Callable[[], Readiness]


@contextmanager
def open_container(settings: Settings, *, is_dev: bool = False) -> Iterator[Container]:
    """Open the database, load the model and the index, and keep the index current until the server stops.

    Where is_dev and no credentials are asked, none are asked of administrators either.
    """
    sealer = attribute_sealer(settings)
    database = Database(settings.resolved_database_url)
    database.upgrade()
    model = EmbeddingModel(settings.embedding_model, METER_PROFILER_DIR)
    build_index = _build_index(settings, database, model, no_progress)
    active_index = ActiveIndex(
        directory=settings.index_dir,
        bring_up_to_date=build_index.bring_up_to_date,
        rebuild=build_index.rebuild,
    )
    find_services = FindServices(
        snapshot=active_index.snapshot,
        encoder=model.serving_encoder,
        code_lists=load_code_lists(),
        open_stores=database.open_stores,
        answers_lexically=True,
        asking=Asking.build(load_asking().values()),
    )
    translator = _translator(settings)
    remember = RememberRecommendation(
        database=database,
        store_free_text=settings.store_free_text,
        code_lists=load_code_lists(),
    )
    take_pictures = _take_pictures(database, build_index)
    purge_expired = _purge_expired(settings, database)

    def take_pictures_and_purge(stopping: threading.Event) -> dict[str, int]:
        take_pictures.before_a_purge()
        return purge_expired(stopping=stopping)

    daily_purge = DailyPurge(open_stores=database.open_stores, purge=take_pictures_and_purge)
    rate_limit = RateLimit(
        settings.rate_limit_per_minute,
        open_stores=partial(database.open_stores, is_impatient=True),
        address_key=lambda minute: sealer.derived_key(f"network addresses of {minute.isoformat()}"),
    )
    _load_in_advance(model)
    active_index.start()
    daily_purge.start()
    try:
        yield Container(
            code_lists=load_code_lists(),
            public_base_url=settings.public_base_url,
            path_prefix=settings.path_prefix,
            text_search=TextSearch(find_services=find_services, remember=remember),
            recommend_service=RecommendService(find_services=find_services, remember=remember),
            service_packages=ServicePackages(
                find_services=find_services,
                see_needs=see_needs(load_code_lists()),
                remember=remember,
            ),
            recommendation_feedback=RecommendationFeedback(open_stores=database.open_stores),
            redirect=Redirect(open_stores=database.open_stores),
            random_service=RandomService(
                snapshot=active_index.snapshot, open_stores=database.open_stores
            ),
            translation=Translation(translator=translator, open_stores=database.open_stores)
            if translator
            else None,
            transfer_attributes=TransferAttributes(
                open_stores=database.open_stores,
                sealer=sealer,
                lifetime=timedelta(seconds=settings.attribute_lifetime_seconds),
            ),
            read_attributes=ReadAttributes(open_stores=database.open_stores, sealer=sealer),
            show_service=ShowService(open_stores=database.open_stores),
            similar_services=SimilarServices(
                snapshot=active_index.snapshot, open_stores=database.open_stores
            ),
            insights=Insights(
                open_stores=database.open_stores,
                take_pictures=take_pictures,
                shipped_kinds=build_index.shipped_kinds,
                shipped_life_events=build_index.shipped_life_events,
            ),
            asks_credentials=settings.require_auth,
            asks_administrators=settings.require_auth or not is_dev,
            authenticate=ApiClients(database.open_stores).authenticate,
            rate_limit=rate_limit,
            service_collection_ids=active_index.service_collection_ids,
            life_events=active_index.life_events,
            readiness=lambda: check_readiness(
                model.serving_encoder, active_index.snapshot, database
            ),
        )
    finally:
        daily_purge.stop()
        active_index.stop()
        if translator:
            translator.close()
        rate_limit.close()
        database.close()


def see_needs(code_lists: CodeLists) -> SeeNeeds:
    """Seeing needs by the shipped signs."""
    signs = load_urgent_signs()
    return SeeNeeds(
        small_talk=SmallTalk(load_small_talk()),
        signs=signs,
        sign_phrases=SignPhrases(signs),
        life_events=partial(seen_life_events, code_lists=code_lists),
    )


def _translator(settings: Settings) -> LibreTranslate | None:
    """The configured translator, which nothing is sent to yet; None where there is none."""
    if not settings.translator_url:
        return None
    return LibreTranslate(
        settings.translator_url,
        api_key=settings.translator_api_key.get_secret_value(),
        timeout_seconds=settings.translator_timeout_seconds,
        max_calls_at_once=max(1, settings.max_concurrent_requests // TRANSLATION_SHARE),
    )


def attribute_sealer(settings: Settings) -> Sealer:
    """Encrypts with the configured keys, or with the data folder's own, which is made when it is missing."""
    if settings.attribute_keys.get_secret_value():
        return Sealer(split_keys(settings.attribute_keys))
    return Sealer([key_from_file(settings.data_dir / "attribute.key")])


def _load_in_advance(model: EmbeddingModel) -> None:
    """Load the model before the first request; without it the service starts and reports itself not ready."""
    try:
        model.encoder()
    except EmbeddingModelError as error:
        log.error("embedding_model_not_loaded", reason=error.detail)


def no_progress(_label: str, _total: int | None) -> AbstractContextManager[Callable[[int], None]]:
    """A progress display that shows nothing."""
    return nullcontext(lambda _step: None)


def _take_pictures(database: Database, build_index: BuildIndex) -> TakePictures:
    return TakePictures(database=database, shipped_kinds=build_index.shipped_kinds, now=utc_now)


def _build_index(
    settings: Settings, database: Database, model: EmbeddingModel, progress: Progress
) -> BuildIndex:
    return BuildIndex(
        database=database,
        directory=settings.index_dir,
        encoder=model.encoder,
        encoder_checksum=model.checksum,
        profiler=model.profiler,
        profiler_checksum=model.profiler_checksum,
        shipped_kinds=cache(load_phrasebook),
        shipped_kinds_checksum=cache(partial(files_checksum, SHIPPED_PHRASEBOOK)),
        shipped_life_events=cache(load_life_events),
        shipped_life_events_checksum=cache(partial(files_checksum, SHIPPED_LIFE_EVENTS)),
        code_lists=load_code_lists(),
        progress=progress,
        now=utc_now,
    )


def _purge_expired(settings: Settings, database: Database) -> PurgeExpired:
    return PurgeExpired(database=database, retention_days=settings.retention_days, now=utc_now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What the command line's commands use."""

    database: Database
    model: EmbeddingModel
    index_dir: Path
    build_index: BuildIndex
    import_catalogue: CatalogueImport
    fetch_catalogue: CatalogueFetch
    clients: ApiClients
    channel_support: ChannelSupport
    purge_expired: PurgeExpired
    take_pictures: TakePictures

    def find_services(self) -> FindServices:
        """Matching over the index on disk, which must exist (SnapshotError)."""
        snapshot = read_snapshot(self.index_dir)
        return FindServices(
            snapshot=lambda: snapshot,
            encoder=self.model.encoder,
            code_lists=load_code_lists(),
            open_stores=self.database.open_stores,
            asking=Asking.build(load_asking().values()),
        )


@contextmanager
def open_workshop(settings: Settings, progress: Progress) -> Iterator[Workshop]:
    """Open the database, migrated, and everything that works on it; the model loads when first needed."""
    database = Database(settings.resolved_database_url)
    database.upgrade()
    model = EmbeddingModel(settings.embedding_model, METER_PROFILER_DIR)
    build_index = _build_index(settings, database, model, progress)
    import_catalogue = CatalogueImport(
        database=database, code_lists=load_code_lists(), progress=progress
    )
    try:
        yield Workshop(
            database=database,
            model=model,
            index_dir=settings.index_dir,
            build_index=build_index,
            import_catalogue=import_catalogue,
            fetch_catalogue=CatalogueFetch(
                open_stores=database.open_stores,
                import_catalogue=import_catalogue,
                directory=settings.data_dir,
                open_ptv=open_ptv,
                progress=progress,
                now=utc_now,
            ),
            clients=ApiClients(database.open_stores),
            channel_support=ChannelSupport(open_stores=database.open_stores),
            purge_expired=_purge_expired(settings, database),
            take_pictures=_take_pictures(database, build_index),
        )
    finally:
        database.close()

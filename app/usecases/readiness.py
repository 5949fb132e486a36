"""Whether requests can be answered, and with what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.embedding.encoder import Encoder
from app.errors import AppError
from app.index.snapshot import Snapshot
from app.storage.database import Database
from app.usecases.same_model import require_same_model


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Ready when reasons is empty. embedding_model is the start of the loaded model's checksum, None without one."""

    reasons: tuple[str, ...]
    embedding_model: str | None
    services: int
    catalogue_version: str | None
    index_built_at: datetime | None


def check_readiness(
    encoder: Callable[[], Encoder], snapshot: Callable[[], Snapshot], database: Database
) -> Readiness:
    """Look at the model, the index, whether they belong together, and the database."""
    reasons: list[str] = []
    model: Encoder | None = None
    loaded: Snapshot | None = None
    try:
        model = encoder()
    except AppError as error:
        reasons.append(error.detail)
    try:
        loaded = snapshot()
        if model:
            require_same_model(model, loaded)
    except AppError as error:
        reasons.append(error.detail)
    try:
        with database.open_stores(read_only=True) as stores:
            stores.catalogue.version()
    except AppError as error:
        reasons.append(error.title)
    return Readiness(
        reasons=tuple(reasons),
        embedding_model=model.checksum[:12] if model else None,
        services=len(loaded.service_ids) if loaded else 0,
        catalogue_version=loaded.versions.catalogue_version if loaded else None,
        index_built_at=loaded.created_at if loaded else None,
    )

"""Whether the search index holds vectors of the embedding model in use."""

from functools import lru_cache

import structlog

from app.embedding.encoder import Encoder
from app.errors import Unavailable
from app.index.snapshot import Snapshot

log = structlog.get_logger()


def require_same_model(encoder: Encoder, snapshot: Snapshot) -> None:
    """Raise Unavailable where the vectors of the two cannot be compared, and log it once for an index."""
    if encoder.checksum != snapshot.versions.model_checksum:
        _log_other_model(snapshot.build_id)
        raise Unavailable("The search index has not been built with this embedding model yet")


@lru_cache(maxsize=1)
def _log_other_model(build_id: str) -> None:
    log.warning("index_of_another_model", build_id=build_id)

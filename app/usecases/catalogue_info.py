"""What is loaded: the catalogue's counts, the embedding model and the index."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app.errors import SnapshotError
from app.index.snapshot_files import SnapshotManifest, read_manifest
from app.storage.catalogue_counts import CatalogueCounts
from app.storage.database import Database, utc_now


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueInfo:
    """For the operator. manifest is None before the first index; index_bytes is its size on disk."""

    counts: CatalogueCounts
    embedding_model: str
    manifest: SnapshotManifest | None
    index_bytes: int
    now: datetime

    def as_json(self) -> dict[str, object]:
        """Plain values; age in seconds, times as ISO 8601."""
        counts = asdict(self.counts)
        if self.counts.updated_at:
            counts["updated_at"] = self.counts.updated_at.isoformat(timespec="seconds")
        return {
            "catalogue": counts,
            "embedding_model": self.embedding_model,
            "index": None if self.manifest is None else self._index(self.manifest),
        }

    def _age_seconds(self, manifest: SnapshotManifest) -> int:
        return round((self.now - manifest.created_at).total_seconds())

    def _index(self, manifest: SnapshotManifest) -> dict[str, object]:
        return {
            "build_id": manifest.build_id,
            "created_at": manifest.created_at.isoformat(timespec="seconds"),
            "age_seconds": self._age_seconds(manifest),
            "bytes": self.index_bytes,
            "model_checksum": manifest.versions.model_checksum,
            **manifest.counts,
        }

    def as_text(self) -> str:
        """One fact a line."""
        counts = self.counts
        sample = f", {counts.sample_services} of them SAMPLE DATA" if counts.is_sample else ""
        lines = [
            f"services           {counts.services}{sample} ({counts.archived_services} archived)",
            f"channels           {counts.channels}",
            f"organisations      {counts.organizations}",
            f"expert profiles    {counts.with_expert_profile}",
            f"by language        {_listed(counts.by_language)}",
            f"by area            {_listed(counts.by_area_type)}",
            f"by channel type    {_listed(counts.by_channel_type)}",
            f"embedding model    {self.embedding_model}",
        ]
        if self.manifest is None:
            return "\n".join([*lines, "index              none yet"])
        index = self._index(self.manifest)
        age = _age(self._age_seconds(self.manifest))
        return "\n".join(
            [
                *lines,
                f"index              {index['service_vectors']} vectors of {index['services']} services, "
                f"{index['phrases']} phrases of {index['kinds']} kinds, {self.index_bytes / 2**20:.1f} MiB",
                f"index built        {self.manifest.created_at:%Y-%m-%d %H:%M} UTC, {age} ago",
            ]
        )


def _age(seconds: int) -> str:
    """In the largest unit of which there are two or more."""
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit}"
    return f"{seconds} seconds"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "none"


def catalogue_info(database: Database, embedding_model: str, index_dir: Path) -> CatalogueInfo:
    """Count the catalogue and look at the index on disk; embedding_model is the model's description."""
    try:
        manifest = read_manifest(index_dir)
    except SnapshotError:
        manifest = None
    with database.open_stores(read_only=True) as stores:
        counts = stores.catalogue.counts()
    folder = index_dir / manifest.build_id if manifest else None
    return CatalogueInfo(
        counts=counts,
        embedding_model=embedding_model,
        manifest=manifest,
        index_bytes=sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        if folder
        else 0,
        now=utc_now(),
    )

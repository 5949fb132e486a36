"""Domain records to stored text and back."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Generic, TypeVar

from pydantic import TypeAdapter

R = TypeVar("R")


class Documents(Generic[R]):
    """Reads and writes one dataclass as canonical JSON: equal records give equal text everywhere.

    Fields at their default are left out, so that a field added later does not make every stored
    record look changed.
    """

    def __init__(self, record_type: type[R]) -> None:
        self._adapter: TypeAdapter[R] = TypeAdapter(record_type)

    def written(self, record: R) -> str:
        return canonical_json(self._adapter.dump_python(record, exclude_defaults=True))

    def read(self, document: str) -> R:
        return self._adapter.validate_json(document)


def canonical_json(value: Mapping[str, object]) -> str:
    """JSON with sorted keys and sorted sets; TypeError for anything else that JSON does not know.

    A lone surrogate, which a catalogue file can smuggle in as an escape, has no UTF-8 form and
    becomes "?".
    """
    text = json.dumps(
        value, default=_sorted_set, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return text.encode("utf-8", errors="replace").decode("utf-8")


def _sorted_set(value: object) -> list[object]:
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no canonical JSON")


def content_hash(document: str) -> str:
    """SHA-256 of the document, in hexadecimal."""
    return sha256(document.encode("utf-8")).hexdigest()

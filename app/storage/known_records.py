"""Records that this process has read before, so that they need not be made from their documents again."""

from collections.abc import Mapping
from threading import Lock
from typing import Generic, TypeVar

R = TypeVar("R")


class KnownRecords(Generic[R]):
    """At most at_most records, each with the hash of the document it was made from.

    Who asks takes the hash from the database: a record can be forgotten here but never be outdated, whichever process
    changed it. Safe to share between threads.
    """

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._by_id: dict[str, tuple[str, R]] = {}
        self._lock = Lock()

    def of(self, hashes: Mapping[str, str]) -> dict[str, R]:
        """Those of the records that are known with this hash; all by id."""
        known = self._by_id.get
        return {
            record_id: found[1]
            for record_id, hash_ in hashes.items()
            if (found := known(record_id)) and found[0] == hash_
        }

    def add(self, records: Mapping[str, tuple[str, R]]) -> None:
        """Hash and record by id. The first ones added are the first to be forgotten."""
        with self._lock:
            self._by_id |= records
            while len(self._by_id) > self._at_most:
                del self._by_id[next(iter(self._by_id))]

"""Count each caller's requests a minute, across all server processes, and refuse what is over the limit.

A process takes permits from the database in blocks of a hundredth of the limit and spends them from memory: a limit
below 200 is counted one by one, a large one costs a transaction per one per cent of it.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from threading import Lock
from typing import Final, Literal, NamedTuple

import structlog

from app.errors import DatabaseUnavailable, TooManyRequests
from app.storage.database import OpenStores, utc_now
from app.storage.request_count_store import ADDRESS_PREFIX

log = structlog.get_logger()

WINDOW: Final = timedelta(minutes=1)
BLOCKS_PER_LIMIT: Final = 100
MAX_CALLERS: Final = 100_000


class Caller(NamedTuple):
    """Whose requests are counted together: a client by its id, or a network address, which is personal data."""

    kind: Literal["client", "address"]
    name: str


@dataclass(slots=True)
class _Allowance:
    """The permits of one caller in one window that this process was granted, and has left.

    Who asks the database for more holds `asking`: others of the caller wait for the answer instead of asking too.
    """

    granted: int = 0
    left: int = 0
    is_final: bool = False
    asking: Lock = field(default_factory=Lock)


@dataclass(slots=True)
class _Window:
    """What this process knows of one minute; it has an address_key once the database was asked."""

    start: datetime
    address_key: bytes | None = None
    is_local: bool = False
    allowances: dict[Caller, _Allowance] = field(default_factory=dict)

    def allowance(self, caller: Caller, max_callers: int) -> _Allowance:
        """Past max_callers the oldest is forgotten with its permits, which makes it no richer."""
        known = self.allowances.get(caller)
        if known is None:
            if len(self.allowances) >= max_callers:
                del self.allowances[next(iter(self.allowances))]
            known = self.allowances[caller] = _Allowance()
        return known


class RateLimit:
    """At most per_minute requests of a caller between two full minutes, all processes together; 0 is no limit.

    Permits that another process holds unused at the end are lost: with several, a caller may be refused up to one per
    cent of the limit early for each further process, and never gets more than the limit. Where the database cannot be
    used, each process counts alone until the next minute. address_key makes a minute's secret, the same in all
    processes, under which network addresses are stored. Safe to share between threads.
    """

    def __init__(
        self,
        per_minute: int,
        *,
        open_stores: OpenStores,
        address_key: Callable[[datetime], bytes],
        clock: Callable[[], datetime] = utc_now,
        max_callers: int = MAX_CALLERS,
    ) -> None:
        self._per_minute = per_minute
        self._block = max(1, per_minute // BLOCKS_PER_LIMIT)
        self._open_stores = open_stores
        self._address_key = address_key
        self._clock = clock
        self._max_callers = max_callers
        self._lock = Lock()
        self._window = _Window(start=window_start(clock()))

    def take(self, caller: Caller) -> None:
        """Count one request, asking the database where needed; raises TooManyRequests over the limit."""
        while not self.take_at_hand(caller):
            self._ask_for_more(caller)

    def close(self) -> None:
        """Leave no network address in the database; processes that run on count this minute's anew."""
        try:
            with self._open_stores() as stores:
                stores.request_counts.delete_addresses()
        except DatabaseUnavailable:
            log.warning("address_counts_not_deleted", until="the next start or purge")

    def take_at_hand(self, caller: Caller) -> bool:
        """As `take`, without waiting for anything: False, and nothing counted, when the database must be asked."""
        if not self._per_minute:
            return True
        now = self._clock()
        with self._lock:
            allowance = self._current(now).allowance(caller, self._max_callers)
            if allowance.left:
                allowance.left -= 1
                return True
            is_over = allowance.is_final
        if is_over:
            raise TooManyRequests(
                f"At most {self._per_minute} requests a minute are answered",
                retry_after_seconds=seconds_left(now),
            )
        return False

    def _current(self, now: datetime) -> _Window:
        start = window_start(now)
        if self._window.start != start:
            self._window = _Window(start=start)
        return self._window

    def _ask_for_more(self, caller: Caller) -> None:
        with self._lock:
            window = self._current(self._clock())
            allowance = window.allowance(caller, self._max_callers)
        with allowance.asking:
            if not allowance.left and not allowance.is_final:
                self._add_block(window, caller)

    def _add_block(self, window: _Window, caller: Caller) -> None:
        total = None if window.is_local else self._shared_total(window, caller)
        with self._lock:
            allowance = window.allowance(caller, self._max_callers)
            if total is None:
                permits = self._per_minute - allowance.granted
            else:
                permits = permits_of_block(total, self._block, self._per_minute)
            allowance.granted += permits
            allowance.left += permits
            allowance.is_final |= total is None or permits < self._block

    def _shared_total(self, window: _Window, caller: Caller) -> int | None:
        """The count of all processes after adding a block to it; None when the database cannot be used."""
        try:
            with self._open_stores() as stores:
                if window.address_key is None:
                    stores.request_counts.delete_ended(window.start)
                    window.address_key = self._address_key(window.start)
                name = stored_name(caller, window.address_key)
                return stores.request_counts.add(window.start, name, self._block)
        except DatabaseUnavailable:
            log.warning("requests_counted_by_one_process_alone", until="the next minute")
            window.is_local = True
            return None


def window_start(now: datetime) -> datetime:
    """The full minute that now lies in."""
    return now.replace(second=0, microsecond=0)


def seconds_left(now: datetime) -> int:
    """Whole seconds after which the next window has begun, 1..60."""
    return ceil((window_start(now) + WINDOW - now).total_seconds())


def permits_of_block(total: int, block: int, limit: int) -> int:
    """How many of the block's requests lie within the limit, when the count is total with the block in it."""
    return min(block, max(0, limit - (total - block)))


def stored_name(caller: Caller, address_key: bytes) -> str:
    """An address is stored only as HMAC-SHA-256 under a key of its minute that is itself stored nowhere."""
    if caller.kind == "client":
        return f"client {caller.name}"
    return f"{ADDRESS_PREFIX}{hmac.digest(address_key, caller.name.encode('utf-8'), sha256).hex()}"

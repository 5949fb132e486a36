"""Transactions on connections that go on from one to the next."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, Engine

MOST_IDLE: Final = 5


class KeptConnections:
    """Like Engine.begin, without fetching a connection from SQLAlchemy's pool and giving it back each time.

    That takes several times as long as SQLite takes to begin and commit. For databases whose connections do not break:
    nobody tries one before it is used again. Safe to share between threads.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: deque[Connection] = deque()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction; after an error its connection goes back to the pool, which resets it."""
        connection = self._taken()
        try:
            with connection.begin():
                yield connection
        except BaseException:
            connection.close()
            raise
        if len(self._idle) < MOST_IDLE:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Give the idle connections back to the pool; to be called when no transaction is under way."""
        while self._idle:
            self._idle.pop().close()

    def _taken(self) -> Connection:
        """The one used last, whose pages SQLite has at hand, or a new one.

        Who used a connection after its transaction has begun another one, which is given up here.
        """
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:
                break
            if not connection.in_transaction():
                return connection
            connection.close()
        return self._engine.connect()

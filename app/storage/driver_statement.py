"""Statements of the hot path: compiled once, then handed to the driver as text."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ClauseElement, ColumnElement, Connection, Dialect, Select, bindparam
from sqlalchemy.exc import DBAPIError

MAX_IDS: Final = 512
"""How many ids one statement asks for."""


@dataclass(frozen=True, slots=True)
class _Text:
    """SQL of one kind of database; to_driver names each value in its order and what turns it into the driver's.

    constants are the values that the statement itself brings along.
    """

    sql: str
    is_positional: bool
    constants: dict[str, object]
    to_driver: tuple[tuple[str, Callable[[Any], Any] | None], ...]

    def values(self, row: Mapping[str, object]) -> tuple[Any, ...] | dict[str, Any]:
        given = {**self.constants, **row} if self.constants else row
        converted = {
            name: given[name] if convert is None else convert(given[name])
            for name, convert in self.to_driver
        }
        return tuple(converted.values()) if self.is_positional else converted


class DriverStatement:
    """One statement that passes by SQLAlchemy's own processing, which takes three times as long as SQLite itself.

    Values are converted on the way in as always. Results come as the driver gives them, so only columns of text and
    whole numbers may be asked for.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._texts: dict[str, _Text] = {}

    def rows(self, connection: Connection, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """What the statement selects or returns."""
        text = self._text(connection.dialect)
        with driver_cursor(connection, text.sql) as cursor:
            cursor.execute(text.sql, text.values(values))
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def execute_many(self, connection: Connection, values: Iterable[Mapping[str, object]]) -> None:
        """Once for each of the values, for a statement that returns nothing."""
        text = self._text(connection.dialect)
        with driver_cursor(connection, text.sql) as cursor:
            cursor.executemany(text.sql, [text.values(each) for each in values])

    def _text(self, dialect: Dialect) -> _Text:
        text = self._texts.get(dialect.name)
        if text is None:
            text = self._texts[dialect.name] = _compiled(self._statement, dialect)
        return text


class SelectByIds:
    """A select that a list of ids completes, in batches of whatever size."""

    def __init__(self, select: Select[*tuple[Any, ...]], id_column: ColumnElement[str]) -> None:
        self._select = select
        self._id_column = id_column
        self._by_size: dict[int, DriverStatement] = {}

    def rows(self, connection: Connection, ids: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        """The rows of the ids, in no order; an unknown id has none and a repeated one no more."""
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), MAX_IDS):
            batch = wanted[start : start + MAX_IDS]
            size = _power_of_two(len(batch))
            padded = batch + batch[-1:] * (size - len(batch))
            values = {f"id_{number}": id_ for number, id_ in enumerate(padded)}
            yield from self._of_size(size).rows(connection, values)

    def _of_size(self, size: int) -> DriverStatement:
        """Sizes are powers of two, so that few texts have to be kept, here and by the database."""
        if size not in self._by_size:
            places = [
                bindparam(f"id_{number}", type_=self._id_column.type) for number in range(size)
            ]
            self._by_size[size] = DriverStatement(self._select.where(self._id_column.in_(places)))
        return self._by_size[size]


@contextmanager
def driver_cursor(connection: Connection, sql: str) -> Iterator[Any]:
    """The driver's own, for this SQL; its errors come as SQLAlchemy would raise them."""
    cursor = connection.connection.cursor()
    driver_error = connection.dialect.loaded_dbapi.Error
    try:
        yield cursor
    except driver_error as error:
        raise DBAPIError.instance(
            sql, None, error, driver_error, hide_parameters=True, dialect=connection.dialect
        ) from error
    finally:
        cursor.close()


def _power_of_two(count: int) -> int:
    return 1 << (count - 1).bit_length()


def _compiled(statement: ClauseElement, dialect: Dialect) -> _Text:
    compiled: Any = statement.compile(dialect=dialect)
    names = compiled.positiontup or list(compiled.params)
    converters = [
        compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names
    ]
    return _Text(
        sql=str(compiled),
        is_positional=compiled.positional,
        constants={name: value for name, value in compiled.params.items() if value is not None},
        to_driver=tuple(zip(names, converters, strict=True)),
    )

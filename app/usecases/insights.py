"""The situational picture: what people were in need of, by month, county and calling system."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.domain.clients import ApiClient
from app.domain.insights import Figure, Measure, ShownFigure
from app.domain.language import LocalizedText
from app.domain.life_events import LifeEvent
from app.domain.phrasebook import Kind
from app.life_events import join_entries as join_life_events
from app.phrasebook import join_entries
from app.storage.database import OpenStores

Dimension = Literal["month", "county_code", "client_id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What of the picture to see; months such as "2026-09", both ends included, None for no limit.

    county_code and client_id name one each; "" is what has none.
    """

    first_month: str | None = None
    last_month: str | None = None
    county_code: str | None = None
    client_id: str | None = None

    def holds(self, month: str) -> bool:
        return (self.first_month or month) <= month <= (self.last_month or month)


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationalPicture:
    """figures are what the cells of the selection show.

    months are those of the selection from the first month that shows anything to the last, whether they do or not.
    """

    months: tuple[str, ...]
    figures: tuple[ShownFigure, ...]
    clients: Mapping[str, ApiClient]
    kind_names: Mapping[str, LocalizedText]
    life_event_names: Mapping[str, LocalizedText]

    def total(self, measure: Measure) -> int:
        return sum(each.situations for each in self.figures if each.figure.measure == measure)

    def by_figure(self, measure: Measure) -> list[tuple[Figure, int]]:
        """The figures of one measure with their sums, the greatest first, then by code."""
        sums: Counter[Figure] = Counter()
        for each in self.figures:
            if each.figure.measure == measure:
                sums[each.figure] += each.situations
        return sorted(sums.items(), key=lambda item: (-item[1], item[0].code, item[0].within))

    def by(self, dimension: Dimension, measure: Measure = "situations") -> dict[str, int]:
        """The sums of a measure by month, county code or client id, in their order."""
        sums: Counter[str] = Counter()
        for each in self.figures:
            if each.figure.measure == measure:
                sums[getattr(each, dimension)] += each.situations
        return dict(sorted(sums.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Insights:
    """The story of GET insights. take_pictures first brings the pictures up to date."""

    open_stores: OpenStores
    take_pictures: Callable[[], None]
    shipped_kinds: Callable[[], Iterable[Kind]]
    shipped_life_events: Callable[[], Iterable[LifeEvent]]

    def __call__(self, selection: Selection) -> SituationalPicture:
        self.take_pictures()
        with self.open_stores(read_only=True) as stores:
            months = [month for month in stores.insights.shown_months() if selection.holds(month)]
            figures = stores.insights.figures(
                months, county_code=selection.county_code, client_id=selection.client_id
            )
            kinds = join_entries((*self.shipped_kinds(), *stores.phrasebook.entries()))
            life_events = join_life_events(
                (*self.shipped_life_events(), *stores.life_events.entries())
            )
            clients = stores.clients.all()
        return SituationalPicture(
            months=tuple(months),
            figures=figures,
            clients={client.client_id: client for client in clients},
            kind_names={kind.kind_id: kind.name for kind in kinds},
            life_event_names={event.life_event_id: event.name for event in life_events},
        )

    def client_ids(self) -> frozenset[str]:
        """Of every client there is or was."""
        with self.open_stores(read_only=True) as stores:
            return frozenset(client.client_id for client in stores.clients.all())

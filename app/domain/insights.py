"""The situational picture: what many people needed, and nothing of any few of them.

A cell is a calendar month, a wellbeing services county and a calling system. Of each cell the same figures are shown
once and for all; whatever is asked later is a sum of them. docs/decisions/0016 argues why no group under five shows.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from app.domain.codelists import CodeLists

SMALLEST_GROUP: Final = 5
"""No group of fewer situations shows, and every figure of a cell is a multiple of it."""

MOST_NEEDS: Final = 3
"""Of one situation; a text of more needs counts for its first ones."""

LOW_METER: Final = 4.0
"""A mean below it tells of trouble, and is a need in a package."""

SETTLING: Final = timedelta(days=7)
"""After a month's end, for the scores and visits of its last days, before its picture is taken."""

Measure = Literal[
    "situations",
    "service_class",
    "kind",
    "missing_kind",
    "life_event",
    "low_meter",
    "followed_link",
    "helpful",
    "unhelpful",
    "helpful_service",
    "unhelpful_service",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSigns:
    """What is kept of a situation beside its recommendation, and deleted with it. No text.

    county_code is "" where the request named no wellbeing services county, or several. kind_ids are the kinds of
    service asked for, the most believed first: unsure ones count for their class alone, missing ones found no fitting
    service.
    """

    county_code: str = ""
    kind_ids: tuple[str, ...] = ()
    unsure_kind_ids: frozenset[str] = frozenset()
    missing_kind_ids: frozenset[str] = frozenset()
    life_events: tuple[str, ...] = ()
    low_meters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """One recommendation as the picture sees it. client_id is "" where no credentials were asked."""

    signs: KeptSigns = KeptSigns()
    client_id: str = ""
    score: int | None = None
    is_followed: bool = False
    has_helpful_service: bool = False
    has_unhelpful_service: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """What is counted: situations, each once. within is the service class of a kind, of missing ones too."""

    measure: Measure
    code: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFigure:
    """A figure of a cell; month as "2026-09"."""

    month: str
    county_code: str
    client_id: str
    figure: Figure
    situations: int


ALL: Final = Figure("situations")

CellFigures = Mapping[Figure, int]


def figures_by_cell(
    situations: Iterable[Situation], class_of_kind: Mapping[str, str]
) -> dict[tuple[str, str], CellFigures]:
    """County code and client id → what may be shown of the situations of one month; cells with nothing to show are
    left out.
    """
    counts: defaultdict[tuple[str, str], Counter[Figure]] = defaultdict(Counter)
    for situation in situations:
        cell = (situation.signs.county_code, situation.client_id)
        counts[cell].update(set(_figures(situation, class_of_kind)))
    shown = {cell: showable(counted) for cell, counted in counts.items()}
    return {cell: figures for cell, figures in shown.items() if figures}


def showable(counts: Mapping[Figure, int]) -> CellFigures:
    """The counts of one cell, rounded down to multiples of five, without those that come to nothing.

    The service classes must also fit into as many situations as are shown, at three needs each: the rarest give way,
    which happens only where next to all situations of a small cell hold three needs.
    """
    shown = {
        figure: count - count % SMALLEST_GROUP
        for figure, count in counts.items()
        if count >= SMALLEST_GROUP
    }
    room = MOST_NEEDS * shown.get(ALL, 0)
    classes = [figure for figure in shown if figure.measure == "service_class"]
    for each in sorted(classes, key=lambda figure: (-shown[figure], figure.code)):
        if shown[each] <= room:
            room -= shown[each]
        else:
            shown = {
                figure: count
                for figure, count in shown.items()
                if figure != each and figure.within != each.code
            }
    return shown


def _figures(situation: Situation, class_of_kind: Mapping[str, str]) -> Iterator[Figure]:
    yield ALL
    yield from _figures_of_needs(situation.signs, class_of_kind)
    yield from (Figure("life_event", code) for code in situation.signs.life_events)
    yield from (Figure("low_meter", meter) for meter in situation.signs.low_meters)
    outcomes: dict[Measure, bool] = {
        "followed_link": situation.is_followed,
        "helpful": situation.score == 1,
        "unhelpful": situation.score == -1,
        "helpful_service": situation.has_helpful_service,
        "unhelpful_service": situation.has_unhelpful_service,
    }
    yield from (Figure(measure) for measure, has_come_about in outcomes.items() if has_come_about)


def _figures_of_needs(signs: KeptSigns, class_of_kind: Mapping[str, str]) -> Iterator[Figure]:
    """A need is a service class with at most one kind in it: the first that is sure."""
    kind_of_class: dict[str, str] = {}
    for kind_id in signs.kind_ids[:MOST_NEEDS]:
        if class_code := class_of_kind.get(kind_id):
            sure = "" if kind_id in signs.unsure_kind_ids else kind_id
            kind_of_class[class_code] = kind_of_class.get(class_code) or sure
    for class_code, kind_id in kind_of_class.items():
        yield Figure("service_class", class_code)
        if kind_id:
            yield Figure("kind", kind_id, class_code)
        if kind_id in signs.missing_kind_ids:
            yield Figure("missing_kind", kind_id, class_code)


def county_of(municipality_codes: frozenset[str] | None, code_lists: CodeLists) -> str:
    """The one wellbeing services county that holds all the municipalities; "" where none or several do."""
    if not municipality_codes:
        return ""
    counties = [
        county
        for county, members in code_lists.wellbeing_county_municipalities.items()
        if not members.isdisjoint(municipality_codes)
    ]
    return counties[0] if len(counties) == 1 else ""


def month_of(moment: datetime) -> str:
    """The calendar month in UTC, such as "2026-09"."""
    return moment.astimezone(UTC).strftime("%Y-%m")


def month_start(month: str) -> datetime:
    return datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)


def month_after(month: str) -> str:
    return month_of(month_start(month) + timedelta(days=31))


def months_between(first: str, last: str) -> Iterator[str]:
    """Both included, and those between whether or not anything was asked in them."""
    while first <= last:
        yield first
        first = month_after(first)


def settled_months(oldest: datetime, now: datetime) -> Iterator[str]:
    """The months from that of the oldest situation on whose picture is due."""
    month = month_of(oldest)
    while month_start(month_after(month)) + SETTLING <= now:
        yield month
        month = month_after(month)

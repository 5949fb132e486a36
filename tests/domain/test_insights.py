from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import example, given, settings

from app.domain.insights import (
    SETTLING,
    Figure,
    KeptSigns,
    Situation,
    county_of,
    figures_by_cell,
    month_after,
    month_of,
    settled_months,
    showable,
)
from tests.builders import make_code_lists
from tests.situations import CLASS_OF_KIND, some_situations, twin_of

ALL = Figure("situations")
CELL = ("", "")


def signs(**fields: object) -> Situation:
    return Situation(signs=KeptSigns(**fields))


def shown(*situations: Situation) -> dict[Figure, int]:
    """The figures of the only cell."""
    cells = figures_by_cell(situations, CLASS_OF_KIND)
    assert list(cells) in ([], [CELL])
    return dict(cells.get(CELL, {}))


@given(some_situations())
@example([signs(kind_ids=kinds) for kinds in combinations(("rent", "debt", "care", "job"), 3)] * 2)
@settings(max_examples=200)
def test_what_is_shown_fits_situations_that_all_stand_in_groups_of_five(
    situations: list[Situation],
) -> None:
    """So nobody can conclude from it, in whatever way, that some group has one to four situations: it need not have.

    A group is all situations of which something holds that figures can tell of.
    """
    cells = figures_by_cell(situations, CLASS_OF_KIND)
    twin = twin_of(cells)
    assert figures_by_cell(twin, CLASS_OF_KIND) == cells
    assert all(count >= 5 for count in Counter(twin).values())


@given(some_situations())
def test_figures_are_multiples_of_five_and_never_more_than_there_are(
    situations: list[Situation],
) -> None:
    sizes = Counter((each.signs.county_code, each.client_id) for each in situations)
    for cell, figures in figures_by_cell(situations, CLASS_OF_KIND).items():
        assert figures[ALL] == sizes[cell] - sizes[cell] % 5
        assert all(count > 0 and count % 5 == 0 for count in figures.values())
        assert max(figures.values()) == figures[ALL]


def test_four_show_nothing_and_five_show_what_they_share() -> None:
    four = [signs(life_events=("KE8",))] * 4
    assert shown(*four) == {}
    assert shown(*four, signs(life_events=("KE8",))) == {ALL: 5, Figure("life_event", "KE8"): 5}
    assert shown(*four, signs()) == {ALL: 5}
    assert shown(*four * 2, signs()) == {ALL: 5, Figure("life_event", "KE8"): 5}


def test_cells_are_shown_apart() -> None:
    oulu = Situation(signs=KeptSigns(county_code="17"))
    bot = Situation(client_id="0123456789abcdef")
    cells = figures_by_cell([oulu] * 5 + [bot] * 7 + [signs()] * 4, CLASS_OF_KIND)
    assert cells == {("17", ""): {ALL: 5}, ("", "0123456789abcdef"): {ALL: 5}}


def test_kind_counts_with_its_class_and_an_unsure_one_for_its_class_alone() -> None:
    sure = shown(*[signs(kind_ids=("rent",))] * 5)
    assert sure == {ALL: 5, Figure("service_class", "P4"): 5, Figure("kind", "rent", "P4"): 5}
    unsure = shown(*[signs(kind_ids=("rent",), unsure_kind_ids=frozenset({"rent"}))] * 5)
    assert unsure == {ALL: 5, Figure("service_class", "P4"): 5}


def test_class_counts_once_and_names_the_first_sure_kind() -> None:
    two = signs(
        kind_ids=("rent", "homeless", "debt"),
        unsure_kind_ids=frozenset({"rent"}),
        missing_kind_ids=frozenset({"rent", "debt"}),
    )
    assert shown(*[two] * 5) == {
        ALL: 5,
        Figure("service_class", "P4"): 5,
        Figure("kind", "homeless", "P4"): 5,
        Figure("service_class", "P2"): 5,
        Figure("kind", "debt", "P2"): 5,
        Figure("missing_kind", "debt", "P2"): 5,
    }


def test_kind_that_left_the_phrasebook_counts_for_nothing() -> None:
    assert shown(*[signs(kind_ids=("forgotten", "job"))] * 5) == {
        ALL: 5,
        Figure("service_class", "P9"): 5,
        Figure("kind", "job", "P9"): 5,
    }


def test_what_became_of_a_situation_is_counted_once_each() -> None:
    situation = Situation(
        score=1, is_followed=True, has_helpful_service=True, has_unhelpful_service=True
    )
    measures = ("followed_link", "helpful", "helpful_service", "unhelpful_service")
    assert shown(*[situation] * 6) == {ALL: 5, **{Figure(measure): 5 for measure in measures}}
    assert shown(*[Situation(score=-1)] * 6) == {ALL: 5, Figure("unhelpful"): 5}


def test_rarest_class_gives_way_where_classes_exceed_three_needs_of_those_shown() -> None:
    """Nine situations of three needs each show as five, which hold fifteen needs and no twenty."""
    counts = {ALL: 9} | {Figure("service_class", code): 6 for code in ("P2", "P4", "P7", "P9")}
    counts |= {Figure("kind", "job", "P9"): 5, Figure("kind", "rent", "P4"): 5}
    assert showable(counts) == {
        ALL: 5,
        **{Figure("service_class", code): 5 for code in ("P2", "P4", "P7")},
        Figure("kind", "rent", "P4"): 5,
    }


@pytest.mark.parametrize(
    ("municipality_codes", "county"),
    [
        (None, ""),
        (frozenset(), ""),
        (frozenset({"564"}), "17"),
        (frozenset({"478", "170"}), "91"),
        (frozenset({"564", "853"}), ""),
    ],
)
def test_county_is_known_when_all_municipalities_lie_in_one(
    municipality_codes: frozenset[str] | None, county: str
) -> None:
    assert county_of(municipality_codes, make_code_lists()) == county


def test_months_are_those_of_utc() -> None:
    eastern = datetime.fromisoformat("2026-10-01T01:59:59+02:00")
    assert month_of(eastern) == "2026-09"
    assert month_of(eastern + timedelta(seconds=1)) == "2026-10"
    months = ["2024-01"]
    while len(months) < 15:
        months.append(month_after(months[-1]))
    assert months[1:3] == ["2024-02", "2024-03"]
    assert months[11:] == ["2024-12", "2025-01", "2025-02", "2025-03"]


def test_month_settles_a_week_after_its_end() -> None:
    oldest = datetime(2026, 8, 31, 23, 59, tzinfo=UTC)
    due = datetime(2026, 10, 1, tzinfo=UTC) + SETTLING
    assert list(settled_months(oldest, due)) == ["2026-08", "2026-09"]
    assert list(settled_months(oldest, due - timedelta(seconds=1))) == ["2026-08"]
    assert list(settled_months(due, due)) == []

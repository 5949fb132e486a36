"""Floors under how well the shipped model finds the needs of a situation, so that no change loses it unnoticed."""

import pytest

from app.domain.packages import ServicePackage
from app.settings import Settings
from benchmarks.needs import Situation, measure, packages_of, read_situations

pytestmark = pytest.mark.slow

RECALL_FLOOR, PRECISION_FLOOR = 0.6, 0.6
"""About a tenth under what was measured over all 49 when they were set."""


@pytest.fixture(scope="module")
def packages(shipped_settings: Settings) -> list[tuple[Situation, ServicePackage]]:
    """The situations with what the shipped model makes of them over the sample catalogue."""
    return packages_of(read_situations(), shipped_settings.data_dir)


def test_needs_of_a_situation_are_found(packages: list[tuple[Situation, ServicePackage]]) -> None:
    figures = measure(packages)
    assert figures.recall >= RECALL_FLOOR
    assert figures.precision >= PRECISION_FLOOR


def test_danger_is_seen_where_there_is_any_and_stands_first(
    packages: list[tuple[Situation, ServicePackage]],
) -> None:
    figures = measure(packages)
    assert (figures.urgent_right, figures.urgent_first) == (1.0, 1.0)


def test_nothing_is_seen_where_there_is_no_need(
    packages: list[tuple[Situation, ServicePackage]],
) -> None:
    """Of eight such texts a few may still be taken for a need."""
    without = [package for situation, package in packages if not situation.needs]
    assert sum(not package.needs for package in without) >= 0.6 * len(without)


def test_situations_are_in_three_languages(
    packages: list[tuple[Situation, ServicePackage]],
) -> None:
    languages = [situation.language for situation, _ in packages]
    assert [languages.count(each) for each in ("fi", "sv", "en")] == [25, 12, 12]

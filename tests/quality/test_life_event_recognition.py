"""Floors under how well the shipped model recognises life events, by the figures of docs/life-events.md."""

from pathlib import Path

import pytest

from benchmarks.life_events import Figures, figures, held_aside_signs, shipped_snapshot

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def by_language(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figures]:
    folder: Path = tmp_path_factory.mktemp("life-events")
    return figures(held_aside_signs(shipped_snapshot(folder)))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_right_life_event_stands_first_or_near_the_top(
    by_language: dict[str, Figures], language: str
) -> None:
    """A little under what was measured: 0.53 to 0.56 and 0.75 to 0.78."""
    assert by_language[language].recall_at_1 >= 0.48
    assert by_language[language].recall_at_3 >= 0.69


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_believed_life_events_are_mostly_right(
    by_language: dict[str, Figures], language: str
) -> None:
    """Measured 0.26 to 0.30 recognised at a precision of 0.77 to 0.80 and 0.02 to 0.03 false alarms."""
    assert by_language[language].recognised >= 0.22
    assert by_language[language].precision >= 0.7
    assert by_language[language].false_alarms <= 0.05

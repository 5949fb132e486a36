"""Floors under how well the shipped model recognises life events, by the figures of docs/life-events.md."""

import pytest

from app.index.snapshot_files import read_snapshot
from app.settings import Settings
from benchmarks.life_events import Figures, figures, held_aside_signs

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def by_language(shipped_settings: Settings) -> dict[str, Figures]:
    return figures(held_aside_signs(read_snapshot(shipped_settings.index_dir)))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_right_life_event_stands_first_or_near_the_top(
    by_language: dict[str, Figures], language: str
) -> None:
    """A little under what was measured: 0.59 to 0.62 and 0.80 to 0.81."""
    assert by_language[language].recall_at_1 >= 0.54
    assert by_language[language].recall_at_3 >= 0.75


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_believed_life_events_are_mostly_right(
    by_language: dict[str, Figures], language: str
) -> None:
    """Measured 0.31 to 0.35 recognised at a precision of 0.82 to 0.86 and 0.04 to 0.06 false alarms.

    Which fifth of the phrasebook is held aside moves false alarms by 0.01 either way.
    """
    assert by_language[language].recognised >= 0.29
    assert by_language[language].precision >= 0.78
    assert by_language[language].false_alarms <= 0.07

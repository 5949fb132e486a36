import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.insights import (
    SETTLING,
    SMALLEST_GROUP,
    Figure,
    KeptSigns,
    ShownFigure,
    Situation,
)
from app.errors import DatabaseUnavailable
from app.storage.database import Database
from app.usecases.insights import Insights, Selection, SituationalPicture
from app.usecases.purge_expired import PurgeExpired
from app.usecases.take_pictures import TakePictures
from tests.builders import make_kind
from tests.past import SetClock
from tests.situations import CLASS_OF_KIND, CLIENT, put_situations, some_situations, twin_of

KINDS = tuple(
    make_kind(kind_id, service_class_code=code) for kind_id, code in CLASS_OF_KIND.items()
)
MID_MONTH = {
    "2026-08": datetime(2026, 8, 15, tzinfo=UTC),
    "2026-09": datetime(2026, 9, 15, tzinfo=UTC),
    "2026-10": datetime(2026, 10, 15, tzinfo=UTC),
}
LATER = datetime(2026, 11, 8, tzinfo=UTC)
DAY = timedelta(days=1)


class Town:
    """A database over whose clock the test rules, and those who work on it."""

    def __init__(self, database_url: str) -> None:
        self.clock = SetClock()
        self.database = Database(database_url, clock=self.clock)
        self.take_pictures = TakePictures(
            database=self.database, shipped_kinds=lambda: KINDS, now=self.clock
        )
        self.insights = Insights(
            open_stores=self.database.open_stores,
            take_pictures=self.take_pictures,
            shipped_kinds=lambda: KINDS,
            shipped_life_events=tuple,
        )
        self.purge = PurgeExpired(database=self.database, retention_days=90, now=self.clock)

    def put(self, moment: datetime, *situations: Situation) -> None:
        now, self.clock.moment = self.clock.moment, moment
        put_situations(self.database, situations)
        self.clock.moment = now

    def see(self, moment: datetime = LATER, **selection: str) -> SituationalPicture:
        self.clock.moment = moment
        return self.insights(Selection(**selection))


@pytest.fixture
def town(migrated_url: str) -> Iterator[Town]:
    town = Town(migrated_url)
    yield town
    town.database.close()


@contextmanager
def copied_town(migrated_sqlite: Path) -> Iterator[Town]:
    with TemporaryDirectory() as folder:
        file = shutil.copy(migrated_sqlite, folder)
        town = Town(f"sqlite:///{file}")
        yield town
        town.database.close()


def rent_in(county_code: str = "17") -> Situation:
    return Situation(signs=KeptSigns(county_code=county_code, kind_ids=("rent",)))


def test_picture_of_a_month_is_taken_a_week_after_it(town: Town) -> None:
    town.put(MID_MONTH["2026-09"], *[rent_in()] * 6)
    due = datetime(2026, 10, 1, tzinfo=UTC) + SETTLING
    assert town.see(due - DAY) == town.see(due - 2 * DAY)
    assert town.see(due - DAY).months == ()
    picture = town.see(due)
    assert picture.months == ("2026-09",)
    assert picture.total("situations") == 5
    assert picture.by_figure("kind") == [(Figure("kind", "rent", "P4"), 5)]
    assert picture.kind_names["rent"] == KINDS[0].name


def test_picture_never_changes_once_taken(town: Town) -> None:
    town.put(MID_MONTH["2026-09"], *[rent_in()] * 6)
    taken = town.see()
    town.put(MID_MONTH["2026-09"], *[rent_in()] * 20)
    assert town.see() == taken
    town.purge(older_than_days=0)
    assert town.see() == taken


def test_situations_deleted_before_the_picture_are_not_in_it(town: Town) -> None:
    town.put(MID_MONTH["2026-09"], *[rent_in()] * 6)
    town.put(MID_MONTH["2026-09"] + DAY, *[rent_in()] * 5)
    town.clock.moment = MID_MONTH["2026-09"] + 11 * DAY
    town.purge(older_than_days=10)
    assert town.see().total("situations") == 5


def test_picture_sums_what_its_cells_show(town: Town) -> None:
    town.put(MID_MONTH["2026-08"], *[rent_in("17")] * 9, *[rent_in("18")] * 9)
    town.put(MID_MONTH["2026-09"], *[rent_in("17")] * 10, *[rent_in("18")] * 4)
    picture = town.see()
    assert picture.total("situations") == 20
    assert picture.by("month") == {"2026-08": 10, "2026-09": 10}
    assert picture.by("county_code") == {"17": 15, "18": 5}
    assert picture.by_figure("service_class") == [(Figure("service_class", "P4"), 20)]
    assert town.see(county_code="18").by("month") == {"2026-08": 5}
    assert town.see(first_month="2026-09").total("situations") == 10
    assert town.see(last_month="2026-08", county_code="17").total("situations") == 5
    assert town.see(first_month="2026-09", last_month="2026-08").months == ()


def test_calling_systems_are_told_apart(town: Town) -> None:
    town.put(
        MID_MONTH["2026-09"], *[Situation(client_id=CLIENT.client_id)] * 5, *[Situation()] * 10
    )
    picture = town.see()
    assert picture.by("client_id") == {"": 10, CLIENT.client_id: 5}
    assert picture.clients == {CLIENT.client_id: CLIENT}
    assert town.see(client_id="").total("situations") == 10
    assert town.see(client_id=CLIENT.client_id).total("situations") == 5
    assert town.insights.client_ids() == {CLIENT.client_id}


def test_greatest_figures_come_first(town: Town) -> None:
    debt = Situation(signs=KeptSigns(kind_ids=("debt",)))
    care = Situation(signs=KeptSigns(kind_ids=("care",)))
    town.put(MID_MONTH["2026-09"], *[rent_in("")] * 5, *[debt] * 10, *[care] * 5)
    kinds = [(figure.code, count) for figure, count in town.see().by_figure("kind")]
    assert kinds == [("debt", 10), ("care", 5), ("rent", 5)]


def test_month_without_enough_situations_is_as_one_without_any(town: Town) -> None:
    town.put(MID_MONTH["2026-08"], *[rent_in()] * 4)
    assert town.see(MID_MONTH["2026-10"]).months == ()
    town.put(MID_MONTH["2026-10"], *[rent_in()] * 5)
    assert town.see().months == ("2026-10",)


def test_kinds_of_administrators_have_their_class_and_name(town: Town) -> None:
    with town.database.open_stores() as stores:
        stores.phrasebook.put([make_kind("sauna", service_class_code="P9")])
    town.put(MID_MONTH["2026-09"], *[Situation(signs=KeptSigns(kind_ids=("sauna",)))] * 5)
    picture = town.see()
    assert picture.by_figure("kind") == [(Figure("kind", "sauna", "P9"), 5)]
    assert picture.kind_names["sauna"]["fi"] == "Velkaneuvonta"


def test_picture_that_cannot_be_taken_stops_no_purge(tmp_path: Path) -> None:
    missing = Database(f"sqlite:///{tmp_path / 'missing' / 'revontuli.db'}")
    take_pictures = TakePictures(database=missing, shipped_kinds=lambda: KINDS, now=lambda: LATER)
    take_pictures.before_a_purge()
    with pytest.raises(DatabaseUnavailable):
        take_pictures()


SELECTIONS = st.fixed_dictionaries(
    {},
    optional={
        "first_month": st.sampled_from(sorted(MID_MONTH)),
        "last_month": st.sampled_from(sorted(MID_MONTH)),
        "county_code": st.sampled_from(["", "17"]),
        "client_id": st.sampled_from(["", CLIENT.client_id]),
    },
)
DAYS_LEFT = st.integers(2, 25)
"""From the middle of a month until the picture has been due for a day or two."""


def ask_again(town: Town, moment: datetime, told: dict[str, list[ShownFigure]]) -> None:
    """Ask for everything; what was told of a month before must be told again."""
    picture = town.see(moment)
    assert told.keys() <= set(picture.months)
    for month in picture.months:
        figures = [each for each in picture.figures if each.month == month]
        assert told.setdefault(month, figures) == figures


def cells_of(figures: list[ShownFigure]) -> dict[tuple[str, str], dict[Figure, int]]:
    cells: dict[tuple[str, str], dict[Figure, int]] = {}
    for each in figures:
        cell = cells.setdefault((each.county_code, each.client_id), {})
        cell[each.figure] = each.situations
    return cells


@given(data=st.data())
@settings(max_examples=20)
def test_no_sequence_of_questions_isolates_a_group_under_five(
    migrated_sqlite: Path, data: st.DataObject
) -> None:
    """The adversary asks whatever it likes, while situations come and are purged.

    What it was told of a month never changes. And of another town, in which every situation stands among five or more
    that are alike, it would have been told the very same: nothing it can work out from all answers together, by
    differences, sums or otherwise, proves that there is a group of one to four.
    """
    told: dict[str, list[ShownFigure]] = {}
    with copied_town(migrated_sqlite) as town, copied_town(migrated_sqlite) as twin:
        for middle in MID_MONTH.values():
            came = data.draw(some_situations(most_groups=8))
            town.put(middle, *came[: len(came) // 2])
            town.put(middle + DAY, *came[len(came) // 2 :])
            for days in sorted(data.draw(st.lists(DAYS_LEFT, max_size=3))):
                ask_again(town, middle + days * DAY, told)
                if data.draw(st.booleans()):
                    town.take_pictures.before_a_purge()
                    town.purge(older_than_days=data.draw(st.integers(0, 40)))
        ask_again(town, LATER, told)
        for month, figures in told.items():
            alike = twin_of(cells_of(figures))
            assert all(count >= SMALLEST_GROUP for count in Counter(alike).values())
            twin.put(MID_MONTH[month], *alike)
        for selection in data.draw(st.lists(SELECTIONS, min_size=1, max_size=5)):
            answer, same = town.see(**selection), twin.see(**selection)
            assert (answer.months, answer.figures) == (same.months, same.figures)

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text

from app.domain.insights import Figure, KeptSigns, ShownFigure, Situation
from tests.past import NOON, Past
from tests.situations import CLIENT, put_situations

SEPTEMBER = datetime(2026, 9, 15, tzinfo=UTC)
PICTURE = {
    ("17", ""): {Figure("situations"): 10, Figure("kind", "rent", "P4"): 5},
    ("", CLIENT.client_id): {Figure("situations"): 5},
}
EVERYTHING = Situation(
    signs=KeptSigns(
        county_code="17",
        kind_ids=("rent", "debt"),
        unsure_kind_ids=frozenset({"debt"}),
        missing_kind_ids=frozenset({"rent"}),
        life_events=("KE8",),
        low_meters=("finance",),
    ),
    client_id=CLIENT.client_id,
    score=-1,
    is_followed=True,
    has_helpful_service=True,
    has_unhelpful_service=True,
)


def put_at(past: Past, moment: datetime, *situations: Situation) -> None:
    past.clock.moment = moment
    put_situations(past.database, situations)


def situations(past: Past, month: str) -> list[Situation]:
    with past.database.open_stores(read_only=True) as stores:
        return list(stores.insights.situations(month))


def keep(past: Past, month: str) -> bool:
    with past.database.open_stores() as stores:
        return stores.insights.keep(month, PICTURE)


def test_situation_is_read_with_all_that_became_of_it_once(past: Past) -> None:
    put_at(past, SEPTEMBER, EVERYTHING, Situation(score=1))
    assert situations(past, "2026-09") == [EVERYTHING, Situation(score=1)]


def test_month_is_that_of_utc_from_its_first_to_its_last_moment(past: Past) -> None:
    start = datetime(2026, 9, 1, tzinfo=UTC)
    end = datetime(2026, 10, 1, tzinfo=UTC)
    moment = timedelta(microseconds=1)
    for at in (start - moment, start, end - moment, end):
        put_at(past, at, Situation())
    assert [len(situations(past, month)) for month in ("2026-08", "2026-09", "2026-10")] == [
        1,
        2,
        1,
    ]


def test_recommendation_without_signs_is_no_situation(past: Past) -> None:
    past.remember()
    assert situations(past, "2026-11") == []


def test_oldest_situation_is_none_before_the_first(past: Past) -> None:
    with past.database.open_stores(read_only=True) as stores:
        assert stores.insights.oldest_situation() is None
    put_at(past, NOON, Situation())
    put_at(past, SEPTEMBER, Situation())
    with past.database.open_stores(read_only=True) as stores:
        assert stores.insights.oldest_situation() == SEPTEMBER


def test_signs_are_deleted_with_their_recommendation(
    past: Past, raw_connection: Connection
) -> None:
    put_at(past, SEPTEMBER, EVERYTHING)
    with past.database.open_stores() as stores:
        stores.recommendations.delete_older_than(NOON, at_most=10)
    assert situations(past, "2026-09") == []
    assert raw_connection.execute(text("SELECT count(*) FROM recommendations")).scalar_one() == 0


def test_picture_is_kept_and_read_by_month_county_and_client(past: Past) -> None:
    assert keep(past, "2026-09")
    with past.database.open_stores(read_only=True) as stores:
        figures = stores.insights.figures(["2026-09"], county_code=None, client_id=None)
        assert figures == (
            ShownFigure(
                month="2026-09",
                county_code="",
                client_id=CLIENT.client_id,
                figure=Figure("situations"),
                situations=5,
            ),
            ShownFigure(
                month="2026-09",
                county_code="17",
                client_id="",
                figure=Figure("kind", "rent", "P4"),
                situations=5,
            ),
            ShownFigure(
                month="2026-09",
                county_code="17",
                client_id="",
                figure=Figure("situations"),
                situations=10,
            ),
        )
        named = stores.insights.figures(["2026-09"], county_code="17", client_id=None)
        assert named == figures[1:]
        assert stores.insights.figures(["2026-09"], county_code="", client_id=None) == figures[:1]
        without = stores.insights.figures(["2026-09"], county_code=None, client_id="")
        assert without == figures[1:]
        assert stores.insights.figures(["2026-08"], county_code=None, client_id=None) == ()
        assert stores.insights.figures([], county_code=None, client_id=None) == ()


def test_picture_of_a_month_is_kept_once(past: Past) -> None:
    assert keep(past, "2026-10")
    assert keep(past, "2026-09")
    assert not keep(past, "2026-09")
    with past.database.open_stores(read_only=True) as stores:
        assert stores.insights.taken_months() == {"2026-09", "2026-10"}
        assert len(stores.insights.figures(["2026-09"], county_code=None, client_id=None)) == 3


def test_months_are_shown_from_the_first_with_figures_to_the_last(past: Past) -> None:
    """Whether a picture was taken of a month in which next to nothing was asked does not show."""
    with past.database.open_stores() as stores:
        assert stores.insights.shown_months() == []
        for month in ("2026-05", "2026-12"):
            stores.insights.keep(month, {})
        assert stores.insights.shown_months() == []
    assert keep(past, "2026-10")
    assert keep(past, "2026-07")
    with past.database.open_stores(read_only=True) as stores:
        shown = stores.insights.shown_months()
    assert shown == ["2026-07", "2026-08", "2026-09", "2026-10"]


def test_month_with_nothing_to_show_has_its_picture_too(past: Past) -> None:
    with past.database.open_stores() as stores:
        assert stores.insights.keep("2026-09", {})
    assert not keep(past, "2026-09")

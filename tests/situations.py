"""Situations for the tests of insights: made up at random, put into a database, and rebuilt from what is shown."""

from collections.abc import Iterable, Mapping

from hypothesis import strategies as st

from app.domain.feedback import Feedback, FollowedLink
from app.domain.insights import SMALLEST_GROUP, CellFigures, KeptSigns, Situation
from app.storage.database import Database
from tests.builders import channel_id, make_client, make_ranked, service_id

CLASS_OF_KIND = {
    "rent": "P4",
    "homeless": "P4",
    "debt": "P2",
    "benefit": "P2",
    "care": "P7",
    "job": "P9",
}
CLIENT = make_client()


@st.composite
def some_situation(draw: st.DrawFn) -> Situation:
    """Of few values each, so that groups overlap."""
    kinds = draw(st.lists(st.sampled_from(sorted(CLASS_OF_KIND)), max_size=3, unique=True))
    some_of_them = st.frozensets(st.sampled_from(kinds)) if kinds else st.just(frozenset())
    return Situation(
        signs=KeptSigns(
            county_code=draw(st.sampled_from(["", "17"])),
            kind_ids=tuple(kinds),
            unsure_kind_ids=draw(some_of_them),
            missing_kind_ids=draw(some_of_them),
            life_events=draw(st.sampled_from([(), ("KE1",), ("KE1", "KE8")])),
            low_meters=draw(st.sampled_from([(), ("finance",), ("finance", "housing")])),
        ),
        client_id=draw(st.sampled_from(["", CLIENT.client_id])),
        score=draw(st.sampled_from([None, 1, -1])),
        is_followed=draw(st.booleans()),
        has_helpful_service=draw(st.booleans()),
        has_unhelpful_service=draw(st.booleans()),
    )


@st.composite
def some_situations(draw: st.DrawFn, most_groups: int = 12) -> list[Situation]:
    """Groups of one to nine that are alike, for what is interesting happens around five."""
    groups = st.tuples(some_situation(), st.integers(1, 2 * SMALLEST_GROUP - 1))
    drawn = draw(st.lists(groups, max_size=most_groups))
    return [situation for situation, size in drawn for _ in range(size)]


def twin_of(cells: Mapping[tuple[str, str], CellFigures]) -> list[Situation]:
    """Situations of which every one stands five times or more, and of which the very same is shown."""
    return [
        situation
        for (county_code, client_id), figures in cells.items()
        for situation in _twin_of_cell(county_code, client_id, figures)
        for _ in range(SMALLEST_GROUP)
    ]


def _twin_of_cell(county_code: str, client_id: str, figures: CellFigures) -> Iterable[Situation]:
    """One of each five. Classes are dealt out in turn, which puts none twice and at most three on one."""
    groups = {
        (figure.measure, figure.code, figure.within): count // SMALLEST_GROUP
        for figure, count in figures.items()
    }
    size = groups["situations", "", ""]
    needs: list[list[tuple[str, bool]]] = [[] for _ in range(size)]
    place = 0
    for (measure, class_code, _), count in groups.items():
        if measure == "service_class":
            for kind in _kinds_of_class(class_code, count, groups):
                needs[place % size].append(kind)
                place += 1

    def first(position: int, measure: str, code: str = "") -> bool:
        return position < groups.get((measure, code, ""), 0)

    for position, kinds in enumerate(needs):
        helpful = groups.get(("helpful", "", ""), 0)
        is_helpful = position < helpful
        is_unhelpful = helpful <= position < helpful + groups.get(("unhelpful", "", ""), 0)
        yield Situation(
            signs=KeptSigns(
                county_code=county_code,
                kind_ids=tuple(kind.removeprefix("?") for kind, _ in kinds),
                unsure_kind_ids=frozenset(kind[1:] for kind, _ in kinds if kind[0] == "?"),
                missing_kind_ids=frozenset(kind for kind, is_missing in kinds if is_missing),
                life_events=tuple(e for e in ("KE1", "KE8") if first(position, "life_event", e)),
                low_meters=tuple(
                    m for m in ("finance", "housing") if first(position, "low_meter", m)
                ),
            ),
            client_id=client_id,
            score=1 if is_helpful else -1 if is_unhelpful else None,
            is_followed=first(position, "followed_link"),
            has_helpful_service=first(position, "helpful_service"),
            has_unhelpful_service=first(position, "unhelpful_service"),
        )


def _kinds_of_class(
    class_code: str, count: int, groups: Mapping[tuple[str, str, str], int]
) -> list[tuple[str, bool]]:
    """count kinds with whether each is missing; "?" before one that is not sure."""
    kinds = []
    for (measure, kind_id, within), times in groups.items():
        if measure == "kind" and within == class_code:
            missing = groups.get(("missing_kind", kind_id, within), 0)
            kinds += [(kind_id, place < missing) for place in range(times)]
    any_kind = next(kind for kind, of_class in CLASS_OF_KIND.items() if of_class == class_code)
    return kinds + [(f"?{any_kind}", False)] * (count - len(kinds))


def put_situations(database: Database, situations: Iterable[Situation]) -> None:
    """Store each with what became of it, all at the present moment of the database."""
    with database.open_stores() as stores:
        if stores.clients.get(CLIENT.client_id) is None:
            stores.clients.add(CLIENT, "hash")
        for situation in situations:
            recommendation_id = stores.recommendations.add(
                client=CLIENT if situation.client_id else None,
                path="text_search",
                language="fi",
                request={},
                services=make_ranked(1, 2),
                signs=situation.signs,
            )
            scores = {
                service_id(1): 1 if situation.has_helpful_service else None,
                service_id(2): -1 if situation.has_unhelpful_service else None,
            }
            feedback = Feedback(
                recommendation_id=recommendation_id,
                feedback_score=situation.score,
                service_scores={id_: score for id_, score in scores.items() if score},
            )
            stores.feedback.put(feedback, client_id=None)
            link = FollowedLink(
                recommendation_id=recommendation_id,
                service_id=service_id(1),
                channel_id=channel_id(1),
                link_id=0,
            )
            for _ in range(2 * situation.is_followed):
                stores.feedback.add_followed_link(link, client_id=None)

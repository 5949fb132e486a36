from app.domain.results import DescribedService, RankedService
from tests.builders import make_service, service_id

RANKED = RankedService(service_id=service_id(1), similarity_score=0.5, rank=2)
DESCRIBED = DescribedService(ranked=RANKED, service=make_service(1))


def test_suggestion_at_another_rank_differs_in_nothing_else() -> None:
    moved = RankedService(service_id=service_id(1), similarity_score=0.5, rank=3)

    assert RANKED.at(3) == moved
    assert DESCRIBED.at(3) == DescribedService(ranked=moved, service=make_service(1))
    assert (RANKED.rank, DESCRIBED.ranked.rank) == (2, 2)


def test_suggestion_at_its_own_rank_is_itself() -> None:
    assert RANKED.at(2) is RANKED
    assert DESCRIBED.at(2) is DESCRIBED

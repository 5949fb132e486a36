"""With the shipped model over the sample catalogue: leaving out the named clause lowers the score, every time."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.api.service_filters import read_filters
from app.catalogue.codelist_files import load_code_lists
from app.domain.query import Query
from app.evaluation.judged_queries import read_judged_queries
from app.settings import Settings
from app.usecases.find_services import FindServices
from app.wiring import no_progress, open_workshop

pytestmark = pytest.mark.slow

JUDGED_QUERIES = Path(__file__).parent / "judged_queries.jsonl"
QUERIES = [
    judged.query
    for judged in read_judged_queries(
        JUDGED_QUERIES, lambda filters: read_filters(filters, load_code_lists())
    )
]
LEAST_WITH_SENTENCES = 0.35
"""About half of the explained services had a sentence when this was set."""


@pytest.fixture(scope="module")
def find(shipped_settings: Settings) -> Iterator[FindServices]:
    with open_workshop(shipped_settings, no_progress) as workshop:
        yield workshop.find_services()


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.text[:30])
def test_score_falls_without_the_named_clause(find: FindServices, query: Query) -> None:
    for found in find(replace(query, explain=True)).services:
        assert found.explanation
        assert found.explanation.clause in query.text
        rest = query.text.replace(found.explanation.clause, " ")
        if found.explanation.clause and rest.strip():
            everything = find(replace(query, text=rest, limit=1000)).services
            after = {each.service_id: each.similarity_score for each in everything}
            assert after[found.service_id] < found.similarity_score


def test_best_service_has_a_clause_and_many_services_a_sentence(find: FindServices) -> None:
    answers = [find(replace(query, explain=True)).services for query in QUERIES]
    assert all(answer[0].explanation and answer[0].explanation.clause for answer in answers)
    reasons = [found.explanation for answer in answers for found in answer if found.explanation]
    with_sentences = sum(bool(reason.sentences) for reason in reasons)
    assert with_sentences >= LEAST_WITH_SENTENCES * len(reasons)

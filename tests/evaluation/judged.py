"""Judged queries with one obvious default each."""

import json

from app.api import service_filters
from app.domain.query import Query, ServiceFilters
from app.evaluation.judged_queries import JudgedQuery
from tests.builders import make_code_lists

CODE_LISTS = make_code_lists()


def read_filters(value: object) -> ServiceFilters:
    return service_filters.read_filters(value, CODE_LISTS)


def make_judged(
    query_id: str = "q1",
    language: str = "fi",
    form: str = "narrative",
    filters: ServiceFilters | None = None,
    **grades: int,
) -> JudgedQuery:
    query = Query(
        text=query_id,
        language=language,  # type: ignore[arg-type]
        filters=filters or ServiceFilters(),
    )
    return JudgedQuery(query_id=query_id, form=form, query=query, grades=grades or {"a": 3})


def make_line(**changes: object) -> str:
    entry = {
        "qid": "d001",
        "lang": "sv",
        "form": "keyword",
        "query": "skuldrådgivning",
        "filters": {"municipality_codes": ["564"]},
        "life_situation_meters": {"finance": [2, 3], "health": []},
        "judgements": {"a": 3, "b": 0},
    }
    return json.dumps({**entry, **changes})

from pathlib import Path

import pytest

from app.domain.query import Query, ServiceFilters
from app.errors import CatalogueFileError
from app.evaluation.evaluate import evaluate
from app.evaluation.judged_queries import read_judged_queries
from tests.evaluation.judged import make_judged, make_line, read_filters


def test_evaluate_asks_each_query_once_for_ten_services(tmp_path: Path) -> None:
    path = tmp_path / "judged.jsonl"
    path.write_text(make_line() + "\n\n" + make_line(qid="d002") + "\n", encoding="utf-8")
    asked: list[Query] = []

    def find(query: Query) -> list[str]:
        asked.append(query)
        return []

    evaluate(read_judged_queries(path, read_filters), find)
    assert (
        asked
        == [
            Query(
                text="skuldrådgivning",
                meter_means={"finance": 2.5},
                filters=ServiceFilters(municipality_codes=frozenset({"564"})),
                limit=10,
                language="sv",
            )
        ]
        * 2
    )


@pytest.mark.parametrize("form", ["all", "fi", "sv", "en", "with filters", "with meters"])
def test_judged_query_whose_form_would_hide_another_group_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="form"):
        make_judged(form=form)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Invalid JSON"),
        (make_line(lang="de"), "lang"),
        (make_line(judgements={"a": 4}), "judgements.a"),
        (make_line(judgements={"a": 0}), "no service has a grade above 0"),
        (make_line(form="all"), "form: "),
        (make_line(form="fi"), "form: "),
        (make_line(filters={"moon": True}), "filters: moon: "),
        (make_line(filters={"municipality_codes": ["999"]}), "Not a known municipality code"),
        (make_line(life_situation_meters={"luck": [3]}), "not a 3X10D meter"),
        (make_line(life_situation_meters={"health": [11]}), "life_situation_meters.health.0"),
        (make_line(surprise=1), "surprise"),
    ],
)
def test_read_judged_queries_names_the_bad_line_and_why(
    tmp_path: Path, line: str, reason: str
) -> None:
    path = tmp_path / "judged.jsonl"
    path.write_text(make_line() + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(CatalogueFileError) as raised:
        read_judged_queries(path, read_filters)
    assert f"{path}: line 2: " in raised.value.detail
    assert reason in raised.value.detail
    assert "skuldrådgivning" not in raised.value.detail


def test_read_judged_queries_of_an_unusable_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueFileError, match="No such file"):
        read_judged_queries(tmp_path / "missing.jsonl", read_filters)
    (tmp_path / "empty.jsonl").touch()
    with pytest.raises(CatalogueFileError, match="no queries"):
        read_judged_queries(tmp_path / "empty.jsonl", read_filters)


def test_read_judged_queries_refuses_an_id_used_twice(tmp_path: Path) -> None:
    path = tmp_path / "judged.jsonl"
    path.write_text(f"{make_line()}\n{make_line()}\n", encoding="utf-8")
    with pytest.raises(CatalogueFileError, match="more than once"):
        read_judged_queries(path, read_filters)

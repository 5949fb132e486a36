"""How good an order of services is, measured against people's judgements."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from math import log2
from pathlib import Path
from statistics import fmean
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from app.domain.language import LANGUAGES, Language
from app.domain.meters import METERS
from app.domain.query import Query, ServiceFilters
from app.errors import CatalogueFileError
from app.json_lines import first_problem, read_json_lines

CUTOFF: Final = 10
ALL: Final = "all"


def _known_meter(name: str) -> str:
    if name not in METERS:
        raise ValueError("not a 3X10D meter")
    return name


Meter = Annotated[str, AfterValidator(_known_meter)]
Grade = Annotated[int, Field(ge=0, le=3)]
MeterValues = Annotated[tuple[Annotated[int, Field(ge=0, le=10)], ...], Field(max_length=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedQuery:
    """A query with the grades assessors gave: 3 exactly this, 2 clearly useful, 1 marginal, 0 not.

    grades maps service ids; a service nobody judged counts as 0. form says how the need is put
    (narrative, keyword, event); it names a group of scores, so ValueError when it reads like one of
    the others, "all" or a language. At least one grade is above 0.
    """

    query_id: str
    form: str
    query: Query
    grades: Mapping[str, int]

    def __post_init__(self) -> None:
        if self.form in (ALL, *LANGUAGES):
            raise ValueError('form: may be neither "all" nor a language')


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Measures of one query, or their means over several; all in 0..1, higher is better."""

    ndcg_at_10: float
    recall_at_10: float
    mrr: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Mean scores over the queries of a language, of a form, or all of them."""

    name: str
    query_count: int
    scores: Scores


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What evaluate() found: the group "all" first, then languages, then forms."""

    groups: tuple[Group, ...]

    def as_json(self) -> dict[str, dict[str, float | int]]:
        """Group name → its query count and mean scores, unrounded."""
        return {
            group.name: {"queries": group.query_count, **asdict(group.scores)}
            for group in self.groups
        }

    def as_table(self) -> str:
        """One line a group, scores to three decimals, columns aligned."""
        measures = [field.name for field in fields(Scores)]
        width = max(len(group.name) for group in self.groups)
        header = f"{'':{width}}  queries  " + "  ".join(measures)
        lines = [header.rstrip()]
        for group in self.groups:
            figures = (
                f"{getattr(group.scores, measure):{len(measure)}.3f}" for measure in measures
            )
            lines.append(f"{group.name:{width}}  {group.query_count:7d}  " + "  ".join(figures))
        return "\n".join(lines)


def ndcg(ranked_ids: Sequence[str], grades: Mapping[str, int], cutoff: int = CUTOFF) -> float:
    """Normalised discounted cumulative gain (Järvelin & Kekäläinen, TOIS 2002).

    gain 2^grade - 1, discount 1 / log2(rank + 1), divided by that of the best order there is over
    all judged services. 0 when no grade is above 0.
    """
    ideal = _dcg(sorted(grades.values(), reverse=True)[:cutoff])
    found = _dcg([grades.get(service_id, 0) for service_id in ranked_ids[:cutoff]])
    return found / ideal if ideal else 0.0


def recall(ranked_ids: Sequence[str], grades: Mapping[str, int], cutoff: int = CUTOFF) -> float:
    """Share of the relevant services (grade 1 or more) among the first `cutoff`.

    Divided by all relevant services, so a query with more of them than `cutoff` cannot reach 1.
    """
    relevant = {service_id for service_id, grade in grades.items() if grade >= 1}
    return len(relevant.intersection(ranked_ids[:cutoff])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked_ids: Sequence[str], grades: Mapping[str, int]) -> float:
    """1 / rank of the first relevant service (grade 1 or more); 0 when none is in the list."""
    for rank, service_id in enumerate(ranked_ids, start=1):
        if grades.get(service_id, 0) >= 1:
            return 1.0 / rank
    return 0.0


def evaluate(
    judged_queries: Sequence[JudgedQuery], find_service_ids: Callable[[Query], Sequence[str]]
) -> Evaluation:
    """Ask every query once and average; each query counts the same.

    find_service_ids returns service ids best first without repeats; the queries' limit is CUTOFF,
    so MRR too looks at the first ten where the limit is honoured. ValueError without queries.
    """
    if not judged_queries:
        raise ValueError("there are no queries to evaluate")
    scored = [(judged, _scores(judged, find_service_ids)) for judged in judged_queries]
    languages = {judged.query.language: None for judged in judged_queries}
    forms = {judged.form: None for judged in judged_queries}
    groups = [_group(ALL, [scores for _, scores in scored])]
    for language in languages:
        groups.append(_group(language, [s for j, s in scored if j.query.language == language]))
    for form in forms:
        groups.append(_group(form, [s for j, s in scored if j.form == form]))
    return Evaluation(tuple(groups))


def read_judged_queries(
    path: Path, read_filters: Callable[[object], ServiceFilters]
) -> tuple[JudgedQuery, ...]:
    """Judged queries of a JSON Lines file: qid, lang, form, query, judgements, optional filters.

    read_filters turns the service_filters of the network interface into ours and raises ValueError
    for any that it refuses. Raises CatalogueFileError naming each bad line and why; the reason
    never repeats the query.
    """

    def parse(line: str) -> JudgedQuery:
        judged_line = _JudgedLine.model_validate_json(line)
        try:
            filters = read_filters(judged_line.filters)
        except ValueError as error:
            raise ValueError(f"filters: {first_problem(error)}") from error
        return judged_line.judged_query(filters)

    judged = read_json_lines(path, parse)
    if not judged:
        raise CatalogueFileError(f"{path}: no queries found")
    return judged


def _dcg(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1.0) / log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def _scores(judged: JudgedQuery, find_service_ids: Callable[[Query], Sequence[str]]) -> Scores:
    ranked_ids = find_service_ids(judged.query)
    return Scores(
        ndcg_at_10=ndcg(ranked_ids, judged.grades),
        recall_at_10=recall(ranked_ids, judged.grades),
        mrr=reciprocal_rank(ranked_ids, judged.grades),
    )


def _group(name: str, scores: Sequence[Scores]) -> Group:
    means = Scores(
        ndcg_at_10=fmean(each.ndcg_at_10 for each in scores),
        recall_at_10=fmean(each.recall_at_10 for each in scores),
        mrr=fmean(each.mrr for each in scores),
    )
    return Group(name=name, query_count=len(scores), scores=means)


class _JudgedLine(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    qid: Annotated[str, Field(min_length=1)]
    lang: Language
    form: Annotated[str, Field(min_length=1)]
    query: str = ""
    filters: dict[str, object] = Field(default_factory=dict)
    life_situation_meters: dict[Meter, MeterValues] = Field(default_factory=dict)
    judgements: dict[str, Grade]

    @field_validator("judgements")
    @classmethod
    def _some_service_is_relevant(cls, judgements: dict[str, int]) -> dict[str, int]:
        if not any(judgements.values()):
            raise ValueError("no service has a grade above 0")
        return judgements

    def judged_query(self, filters: ServiceFilters) -> JudgedQuery:
        query = Query(
            text=self.query,
            meter_means={
                meter: fmean(values)
                for meter, values in self.life_situation_meters.items()
                if values
            },
            filters=filters,
            limit=CUTOFF,
            language=self.lang,
        )
        return JudgedQuery(query_id=self.qid, form=self.form, query=query, grades=self.judgements)

"""Ask judged queries and average what the answers are worth."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from statistics import fmean

from app.domain.language import LANGUAGES
from app.domain.query import Query
from app.evaluation.judged_queries import (
    ALL,
    WITH_FILTERS,
    WITH_METERS,
    WITHOUT_FILTERS,
    JudgedQuery,
)
from app.evaluation.measures import ndcg, recall, reciprocal_rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Measures of one query, or their means over several; all in 0..1, higher is better."""

    ndcg_at_10: float
    recall_at_10: float
    mrr: float


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedAnswer:
    """What was found for a judged query, best first, and what that is worth."""

    judged: JudgedQuery
    found_ids: tuple[str, ...]
    scores: Scores

    @property
    def missed_ids(self) -> tuple[str, ...]:
        """Relevant services that were not found, the best grade first, then by id."""
        missed = [
            (-grade, service_id)
            for service_id, grade in self.judged.grades.items()
            if grade >= 1 and service_id not in self.found_ids
        ]
        return tuple(service_id for _, service_id in sorted(missed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Mean scores over the queries that share a language, a form, the use of filters, or all of them."""

    name: str
    query_count: int
    scores: Scores


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The answers to all judged queries, in the order of the queries."""

    answers: tuple[JudgedAnswer, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """The group "all" first, then languages, then forms, then with and without filters, then with meters."""
        names = {name: None for answer in self.answers for name in answer.judged.groups}
        forms = {answer.judged.form: None for answer in self.answers}
        order = [ALL, *LANGUAGES, *forms, WITH_FILTERS, WITHOUT_FILTERS, WITH_METERS]
        return tuple(self._group(name) for name in order if name in names)

    def worst(self, count: int) -> tuple[JudgedAnswer, ...]:
        """The answers of least nDCG@10, worst first; equal ones in the order of the queries."""
        return tuple(sorted(self.answers, key=lambda answer: answer.scores.ndcg_at_10)[:count])

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

    def _group(self, name: str) -> Group:
        scores = [answer.scores for answer in self.answers if name in answer.judged.groups]
        means = Scores(
            ndcg_at_10=fmean(each.ndcg_at_10 for each in scores),
            recall_at_10=fmean(each.recall_at_10 for each in scores),
            mrr=fmean(each.mrr for each in scores),
        )
        return Group(name=name, query_count=len(scores), scores=means)


def evaluate(
    judged_queries: Sequence[JudgedQuery], find_service_ids: Callable[[Query], Sequence[str]]
) -> Evaluation:
    """Ask every query once; each counts the same.

    find_service_ids returns service ids best first without repeats; the queries' limit is CUTOFF,
    so MRR too looks at the first ten where the limit is honoured. ValueError without queries.
    """
    if not judged_queries:
        raise ValueError("there are no queries to evaluate")
    return Evaluation(tuple(_answer(judged, find_service_ids) for judged in judged_queries))


def _answer(
    judged: JudgedQuery, find_service_ids: Callable[[Query], Sequence[str]]
) -> JudgedAnswer:
    found_ids = tuple(find_service_ids(judged.query))
    scores = Scores(
        ndcg_at_10=ndcg(found_ids, judged.grades),
        recall_at_10=recall(found_ids, judged.grades),
        mrr=reciprocal_rank(found_ids, judged.grades),
    )
    return JudgedAnswer(judged=judged, found_ids=found_ids, scores=scores)

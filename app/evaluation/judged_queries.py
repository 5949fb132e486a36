"""Queries with people's judgements of services, and the file format they come in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from app.domain.language import LANGUAGES, Language
from app.domain.meters import METERS
from app.domain.query import Query, ServiceFilters
from app.errors import CatalogueFileError
from app.evaluation.measures import CUTOFF
from app.json_lines import first_problem, read_json_lines

ALL: Final = "all"
WITH_FILTERS: Final = "with filters"
WITHOUT_FILTERS: Final = "without filters"
WITH_METERS: Final = "with meters"
RESERVED_GROUPS: Final = (ALL, *LANGUAGES, WITH_FILTERS, WITHOUT_FILTERS, WITH_METERS)


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
    the others. At least one grade is above 0.
    """

    query_id: str
    form: str
    query: Query
    grades: Mapping[str, int]

    def __post_init__(self) -> None:
        if self.form in RESERVED_GROUPS:
            raise ValueError(f"form: may be none of {', '.join(RESERVED_GROUPS)}")

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of every group the query's scores count in."""
        has_filters = self.query.filters != ServiceFilters()
        return (
            ALL,
            self.query.language,
            self.form,
            WITH_FILTERS if has_filters else WITHOUT_FILTERS,
            *([WITH_METERS] if self.query.meter_means else []),
        )


def read_judged_queries(
    path: Path, read_filters: Callable[[object], ServiceFilters]
) -> tuple[JudgedQuery, ...]:
    """Judged queries of a JSON Lines file: qid, lang, form, query, judgements, optional filters.

    read_filters turns the service_filters of the network interface into ours and raises ValueError
    for any that it refuses. Raises CatalogueFileError naming each bad line and why, or an id given
    twice; the reason never repeats the query.
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
    if len({each.query_id for each in judged}) < len(judged):
        raise CatalogueFileError(f"{path}: a qid is used more than once")
    return judged


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

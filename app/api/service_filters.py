"""`service_filters` on the wire, and its check against the code lists."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr, model_validator

from app.domain.codelists import CodeLists
from app.domain.query import ServiceFilters
from app.errors import FieldProblem, InvalidRequest

Codes = Annotated[list[StrictStr], Field(min_length=1)]

AREA_FIELDS = (
    "municipality_codes",
    "region_codes",
    "hospital_district_codes",
    "wellbeing_service_county_codes",
)


def _codes(description: str, example: list[str]) -> Any:
    return Field(default_factory=list, description=description, examples=[example])


class ServiceFiltersBody(BaseModel):
    """Which services may be suggested: areas are OR-ed with one another, kinds of filter AND-ed."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"municipality_codes": ["564"]}]}
    )

    municipality_codes: Codes = _codes("Municipality codes (*kunta*).", ["564"])
    region_codes: Codes = _codes("Region codes (*maakunta*).", ["17"])
    hospital_district_codes: Codes = _codes(
        "Hospital district codes (*sairaanhoitopiiri*).", ["18"]
    )
    wellbeing_service_county_codes: Codes = _codes(
        "Wellbeing services county codes (*hyvinvointialue*), with 90 Helsinki and 91 Åland.",
        ["19"],
    )
    include_national_services: StrictBool = Field(
        default=True,
        description="Whether nationwide services pass besides those of the given areas.",
        examples=[True],
    )
    only_national_services: StrictBool = Field(
        default=False,
        description="Only nationwide services; no other area filter may be given with true.",
        examples=[False],
    )
    service_classes: Codes = _codes(
        "Service class URIs (*palveluluokka*); a service matches by its class or its class's parent.",
        ["http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/P1"],
    )
    target_groups: Annotated[list[Literal["KR1", "KR2", "KR3"]], Field(min_length=1)] = Field(
        default_factory=list,
        description="KR1 citizens, KR2 businesses and organisations, KR3 authorities.",
        examples=[["KR1"]],
    )
    service_collections: Codes = _codes(
        "Ids of service collections in the catalogue.", ["5fa0f183-82f4-4c86-bd71-c848ed7fb0ce"]
    )
    funding_type: Annotated[
        list[Literal["PubliclyFunded", "MarketFunded"]], Field(min_length=1)
    ] = Field(
        default_factory=list,
        description="How the service is funded.",
        examples=[["PubliclyFunded"]],
    )
    life_events: Codes = _codes("Life event codes (*elämäntilanne*) of the service.", ["KE8"])

    @model_validator(mode="after")
    def national_only_stands_alone(self) -> "ServiceFiltersBody":
        others = {*AREA_FIELDS, "include_national_services"} & self.model_fields_set
        if self.only_national_services and others:
            raise ValueError("only_national_services allows no other area filter")
        return self


def unknown_codes(
    body: ServiceFiltersBody,
    code_lists: CodeLists,
    read_collection_ids: Callable[[], frozenset[str]],
) -> list[FieldProblem]:
    """A pointer to each code that no code list, or no service of the catalogue, knows.

    read_collection_ids gives the catalogue's collections, asked only when the filters name one.
    """
    problems: list[FieldProblem] = []

    def check(field: str, is_known: Callable[[str], bool], what: str) -> None:
        problems.extend(
            FieldProblem(f"/service_filters/{field}/{position}", f"Not a known {what}")
            for position, code in enumerate(getattr(body, field))
            if not is_known(code)
        )

    check("municipality_codes", code_lists.municipalities.__contains__, "municipality code")
    check("region_codes", code_lists.regions.__contains__, "region code")
    check(
        "hospital_district_codes",
        code_lists.hospital_districts.__contains__,
        "hospital district code",
    )
    check(
        "wellbeing_service_county_codes",
        code_lists.wellbeing_counties.__contains__,
        "wellbeing services county code",
    )
    check("service_classes", code_lists.service_class_code_by_uri.__contains__, "service class URI")
    if body.service_collections:
        check("service_collections", read_collection_ids().__contains__, "service collection id")
    check("life_events", code_lists.life_events.__contains__, "life event code")
    return problems


def refuse(problems: Sequence[FieldProblem]) -> None:
    """Raises InvalidRequest where there is any problem."""
    if problems:
        raise InvalidRequest(problems=problems)


def to_domain(body: ServiceFiltersBody, code_lists: CodeLists) -> ServiceFilters:
    """Widen the areas to municipalities; every code is known (`unknown_codes`)."""
    return ServiceFilters(
        municipality_codes=_municipalities(body, code_lists),
        include_national=body.include_national_services,
        only_national=body.only_national_services,
        service_class_codes=frozenset(
            code_lists.service_class_code_by_uri[uri] for uri in body.service_classes
        ),
        target_group_codes=frozenset(body.target_groups),
        life_event_codes=frozenset(body.life_events),
        service_collection_ids=frozenset(body.service_collections),
        funding_types=frozenset(body.funding_type),
    )


def read_filters(value: object, code_lists: CodeLists) -> ServiceFilters:
    """Filters in the form of a request, from elsewhere than a request; any collection id is taken.

    Raises ValueError, pydantic's for a wrong form, where a request would be refused.
    """
    body = ServiceFiltersBody.model_validate(value)
    problems = unknown_codes(body, code_lists, lambda: frozenset(body.service_collections))
    if problems:
        raise ValueError(f"{problems[0].pointer}: {problems[0].detail}")
    return to_domain(body, code_lists)


def _municipalities(body: ServiceFiltersBody, code_lists: CodeLists) -> frozenset[str] | None:
    if not body.model_fields_set.intersection(AREA_FIELDS):
        return None
    return frozenset(body.municipality_codes).union(
        _widened(body.region_codes, code_lists.region_municipalities),
        _widened(body.hospital_district_codes, code_lists.hospital_district_municipalities),
        _widened(body.wellbeing_service_county_codes, code_lists.wellbeing_county_municipalities),
    )


def _widened(codes: Iterable[str], municipalities: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*(municipalities[code] for code in codes))

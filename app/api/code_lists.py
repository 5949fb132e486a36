"""GET life_events, service_classes, target_groups and municipalities: the codes that requests and answers use."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from app.api.deps import COUNTED_BY_ADDRESS, UseCases
from app.api.prepared_answer import PreparedAnswer, documented
from app.domain.codelists import Code, CodeLists
from app.domain.language import LANGUAGES, LocalizedText, localized

router = APIRouter(tags=["catalogue"], dependencies=[COUNTED_BY_ADDRESS])

_EXAMPLE_URI: Final = "http://uri.suomi.fi/codelist/ptv"


class NameBody(BaseModel):
    """A name in each language."""

    fi: str = Field(description="In Finnish.", examples=["Opiskelijan tuet"])
    sv: str = Field(description="In Swedish.", examples=["Stöd för studerande"])
    en: str = Field(description="In English.", examples=["Student benefits"])


class AreaCodeBody(BaseModel):
    """A region, a hospital district or a wellbeing services county."""

    code: str = Field(description="Its code, as filters take it.", examples=["17"])
    name: NameBody = Field(description="Its name.")


class CodeBody(BaseModel):
    """An entry of a hierarchical code list."""

    code: str = Field(description="Its code.", examples=["P2.3"])
    uri: str = Field(description="Its URI.", examples=[f"{_EXAMPLE_URI}/ptvserclass2/code/P2.3"])
    name: NameBody = Field(description="Its name.")
    parent_code: str | None = Field(
        description="The code it belongs under; null at the top.", examples=["P2"]
    )


class MunicipalityCodeBody(BaseModel):
    """A municipality and the areas it belongs to."""

    code: str = Field(description="Three-digit code of Statistics Finland.", examples=["564"])
    name: NameBody = Field(description="Its name.")
    region_code: str = Field(description="Its region (*maakunta*).", examples=["17"])
    hospital_district_code: str = Field(
        description="Its hospital district (*sairaanhoitopiiri*), in the division of 2022.",
        examples=["18"],
    )
    wellbeing_service_county_code: str = Field(
        description="Its wellbeing services county (*hyvinvointialue*); 90 is Helsinki, 91 Åland.",
        examples=["19"],
    )


class LifeEvents(BaseModel):
    """PTV's life events (*elämäntilanne*)."""

    life_events: list[CodeBody] = Field(description="In order of code.")


class ServiceClasses(BaseModel):
    """PTV's service classes (*palveluluokka*)."""

    service_classes: list[CodeBody] = Field(description="In order of code.")


class TargetGroups(BaseModel):
    """PTV's target groups (*kohderyhmä*)."""

    target_groups: list[CodeBody] = Field(description="In order of code.")


class Municipalities(BaseModel):
    """Municipalities, and the names of the areas they belong to."""

    valid_year: int = Field(description="The year whose division this is.", examples=[2024])
    municipalities: list[MunicipalityCodeBody] = Field(description="In order of code.")
    regions: list[AreaCodeBody] = Field(description="In order of code.")
    hospital_districts: list[AreaCodeBody] = Field(description="In order of code.")
    wellbeing_service_counties: list[AreaCodeBody] = Field(description="In order of code.")


@router.head("/life_events", include_in_schema=False)
@router.get("/life_events", summary="Life events", **documented(LifeEvents))
def life_events(request: Request, use_cases: UseCases) -> Response:
    """List the life events that `life_events` and the filter of that name take.

    No credentials are asked. Source: Finnish Service Catalogue (PTV), CC BY 4.0.
    """
    return _life_events(use_cases.code_lists).response(request)


@router.head("/service_classes", include_in_schema=False)
@router.get("/service_classes", summary="Service classes", **documented(ServiceClasses))
def service_classes(request: Request, use_cases: UseCases) -> Response:
    """List the service classes, whose URIs the filter `service_classes` takes and services carry.

    No credentials are asked. Source: Finnish Service Catalogue (PTV), CC BY 4.0.
    """
    return _service_classes(use_cases.code_lists).response(request)


@router.head("/target_groups", include_in_schema=False)
@router.get("/target_groups", summary="Target groups", **documented(TargetGroups))
def target_groups(request: Request, use_cases: UseCases) -> Response:
    """List the target groups that services carry; the filter `target_groups` takes the three at the top.

    No credentials are asked. Source: Finnish Service Catalogue (PTV), CC BY 4.0.
    """
    return _target_groups(use_cases.code_lists).response(request)


@router.head("/municipalities", include_in_schema=False)
@router.get("/municipalities", summary="Municipalities and areas", **documented(Municipalities))
def municipalities(request: Request, use_cases: UseCases) -> Response:
    """List the municipalities with their region, hospital district and wellbeing services county, for area filters.

    No credentials are asked. Source: Statistics Finland, CC BY 4.0.
    """
    return _municipalities(use_cases.code_lists).response(request)


@cache
def _life_events(lists: CodeLists) -> PreparedAnswer:
    return PreparedAnswer.of(LifeEvents(life_events=_codes(lists.life_events)))


@cache
def _service_classes(lists: CodeLists) -> PreparedAnswer:
    return PreparedAnswer.of(ServiceClasses(service_classes=_codes(lists.service_classes)))


@cache
def _target_groups(lists: CodeLists) -> PreparedAnswer:
    return PreparedAnswer.of(TargetGroups(target_groups=_codes(lists.target_groups)))


@cache
def _municipalities(lists: CodeLists) -> PreparedAnswer:
    region = _area_of(lists.region_municipalities)
    hospital_district = _area_of(lists.hospital_district_municipalities)
    wellbeing_county = _area_of(lists.wellbeing_county_municipalities)
    return PreparedAnswer.of(
        Municipalities(
            valid_year=lists.valid_year,
            municipalities=[
                MunicipalityCodeBody(
                    code=code,
                    name=_name(municipality.name),
                    region_code=region(code),
                    hospital_district_code=hospital_district(code),
                    wellbeing_service_county_code=wellbeing_county(code),
                )
                for code, municipality in lists.municipalities.items()
            ],
            regions=_areas(lists.regions),
            hospital_districts=_areas(lists.hospital_districts),
            wellbeing_service_counties=_areas(lists.wellbeing_counties),
        )
    )


def _area_of(members: Mapping[str, frozenset[str]]) -> Callable[[str], str]:
    """Municipality code → code of its area."""
    return {
        municipality: area for area, group in members.items() for municipality in group
    }.__getitem__


def _codes(codes: Mapping[str, Code]) -> list[CodeBody]:
    return [
        CodeBody(
            code=entry.code, uri=entry.uri, name=_name(entry.name), parent_code=entry.parent_code
        )
        for entry in codes.values()
    ]


def _areas(codes: Mapping[str, Code]) -> list[AreaCodeBody]:
    return [AreaCodeBody(code=area.code, name=_name(area.name)) for area in codes.values()]


def _name(name: LocalizedText) -> NameBody:
    """A missing language falls back on another."""
    return NameBody(**{language: localized(name, language) for language in LANGUAGES})

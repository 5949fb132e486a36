"""The situational picture on the wire."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.api.insight_names import InsightNames
from app.domain.insights import SMALLEST_GROUP
from app.domain.meters import METERS
from app.usecases.insights import SituationalPicture

Situations = Annotated[
    int, Field(description="How many situations, rounded down in each cell.", examples=[120])
]


class MonthBody(BaseModel):
    """A month of the picture."""

    month: str = Field(description="The calendar month, in UTC.", examples=["2026-09"])
    situations: Situations


class CountyBody(BaseModel):
    """A wellbeing services county."""

    wellbeing_service_county_code: str = Field(
        description="Its code; empty for situations in no particular one.", examples=["19"]
    )
    name: str = Field(description="Its name.", examples=["Pohjois-Pohjanmaan hyvinvointialue"])
    situations: Situations


class ClientBody(BaseModel):
    """A calling system."""

    client_id: str = Field(
        description="Its id; empty for situations asked without credentials.",
        examples=["3f9ac81b02de4471"],
    )
    name: str = Field(description="Its name.", examples=["Kuntabotti"])
    organisation: str = Field(description="Who answers for it.", examples=["Oulun kaupunki"])
    situations: Situations


class KindBody(BaseModel):
    """A kind of service that was asked for."""

    kind: str = Field(description="Its id in the phrasebook.", examples=["housing-counselling"])
    name: str = Field(description="Its name.", examples=["Asumisneuvonta"])
    service_class: str = Field(description="Its service class.", examples=["P1.1"])
    situations: Situations


class ServiceClassNeeds(BaseModel):
    """A service class in which something was asked for."""

    service_class: str = Field(description="Its code.", examples=["P1.1"])
    name: str = Field(description="Its name.", examples=["Vuokra-asuminen"])
    situations: Situations


class CountedLifeEventBody(BaseModel):
    """A life event that situations told of."""

    life_event: str = Field(description="Its code.", examples=["KE8"])
    name: str = Field(description="Its name.", examples=["Työttömäksi jääminen"])
    situations: Situations


class MeterBody(BaseModel):
    """A 3X10D meter that was low, under 4."""

    meter: str = Field(description="The meter.", examples=["finance"])
    name: str = Field(description="Its name.", examples=["raha-asiat"])
    situations: Situations


class OutcomeBody(BaseModel):
    """What became of the answers. Each situation counts once, however often it was visited or scored."""

    followed_link: int = Field(description="A link was followed.", examples=[45])
    helpful: int = Field(description="The answer as a whole was scored 1.", examples=[20])
    unhelpful: int = Field(description="The answer as a whole was scored -1.", examples=[5])
    helpful_service: int = Field(description="A service in it was scored 1.", examples=[15])
    unhelpful_service: int = Field(description="A service in it was scored -1.", examples=[5])


class InsightsBody(BaseModel):
    """The situational picture. A 0, and whatever is not listed, is none or fewer than five in every cell."""

    smallest_group: int = Field(
        description="In each cell (month, county and client) figures are rounded down to multiples of it.",
        examples=[SMALLEST_GROUP],
    )
    situations: Situations
    months: list[MonthBody] = Field(
        description="From the first month with figures to the last, which appears a week after its end."
    )
    areas: list[CountyBody] = Field(description="By code.")
    clients: list[ClientBody] = Field(description="By id.")
    service_classes: list[ServiceClassNeeds] = Field(
        description="Where help was asked for, the most frequent first. A situation may count in several."
    )
    kinds: list[KindBody] = Field(
        description="What was asked for and recognised with confidence, the most frequent first."
    )
    missing_kinds: list[KindBody] = Field(
        description="What was asked for but missing or far: no service of the kind passed the filters, or the best "
        "service fitted badly."
    )
    life_events: list[CountedLifeEventBody] = Field(description="The most frequent first.")
    low_meters: list[MeterBody] = Field(description="All ten, in the order of the interface.")
    outcomes: OutcomeBody = Field(description="What became of the answers.")


def insights_body(picture: SituationalPicture, names: InsightNames) -> InsightsBody:
    by_month = picture.by("month")
    low_meters = {figure.code: count for figure, count in picture.by_figure("low_meter")}
    return InsightsBody(
        smallest_group=SMALLEST_GROUP,
        situations=picture.total("situations"),
        months=[
            MonthBody(month=month, situations=by_month.get(month, 0)) for month in picture.months
        ],
        areas=[
            CountyBody(
                wellbeing_service_county_code=code, name=names.county(code), situations=count
            )
            for code, count in picture.by("county_code").items()
        ],
        clients=[
            ClientBody(
                client_id=client_id,
                name=names.client(client_id),
                organisation=names.organisation(client_id),
                situations=count,
            )
            for client_id, count in picture.by("client_id").items()
        ],
        service_classes=[
            ServiceClassNeeds(
                service_class=figure.code, name=names.figure(figure), situations=count
            )
            for figure, count in picture.by_figure("service_class")
        ],
        kinds=_kinds(picture, names, "kind"),
        missing_kinds=_kinds(picture, names, "missing_kind"),
        life_events=[
            CountedLifeEventBody(
                life_event=figure.code, name=names.figure(figure), situations=count
            )
            for figure, count in picture.by_figure("life_event")
        ],
        low_meters=[
            MeterBody(meter=meter, name=names.meter(meter), situations=low_meters.get(meter, 0))
            for meter in METERS
        ],
        outcomes=OutcomeBody(
            followed_link=picture.total("followed_link"),
            helpful=picture.total("helpful"),
            unhelpful=picture.total("unhelpful"),
            helpful_service=picture.total("helpful_service"),
            unhelpful_service=picture.total("unhelpful_service"),
        ),
    )


def _kinds(
    picture: SituationalPicture, names: InsightNames, measure: Literal["kind", "missing_kind"]
) -> list[KindBody]:
    return [
        KindBody(
            kind=figure.code,
            name=names.figure(figure),
            service_class=figure.within,
            situations=count,
        )
        for figure, count in picture.by_figure(measure)
    ]

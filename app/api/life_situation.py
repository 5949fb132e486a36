"""The ten 3X10D wellbeing meters on the wire."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictInt, model_validator

from app.domain.meters import METERS

MeterValue = Annotated[StrictInt, Field(ge=0, le=10)]
MeterValues = Annotated[list[MeterValue], Field(max_length=100)]


def _meter(description: str, example: list[int]) -> Any:
    return Field(default_factory=list, description=description, examples=[example])


class LifeSituationMeters(BaseModel):
    """How the person fares on the 3X10D meters, 0 (badly) to 10 (well).

    At least one meter must be named. Several values of a meter are averaged; an empty list counts as not given.
    """

    model_config = ConfigDict(extra="forbid")

    working_studying: MeterValues = _meter("Work or studies (*työ tai opiskelu*).", [3])
    family: MeterValues = _meter("Family (*perhe*).", [6])
    friends: MeterValues = _meter("Friends (*ystävät*).", [5])
    health: MeterValues = _meter("Health (*terveys*).", [4])
    improvement_of_strengths: MeterValues = _meter(
        "Developing one's strengths (*itsensä kehittäminen*).", [5]
    )
    housing: MeterValues = _meter("Housing (*asuminen*).", [8])
    finance: MeterValues = _meter("Money matters (*raha-asiat*).", [2, 3])
    self_esteem: MeterValues = _meter("Self-esteem (*itsetunto*).", [5])
    resilience: MeterValues = _meter("Overcoming difficulties (*vaikeuksien voittaminen*).", [4])
    life_satisfaction: MeterValues = _meter("Satisfaction with life (*tyytyväisyys elämään*).", [4])

    @model_validator(mode="after")
    def some_meter_is_named(self) -> "LifeSituationMeters":
        if not self.model_fields_set:
            raise ValueError("At least one meter must be given")
        return self

    def means(self) -> dict[str, float]:
        """Mean value, 0..10, of each meter that has values."""
        return {meter: sum(values) / len(values) for meter, values in self if values}


def no_meters() -> LifeSituationMeters:
    """For a body that names none. Its lists are given: to look up ten defaults takes pydantic milliseconds."""
    return LifeSituationMeters.model_construct(set(), **{meter: [] for meter in METERS})

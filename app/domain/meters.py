"""The ten wellbeing meters of 3X10D (Diaconia University of Applied Sciences), in the order used everywhere."""

from typing import Final

METERS: Final[tuple[str, ...]] = (
    "working_studying",
    "family",
    "friends",
    "health",
    "improvement_of_strengths",
    "housing",
    "finance",
    "self_esteem",
    "resilience",
    "life_satisfaction",
)

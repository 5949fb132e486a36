"""How much the service is used, without anybody in it."""

from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageGroup:
    """What is counted together. day is in UTC; the calling system's names are empty where no credentials were asked."""

    day: date
    calling_organisation: str
    calling_service: str
    path: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageCounts:
    """Recommendations and what became of them.

    empty_answers suggested no service. Answers are scored as a whole, services each on its own; followed_links counts
    every visit.
    """

    recommendations: int = 0
    empty_answers: int = 0
    helpful_answers: int = 0
    unhelpful_answers: int = 0
    helpful_services: int = 0
    unhelpful_services: int = 0
    followed_links: int = 0

    def __add__(self, other: "UsageCounts") -> "UsageCounts":
        return UsageCounts(
            **{
                count.name: getattr(self, count.name) + getattr(other, count.name)
                for count in fields(self)
            }
        )

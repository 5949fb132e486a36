"""Three life situations to try the interface with, one in each language: what the documentation pages offer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi.openapi.models import Example

from app.domain.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a person tells, on the meters and in their own words, and where they live.

    Every one holds more than one need; codes are of the code lists, and the sample catalogue has services for it.
    """

    summary: str
    language: Language
    text: str
    meters: Mapping[str, list[int]]
    filters: Mapping[str, list[str]]
    life_event_codes: tuple[str, ...] = ()


SITUATIONS: Final[Mapping[str, Situation]] = {
    "home_is_not_safe": Situation(
        summary="In Finnish: home is not safe, the children are afraid and the rent is unpaid",
        language="fi",
        text="Mies löi taas eilen enkä uskalla mennä kotiin. Lapset pelkäävät, ja vuokrakin on maksamatta.",
        meters={"family": [1], "resilience": [2, 3], "finance": [2], "housing": [3]},
        filters={"municipality_codes": ["564"]},
    ),
    "dismissed_and_caring": Situation(
        summary="In Swedish: dismissed, with bills unpaid and a mother whose memory fails",
        language="sv",
        text="Jag blev uppsagd i våras och räkningarna hopar sig. Mamma har börjat glömma saker och jag orkar inte "
        "sköta henne ensam.",
        meters={
            "working_studying": [2],
            "finance": [1, 2],
            "family": [4],
            "life_satisfaction": [3],
        },
        filters={
            "wellbeing_service_county_codes": ["17"],
            "funding_type": ["PubliclyFunded"],
        },
        life_event_codes=("KE8",),
    ),
    "new_in_finland": Situation(
        summary="In English: new in Finland, expecting a child and looking for a language course",
        language="en",
        text="We moved to Helsinki for my job last month and my wife is pregnant. She would like to learn Finnish and "
        "find work too, and we do not know which papers we still need.",
        meters={"friends": [3], "working_studying": [6], "improvement_of_strengths": [4]},
        filters={"municipality_codes": ["091"], "target_groups": ["KR1"]},
        life_event_codes=("KE5", "KE1"),
    ),
}


def _examples(bodies: Mapping[str, Mapping[str, Any]]) -> dict[str, Example]:
    return {
        name: {"summary": SITUATIONS[name].summary, "value": dict(body)}
        for name, body in bodies.items()
    }


TEXT_SEARCH_EXAMPLES: Final = _examples(
    {
        name: {
            "search_text": each.text,
            "language": each.language,
            "service_filters": each.filters,
            "limit": 5,
        }
        for name, each in SITUATIONS.items()
    }
)

SITUATION_EXAMPLES: Final = _examples(
    {
        name: {
            "life_situation": each.text,
            "life_situation_meters": each.meters,
            **({"life_events": list(each.life_event_codes)} if each.life_event_codes else {}),
            "language": each.language,
            "service_filters": each.filters,
            "limit": 5,
            "explain": True,
        }
        for name, each in SITUATIONS.items()
    }
)
"""Bodies of recommend_service, and of any other operation that takes the same."""

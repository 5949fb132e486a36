"""What the ten meters are called in each language."""

from collections.abc import Mapping
from typing import Final

from app.domain.language import Language

METER_NAMES: Final[Mapping[Language, Mapping[str, str]]] = {
    "fi": {
        "working_studying": "työ ja opiskelu",
        "family": "perhe",
        "friends": "ystävät",
        "health": "terveys",
        "improvement_of_strengths": "itsensä kehittäminen",
        "housing": "asuminen",
        "finance": "raha-asiat",
        "self_esteem": "itsetunto",
        "resilience": "vaikeuksien voittaminen",
        "life_satisfaction": "tyytyväisyys elämään",
    },
    "sv": {
        "working_studying": "arbete och studier",
        "family": "familj",
        "friends": "vänner",
        "health": "hälsa",
        "improvement_of_strengths": "personlig utveckling",
        "housing": "boende",
        "finance": "ekonomi",
        "self_esteem": "självkänsla",
        "resilience": "att klara svårigheter",
        "life_satisfaction": "tillfredsställelse med livet",
    },
    "en": {
        "working_studying": "work and studies",
        "family": "family",
        "friends": "friends",
        "health": "health",
        "improvement_of_strengths": "personal development",
        "housing": "housing",
        "finance": "money matters",
        "self_esteem": "self-esteem",
        "resilience": "overcoming difficulties",
        "life_satisfaction": "satisfaction with life",
    },
}

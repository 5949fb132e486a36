"""The smallest valid body of each endpoint that takes one, and what breaks the contract in any of them."""

from typing import Any

from tests.builders import service_id
from tests.network.catalogue import E_CHANNEL
from tests.network.network import (
    FEEDBACK,
    RECOMMEND_SERVICE,
    SESSION_ATTRIBUTES,
    TEXT_SEARCH,
    TRANSLATE_SERVICE,
    TRANSLATE_TEXT,
)

Body = dict[str, Any]

BODIES: dict[str, Body] = {
    RECOMMEND_SERVICE: {"life_situation_meters": {"finance": [2]}},
    TEXT_SEARCH: {"search_text": "vuokra on rästissä"},
    FEEDBACK: {"auroraai_recommendation_id": 1, "feedback_score": 1},
    SESSION_ATTRIBUTES: {"service_channel_id": E_CHANNEL, "session_attributes": {"age": 34}},
}
"""Bodies of the endpoints that judge a body whatever else is configured."""

TRANSLATION_BODIES: dict[str, Body] = {
    TRANSLATE_TEXT: {"source_language": "sv", "search_text": "hyran är obetald"},
    TRANSLATE_SERVICE: {"target_language": "sv", "service_id": service_id(1)},
}

NOT_INTEGERS: tuple[object, ...] = ("5", 1.5, 5.0, True, None, [], {})
NOT_BOOLEANS: tuple[object, ...] = (1, 0, "true", None, [])
NOT_TEXTS: tuple[object, ...] = (5, True, None, ["a"], {})
NOT_OBJECTS: tuple[object, ...] = (None, [], "{}", 1, True)
NOT_UUIDS: tuple[object, ...] = (
    "",
    "1",
    "3668d250cd8045c4abcc9b2d3a2b3e42",
    "3668d250-cd80-15c4-abcc-9b2d3a2b3e42",
    "3668d250-cd80-45c4-abcc-9b2d3a2b3e4g",
    "3668d250-cd80-45c4-abcc-9b2d3a2b3e42 ",
    1,
    None,
)


def changed(path: str, **fields: object) -> Body:
    """The endpoint's body with fields added or replaced."""
    return {**BODIES[path], **fields}

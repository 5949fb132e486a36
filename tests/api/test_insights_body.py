"""What the published document shows as examples of insights is what the service would really answer."""

from typing import Any

import pytest

from app.api.insight_names import InsightNames
from app.api.insights_body import CountyBody, InsightsBody
from app.catalogue.codelist_files import load_code_lists
from app.domain.insights import Figure, Measure
from app.life_events import load_life_events
from app.phrasebook import load_phrasebook
from app.usecases.insights import SituationalPicture
from tests.document import described

KINDS = {kind.kind_id: kind for kind in load_phrasebook()}
NAMES = InsightNames(
    SituationalPicture(
        months=(),
        figures=(),
        clients={},
        kind_names={kind_id: kind.name for kind_id, kind in KINDS.items()},
        life_event_names={event.life_event_id: event.name for event in load_life_events()},
    ),
    load_code_lists(),
    "fi",
)
LISTS: dict[str, tuple[Measure, str]] = {
    "kinds": ("kind", "kind"),
    "service_classes": ("service_class", "service_class"),
    "life_events": ("life_event", "life_event"),
    "low_meters": ("low_meter", "meter"),
}


def example(list_name: str) -> dict[str, Any]:
    """The example of one entry of a list of the answer."""
    (body,) = InsightsBody.model_fields[list_name].annotation.__args__  # type: ignore[union-attr]
    return {name: field.examples[0] for name, field in body.model_fields.items() if field.examples}


@pytest.mark.parametrize("list_name", LISTS)
def test_example_bears_the_name_of_its_code(list_name: str) -> None:
    measure, field = LISTS[list_name]
    shown = example(list_name)
    assert shown["name"] == NAMES.figure(Figure(measure, shown[field]))
    assert shown["name"] != shown[field]


def test_example_of_a_kind_is_of_its_class_also_in_the_table() -> None:
    shown = example("kinds")
    assert KINDS[shown["kind"]].service_class_code == shown["service_class"]
    content = described()["paths"]["/insights"]["get"]["responses"]["200"]["content"]
    row = content["text/csv"]["example"].splitlines()[1].split(",")
    county = CountyBody.model_fields
    assert [row[1]] == county["wellbeing_service_county_code"].examples
    assert row[2] == NAMES.county(row[1])
    assert [row[2]] == county["name"].examples
    assert row[6:9] == [shown["kind"], shown["name"], shown["service_class"]]

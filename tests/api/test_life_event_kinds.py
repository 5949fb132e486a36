from fastapi.testclient import TestClient

from app.life_events import load_life_events
from app.phrasebook import load_phrasebook

PATH = "/life_events/kinds"


def test_life_events_stand_with_their_kinds_and_what_comes_next(api: TestClient) -> None:
    answer = api.get(PATH).json()
    assert answer["life_events"] == [
        {
            "life_event": event.life_event_id,
            "codes": list(event.ptv_codes),
            "name": dict(event.name),
            "kinds": list(event.kind_ids),
            "next_kinds": list(event.next_kind_ids),
        }
        for event in load_life_events()
    ]


def test_every_named_kind_is_told_once_in_three_languages(api: TestClient) -> None:
    answer = api.get(PATH).json()
    kinds = {each["kind"]: each["name"] for each in answer["kinds"]}
    assert len(kinds) == len(answer["kinds"])
    assert set(kinds) == {
        kind for event in answer["life_events"] for kind in (*event["kinds"], *event["next_kinds"])
    }
    names = {kind.kind_id: dict(kind.name) for kind in load_phrasebook()}
    assert kinds == {kind: names[kind] for kind in kinds}


def test_life_event_kinds_are_open_data_to_be_cached(secured_api: TestClient) -> None:
    response = secured_api.get(PATH)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "public, max-age=3600"
    assert response.headers["access-control-allow-origin"] == "*"
    etag = response.headers["etag"]
    again = secured_api.get(PATH, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert secured_api.head(PATH).status_code == 200


def test_ptv_codes_stay_as_they_were(api: TestClient) -> None:
    assert list(api.get("/life_events").json()) == ["life_events"]

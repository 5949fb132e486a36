from pathlib import Path

import pytest

from app.domain.phrasebook import Kind
from app.errors import NotFound
from app.storage.database import Database
from app.usecases.phrasebook_removal import remove_entry
from tests.builders import make_kind, make_local_service, make_query, service_id
from tests.usecases.small_index import make_build_index, make_find_services, store

JOBS = make_kind("job-brokering", name={"fi": "Rekrytointi"}, utterances={}, keywords={})
WORD = Kind(kind_id=JOBS.kind_id, service_class_code="", name={}, keywords={"fi": ("työkkäri",)})
SERVICES = [
    make_local_service(1, name={"fi": "Velkaneuvonta"}, summary={"fi": "Neuvoja laskuihin."}),
    make_local_service(2, name={"fi": "Rekrytointi"}, summary={"fi": "Apua paikan etsintään."}),
]


def test_removed_word_finds_its_service_no_more_and_the_shipped_kind_stays(
    database: Database, tmp_path: Path
) -> None:
    store(database, SERVICES)
    build_index = make_build_index(database, tmp_path / "index", (make_kind(), JOBS))

    def first_found(text: str) -> str:
        assert build_index.bring_up_to_date()
        return make_find_services(tmp_path / "index")(make_query(text)).services[0].service_id

    with database.open_stores() as stores:
        stores.phrasebook.put([WORD])
    assert first_found("työkkäri") == service_id(2)
    assert remove_entry(database, JOBS.kind_id) == WORD
    assert first_found("työkkäri") == service_id(1)
    found = make_find_services(tmp_path / "index")(make_query("rekrytointi")).services
    assert found[0].service_id == service_id(2)


def test_kind_without_an_entry_of_its_own_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        remove_entry(database, JOBS.kind_id)

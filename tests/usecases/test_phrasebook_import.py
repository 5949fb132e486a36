import json
from pathlib import Path

import pytest

from app.errors import CatalogueFileError
from app.phrasebook import load_phrasebook
from app.storage.change_counts import ChangeCounts
from app.storage.database import Database
from app.usecases.phrasebook_import import import_phrasebook
from tests.builders import make_kind, make_local_service, make_query, service_id
from tests.usecases.catalogue_files import write_lines
from tests.usecases.small_index import make_build_index, make_find_services, store

JOBS = make_kind(
    "job-brokering",
    service_class_code="P13.1",
    name={"fi": "Rekrytointi"},
    summary={"fi": "Apua paikan löytämiseen."},
    utterances={"fi": ("sain potkut",)},
    keywords={},
)
SERVICES = [
    make_local_service(1, name={"fi": "Velkaneuvonta"}, summary={"fi": "Neuvoja laskuihin."}),
    make_local_service(2, name={"fi": "Rekrytointi"}, summary={"fi": "Apua paikan etsintään."}),
    make_local_service(3, name={"fi": "Kansalaisopisto"}, summary={"fi": "Kursseja aikuisille."}),
]
ADDITION = {
    "kind": "job-brokering",
    "class": "P13.1",
    "name": {"fi": "Rekrytointi"},
    "keywords": {"fi": ["työkkäri"]},
}


def test_word_added_to_a_kind_finds_the_services_of_that_kind(
    database: Database, tmp_path: Path
) -> None:
    """The word has no spelling in common with the service: only the phrasebook leads from it to the right one."""
    store(database, SERVICES)
    build_index = make_build_index(database, tmp_path / "index", (make_kind(), JOBS))
    build_index.bring_up_to_date()
    query = make_query("työkkäri")
    before = make_find_services(tmp_path / "index")(query).services
    assert before[0].service_id != service_id(2)
    import_phrasebook(database, [write_lines(tmp_path / "additions.jsonl", [ADDITION])])
    assert build_index.bring_up_to_date()
    after = make_find_services(tmp_path / "index")(query).services
    assert after[0].service_id == service_id(2)


def test_import_reports_added_updated_and_unchanged_kinds(
    database: Database, tmp_path: Path
) -> None:
    shipped = load_phrasebook()[0].kind_id
    first = write_lines(
        tmp_path / "first.jsonl", [{"kind": shipped, "keywords": {"fi": ["työkkäri"]}}]
    )
    assert import_phrasebook(database, [first]) == ChangeCounts(added=1)
    assert import_phrasebook(database, [first]) == ChangeCounts(unchanged=1)
    changed = write_lines(
        tmp_path / "second.jsonl",
        [
            {"kind": shipped, "keywords": {"fi": ["te-toimisto"]}},
            {"kind": "own-kind", "class": "P1", "name": {"fi": "Oma laji"}},
        ],
    )
    assert import_phrasebook(database, [first, changed]) == ChangeCounts(added=1, updated=1)
    with database.open_stores(read_only=True) as stores:
        entries = {entry.kind_id: entry for entry in stores.phrasebook.entries()}
    assert entries[shipped].keywords == {"fi": ("työkkäri", "te-toimisto")}
    assert entries["own-kind"].name == {"fi": "Oma laji"}


@pytest.mark.parametrize(
    "bad_line",
    [
        "{",
        json.dumps({"kind": "Bad Kind"}),
        json.dumps({"kind": "unheard-of", "keywords": {"fi": ["salainen sana"]}}),
        json.dumps({"kind": "a-kind", "keyword": {"fi": ["salainen sana"]}}),
    ],
    ids=["not JSON", "ill-formed kind", "new kind without name", "unknown key"],
)
def test_one_bad_entry_means_that_nothing_is_imported(
    database: Database, tmp_path: Path, bad_line: str
) -> None:
    shipped = load_phrasebook()[0].kind_id
    good = write_lines(tmp_path / "good.jsonl", [{"kind": shipped, "keywords": {"sv": ["ord"]}}])
    bad = write_lines(tmp_path / "bad.jsonl", [bad_line])
    with pytest.raises(CatalogueFileError) as refusal:
        import_phrasebook(database, [good, bad])
    assert "salainen sana" not in refusal.value.detail
    with database.open_stores(read_only=True) as stores:
        assert list(stores.phrasebook.entries()) == []
        assert stores.catalogue.version() == 0


def test_missing_file_is_reported(database: Database, tmp_path: Path) -> None:
    with pytest.raises(CatalogueFileError, match=r"missing\.jsonl"):
        import_phrasebook(database, [tmp_path / "missing.jsonl"])


def test_relation_to_an_unknown_kind_is_refused_and_nothing_is_imported(
    database: Database, tmp_path: Path
) -> None:
    shipped, other = (kind.kind_id for kind in load_phrasebook()[:2])
    entries = [
        {"kind": shipped, "related": {other: 0.5}},
        {"kind": other, "related": {"no-such-kind": 0.5}},
    ]
    file = write_lines(tmp_path / "related.jsonl", entries)
    with pytest.raises(CatalogueFileError, match="no-such-kind"):
        import_phrasebook(database, [file])
    with database.open_stores() as stores:
        assert list(stores.phrasebook.entries()) == []


def test_relation_to_a_kind_imported_before_is_known(database: Database, tmp_path: Path) -> None:
    import_phrasebook(database, [write_lines(tmp_path / "first.jsonl", [ADDITION])])
    related = [{"kind": load_phrasebook()[0].kind_id, "related": {"job-brokering": 0.5}}]
    assert import_phrasebook(
        database, [write_lines(tmp_path / "second.jsonl", related)]
    ) == ChangeCounts(added=1)

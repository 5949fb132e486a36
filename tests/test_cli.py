import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.domain.insights import Situation, month_of
from app.domain.meters import METERS
from app.storage.database import Database
from tests.builders import make_kind, make_life_event, service_id
from tests.catalogue.ptv_records import ptv_channel
from tests.catalogue.ptv_server import FakePtv, serving_ptv
from tests.past import NOON, Past
from tests.situations import put_situations
from tests.usecases.catalogue_files import (
    numbered_service,
    write_array,
    write_lines,
    write_truncated_gzip,
)

SECRET = "Kielletty sisältö"
UNREACHABLE_DATABASE = "postgresql+psycopg://reader:hemlig@127.0.0.1:1/revontuli"

pytestmark = pytest.mark.usefixtures("quiet_logs")


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    exit_code: int
    stdout: str
    stderr: str


Run = Callable[..., Outcome]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def revontuli(
    data_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run a command in this process, over an empty data folder, without a model and with a phrasebook of one kind."""
    for name in [name for name in os.environ if name.startswith("REVONTULI_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REVONTULI_DATA_DIR", str(data_dir))
    monkeypatch.setenv("REVONTULI_EMBEDDING_MODEL", "hashing")
    monkeypatch.setattr("app.wiring.load_phrasebook", lambda: (make_kind(),))
    monkeypatch.setattr("app.wiring.load_life_events", lambda: (make_life_event(),))

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["revontuli", *map(str, arguments)])
        exit_code: object = 0
        try:
            cli.main()
        except SystemExit as stop:
            exit_code = stop.code or 0
        captured = capsys.readouterr()
        assert isinstance(exit_code, int)
        return Outcome(exit_code, captured.out, captured.err)

    return run


@pytest.fixture
def services_file(tmp_path: Path) -> Path:
    """Two services called housing advice."""
    return write_array(tmp_path / "services.json", [numbered_service(1), numbered_service(2)])


def json_of(outcome: Outcome) -> Any:
    """What a command run with --json printed."""
    assert outcome.exit_code == 0, outcome.stderr
    return json.loads(outcome.stdout)


def assert_fails_with_one_line(outcome: Outcome, *words: str) -> None:
    assert outcome.exit_code == 1
    assert outcome.stdout == ""
    (line,) = [line for line in outcome.stderr.splitlines() if line.startswith("revontuli: ")]
    assert outcome.stderr.splitlines()[-1] == line
    assert "Traceback" not in outcome.stderr
    for word in words:
        assert word in line


class TestUsage:
    @pytest.mark.parametrize(
        "arguments",
        [
            ("sing",),
            ("serve", "--port", "notanumber"),
            ("serve", "--port", "70000"),
            ("serve", "--workers", "0"),
            ("catalogue", "import"),
            ("catalogue", "meters"),
            ("catalogue", "fetch", "--municipality", "Oulu"),
            ("catalogue", "fetch", "--municipality", "564", "--municipality", "999"),
            ("catalogue", "fetch", "--since", "yesterday"),
            ("catalogue", "fetch", "--base-url", "ptv.example.org"),
            ("catalogue", "fetch", "--base-url", "https://ptv.example.org:port/"),
            ("catalogue", "fetch", "--base-url", "https://ptv.example.org/?page=2"),
            ("phrasebook", "import"),
            ("phrasebook", "remove"),
            ("life-events", "import"),
            ("life-events", "remove"),
            ("client", "add", "Botti"),
            ("client", "add", "--organisation", "Oulu"),
            ("client", "add", "Botti", "--organisation", "Oulu", "--role", "king"),
            ("client", "revoke"),
            ("evaluate",),
            ("evaluate", "queries.jsonl", "--json", "--compare", "run.json"),
            ("purge", "--older-than", "-1"),
            ("purge", "--older-than", "36501"),
            ("purge", "--older-than", "1.5"),
            ("purge", "90"),
            ("catalogue", "info", "--yaml"),
        ],
        ids=" ".join,
    )
    def test_wrong_usage_exits_with_2_and_opens_nothing(
        self, revontuli: Run, data_dir: Path, arguments: Sequence[str]
    ) -> None:
        outcome = revontuli(*arguments)
        assert outcome.exit_code == 2
        assert "Usage" in outcome.stderr
        assert "Traceback" not in outcome.stderr
        assert not data_dir.exists()

    @pytest.mark.parametrize(
        "command",
        [
            (),
            ("serve",),
            ("catalogue",),
            ("catalogue", "import"),
            ("catalogue", "fetch"),
            ("catalogue", "meters"),
            ("catalogue", "info"),
            ("phrasebook", "import"),
            ("phrasebook", "remove"),
            ("life-events", "import"),
            ("life-events", "remove"),
            ("client", "add"),
            ("client", "list"),
            ("client", "revoke"),
            ("client", "rotate"),
            ("channel", "support"),
            ("channel", "list"),
            ("index", "rebuild"),
            ("evaluate",),
            ("rerank",),
            ("rerank", "train"),
            ("openapi",),
        ],
        ids=" ".join,
    )
    def test_every_command_has_help(self, revontuli: Run, command: Sequence[str]) -> None:
        outcome = revontuli(*command, "--help")
        assert outcome.exit_code == 0
        assert "Usage" in outcome.stdout

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org"])
    def test_serve_dev_refuses_any_address_but_loopback(
        self, revontuli: Run, data_dir: Path, host: str
    ) -> None:
        outcome = revontuli("serve", "--dev", "--host", host)
        assert outcome.exit_code == 2
        assert "loopback" in outcome.stderr
        assert not data_dir.exists()
        assert "REVONTULI_REQUIRE_AUTH" not in os.environ


class TestSettings:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("REVONTULI_VECTOR_INDEX", "cupboard"),
            ("REVONTULI_REQUIRE_AUTH", "perhaps"),
            ("REVONTULI_PUBLIC_BASE_URL", "ftp://example.org"),
            ("REVONTULI_DATABASE_URL", "mysql://example.org/revontuli"),
            ("REVONTULI_LOG_LEVEL", "LOUD"),
        ],
    )
    @pytest.mark.parametrize("command", [("catalogue", "info"), ("serve",)], ids=" ".join)
    def test_wrong_value_is_one_clear_line(
        self,
        revontuli: Run,
        monkeypatch: pytest.MonkeyPatch,
        command: Sequence[str],
        name: str,
        value: str,
    ) -> None:
        monkeypatch.setenv(name, value)
        assert_fails_with_one_line(revontuli(*command), name)

    def test_unreachable_database_is_one_line_without_its_address(
        self, revontuli: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("REVONTULI_DATABASE_URL", UNREACHABLE_DATABASE)
        outcome = revontuli("client", "list")
        assert_fails_with_one_line(outcome, "database")
        assert "hemlig" not in outcome.stderr
        assert "127.0.0.1" not in outcome.stderr

    def test_data_folder_that_cannot_be_made_is_one_line(
        self, revontuli: Run, data_dir: Path
    ) -> None:
        data_dir.touch()
        assert_fails_with_one_line(revontuli("client", "list"), "folder")

    def test_missing_model_is_one_line(
        self, revontuli: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("REVONTULI_EMBEDDING_MODEL", str(tmp_path / "no-model"))
        assert_fails_with_one_line(revontuli("index", "rebuild"), "no-model")


class TestCatalogueImport:
    def test_import_says_what_it_did_and_brings_the_index_up_to_date(
        self, revontuli: Run, services_file: Path, tmp_path: Path
    ) -> None:
        channels = write_array(tmp_path / "channels.json", [ptv_channel()])
        outcome = revontuli("catalogue", "import", services_file, channels)
        assert outcome.exit_code == 0
        assert outcome.stdout.splitlines() == [
            "channels: added 1, updated 0, unchanged 0, archived 0",
            "services: added 2, updated 0, unchanged 0, archived 0",
            "total: added 3, updated 0, unchanged 0, archived 0, rejected 0",
        ]
        info = json_of(revontuli("catalogue", "info", "--json"))
        assert info["index"]["services"] == info["catalogue"]["services"] == 2

    def test_progress_is_plain_lines_where_there_is_no_terminal(
        self, revontuli: Run, services_file: Path
    ) -> None:
        stderr = revontuli("catalogue", "import", services_file).stderr
        for label, count in (("services.json", r"2 done"), ("search index", r"\d+ done")):
            assert re.search(rf"^(.*{label}) …\n(?s:.*)^\1: {count}\n", stderr, re.MULTILINE)
        assert "\r" not in stderr
        assert "\x1b" not in stderr

    def test_import_again_changes_nothing_and_builds_nothing(
        self, revontuli: Run, services_file: Path
    ) -> None:
        revontuli("catalogue", "import", services_file)
        outcome = revontuli("catalogue", "import", services_file)
        assert outcome.exit_code == 0
        assert "unchanged 2" in outcome.stdout
        assert "Building" not in outcome.stderr

    def test_rejections_are_reported_and_the_rest_imported(
        self, revontuli: Run, tmp_path: Path
    ) -> None:
        lines = [numbered_service(1), '{"id": ', {"serviceNames": SECRET}, numbered_service(4)]
        file = write_lines(tmp_path / "mixed.jsonl", lines)
        outcome = revontuli("catalogue", "import", file)
        assert outcome.exit_code == 0
        assert f"{file}: record 2 rejected: not JSON" in outcome.stderr
        assert f"{file}: record 3 rejected: id is missing" in outcome.stderr
        assert outcome.stdout.splitlines()[-1].endswith(
            "added 2, updated 0, unchanged 0, archived 0, rejected 2"
        )
        assert SECRET not in outcome.stdout + outcome.stderr

    def test_strict_import_with_a_rejection_fails_and_imports_nothing(
        self, revontuli: Run, tmp_path: Path
    ) -> None:
        file = write_lines(tmp_path / "mixed.jsonl", [numbered_service(1), {}])
        outcome = revontuli("catalogue", "import", "--strict", file)
        assert outcome.exit_code == 1
        assert "record 2 rejected" in outcome.stderr
        assert outcome.stderr.splitlines()[-1] == (
            "revontuli: nothing was imported, because --strict allows no rejection"
        )
        assert "added 0" in outcome.stdout
        info = json_of(revontuli("catalogue", "info", "--json"))
        assert info["catalogue"]["services"] == 0

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (None, "no such file"),
            (b"", "empty"),
            (b"[{", "not JSON"),
            (b"\xff\xfe[", "not UTF-8"),
            (b"7", "neither PTV records"),
            (b"\x1f\x8b\x08not gzip", ""),
        ],
        ids=["missing", "empty", "broken", "not UTF-8", "a number", "bad gzip"],
    )
    def test_unusable_file_fails_with_one_line(
        self, revontuli: Run, tmp_path: Path, content: bytes | None, reason: str
    ) -> None:
        file = tmp_path / "catalogue.json"
        if content is not None:
            file.write_bytes(content)
        outcome = revontuli("catalogue", "import", file)
        assert_fails_with_one_line(outcome, "catalogue.json", reason)

    def test_truncated_archive_fails_and_leaves_the_catalogue(
        self, revontuli: Run, services_file: Path, tmp_path: Path
    ) -> None:
        revontuli("catalogue", "import", services_file)
        before = json_of(revontuli("catalogue", "info", "--json"))
        records = [numbered_service(number) for number in range(3, 300)]
        truncated = write_truncated_gzip(tmp_path / "truncated.jsonl.gz", records)
        assert_fails_with_one_line(revontuli("catalogue", "import", truncated), "ends too early")
        after = json_of(revontuli("catalogue", "info", "--json"))
        assert after["catalogue"] == before["catalogue"]


class TestCatalogueFetch:
    @pytest.fixture
    def ptv(self) -> Iterator[FakePtv]:
        services = [numbered_service(number) for number in (1, 2)]
        with serving_ptv(services=services, channels=[ptv_channel()]) as served:
            yield served

    def test_fetch_says_what_it_did_and_brings_the_index_up_to_date(
        self, revontuli: Run, ptv: FakePtv
    ) -> None:
        outcome = revontuli("catalogue", "fetch", "--base-url", ptv.base_url)
        assert outcome.exit_code == 0, outcome.stderr
        assert outcome.stdout.splitlines() == [
            "channels: added 1, updated 0, unchanged 0, archived 0",
            "services: added 2, updated 0, unchanged 0, archived 0",
            "total: added 3, updated 0, unchanged 0, archived 0, rejected 0",
        ]
        assert "Reading services: 2 done" in outcome.stderr
        info = json_of(revontuli("catalogue", "info", "--json"))
        assert info["index"]["services"] == info["catalogue"]["services"] == 2

    def test_fetch_passes_municipalities_and_date_on(self, revontuli: Run, ptv: FakePtv) -> None:
        options = ["--municipality", "091", "--municipality", "564", "--since", "2026-11-20"]
        outcome = revontuli("catalogue", "fetch", "--base-url", ptv.base_url, *options)
        assert outcome.exit_code == 0, outcome.stderr
        assert [asked for asked in ptv.asked if "/code/" in asked] == [
            f"Service/area/Municipality/code/{code}"
            "?includeWholeCountry=true&date=2026-11-20T00:00:00&page=1"
            for code in ("091", "564")
        ]

    def test_fetch_from_where_nothing_is_fails_with_one_line(
        self, revontuli: Run, ptv: FakePtv
    ) -> None:
        outcome = revontuli("catalogue", "fetch", "--base-url", f"{ptv.base_url}/Service/old")
        assert_fails_with_one_line(outcome, "is the base URL right?")

    def test_fetch_of_an_unusable_record_reports_it(self, revontuli: Run, ptv: FakePtv) -> None:
        ptv.services[0]["fundingType"] = SECRET
        outcome = revontuli("catalogue", "fetch", "--base-url", ptv.base_url)
        assert outcome.exit_code == 0
        assert f"PTV service {service_id(1)} rejected: fundingType is neither" in outcome.stderr
        assert outcome.stdout.splitlines()[-1].endswith("rejected 1")
        assert SECRET not in outcome.stdout + outcome.stderr


class TestCatalogueInfo:
    def test_info_of_an_empty_catalogue(self, revontuli: Run, data_dir: Path) -> None:
        outcome = revontuli("catalogue", "info")
        assert outcome.exit_code == 0
        assert "services           0 (0 archived)" in outcome.stdout
        assert "embedding model    hashing (" in outcome.stdout
        assert "none yet" in outcome.stdout
        assert (data_dir / "revontuli.db").exists()

    def test_info_as_json(self, revontuli: Run, services_file: Path) -> None:
        revontuli("catalogue", "import", services_file)
        info = json_of(revontuli("catalogue", "info", "--json"))
        assert info.keys() == {"catalogue", "embedding_model", "index"}
        assert info["catalogue"]["by_language"] == {"fi": 2, "sv": 0, "en": 0}


def test_meters_are_imported_and_bad_rows_reported(
    revontuli: Run, services_file: Path, tmp_path: Path
) -> None:
    revontuli("catalogue", "import", services_file)
    file = tmp_path / "meters.csv"
    rows = [
        ",".join(("service_id", *METERS)),
        ",".join((service_id(1), "1", *["0"] * 9)),
        ",".join((service_id(2), "7", *["0"] * 9)),
    ]
    file.write_text("\n".join(rows), encoding="utf-8")
    outcome = revontuli("catalogue", "meters", file)
    assert outcome.exit_code == 0
    assert outcome.stdout == "profiles: added 1, updated 0, unchanged 0, rejected 1\n"
    assert "meters.csv: line 3 rejected" in outcome.stderr
    info = json_of(revontuli("catalogue", "info", "--json"))
    assert info["index"]["expert_profiles"] == 1
    assert_fails_with_one_line(revontuli("catalogue", "meters", tmp_path / "missing.csv"))


def test_phrasebook_entries_are_imported_and_reach_the_index(
    revontuli: Run, services_file: Path, tmp_path: Path
) -> None:
    revontuli("catalogue", "import", services_file)
    entry = {"kind": "own-kind", "class": "P1", "name": {"fi": "Oma laji"}}
    file = write_lines(tmp_path / "entries.jsonl", [entry])
    outcome = revontuli("phrasebook", "import", file)
    assert outcome.exit_code == 0
    assert outcome.stdout == "kinds: added 1, updated 0, unchanged 0\n"
    info = json_of(revontuli("catalogue", "info", "--json"))
    assert info["index"]["kinds"] == 2
    bad = write_lines(tmp_path / "bad.jsonl", [{"kind": "unheard-of", "name": {"fi": SECRET}}])
    failure = revontuli("phrasebook", "import", bad)
    assert_fails_with_one_line(failure, "unheard-of")
    assert SECRET not in failure.stderr


def test_imported_entry_is_removed_and_printed_to_be_imported_again(
    revontuli: Run, tmp_path: Path
) -> None:
    entry = {"kind": "own-kind", "class": "P1", "name": {"fi": "Öljyn jäljet"}}
    file = write_lines(tmp_path / "entries.jsonl", [entry])
    assert revontuli("phrasebook", "import", file).exit_code == 0
    removed = revontuli("phrasebook", "remove", "own-kind")
    assert removed.exit_code == 0
    assert "Öljyn jäljet" in removed.stdout
    assert json.loads(removed.stdout) == entry
    assert json_of(revontuli("catalogue", "info", "--json"))["index"]["kinds"] == 1
    assert_fails_with_one_line(revontuli("phrasebook", "remove", "own-kind"), "No imported entry")


def test_life_events_are_imported_reach_the_index_and_are_removed_again(
    revontuli: Run, services_file: Path, tmp_path: Path
) -> None:
    revontuli("catalogue", "import", services_file)
    entry = {
        "life_event": "own-event",
        "name": {"fi": "Öljyvahinko"},
        "kinds": ["notification-of-move"],
    }
    outcome = revontuli("life-events", "import", write_lines(tmp_path / "own.jsonl", [entry]))
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.stdout == "life events: added 1, updated 0, unchanged 0\n"
    bad = write_lines(tmp_path / "bad.jsonl", [{**entry, "kinds": ["unheard-of"]}])
    assert_fails_with_one_line(revontuli("life-events", "import", bad), "unheard-of")
    removed = revontuli("life-events", "remove", "own-event")
    assert json.loads(removed.stdout) == entry
    assert_fails_with_one_line(revontuli("life-events", "remove", "own-event"), "No imported entry")


def test_kinds_of_a_service_are_explained_and_corrected(
    revontuli: Run, services_file: Path, tmp_path: Path
) -> None:
    revontuli("catalogue", "import", services_file)
    (line,) = revontuli("phrasebook", "explain", service_id(1)).stdout.splitlines()
    weight, kind_id, _name = line.split("  ", 2)
    assert 0.0 < float(weight) <= 1.0
    entries = [
        {
            "kind": kind_id,
            "class": "P1",
            "name": {"fi": "Laji"},
            "services": {service_id(1): 0},
        },
        {
            "kind": "own-kind",
            "class": "P1",
            "name": {"fi": "Oma laji"},
            "services": {service_id(1): 0.75},
        },
    ]
    file = write_lines(tmp_path / "corrections.jsonl", entries)
    assert revontuli("phrasebook", "import", file).exit_code == 0
    explained = revontuli("phrasebook", "explain", service_id(1).upper())
    assert explained.stdout == "0.750  own-kind  Oma laji\n"
    assert_fails_with_one_line(revontuli("phrasebook", "explain", service_id(9)), "no such service")


class TestClients:
    def test_credentials_are_printed_once_and_the_secret_stored_nowhere(
        self, revontuli: Run, data_dir: Path
    ) -> None:
        outcome = revontuli("client", "add", "Neuvontabotti", "--organisation", "Oulun kaupunki")
        assert outcome.exit_code == 0
        assert outcome.stderr == ""
        id_line, secret_line = outcome.stdout.splitlines()
        client_id = id_line.removeprefix("client_id: ")
        secret = secret_line.removeprefix("client_secret: ")
        assert len(secret) >= 40
        listed = revontuli("client", "list").stdout
        assert client_id in listed
        assert "Neuvontabotti" in listed
        assert "Oulun kaupunki" in listed
        assert "feedback recommend" in listed
        assert secret not in listed + revontuli("client", "list", "--json").stdout
        for file in data_dir.glob("revontuli.db*"):
            assert secret.encode() not in file.read_bytes()

    def test_client_life_as_json(self, revontuli: Run) -> None:
        added = json_of(
            revontuli(
                "client", "add", "Ylläpito", "--organisation", "Oulu", "--role", "admin", "--json"
            )
        )
        assert added.keys() == {"client_id", "client_secret"}
        client_id = added["client_id"]
        rotated = json_of(revontuli("client", "rotate", client_id, "--json"))
        assert rotated["client_id"] == client_id
        assert rotated["client_secret"] != added["client_secret"]
        assert revontuli("client", "revoke", client_id).stdout == f"revoked {client_id}\n"
        (row,) = json_of(revontuli("client", "list", "--json"))
        assert row.pop("created_at")
        assert row == {
            "client_id": client_id,
            "name": "Ylläpito",
            "organisation": "Oulu",
            "roles": ["admin"],
            "revoked": True,
        }
        assert "revoked" in revontuli("client", "list").stdout
        assert_fails_with_one_line(revontuli("client", "rotate", client_id))

    def test_several_roles_are_given_one_by_one(self, revontuli: Run) -> None:
        roles = ("--role", "recommend", "--role", "admin")
        revontuli("client", "add", "Botti", "--organisation", "Oulu", *roles)
        (row,) = json_of(revontuli("client", "list", "--json"))
        assert row["roles"] == ["admin", "recommend"]

    @pytest.mark.parametrize("command", ["revoke", "rotate"])
    def test_unknown_client_fails_with_one_line(self, revontuli: Run, command: str) -> None:
        assert_fails_with_one_line(revontuli("client", command, "0123456789abcdef"), "client")

    def test_blank_name_fails_with_one_line(self, revontuli: Run) -> None:
        assert_fails_with_one_line(revontuli("client", "add", " ", "--organisation", "Oulu"))

    def test_no_clients_are_listed_as_nothing(self, revontuli: Run) -> None:
        assert revontuli("client", "list") == Outcome(0, "", "")
        assert json_of(revontuli("client", "list", "--json")) == []


def test_index_rebuild_builds_anew(revontuli: Run, services_file: Path) -> None:
    def build_id() -> str:
        info = json_of(revontuli("catalogue", "info", "--json"))
        return str(info["index"]["build_id"])

    revontuli("catalogue", "import", services_file)
    before = build_id()
    assert revontuli("index", "rebuild").exit_code == 0
    assert build_id() != before


class TestEvaluate:
    @pytest.fixture
    def queries_file(self, tmp_path: Path) -> Path:
        """One query that the first of the services answers best by its number."""
        query = {
            "qid": "q1",
            "lang": "fi",
            "form": "keyword",
            "query": "asumisneuvonta 1",
            "judgements": {service_id(1): 3},
        }
        return write_lines(tmp_path / "queries.jsonl", [query])

    def test_evaluation_as_table_and_json(
        self, revontuli: Run, services_file: Path, queries_file: Path
    ) -> None:
        revontuli("catalogue", "import", services_file)
        table = revontuli("evaluate", queries_file)
        assert table.exit_code == 0
        assert "ndcg_at_10" in table.stdout
        result = json_of(revontuli("evaluate", queries_file, "--json"))
        assert result.keys() == {"all", "fi", "keyword", "without filters"}
        assert result["all"]["queries"] == 1
        assert result["all"]["recall_at_10"] == 1.0

    def test_evaluation_lists_the_worst_queries_and_compares_with_a_kept_run(
        self, revontuli: Run, services_file: Path, queries_file: Path, tmp_path: Path
    ) -> None:
        revontuli("catalogue", "import", services_file)
        run = tmp_path / "run.json"
        listed = revontuli("evaluate", queries_file, "--keep", run).stdout
        assert "q1  1.000  fi  asumisneuvonta 1\n  found   3 Asumisneuvonta 1" in listed
        assert "  missed  nothing" in listed
        compared = revontuli("evaluate", queries_file, "--compare", run, "--worst", 0).stdout
        assert "95 % interval" in compared
        assert "+0.000 to +0.000" in compared
        assert "found" not in compared

    def test_judgements_of_another_catalogue_are_told_of(
        self, revontuli: Run, services_file: Path, queries_file: Path
    ) -> None:
        warning = "1 of 1 services judged useful are not in this catalogue"
        assert warning in revontuli("evaluate", queries_file, "--json").stderr
        revontuli("catalogue", "import", services_file)
        assert warning not in revontuli("evaluate", queries_file).stderr

    def test_queries_that_cannot_be_read_fail_with_one_line(
        self, revontuli: Run, tmp_path: Path
    ) -> None:
        assert_fails_with_one_line(revontuli("evaluate", tmp_path / "missing.jsonl"), "missing")


def test_openapi_check_says_whether_the_published_file_is_current(
    revontuli: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cli.openapi, "OPENAPI_FILE", tmp_path / "openapi" / "openapi.json")
    assert_fails_with_one_line(revontuli("openapi", "--check"), "openapi.json")
    assert revontuli("openapi") == Outcome(0, "", "")
    assert revontuli("openapi", "--check") == Outcome(0, "", "")
    for name, version in (("openapi.json", "3.1"), ("openapi-3.0.json", "3.0")):
        file = tmp_path / "openapi" / name
        document = json.loads(file.read_text(encoding="utf-8"))
        assert "/service-recommender/v1/text_search" in document["paths"]
        assert document["openapi"].startswith(version)
        file.write_text("{}\n", encoding="utf-8")
        assert_fails_with_one_line(revontuli("openapi", "--check"), name)
        assert revontuli("openapi") == Outcome(0, "", "")


class TestPurge:
    @pytest.fixture
    def ids(self, data_dir: Path) -> list[int]:
        """Recommendations 400, 100 and 5 days old at this moment; the second helped, the last is empty."""
        past = Past(f"sqlite:///{data_dir / 'revontuli.db'}")
        since_noon = datetime.now(UTC) - NOON
        ids = [
            past.remember(timedelta(days=400) - since_noon, services=1, visits=2),
            past.remember(timedelta(days=100) - since_noon, services=2, score=1),
            past.remember(timedelta(days=5) - since_noon, services=0),
        ]
        past.database.close()
        return ids

    @pytest.fixture
    def stored(self, data_dir: Path, ids: list[int]) -> Callable[[], list[int]]:
        """Those of `ids` that are still there."""

        def read() -> list[int]:
            database = Database(f"sqlite:///{data_dir / 'revontuli.db'}")
            with database.open_stores(read_only=True) as stores:
                found = [each for each in ids if stores.recommendations.get(each)]
            database.close()
            return found

        return read

    def test_purge_first_takes_the_pictures_of_months_that_are_over(
        self, revontuli: Run, data_dir: Path
    ) -> None:
        past = Past(f"sqlite:///{data_dir / 'revontuli.db'}")
        past.clock.moment = datetime.now(UTC) - timedelta(days=60)
        put_situations(past.database, [Situation()] * 5)
        assert revontuli("purge", "--older-than", "0").exit_code == 0
        with past.database.open_stores(read_only=True) as stores:
            assert stores.insights.shown_months() == [month_of(past.clock.moment)]
            assert stores.insights.oldest_situation() is None
        past.database.close()

    COUNTED = (
        "counted in all: recommendations 3, empty answers 1, helpful answers 1, unhelpful answers 0, "
        "helpful services 0, unhelpful services 0, followed links 2"
    )

    def assert_deleted(self, outcome: Outcome, recommendations: int) -> None:
        """So many went, and the counts are as ever."""
        assert (outcome.exit_code, outcome.stderr) == (0, "")
        lines = outcome.stdout.splitlines()
        assert lines[0] == f"recommendations: deleted {recommendations}"
        assert lines[-1] == self.COUNTED

    def test_purge_deletes_what_is_past_its_retention_and_keeps_the_counts(
        self, revontuli: Run, ids: list[int], stored: Callable[[], list[int]]
    ) -> None:
        self.assert_deleted(revontuli("purge"), 2)
        assert stored() == ids[2:]
        self.assert_deleted(revontuli("purge"), 0)

    def test_purge_retention_is_a_setting(
        self,
        revontuli: Run,
        ids: list[int],
        stored: Callable[[], list[int]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("REVONTULI_RETENTION_DAYS", "365")
        assert revontuli("purge").exit_code == 0
        assert stored() == ids[1:]

    @pytest.mark.parametrize(("days", "left"), [(401, 3), (99, 1), (5, 0), (0, 0)])
    def test_purge_older_than_takes_its_place(
        self, revontuli: Run, stored: Callable[[], list[int]], days: int, left: int
    ) -> None:
        self.assert_deleted(revontuli("purge", "--older-than", days), 3 - left)
        assert len(stored()) == left

    def test_purge_without_a_database_server_fails_with_one_line(
        self, revontuli: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("REVONTULI_DATABASE_URL", UNREACHABLE_DATABASE)
        assert_fails_with_one_line(revontuli("purge"), "database")


@pytest.mark.slow
def test_console_script_ends_with_the_exit_codes_of_its_commands(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("REVONTULI_")},
        "REVONTULI_DATA_DIR": str(tmp_path / "data"),
        "PYTHONPATH": str(Path(cli.__file__).parents[2]),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from app.cli import main; main()", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    done, failed, misused = (
        run("client", "list"),
        run("catalogue", "import", "missing.json"),
        run("serve", "--dev", "--host", "0.0.0.0"),
    )
    assert (done.returncode, failed.returncode, misused.returncode) == (0, 1, 2)
    assert done.stdout == done.stderr == ""
    assert failed.stderr.splitlines()[-1] == "revontuli: missing.json: there is no such file"
    assert "Traceback" not in failed.stderr + misused.stderr


class TestRerankTrain:
    def test_too_few_responses_are_said_and_no_failure(self, revontuli: Run) -> None:
        outcome = revontuli("rerank", "train")
        assert outcome.exit_code == 0
        lines = outcome.stdout.splitlines()
        assert lines[0] == "0 judged services in 0 recommendations"
        assert lines[-1].startswith("not trained")

    def test_json_holds_the_figures_and_the_verdict(self, revontuli: Run) -> None:
        report = json_of(revontuli("rerank", "train", "--json"))
        assert report["comparison"] is None
        assert report["is_switched_on"] is False
        assert report["verdict"].startswith("not trained")

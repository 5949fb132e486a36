"""What `revontuli serve` does before it hands over to the server."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from app import cli
from tests.builders import make_kind, make_life_event

pytestmark = pytest.mark.usefixtures("quiet_logs")

Serve = Callable[..., dict[str, str]]


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Run the command in an empty folder without a model; returns the environment that server processes would see."""
    for name in [name for name in os.environ if name.startswith("REVONTULI_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REVONTULI_EMBEDDING_MODEL", "hashing")
    monkeypatch.setattr("app.wiring.load_phrasebook", lambda: (make_kind(),))
    monkeypatch.setattr("app.wiring.load_life_events", lambda: (make_life_event(),))
    seen: dict[str, str] = {}

    def run_server(*_arguments: object, **_options: Any) -> None:
        seen.update(
            {
                name: os.environ[name]
                for name in os.environ
                if name.startswith(("REVONTULI_", "PROMETHEUS_"))
            }
        )

    monkeypatch.setattr(uvicorn, "run", run_server)

    def run(*arguments: str) -> dict[str, str]:
        before = dict(os.environ)
        monkeypatch.setattr(sys, "argv", ["revontuli", "serve", *arguments])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        os.environ.clear()
        os.environ.update(before)
        assert not stop.value.code
        return seen

    return run


def test_dev_asks_for_no_credentials_and_links_to_itself(serve: Serve) -> None:
    seen = serve("--dev", "--port", "8123")
    assert seen["REVONTULI_REQUIRE_AUTH"] == "false"
    assert seen["REVONTULI_PUBLIC_BASE_URL"] == "http://127.0.0.1:8123"


def test_dev_leaves_what_dotenv_sets(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("REVONTULI_PUBLIC_BASE_URL=https://portal.example.org\n")
    assert "REVONTULI_PUBLIC_BASE_URL" not in serve("--dev")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "http://127.0.0.1:8123"),
        ("localhost", "http://localhost:8123"),
        ("::1", "http://[::1]:8123"),
    ],
)
def test_serve_on_this_machine_links_to_where_it_listens(
    serve: Serve, capsys: pytest.CaptureFixture[str], host: str, expected: str
) -> None:
    seen = serve("--host", host, "--port", "8123")
    assert seen["REVONTULI_PUBLIC_BASE_URL"] == expected
    assert "REVONTULI_REQUIRE_AUTH" not in seen
    assert "REVONTULI_PUBLIC_BASE_URL is not set" in capsys.readouterr().err


def test_serve_on_this_machine_leaves_a_base_url_that_is_set(
    serve: Serve, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVONTULI_PUBLIC_BASE_URL", "https://portal.example.org")
    seen = serve("--port", "8123")
    assert seen["REVONTULI_PUBLIC_BASE_URL"] == "https://portal.example.org"
    assert "PUBLIC_BASE_URL" not in capsys.readouterr().err


def test_dev_warns_of_no_missing_base_url(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    serve("--dev")
    assert "PUBLIC_BASE_URL" not in capsys.readouterr().err


def test_serve_beyond_this_machine_warns_of_links_to_it(
    serve: Serve, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    serve("--host", "0.0.0.0")
    assert "REVONTULI_PUBLIC_BASE_URL is not set" in capsys.readouterr().err
    monkeypatch.setenv("REVONTULI_PUBLIC_BASE_URL", "https://portal.example.org")
    serve("--host", "0.0.0.0")
    assert "PUBLIC_BASE_URL" not in capsys.readouterr().err


def test_several_workers_count_in_a_folder_that_goes_with_them(serve: Serve) -> None:
    assert "PROMETHEUS_MULTIPROC_DIR" not in serve()
    folder = serve("--workers", "2")["PROMETHEUS_MULTIPROC_DIR"]
    assert folder
    assert not Path(folder).exists()


def test_folder_for_counts_that_an_operator_has_set_is_left_alone(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    assert serve("--workers", "2")["PROMETHEUS_MULTIPROC_DIR"] == str(tmp_path)
    assert tmp_path.exists()


def test_serve_warns_of_a_misspelled_setting(
    serve: Serve, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVONTULI_STORE_FREETEXT", "true")
    serve()
    assert "REVONTULI_STORE_FREETEXT is not a setting" in capsys.readouterr().err


def test_serve_starts_without_its_model_and_says_so(
    serve: Serve,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("REVONTULI_EMBEDDING_MODEL", str(tmp_path / "missing"))
    assert serve()
    assert "texts cannot be matched" in capsys.readouterr().err


def test_serve_with_a_damaged_key_stops_with_one_line(
    serve: Serve,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    serve()
    key_file = tmp_path / "data" / "attribute.key"
    assert len(key_file.read_text(encoding="ascii")) == 44
    key_file.write_text("hemlig", encoding="ascii")
    capsys.readouterr()
    monkeypatch.setattr(sys, "argv", ["revontuli", "serve"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 1
    warning, line = capsys.readouterr().err.splitlines()
    assert "PUBLIC_BASE_URL" in warning
    assert line.startswith("revontuli: attribute.key ")
    assert "hemlig" not in line

"""`channel support` and `channel list`, run as a person would."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app import cli
from app.storage.database import Database
from tests.builders import channel_id, make_channel

Run = Callable[..., tuple[int, str, str]]


pytestmark = pytest.mark.usefixtures("quiet_logs")


@pytest.fixture
def channel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run `revontuli channel …` over a catalogue of channels 1 and 2; returns exit code, stdout and stderr."""
    for name in [name for name in os.environ if name.startswith("REVONTULI_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REVONTULI_EMBEDDING_MODEL", "hashing")
    database = Database(f"sqlite:///{tmp_path / 'data' / 'revontuli.db'}")
    database.upgrade()
    with database.open_stores() as stores:
        stores.catalogue.upsert_channels([make_channel(1), make_channel(2)])
    database.close()

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["revontuli", "channel", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        captured = capsys.readouterr()
        return int(stop.value.code or 0), captured.out, captured.err

    return run


def test_channel_is_registered_and_tells_its_support(channel: Run) -> None:
    line = f"{channel_id(1)}  Asiointipalvelu 1  "
    assert channel("support", channel_id(1)) == (0, f"{line}not registered\n", "")
    registered = channel(
        "support", channel_id(1), "--attribute", "municipality_code", "--attribute", "age"
    )
    assert registered == (0, f"{line}age municipality_code\n", "")
    assert channel("support", channel_id(1)) == registered
    assert channel("support", channel_id(1), "--none") == (0, f"{line}none\n", "")
    assert channel("support", channel_id(1).upper()) == (0, f"{line}none\n", "")


def test_registered_channels_are_listed(channel: Run) -> None:
    assert channel("list") == (0, "", "")
    assert channel("list", "--json") == (0, "[]\n", "")
    channel("support", channel_id(2), "--none")
    channel("support", channel_id(1), "--attribute", "life_situation_meters")
    assert channel("list")[1].splitlines() == [
        f"{channel_id(1)}  Asiointipalvelu 1  life_situation_meters",
        f"{channel_id(2)}  Asiointipalvelu 2  none",
    ]
    assert json.loads(channel("list", "--json")[1]) == [
        {
            "channel_id": channel_id(1),
            "name": {"fi": "Asiointipalvelu 1"},
            "attributes": ["life_situation_meters"],
        },
        {"channel_id": channel_id(2), "name": {"fi": "Asiointipalvelu 2"}, "attributes": []},
    ]


def test_channel_that_left_the_catalogue_is_listed_as_such(channel: Run, tmp_path: Path) -> None:
    channel("support", channel_id(1), "--attribute", "age")
    database = Database(f"sqlite:///{tmp_path / 'data' / 'revontuli.db'}")
    with database.open_stores() as stores:
        stores.catalogue.archive_channels([channel_id(1)])
    database.close()
    assert channel("list")[1] == f"{channel_id(1)}  not in the catalogue  age\n"


@pytest.mark.parametrize("options", [(), ("--none",), ("--attribute", "age")], ids=str)
@pytest.mark.parametrize("unknown", [channel_id(9), "", "Mxqzv7Kaisa"])
def test_unknown_channel_fails_with_one_line(
    channel: Run, unknown: str, options: tuple[str, ...]
) -> None:
    line = "revontuli: There is no such channel in the catalogue\n"
    assert channel("support", unknown, *options) == (1, "", line)
    assert channel("list") == (0, "", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("support",),
        ("support", channel_id(1), "--attribute", "name"),
        ("support", channel_id(1), "--none", "--attribute", "age"),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2_and_registers_nothing(
    channel: Run, arguments: tuple[str, ...]
) -> None:
    exit_code, stdout, stderr = channel(*arguments)
    assert (exit_code, stdout) == (2, "")
    assert "Usage" in stderr
    assert channel("list") == (0, "", "")

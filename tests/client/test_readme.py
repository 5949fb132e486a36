"""The five minutes of the client's README work as they stand."""

import re
from pathlib import Path

import pytest

from tests.sample_server import SampleServer

README = Path(__file__).parents[2] / "clients" / "python" / "README.md"
SHOWN_SERVICE = 'Revontuli("http://127.0.0.1:8000")'


@pytest.mark.slow
def test_example_prints_services(
    sample_server: SampleServer, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert SHOWN_SERVICE in example
    asked = (sample_server.url, *sample_server.credentials)
    exec(example.replace(SHOWN_SERVICE, f"Revontuli{asked!r}"), {})
    printed = capsys.readouterr().out
    assert [line[0] for line in printed.splitlines() if line[0].isdigit()] == ["1", "2", "3"]
    assert "/redirect?" in printed

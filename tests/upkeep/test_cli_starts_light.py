import subprocess
import sys

import pytest

HEAVY = (
    "torch",
    "sentence_transformers",
    "faiss",
    "fastapi",
    "starlette",
    "sqlalchemy",
    "numpy",
    "httpx",
)
PRINT_MODULES = """
import atexit, sys
atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr))
from app.cli import main
sys.argv = ["revontuli", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["serve", "--help"],
        ["catalogue", "import", "--help"],
        ["catalogue", "fetch", "--help"],
        ["client", "add", "--help"],
    ],
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRINT_MODULES, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "Usage: revontuli" in done.stdout
    imported = set(done.stderr.split())
    assert "app.cli" in imported
    assert not imported & set(HEAVY)

"""What a start does not wait for, seen from outside: in a process of its own, where nothing is imported yet."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sample_server import own_sample

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).resolve().parents[1]
NOT_FOR_A_START = (
    "alembic",
    "mcp",
    "mcp_types",
    "scipy",
    "sentence_transformers",
    "sklearn",
    "torch",
)
SERVING = """
import json, sys
from app.main import create_app
from app.settings import Settings
from app.wiring import no_progress, open_container, open_workshop
settings = Settings.model_validate_json(sys.argv[1])
create_app(settings)
with open_workshop(settings, no_progress) as workshop:
    assert not workshop.build_index.bring_up_to_date()
with open_container(settings) as container:
    assert container.readiness().reasons == ()
print(json.dumps(sorted(name for name in sys.modules if "." not in name)))
"""
HELP = """
import json, sys
from app.cli import main
sys.argv = ["revontuli", "--help"]
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)))
"""


def imported_by(script: str, *arguments: str) -> set[str]:
    """The modules that the script, run from nothing, lists in its last line."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_start_on_a_built_index_imports_nothing_it_has_no_use_for(
    sample_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = own_sample(sample_folder, tmp_path_factory)
    own = settings.model_dump_json(include={"data_dir", "embedding_model", "require_auth"})
    imported = imported_by(SERVING, own)
    assert "faiss" in imported
    assert sorted(imported & set(NOT_FOR_A_START)) == []


def test_help_imports_no_heavy_module() -> None:
    imported = imported_by(HELP)
    assert "app.cli.serve" in imported
    assert (
        sorted(imported & {"numpy", "fastapi", "sqlalchemy", "app.wiring", *NOT_FOR_A_START}) == []
    )

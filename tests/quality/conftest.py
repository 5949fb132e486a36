"""The sample catalogue as the shipped model sees it."""

import os

import pytest
from filelock import FileLock

from app.settings import Settings
from tests.conftest import make_settings, prepare_sample


@pytest.fixture(scope="session")
def shipped_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with the shipped model over the sample; the first process of a run that asks builds it for all."""
    folder = tmp_path_factory.getbasetemp()
    of_the_run = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    settings = make_settings(
        of_the_run / "shipped-model",
        embedding_model=Settings.model_fields["embedding_model"].default,
    )
    with FileLock(f"{settings.data_dir}.lock"):
        prepare_sample(settings)
    return settings

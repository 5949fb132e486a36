"""The sample catalogue as the shipped model sees it."""

import shutil

import pytest

from app.settings import Settings
from tests.conftest import make_settings, prepare_sample
from tests.shared_folders import made_once

SHIPPED_MODEL = Settings.model_fields["embedding_model"].default


@pytest.fixture(scope="session")
def shipped_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with the shipped model over the sample catalogue, in a data folder of this process's own."""
    shared = made_once(
        tmp_path_factory,
        "shipped-model",
        lambda folder: prepare_sample(make_settings(folder, embedding_model=SHIPPED_MODEL)),
    )
    data_dir = tmp_path_factory.mktemp("shipped-model") / "data"
    shutil.copytree(shared, data_dir)
    return make_settings(data_dir, embedding_model=SHIPPED_MODEL)

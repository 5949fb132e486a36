from pathlib import Path

import pytest

from app.embedding.model_checksum import folder_checksum, name_checksum
from app.errors import EmbeddingModelError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "1_Normalize").mkdir()
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "1_Normalize" / "config.json").write_text("{}")
    return tmp_path


def test_folder_checksum_changes_with_any_byte(folder: Path) -> None:
    before = folder_checksum(folder)

    (folder / "1_Normalize" / "config.json").write_text("[]")

    assert folder_checksum(folder) != before


def test_folder_checksum_changes_with_a_file_name(folder: Path) -> None:
    before = folder_checksum(folder)

    (folder / "model.safetensors").rename(folder / "other.safetensors")

    assert folder_checksum(folder) != before


def test_folder_checksum_does_not_depend_on_where_the_folder_is(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy = tmp_path_factory.mktemp("elsewhere") / "model"
    folder.rename(copy)
    expected = folder_checksum(copy)
    copy.rename(folder)

    assert folder_checksum(folder) == expected


def test_folder_checksum_leaves_out_model_card_and_hidden_files(folder: Path) -> None:
    before = folder_checksum(folder)

    (folder / "README.md").write_text("# Card")
    (folder / ".gitattributes").write_text("*.safetensors binary")

    assert folder_checksum(folder) == before


def test_folder_checksum_of_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Card")

    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(EmbeddingModelError, match="no embedding model"):
            folder_checksum(folder)


def test_name_checksum_tells_revisions_apart() -> None:
    name = "sentence-transformers/static-similarity-mrl-multilingual-v1"

    assert name_checksum(name, None) == name_checksum(name, "main")
    assert name_checksum(name, "v2") != name_checksum(name, None)

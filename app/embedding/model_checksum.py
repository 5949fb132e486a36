"""The only place that says when two embedding models are the same one."""

import hashlib
from pathlib import Path

from app.errors import EmbeddingModelError


def folder_checksum(folder: Path) -> str:
    """SHA-256 (hex) over the names and bytes of every file in a model's folder, at any depth.

    Markdown and hidden files are left out: a corrected model card does not make another model.
    Raises EmbeddingModelError when the folder is missing, empty or unreadable.
    """
    digest = hashlib.sha256()
    files = (path for path in folder.rglob("*") if path.is_file())
    names = sorted(path.relative_to(folder).as_posix() for path in files)
    counted = [name for name in names if not _is_left_out(name)]
    if not counted:
        raise EmbeddingModelError(f"There is no embedding model in {folder}")
    for name in counted:
        try:
            with (folder / name).open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            message = f"The embedding model's {name} cannot be read: {error.strerror}"
            raise EmbeddingModelError(message) from error
        digest.update(f"{name}\0{content}\n".encode())
    return digest.hexdigest()


def name_checksum(name: str, revision: str | None) -> str:
    """SHA-256 (hex) of a published model's name and revision; without one, updates go unseen."""
    return hashlib.sha256(f"{name}@{revision or 'main'}".encode()).hexdigest()


def _is_left_out(name: str) -> bool:
    return name.endswith(".md") or any(part.startswith(".") for part in name.split("/"))

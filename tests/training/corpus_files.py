"""Writes small training files the way the large ones are packed."""

import gzip
import json
import lzma
from collections.abc import Mapping
from pathlib import Path

PACKINGS = {".gz": gzip.compress, ".xz": lzma.compress}


def write_lines(path: Path, *lines: str) -> Path:
    """Write UTF-8 lines, packed as the ending of the name says; returns path."""
    content = "".join(f"{line}\n" for line in lines).encode()
    pack = PACKINGS.get(path.suffix, bytes)
    path.write_bytes(pack(content))
    return path


def write_json_lines(path: Path, *records: Mapping[str, object]) -> Path:
    return write_lines(path, *(json.dumps(record, ensure_ascii=False) for record in records))

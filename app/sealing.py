"""Encryption of what is stored for a while: the only place that knows keys and ciphers.

Fernet (AES-128-CBC with HMAC-SHA-256), whose keys can be rotated: put the new one first, and drop the old one when
everything it sealed has expired.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from filelock import FileLock

from app.errors import SettingsError

LOCK_TIMEOUT_SECONDS: Final = 30
OWNER_ONLY: Final = 0o600
OWNER_ONLY_FOLDER: Final = 0o700
KEY_FORM: Final = re.compile("[A-Za-z0-9_-]{43}=")
"""32 bytes in URL-safe base64; Fernet alone would take the first of two keys that were run together."""


class Sealer:
    """Seals texts and opens them again. Safe to share between threads."""

    def __init__(self, keys: Sequence[str]) -> None:
        """The first key seals, all of them open. Raises ValueError, which repeats no key, where one is wrong."""
        if not keys or not all(KEY_FORM.fullmatch(key) for key in keys):
            raise ValueError("each key must be 32 bytes in URL-safe base64")
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._first_key = keys[0].encode("ascii")

    def seal(self, content: str, *, bound_to: str) -> str:
        """The content as ASCII text that tells nothing but its length and the second it was made.

        bound_to, of one line, names the place where it will lie: elsewhere it does not open.
        """
        return self._fernet.encrypt(f"{bound_to}\n{content}".encode()).decode("ascii")

    def unseal(self, sealed: str, *, bound_to: str) -> str | None:
        """The content; None for what another key or another place sealed, or what was changed since."""
        try:
            label, _, content = self._fernet.decrypt(sealed.encode()).decode().partition("\n")
        except InvalidToken:
            return None
        return content if label == bound_to else None

    def derived_key(self, purpose: str) -> bytes:
        """32 bytes that follow from the first key and the purpose; they tell nothing about it or other purposes."""
        derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
        return derivation.derive(self._first_key)


def key_from_file(file: Path) -> str:
    """The key that lies in the file; whoever comes first makes it, readable by its owner alone.

    Raises SettingsError, meant for the operator, where the file can be neither used nor made.
    """
    try:
        if not file.exists():
            file.parent.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
            with FileLock(f"{file}.lock", timeout=LOCK_TIMEOUT_SECONDS):
                if not file.exists():
                    _write_new_key(file)
        key = file.read_text(encoding="ascii").strip()
        Sealer([key])
    except (OSError, ValueError):
        raise SettingsError(
            f"{file.name} in the data folder cannot be used as a key: set REVONTULI_ATTRIBUTE_KEYS, "
            "or remove the file and lose the session attributes stored with it"
        ) from None
    return key


def _write_new_key(file: Path) -> None:
    """Whole or not at all: a process that dies half-way leaves only a file of another name."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(Fernet.generate_key())
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(file)

"""Translation by a LibreTranslate server, or another that understands its POST /translate."""

import time
from collections.abc import Sequence
from threading import BoundedSemaphore
from typing import Final

import httpx
import structlog
from pydantic import BaseModel, Field, StrictStr, ValidationError

from app.domain.language import NetworkLanguage
from app.errors import Overloaded, TranslatorUnavailable

log = structlog.get_logger()

MAX_ANSWER_BYTES: Final = 1024 * 1024

OWN_CODES: Final[dict[NetworkLanguage, str]] = {"no": "nb"}
"""Languages that LibreTranslate calls otherwise: its Norwegian is Bokmål."""


class _Answer(BaseModel):
    """What is read of the answer; other members are ignored."""

    translations: list[StrictStr] = Field(alias="translatedText")


class LibreTranslate:
    """See Translator. All texts of a call go in one request, which is not repeated when it fails.

    url is the server's address without /translate. timeout_seconds limits making the connection, sending, each wait
    for bytes and the reading as a whole. Each call keeps a thread waiting that could answer other requests: with
    max_calls_at_once of them under way, the next raises Overloaded. Nothing is sent before the first call; close()
    ends idle connections.
    """

    def __init__(
        self, url: str, *, api_key: str = "", timeout_seconds: float, max_calls_at_once: int
    ) -> None:
        self._url = f"{url}/translate"
        self._own_fields = {"format": "text", **({"api_key": api_key} if api_key else {})}
        self._timeout_seconds = timeout_seconds
        self._free_calls = BoundedSemaphore(max_calls_at_once)
        self._http = httpx.Client(
            timeout=timeout_seconds,
            headers={"Accept-Encoding": "identity", "User-Agent": "revontuli"},
        )

    def close(self) -> None:
        self._http.close()

    def translate(
        self, texts: Sequence[str], source: NetworkLanguage, target: NetworkLanguage
    ) -> list[str]:
        if not self._free_calls.acquire(blocking=False):
            raise Overloaded
        try:
            answer = self._ask(
                {
                    "q": list(texts),
                    "source": OWN_CODES.get(source, source),
                    "target": OWN_CODES.get(target, target),
                    **self._own_fields,
                }
            )
        finally:
            self._free_calls.release()
        return _translations(answer, texts)

    def _ask(self, request: dict[str, object]) -> bytes:
        try:
            with self._http.stream("POST", self._url, json=request) as response:
                if response.status_code != httpx.codes.OK:
                    log.warning("translator_refused", status=response.status_code)
                    raise TranslatorUnavailable
                return self._read(response)
        except httpx.HTTPError as error:
            raise TranslatorUnavailable from error

    def _read(self, response: httpx.Response) -> bytes:
        """The answer as it was sent, without unpacking, so that a small one cannot grow large here."""
        deadline = time.monotonic() + self._timeout_seconds
        answer = bytearray()
        for chunk in response.iter_raw():
            answer += chunk
            if len(answer) > MAX_ANSWER_BYTES or time.monotonic() > deadline:
                raise TranslatorUnavailable
        return bytes(answer)


def _translations(answer: bytes, texts: Sequence[str]) -> list[str]:
    """A text that the server makes nothing of, such as a lone emoji, stays as it is."""
    try:
        translations = _Answer.model_validate_json(answer).translations
    except ValidationError as error:
        raise TranslatorUnavailable from error
    if len(translations) != len(texts):
        raise TranslatorUnavailable
    return [
        translation if translation.strip() else text
        for translation, text in zip(translations, texts, strict=True)
    ]

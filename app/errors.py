"""Every error the service raises on purpose.

AppError                       500  error
├── InvalidRequest             400  invalid-request         the caller sent something the contract refuses
├── NotAuthenticated           401  not-authenticated       credentials missing or wrong
├── NotAllowed                 403  not-allowed             the client lacks the role
├── NotFound                   404  not-found
├── RequestTooSlow             408  request-too-slow        the caller did not finish sending in time
├── BodyTooLarge               413  body-too-large
├── UnsupportedMediaType       415  unsupported-media-type
├── HeadersTooLarge            431  headers-too-large
├── TooManyRequests            429  too-many-requests       try again later, and less often
├── Unavailable                503  unavailable             try again later
│   ├── CatalogueEmpty         503  catalogue-empty
│   ├── DatabaseUnavailable    503  database-unavailable
│   ├── Overloaded             503  overloaded
│   ├── TranslatorUnavailable  503  translator-unavailable
│   └── TookTooLong            503  took-too-long           the answer was not ready in time
├── CatalogueFileError              a catalogue, meters or phrasebook file cannot be used (command line)
├── CatalogueSourceError            the national catalogue cannot be read over the network (command line)
├── EmbeddingModelError             the embedding model cannot be loaded or used
├── SnapshotError                   an index snapshot on disk is missing, damaged or of another format
└── SettingsError                   a setting has a wrong value

The message of an error is shown to people: it never contains what a person wrote, nor a path, host or stack of ours
unless it is meant for the operator at the command line.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One refused field of the body or the query: an RFC 6901 JSON pointer and the reason, free of submitted values."""

    pointer: str
    detail: str


class AppError(Exception):
    """Base of every deliberate error; `code` is stable, `status` is what HTTP answers."""

    status = 500
    code = "error"
    title = "The service failed"
    retry_after_seconds: int | None = None

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title


class InvalidRequest(AppError):
    """The request breaks the contract; `problems` names each offending field."""

    status = 400
    code = "invalid-request"
    title = "The request is not valid"

    def __init__(self, detail: str = "", problems: Sequence[FieldProblem] = ()) -> None:
        if problems and not detail:
            count = len(problems)
            fields = "1 field" if count == 1 else f"{count} fields"
            detail = f"{fields} of the request {'is' if count == 1 else 'are'} not valid"
        super().__init__(detail)
        self.problems = tuple(problems)


class NotAuthenticated(AppError):
    status = 401
    code = "not-authenticated"
    title = "Client credentials are missing or wrong"


class NotAllowed(AppError):
    status = 403
    code = "not-allowed"
    title = "The client does not have the role this needs"


class NotFound(AppError):
    status = 404
    code = "not-found"
    title = "Not found"


class RequestTooSlow(AppError):
    status = 408
    code = "request-too-slow"
    title = "The request did not arrive in time"


class BodyTooLarge(AppError):
    status = 413
    code = "body-too-large"
    title = "The request body is too large"


class UnsupportedMediaType(AppError):
    status = 415
    code = "unsupported-media-type"
    title = "The request body must be JSON"


class HeadersTooLarge(AppError):
    status = 431
    code = "headers-too-large"
    title = "The request line and headers are too large"


class TooManyRequests(AppError):
    """The caller has asked too often; the same request may succeed after `retry_after_seconds`."""

    status = 429
    code = "too-many-requests"
    title = "Too many requests"

    def __init__(self, detail: str = "", *, retry_after_seconds: int = 1) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(AppError):
    """Nothing is wrong with the request; the same one may succeed after `retry_after_seconds`."""

    status = 503
    code = "unavailable"
    title = "The service cannot answer right now"
    retry_after_seconds = 5


class CatalogueEmpty(Unavailable):
    code = "catalogue-empty"
    title = "No service catalogue has been loaded"
    retry_after_seconds = 30


class DatabaseUnavailable(Unavailable):
    """The database cannot be reached or used; the driver's own message stays in `__cause__`, for the log alone."""

    code = "database-unavailable"
    title = "The database cannot be used right now"


class Overloaded(Unavailable):
    code = "overloaded"
    title = "Too many requests are waiting"
    retry_after_seconds = 1


class TranslatorUnavailable(Unavailable):
    """The translation server failed us; what it said stays out of the message."""

    code = "translator-unavailable"
    title = "Nothing can be translated right now"


class TookTooLong(Unavailable):
    code = "took-too-long"
    title = "The answer was not ready in time"


class CatalogueFileError(AppError):
    code = "catalogue-file"
    title = "The file cannot be used"


class CatalogueSourceError(AppError):
    code = "catalogue-source"
    title = "The national catalogue cannot be read"


class EmbeddingModelError(AppError):
    code = "embedding-model"
    title = "The embedding model cannot be used"


class SnapshotError(AppError):
    code = "snapshot"
    title = "The index snapshot cannot be used"


class SettingsError(AppError):
    code = "settings"
    title = "A setting has a wrong value"

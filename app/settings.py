"""Every setting of the service: environment variables with the prefix REVONTULI_, also read from `.env`."""

import os
import re
from pathlib import Path
from typing import Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AnyHttpUrl,
    Field,
    SecretStr,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import SettingsError
from app.reasons import reason

ENV_PREFIX = "REVONTULI_"
MODELS_DIR = Path(__file__).parent.parent / "models"
HTTP_URL: Final = TypeAdapter(AnyHttpUrl)
BASE_URL: Final = re.compile(r"https?://[^/]+((?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*)/*")
OWN_FIRST_SEGMENTS: Final = frozenset(
    {
        "demo",
        "docs",
        "health",
        "insights",
        "life_events",
        "mcp",
        "metrics",
        "municipalities",
        "openapi-3.0.json",
        "openapi.json",
        "redoc",
        "service-recommender",
        "service_classes",
        "service_packages",
        "services",
        "target_groups",
    }
)
"""How our own paths begin. A prefix that begins so could not be told from them where a proxy strips it."""


class Settings(BaseSettings):
    """What an operator can change. Read once at start-up, by main, cli and wiring only."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )

    data_dir: Path = Field(
        default=Path("data"),
        description="Folder of the SQLite database and the index snapshots; created when missing.",
    )
    database_url: str = Field(
        default="",
        description="Database: empty for SQLite in DATA_DIR, or sqlite:///… or postgresql+psycopg://….",
    )
    embedding_model: str = Field(
        default=str(MODELS_DIR / "embedding"),
        description="Folder or name of a sentence-transformers model; `hashing` compares spelling only (tests).",
    )
    vector_index: Literal["faiss"] = Field(default="faiss", description="Vector search engine.")
    public_base_url: str = Field(
        default="http://127.0.0.1:8000",
        description="Scheme, host and path prefix under which callers reach the service; starts the redirect links.",
    )
    require_auth: bool = Field(
        default=True,
        description="Whether the network interface asks for client credentials; insights ask for them in any case.",
    )
    store_free_text: bool = Field(
        default=False,
        description="Whether stored requests keep the person's text, redacted.",
    )
    translator_url: str = Field(
        default="",
        description="A LibreTranslate server for /translation, without /translate; empty for no translation.",
    )
    translator_api_key: SecretStr = Field(
        default=SecretStr(""), description="Key of that server, where it asks for one."
    )
    translator_timeout_seconds: float = Field(
        default=5,
        ge=0.1,
        le=60,
        allow_inf_nan=False,
        description="Longest wait for the translator to connect or answer.",
    )
    attribute_keys: SecretStr = Field(
        default=SecretStr(""),
        description="Fernet keys for session attributes, separated by commas: the first encrypts, all decrypt; "
        "empty for a key that is made once in DATA_DIR.",
    )
    attribute_lifetime_seconds: int = Field(
        default=3600, ge=60, le=86_400, description="How long session attributes can be read."
    )
    retention_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        description="Days after which a stored recommendation is deleted, with its feedback and followed links.",
    )
    rate_limit_per_minute: int = Field(
        default=6000,
        ge=0,
        le=1_000_000,
        description="Requests a minute of each client, or of each network address without one; 0 is no limit.",
    )
    max_concurrent_requests: int = Field(
        default=40, ge=1, le=1000, description="Requests that one server process works on at once."
    )
    max_waiting_requests: int = Field(
        default=100,
        ge=0,
        le=100_000,
        description="Requests that wait in one server process for their turn; more are refused at once.",
    )
    request_timeout_seconds: int = Field(
        default=30,
        ge=1,
        le=300,
        description="Longest time from a request's first byte to the start of its answer, in seconds.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severe level that is logged."
    )
    log_format: Literal["json", "console"] = Field(
        default="json", description="One JSON object a line, or coloured text for a person."
    )

    @field_validator("database_url")
    @classmethod
    def database_is_supported(cls, url: str) -> str:
        if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must start with sqlite:/// or postgresql+psycopg://")
        return url

    @field_validator("public_base_url")
    @classmethod
    def base_url_is_http(cls, url: str) -> str:
        address = _plain_http_url(url)
        spelled = BASE_URL.fullmatch(url)
        if spelled is None:
            raise ValueError("must have a path of letters, digits, -, ., _ and ~ only")
        if spelled[1].lstrip("/").partition("/")[0] in OWN_FIRST_SEGMENTS:
            raise ValueError("must not have a path that begins like one of the service's own")
        return address

    @field_validator("translator_url")
    @classmethod
    def translator_url_is_plain_http(cls, url: str) -> str:
        """The key has a setting of its own: an address is no place for secrets."""
        return _plain_http_url(url) if url else url

    @field_validator("attribute_keys")
    @classmethod
    def keys_can_encrypt(cls, keys: SecretStr) -> SecretStr:
        if keys.get_secret_value():
            from app.sealing import Sealer

            Sealer(split_keys(keys))
        return keys

    @model_validator(mode="after")
    def translator_gives_up_before_the_request(self) -> Self:
        """Later it would never be heard: the request has been answered, and its thread would wait on."""
        if self.translator_url and self.translator_timeout_seconds >= self.request_timeout_seconds:
            raise ValueError(
                f"{ENV_PREFIX}TRANSLATOR_TIMEOUT_SECONDS must be shorter than {ENV_PREFIX}REQUEST_TIMEOUT_SECONDS"
            )
        return self

    @property
    def resolved_database_url(self) -> str:
        """DATABASE_URL, or the SQLite file `revontuli.db` in DATA_DIR."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'revontuli.db').absolute()}"

    @property
    def path_prefix(self) -> str:
        """The path of PUBLIC_BASE_URL, below which callers see the service; "" for none."""
        return urlsplit(self.public_base_url).path

    @property
    def index_dir(self) -> Path:
        """Where the index snapshots lie."""
        return self.data_dir / "index"


def _plain_http_url(url: str) -> str:
    """The URL as browsers spell it, without a slash at its end."""
    try:
        address = str(HTTP_URL.validate_python(url))
    except ValidationError:
        address = ""
    if not address or any(sign in url for sign in "@?#"):
        raise ValueError("must be an http or https URL without credentials, query and fragment")
    return address.rstrip("/")


def split_keys(keys: SecretStr) -> list[str]:
    """The keys of a comma-separated list."""
    return [key.strip() for key in keys.get_secret_value().split(",")]


def unknown_variables() -> list[str]:
    """Names in the environment that look like settings and are none, such as a misspelled one."""
    known = {f"{ENV_PREFIX}{name}".upper() for name in Settings.model_fields}
    return sorted(name for name in os.environ if name.startswith(ENV_PREFIX) and name not in known)


def load_settings() -> Settings:
    """Read the environment; raises SettingsError, whose one line names the variable and what is wrong with it."""
    try:
        return Settings()
    except UnicodeDecodeError:
        raise SettingsError(".env is not UTF-8 text") from None
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        if not first["loc"]:
            raise SettingsError(str(first["ctx"]["error"])) from None
        name = ENV_PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        why = reason(first)
        raise SettingsError(f"{name}: {why[0].lower()}{why[1:]}") from None

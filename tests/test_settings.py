import os
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from app.errors import SettingsError
from app.settings import ENV_PREFIX, MODELS_DIR, load_settings, split_keys

FERNET_KEYS = [urlsafe_b64encode(bytes([number]) * 32).decode() for number in range(2)]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting from outside, and a working folder without `.env`."""
    for name in [name for name in os.environ if name.startswith(ENV_PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_settings_defaults_need_nothing_and_ask_for_credentials(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.require_auth
    assert not settings.store_free_text
    assert settings.resolved_database_url == f"sqlite:///{tmp_path / 'data' / 'revontuli.db'}"
    assert settings.index_dir == Path("data") / "index"
    assert settings.embedding_model == str(MODELS_DIR / "embedding")
    assert settings.public_base_url == "http://127.0.0.1:8000"
    assert settings.retention_days == 90
    assert list(tmp_path.iterdir()) == []


def test_settings_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REVONTULI_DATA_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("REVONTULI_REQUIRE_AUTH", "false")
    monkeypatch.setenv("REVONTULI_STORE_FREE_TEXT", "1")
    settings = load_settings()
    assert not settings.require_auth
    assert settings.store_free_text
    assert settings.index_dir == tmp_path / "elsewhere" / "index"
    assert settings.resolved_database_url.endswith("/elsewhere/revontuli.db")


def test_settings_come_from_a_file_that_the_environment_overrides(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(
        "REVONTULI_LOG_LEVEL=DEBUG\nREVONTULI_LOG_FORMAT=console\nSOMETHING_ELSE=1\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("REVONTULI_LOG_FORMAT", "json")
    settings = load_settings()
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")


def test_settings_database_url_takes_the_place_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql+psycopg://revontuli@example.org/revontuli"
    monkeypatch.setenv("REVONTULI_DATABASE_URL", url)
    assert load_settings().resolved_database_url == url


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://palvelut.example.org/", "https://palvelut.example.org"),
        ("https://example.org/suosittelu", "https://example.org/suosittelu"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://[::1]:9000", "http://[::1]:9000"),
        ("https://työ.example.org/Suosittelu", "https://xn--ty-gka.example.org/Suosittelu"),
    ],
)
def test_settings_public_base_url_is_ready_to_have_a_path_put_after_it(
    monkeypatch: pytest.MonkeyPatch, given: str, kept: str
) -> None:
    monkeypatch.setenv("REVONTULI_PUBLIC_BASE_URL", given)
    assert load_settings().public_base_url == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REVONTULI_REQUIRE_AUTH", "perhaps"),
        ("REVONTULI_STORE_FREE_TEXT", "2"),
        ("REVONTULI_VECTOR_INDEX", "cupboard"),
        ("REVONTULI_RETENTION_DAYS", "0"),
        ("REVONTULI_RETENTION_DAYS", "3651"),
        ("REVONTULI_RETENTION_DAYS", "1.5"),
        ("REVONTULI_RETENTION_DAYS", ""),
        ("REVONTULI_LOG_LEVEL", "debug?"),
        ("REVONTULI_LOG_FORMAT", "xml"),
        ("REVONTULI_ATTRIBUTE_KEYS", "hemlig"),
        ("REVONTULI_ATTRIBUTE_KEYS", f"{FERNET_KEYS[0]},hemlig"),
        ("REVONTULI_ATTRIBUTE_KEYS", f"{FERNET_KEYS[0]},"),
        ("REVONTULI_ATTRIBUTE_LIFETIME_SECONDS", "59"),
        ("REVONTULI_ATTRIBUTE_LIFETIME_SECONDS", "86401"),
        ("REVONTULI_ATTRIBUTE_LIFETIME_SECONDS", "hemlig"),
        ("REVONTULI_PUBLIC_BASE_URL", ""),
        ("REVONTULI_PUBLIC_BASE_URL", "ftp://hemlig.example.org"),
        ("REVONTULI_PUBLIC_BASE_URL", "https://example.org/?hemlig"),
        ("REVONTULI_PUBLIC_BASE_URL", "https://example.org/#hemlig"),
        ("REVONTULI_PUBLIC_BASE_URL", "http://"),
        ("REVONTULI_PUBLIC_BASE_URL", "https:///hemlig"),
        ("REVONTULI_PUBLIC_BASE_URL", "https:hemlig.example.org"),
        ("REVONTULI_PUBLIC_BASE_URL", "https://hemlig example.org"),
        ("REVONTULI_PUBLIC_BASE_URL", "https://example.org:hemlig"),
        ("REVONTULI_PUBLIC_BASE_URL", "https://reader:hemlig@example.org/"),
        ("REVONTULI_TRANSLATOR_URL", "hemlig"),
        ("REVONTULI_TRANSLATOR_URL", "ftp://hemlig.example.org"),
        ("REVONTULI_TRANSLATOR_URL", "https://"),
        ("REVONTULI_TRANSLATOR_URL", "https://hemlig example.org"),
        ("REVONTULI_TRANSLATOR_URL", "https://example.org:hemlig"),
        ("REVONTULI_TRANSLATOR_URL", "https://reader:hemlig@example.org"),
        ("REVONTULI_TRANSLATOR_URL", "https://example.org/?api_key=hemlig"),
        ("REVONTULI_TRANSLATOR_URL", "https://example.org/#hemlig"),
        ("REVONTULI_TRANSLATOR_TIMEOUT_SECONDS", "0"),
        ("REVONTULI_TRANSLATOR_TIMEOUT_SECONDS", "61"),
        ("REVONTULI_TRANSLATOR_TIMEOUT_SECONDS", "nan"),
        ("REVONTULI_TRANSLATOR_TIMEOUT_SECONDS", "hemlig"),
        ("REVONTULI_PUBLIC_BASE_URL", "https://example.org/hemlig stig"),
        ("REVONTULI_PUBLIC_BASE_URL", "https://example.org/hemlig//stig"),
        ("REVONTULI_PUBLIC_BASE_URL", "https://example.org/hemlig/../stig"),
        ("REVONTULI_PUBLIC_BASE_URL", "https://example.org/service-recommender/v1"),
        ("REVONTULI_PUBLIC_BASE_URL", "https://example.org/services"),
        ("REVONTULI_PUBLIC_BASE_URL", "https://example.org/docs/hemlig/"),
        ("REVONTULI_DATABASE_URL", "mysql://reader:hemlig@example.org/revontuli"),
        ("REVONTULI_DATABASE_URL", "postgres://reader:hemlig@example.org/revontuli"),
    ],
)
def test_settings_wrong_value_is_one_line_that_names_the_variable_alone(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert refusal.value.detail.startswith(f"{name}: ")
    assert "\n" not in refusal.value.detail
    assert "hemlig" not in refusal.value.detail
    assert "cupboard" not in refusal.value.detail
    assert FERNET_KEYS[0] not in refusal.value.detail


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("RETENTION_DAYS", "3651", "must be at most 3650"),
        ("RETENTION_DAYS", "1.5", "must be a whole number"),
        ("REQUIRE_AUTH", "perhaps", "must be true or false"),
        ("LOG_FORMAT", "xml", "must be 'json' or 'console'"),
        ("TRANSLATOR_TIMEOUT_SECONDS", "61", "must be at most 60"),
        ("DATABASE_URL", "mysql://", "must start with sqlite:/// or postgresql+psycopg://"),
    ],
)
def test_settings_refusal_tells_in_plain_words_what_is_expected(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    monkeypatch.setenv(f"REVONTULI_{name}", value)
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert refusal.value.detail == f"REVONTULI_{name}: {line}"


def test_settings_attribute_keys_are_split_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().attribute_lifetime_seconds == 3600
    assert load_settings().attribute_keys.get_secret_value() == ""
    monkeypatch.setenv("REVONTULI_ATTRIBUTE_KEYS", ", ".join(FERNET_KEYS))
    settings = load_settings()
    assert split_keys(settings.attribute_keys) == FERNET_KEYS
    assert not any(key in f"{settings!r} {settings}" for key in FERNET_KEYS)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
        ("https://translate.example.org/", "https://translate.example.org"),
        ("https://example.org/libretranslate", "https://example.org/libretranslate"),
        ("https://työ.example.org", "https://xn--ty-gka.example.org"),
    ],
)
def test_settings_translator_url_is_ready_to_have_a_path_put_after_it(
    monkeypatch: pytest.MonkeyPatch, given: str, kept: str
) -> None:
    monkeypatch.setenv("REVONTULI_TRANSLATOR_URL", given)
    assert load_settings().translator_url == kept


def test_settings_never_show_the_key_of_the_translator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVONTULI_TRANSLATOR_API_KEY", "hemlig")
    settings = load_settings()
    assert settings.translator_api_key.get_secret_value() == "hemlig"
    assert "hemlig" not in f"{settings!r} {settings} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("base_url", "prefix"),
    [
        ("https://example.org", ""),
        ("https://example.org/", ""),
        ("https://example.org/palvelut/revontuli/", "/palvelut/revontuli"),
    ],
)
def test_settings_path_prefix_is_the_path_of_the_public_base_url(
    monkeypatch: pytest.MonkeyPatch, base_url: str, prefix: str
) -> None:
    monkeypatch.setenv("REVONTULI_PUBLIC_BASE_URL", base_url)
    assert load_settings().path_prefix == prefix


def test_settings_each_has_a_line_of_help() -> None:
    for name, field in type(load_settings()).model_fields.items():
        assert field.description, name
        assert field.description.endswith((".", ")")), name


@pytest.mark.parametrize(
    ("translator", "request_timeout"), [("5", "5"), ("30.5", "30"), ("5", "1")]
)
def test_settings_translator_must_give_up_before_the_request(
    monkeypatch: pytest.MonkeyPatch, translator: str, request_timeout: str
) -> None:
    monkeypatch.setenv("REVONTULI_TRANSLATOR_TIMEOUT_SECONDS", translator)
    monkeypatch.setenv("REVONTULI_REQUEST_TIMEOUT_SECONDS", request_timeout)
    assert load_settings().translator_url == ""
    monkeypatch.setenv("REVONTULI_TRANSLATOR_URL", "https://translate.example.org")
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert refusal.value.detail == (
        "REVONTULI_TRANSLATOR_TIMEOUT_SECONDS must be shorter than REVONTULI_REQUEST_TIMEOUT_SECONDS"
    )

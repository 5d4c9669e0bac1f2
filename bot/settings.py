"""
The settings: ``config.toml``, and environment variables over it.

``NEWSBOT_TELEGRAM__TOKEN`` sets ``telegram.token``; ``NEWSBOT_TELEGRAM__TOKEN_FILE`` names a file that holds it.
Whatever is wrong is one line that names file and key.
"""

import json
import os
import tomllib
from collections.abc import Mapping
from datetime import time
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.errors import SettingsError

PREFIX = "NEWSBOT_"
DEFAULT_FILE = "config.toml"


def _clock_time(value: object) -> time:
    if isinstance(value, time):
        return value.replace(tzinfo=None)
    try:
        hours, minutes = str(value).split(":")
        return time(int(hours), int(minutes))
    except ValueError as error:
        raise ValueError(f"{value!r} is no time of day; write it like 08:00") from error


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


class Telegram(_Section):
    """How the bot reaches Telegram."""

    token: SecretStr = SecretStr("")
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"
    operators: tuple[int, ...] = ()

    @field_validator("token")
    @classmethod
    def _shape(cls, token: SecretStr) -> SecretStr:
        number, sign, rest = token.get_secret_value().partition(":")
        if token.get_secret_value() and not (number.isdigit() and sign and rest):
            raise ValueError("is no bot token; @BotFather gives one like 123456:ABC-def")
        return token


class Storage(_Section):
    """Where everything is kept."""

    url: str = "sqlite:///newsbot.db"


class Seeds(_Section):
    """What the bot knows from birth."""

    path: str = ""


class Feeds(_Section):
    """Which feeds, and how often."""

    default: tuple[str, ...] = ()
    interval: int = Field(default=1800, ge=60, le=86_400)


class Network(_Section):
    """How the bot fetches."""

    allow: tuple[IPv4Network | IPv6Network, ...] = ()
    ports: tuple[int, ...] = ()
    contact: str = ""

    @field_validator("allow", mode="before")
    @classmethod
    def _networks(cls, value: Any) -> Any:
        try:
            return tuple(ip_network(one) for one in value)
        except (TypeError, ValueError) as error:
            raise ValueError(f'must be a list of networks like ["127.0.0.1/32"]: {error}') from error

    @field_validator("contact")
    @classmethod
    def _one_line(cls, contact: str) -> str:
        if not contact.isprintable() or len(contact) > 200:
            raise ValueError("must be one line of at most 200 characters")
        return contact


class Digest(_Section):
    """When digests are posted in a chat that has set nothing."""

    times: tuple[time, ...] = (time(8),)
    timezone: str = "UTC"
    max_stories: int = Field(default=10, ge=1, le=50)

    @field_validator("times", mode="before")
    @classmethod
    def _clock_times(cls, value: Any) -> Any:
        if not isinstance(value, list | tuple) or not value:
            raise ValueError('must be a list of times like ["08:00", "18:30"]')
        return sorted({_clock_time(one) for one in value})

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{value!r} is no time zone; write one like Europe/Berlin") from error
        return value


class Settings(BaseSettings):
    """All settings, checked. *folder* is what relative paths are relative to: where the config file is."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    telegram: Telegram = Telegram()
    storage: Storage = Storage()
    seeds: Seeds = Seeds()
    feeds: Feeds = Feeds()
    network: Network = Network()
    digest: Digest = Digest()
    folder: Path = Field(default=Path(), exclude=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file."""
        return env_settings, init_settings


def load(path: Path | None, environment: Mapping[str, str] | None = None) -> Settings:
    """
    Read and check the settings.

    Args:
        path: The config file; None: only the environment and the defaults.
        environment: For ``NEWSBOT_…_FILE`` variables; default: that of the process.
    Raises: SettingsError, one line that names file (or variable) and key.
    """
    variables = os.environ if environment is None else environment
    values = _merge(_read(path) if path else {}, _secrets_from_files(variables))
    try:
        return Settings(**values, folder=path.parent.absolute() if path else Path.cwd())
    except ValidationError as error:
        raise SettingsError(_first_problem(error, path)) from error
    except ValueError as error:
        # pydantic-settings says only in which section a variable is that is no JSON
        name = _broken_variable(variables)
        raise SettingsError(f"environment {name}: a list is written as JSON, e.g. '[\"08:00\"]'") from error


def _broken_variable(variables: Mapping[str, str]) -> str:
    for name, value in variables.items():
        if name.startswith(PREFIX) and value.lstrip().startswith(("[", "{")):
            try:
                json.loads(value)
            except ValueError:
                return name
    return f"{PREFIX}…"


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: {error}") from error


def _secrets_from_files(variables: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for section, model in Settings.model_fields.items():
        fields = getattr(model.annotation, "model_fields", {})
        for key, field in fields.items():
            name = f"{PREFIX}{section}__{key}_FILE".upper()
            if field.annotation is SecretStr and name in variables:
                values.setdefault(section, {})[key] = _secret(name, Path(variables[name]))
    return values


def _secret(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name}: {path} cannot be read") from error


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        lower = merged.get(key)
        merged[key] = _merge(lower, value) if isinstance(value, dict) and isinstance(lower, dict) else value
    return merged


def _first_problem(error: ValidationError, path: Path | None) -> str:
    problem = error.errors(include_input=False, include_url=False)[0]
    key = ".".join(str(part) for part in problem["loc"] if not str(part).startswith(("IPv", "function")))
    variable = f"{PREFIX}{key.replace('.', '__')}".upper()
    where = f"environment {variable}" if variable in os.environ else str(path or "environment")
    if problem["type"] == "extra_forbidden":
        return f"{where}: unknown key {key}; config.example.toml lists all keys"
    return f"{where}: {key}: {problem['msg'].removeprefix('Value error, ')}"

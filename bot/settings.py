"""
The settings: ``config.toml``, and environment variables over it.

``NEWSBOT_TELEGRAM__TOKEN`` sets ``telegram.token``; ``NEWSBOT_TELEGRAM__TOKEN_FILE`` names a file that holds it.
Whatever is wrong is one line that names file and key.
"""

import json
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import time
from difflib import get_close_matches
from enum import StrEnum
from inspect import isclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_origin
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)

from bot import broken_toml
from bot.command_hints import program
from bot.errors import SettingsError, Unread
from bot.model import Limits as Most
from bot.model import Size

PREFIX = "NEWSBOT_"
DEFAULT_FILE = "config.toml"
CLOCK_FILE = f"{PREFIX}CLOCK_FILE"
"""For tests: a file from which the time is read. No setting, although it begins like one."""


def _clock_time(value: object) -> time:
    if isinstance(value, time):
        return value.replace(tzinfo=None)
    try:
        hours, minutes = str(value).split(":")
        return time(int(hours), int(minutes))
    except ValueError as error:
        raise ValueError(f"{value!r} is not a time of day; write it like 08:00") from error


def _web(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address like https://example.org/feed")
    return address


def _listening(place: str) -> str:
    host, _, port = place.rpartition(":")
    try:
        ip_address(host.strip("[]"))
        known = not place or 0 < int(port) <= 65_535
    except ValueError:
        known = not place
    if not known:
        raise ValueError("must be an address of this machine and a port, like 127.0.0.1:8080 or [::1]:8080")
    return place


_WebAddress = Annotated[str, AfterValidator(_web)]


def _bot_api(address: str) -> str:
    # the token comes right behind it: as a part of a host or port it would be in errors, which are shown
    if not _web(address).endswith("/bot"):
        raise ValueError("must end with /bot, like https://api.telegram.org/bot")
    return address


_BotApiAddress = Annotated[str, AfterValidator(_bot_api)]


def _rules(value: object) -> tuple[str, ...]:
    """Who may use the bot: one rule or a list; a variable of the environment holds one, or the list as JSON."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except RecursionError as error:
            raise ValueError("too many brackets stand within each other") from error
    return tuple(_rule(one) for one in (value if isinstance(value, list | tuple) else [value]))


def _rule(one: object) -> str:
    text = " ".join(str(one).split())
    place = text.removeprefix("members of ")
    shape = _ID if place == text else _PLACE
    if isinstance(one, bool) or not (text == "everyone" or re.fullmatch(shape, place, re.ASCII)):
        raise ValueError(f"{one!r} is not one of these: {_WHO}")
    if place in _NOBODY:
        raise ValueError(
            f"{place} is shared by many people in Telegram, so it would let in anybody: name the chat instead"
        )
    return text


def _person(value: object) -> str:
    """A person's number, as the text that ids are."""
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[-+]?[0-9]{1,19}", text):
        raise ValueError(f"must be {_PERSONS_NUMBER}")
    if int(text) <= 0 or text in _NOBODY:
        raise ValueError(f"{text} is the number of no person: it must be {_PERSONS_NUMBER}")
    return str(int(text))


_PERSONS_NUMBER = "a person's number, like 123456789; who sends /privacy to the bot in private is told theirs"


def _no_truth(value: object) -> object:
    """For numbers: Python takes true for 1."""
    if isinstance(value, bool):
        raise ValueError("must be a whole number")
    return value


_Number = Annotated[int, BeforeValidator(_no_truth)]


_WHO = (
    '"everyone"; the number of a person or a chat, like 123456789 or -1001234567890; '
    '"members of" a chat, like "members of -1001234567890" or "members of @some_group"'
)
_ID = r"-?[1-9]\d{0,15}"
_PLACE = r"-[1-9]\d{0,15}|@[A-Za-z]\w{3,31}"
_NOBODY = {"777000", "1087968824", "136817688"}
"""Telegram's own senders: its service, anonymous admins, and whoever posts as a channel."""

_Rules = Annotated[tuple[str, ...], BeforeValidator(_rules)]
_Person = Annotated[str, BeforeValidator(_person)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, hide_input_in_errors=True)


class Telegram(_Section):
    """How the bot reaches Telegram."""

    token: SecretStr = SecretStr("")
    base_url: _BotApiAddress = "https://api.telegram.org/bot"
    base_file_url: _BotApiAddress = "https://api.telegram.org/file/bot"
    operators: tuple[_Person, ...] = ()
    allow: _Rules = ("everyone",)

    @field_validator("token")
    @classmethod
    def _shape(cls, token: SecretStr) -> SecretStr:
        if token.get_secret_value() and not re.fullmatch(r"\d+:[\w-]+", token.get_secret_value(), re.ASCII):
            raise ValueError("is not a bot token; @BotFather gives you one like 123456:ABC-def")
        return token


class Storage(_Section):
    """Where everything is kept."""

    url: str = "sqlite:///newsbot.db"
    keep: _Number = Field(default=90, ge=1, le=36_500)

    @field_validator("url")
    @classmethod
    def _file(cls, url: str) -> str:
        if re.fullmatch(r"sqlite:///(?!:memory:$).+", url):
            return url
        if not re.fullmatch(r"postgresql(\+psycopg)?://[^/]*/[^/?]+(\?.*)?", url):
            raise ValueError(
                "must name a file, like sqlite:///newsbot.db,"
                " or a database of a server, like postgresql+psycopg://user:password@host/newsbot"
            )
        return url


class Seeds(_Section):
    """What the bot knows from the start."""

    path: str = ""


class Feeds(_Section):
    """Which feeds, and how often."""

    default: tuple[_WebAddress, ...] = ()
    interval: _Number = Field(default=1800, ge=1, le=86_400)
    pages: bool = True


class Network(_Section):
    """How the bot fetches."""

    allow: tuple[IPv4Network | IPv6Network, ...] = ()
    ports: tuple[Annotated[_Number, Field(ge=1, le=65_535)], ...] = ()
    contact: str = ""
    proxy: SecretStr = SecretStr("")

    @field_validator("proxy")
    @classmethod
    def _proxy(cls, proxy: SecretStr) -> SecretStr:
        address = urlsplit(proxy.get_secret_value())
        if proxy.get_secret_value() and not (address.scheme in ("http", "https") and address.hostname):
            raise ValueError("must be the address of a proxy, like http://proxy.example:3128")
        return proxy

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


_MOST = Most()


class Limits(_Section):
    """How much one chat, one person and all together may have the bot do. What is there already stays."""

    feeds: _Number = Field(default=_MOST.feeds, ge=1, le=1_000_000)
    feeds_per_chat: _Number = Field(default=_MOST.feeds_per_chat, ge=1, le=10_000)
    feeds_per_person: _Number = Field(default=_MOST.feeds_per_person, ge=1, le=1_000_000)
    chats_per_person: _Number = Field(default=_MOST.chats_per_person, ge=1, le=100_000)
    questions: _Number = Field(default=_MOST.questions, ge=1, le=100_000)
    questions_per_chat: _Number = Field(default=_MOST.questions_per_chat, ge=1, le=1_000)
    questions_per_person: _Number = Field(default=_MOST.questions_per_person, ge=1, le=10_000)


class Digest(_Section):
    """When digests are posted in a chat that has set nothing."""

    times: tuple[time, ...] = (time(8),)
    timezone: str = "UTC"
    max_stories: _Number = Field(default=10, ge=1, le=50)
    size: Size = Size.BRIEF

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
            raise ValueError(f"{value!r} is not a time zone; {_zones_meant(value)}") from error
        return value


def _zones_meant(typed: str) -> str:
    """What to write instead of a time zone that there is not: its name in other letters, of a city, or a near one."""
    # the tenth of a second that the names take is spent on a mistake alone
    names = {name.casefold(): name for name in sorted(available_timezones())}
    wanted = typed.strip().replace(" ", "_").casefold()
    near = [names[wanted]] if wanted in names else []
    near = near or [name for low, name in names.items() if wanted and low.rpartition("/")[2] == wanted]
    near = near or [names[low] for low in get_close_matches(wanted, names, n=1, cutoff=0.75)]
    return f"did you mean {' or '.join(near[:3])}?" if near else "write one like Europe/Berlin"


class FactReach(StrEnum):
    """From whose feeds a chat is answered."""

    CHAT = "chat"
    """Its own, and those that the operator shares."""
    PUBLIC = "public"
    """Also all others whose address and headers hold no secret."""


class Fact(_Section):
    """How far questions reach."""

    reach: FactReach = FactReach.CHAT


class Web(_Section):
    """How others see how the bot is doing."""

    listen: Annotated[str, AfterValidator(_listening)] = ""
    heartbeat: SecretStr = SecretStr("")

    @field_validator("heartbeat")
    @classmethod
    def _address(cls, heartbeat: SecretStr) -> SecretStr:
        if heartbeat.get_secret_value():
            _web(heartbeat.get_secret_value())
        return heartbeat

    @property
    def place(self) -> tuple[str, int] | None:
        """The address and the port to listen on; None: nobody listens."""
        host, _, port = self.listen.rpartition(":")
        return (host.strip("[]"), int(port)) if port else None

    @property
    def is_open(self) -> bool:
        """Whether others than this machine may reach it."""
        return self.place is not None and not ip_address(self.place[0]).is_loopback


class Settings(_Section):
    """All settings, checked. *folder* is what relative paths are relative to: where the config file is."""

    telegram: Telegram = Telegram()
    storage: Storage = Storage()
    seeds: Seeds = Seeds()
    feeds: Feeds = Feeds()
    network: Network = Network()
    digest: Digest = Digest()
    fact: Fact = Fact()
    limits: Limits = Limits()
    web: Web = Web()
    folder: Path = Field(default=Path(), exclude=True)

    @property
    def seed_folder(self) -> Path | None:
        """Where the operator's own seed corpus is; None: the bundled one."""
        return _in(self.folder, self.seeds.path) if self.seeds.path else None


_RULES = Telegram.model_fields["allow"]


def _in(folder: Path, path: str) -> Path:
    return folder / os.path.expanduser(path)  # noqa: PTH111 - the other one fails for the home of nobody


def configured(environment: Mapping[str, str]) -> bool:
    """Whether any variable is a setting."""
    return any(_is_setting(name) for name in environment)


def load(path: Path | None, environment: Mapping[str, str] | None = None) -> Settings:
    """
    Read and check the settings.

    Args:
        path: The config file; None: only the environment and the defaults.
        environment: Variables over the file; default: those of the process.
    Raises: SettingsError, one line for each wrong key that names file (or variable) and key.
    """
    variables = {name.upper(): value for name, value in (os.environ if environment is None else environment).items()}
    problems: list[str] = []
    values = _merge(_read(path) if path else {}, _from_environment(variables, problems))
    settings, wrong = _checked(values, path.parent.absolute() if path else Path.cwd())
    problems += [_told(one, path, variables) for one in wrong]
    if problems or settings is None:
        raise SettingsError("\n".join(dict.fromkeys(problems)))
    return settings


def with_changes(settings: Settings, assignments: Sequence[str]) -> Settings:
    """
    The settings with some of ``digest`` changed, to try them.

    Args:
        assignments: ``digest.max_stories=5`` each; the value as in the config file, a bare word stands for a string.
    Raises: SettingsError that names the assignment.
    """
    digest, keys = settings.digest, [f"digest.{key}" for key in Digest.model_fields]
    for assignment in assignments:
        typed, sign, written = (part.strip() for part in assignment.partition("="))
        if typed not in keys:
            near = next((one for one in keys if typed and one.endswith(f".{typed}")), "")
            near = near or "".join(get_close_matches(typed, keys, n=1))
            meant = f"did you mean {near}? T" if near else "t"
            raise SettingsError(f"--set {typed}: not a setting to try; {meant}he keys to try are {', '.join(keys)}")
        key = typed.removeprefix("digest.")
        if not sign:
            raise SettingsError(f"--set {typed}: the value is missing (--set {typed}={_TRIED[key]})")
        try:
            digest = Digest(**{**digest.model_dump(), key: _typed(written)})
        except ValidationError as error:
            problem = error.errors(include_input=False, include_url=False)[0]
            _, _, sense = _sense(problem).partition(": ")
            raise SettingsError(f"--set {assignment}: {sense} (--set {typed}={_TRIED[key]})") from error
    return settings.model_copy(update={"digest": digest})


_TRIED = {
    "times": '\'["07:00", "18:30"]\'',
    "timezone": "Europe/Berlin",
    "max_stories": "5",
    "size": "full",
}
"""The settings that can be tried, with a value for each as it is typed in a shell."""


def _typed(written: str) -> Any:
    try:
        return tomllib.loads(f"value = {written}")["value"]
    except (ValueError, RecursionError, KeyError):
        return written.strip()


class _Wrong(NamedTuple):
    """A value is wrong: *place* are its section and key."""

    place: Sequence[int | str]
    sense: str


def _checked(values: Mapping[str, Any], folder: Path) -> tuple[Settings | None, list[_Wrong]]:
    """The settings, or all that is wrong with them."""
    wrong = [_Wrong(("folder",), _unknown("folder"))] if "folder" in values else []
    wrong += _without_folder(values.get("seeds"), folder)
    try:
        settings = Settings(**{**values, "folder": folder})
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False)
        return None, [*wrong, *(_Wrong(problem["loc"], _sense(problem)) for problem in problems)]
    return settings, wrong


def _without_folder(seeds: Any, folder: Path) -> list[_Wrong]:
    """That the folder of the seed corpus is not there, also where other settings are wrong."""
    path = seeds.get("path") if isinstance(seeds, dict) else None
    where = _in(folder, path) if path and isinstance(path, str) else folder
    return [] if where.is_dir() else [_Wrong(("seeds", "path"), f"seeds.path: there is no folder {where}")]


def _sense(problem: Mapping[str, Any]) -> str:
    place = [part for part in problem["loc"] if not str(part).startswith(("IPv", "function"))]
    key = ".".join(part for part in place if isinstance(part, str))
    # people count from 1
    key += "".join(f" (entry {part + 1})" for part in place if isinstance(part, int))
    if problem["type"] == "extra_forbidden":
        return _unknown(key)
    said = str(problem["msg"]).removeprefix("Value error, ").replace("Input should be", "must be")
    return f"{key}: {_WORDS.get(problem['type'], said)}"


_UNKNOWN = "unknown key "


def _unknown(key: str) -> str:
    # the same key of another section is nearer than another one of this
    same = [one for one in _keys() if one.partition(".")[2] == key.partition(".")[2] != ""]
    near = same or get_close_matches(key, _keys(), n=1)
    meant = f"did you mean {' or '.join(near)}?" if near else f"{program()} init writes a file that lists all keys"
    return f"{_UNKNOWN}{key}; {meant}"


def _keys() -> list[str]:
    """All sections, and all keys with their sections."""
    sections = {name: field.annotation for name, field in Settings.model_fields.items() if not field.exclude}
    found = {name: cls.model_fields for name, cls in sections.items() if isclass(cls) and issubclass(cls, _Section)}
    return [*sections, *(f"{name}.{key}" for name, fields in found.items() for key in fields)]


# What pydantic says in words of Python, in words of a config file.
_WORDS = {
    "tuple_type": "must be a list, in square brackets",
    "model_type": "must be a section with keys of its own",
    "string_type": "must be text, in quotation marks",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
}


def _told(one: _Wrong, path: Path | None, variables: Mapping[str, str]) -> str:
    """A wrong value in one line; of a key that a section of the file has and should not, also where it stands."""
    where = _where(one.place, path, variables)
    is_mistyped = f"mean {one.place[0]}." in one.sense
    if one.sense.startswith(_UNKNOWN) and where == str(path) and len(one.place) > 1 and not is_mistyped:
        # what is written at the end of the file is of the last section there
        return f"{where}: {one.sense} (it stands below [{one.place[0]}])"
    return f"{where}: {one.sense}"


def _where(place: Sequence[int | str], path: Path | None, variables: Mapping[str, str]) -> str:
    """What sets the key at *place*: a variable, or the file."""
    start = PREFIX + "__".join(str(part) for part in place[:2]).upper()
    of_section = sorted(name for name in variables if len(place) == 1 and name.startswith(f"{start}__"))
    name = next((name for name in (f"{start}_FILE", start, *of_section) if name in variables), None)
    return f"environment {name}" if name else str(path or "environment")


def _read(path: Path) -> dict[str, Any]:
    todo = f"name another with --config, or let {program()} init write a {DEFAULT_FILE} here"
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text)
    except OSError as error:
        raise SettingsError(f"{Unread(path, error, todo)}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: not UTF-8 text; save it as UTF-8") from error
    except RecursionError as error:
        raise SettingsError(f"{path}: too many brackets stand within each other; a list has one pair") from error
    except ValueError as error:
        if not isinstance(error, tomllib.TOMLDecodeError):
            raise SettingsError(f"{path}: a number has too many digits") from error
        sections, named = Settings.model_fields.keys(), _keys()
        harmless = {key.partition(".")[2] for key in named if key.startswith(_HARMLESS)} - sections
        keys = {part for key in named for part in key.split(".")}
        raise SettingsError(f"{path}: {broken_toml.in_words(text, str(error), keys, harmless)}") from error


_HARMLESS = ("digest.", "fact.", "limits.")
"""Sections of hours and counts: nothing in them is secret."""


def _is_setting(name: str) -> bool:
    return name.upper().startswith(PREFIX) and name.upper() != CLOCK_FILE


def _from_environment(variables: Mapping[str, str], problems: list[str]) -> dict[str, Any]:
    """What the variables set; those that set nothing are added to *problems*."""
    values: dict[str, Any] = {}
    # in order, so that of two that say the same, the file of a secret wins
    for name in sorted(filter(_is_setting, variables)):
        section, sign, key = name.removeprefix(PREFIX).lower().partition("__")
        if not sign or not key:
            problems.append(f"environment {name}: does not name a setting; write it like {PREFIX}TELEGRAM__TOKEN")
            continue
        try:
            key, value = _value(section, key, name, variables[name])
            values.setdefault(section, {})[key] = value
        except SettingsError as error:
            problems.append(str(error))
    return values


def _value(section: str, key: str, name: str, text: str) -> tuple[str, Any]:
    """The key that a variable sets, and its value: secrets may lie in files, lists are JSON."""
    known = Settings.model_fields.get(section)
    fields = getattr(known.annotation, "model_fields", {}) if known else {}
    secret = fields.get(key.removesuffix("_file"))
    if key.endswith("_file") and secret and secret.annotation is SecretStr:
        return key.removesuffix("_file"), _secret(name, Path(text))
    # a rule may stand alone, without brackets
    if key not in fields or get_origin(fields[key].annotation) is not tuple or fields[key] is _RULES:
        return key, text
    try:
        return key, json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"environment {name}: write a list as JSON, such as '[\"08:00\"]'") from error


def _secret(name: str, path: Path) -> str:
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name}: {path} cannot be read; name a text file that holds the secret") from error
    if not secret:
        raise SettingsError(f"{name}: {path} is empty; put the secret into it, or leave out the variable")
    return secret


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        lower = merged.get(key)
        merged[key] = _merge(lower, value) if isinstance(value, dict) and isinstance(lower, dict) else value
    return merged

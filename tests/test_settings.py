"""Settings: the file, the environment over it, and one clear line for whatever is wrong."""

import tomllib
from datetime import time
from itertools import pairwise
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, load

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"


def written(tmp_path: Path, text: str) -> Path:
    """A config file with that text."""
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_example_shows_every_key_with_its_default() -> None:
    """The example file has all keys, no others, and each value is the default."""
    example = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    sections = {name: field for name, field in Settings.model_fields.items() if name != "folder"}
    assert {name: set(keys) for name, keys in example.items()} == {
        name: set(field.annotation.model_fields)  # type: ignore[union-attr]
        for name, field in sections.items()
    }
    assert load(EXAMPLE).model_dump() == load(None).model_dump()


def test_example_says_something_of_every_key() -> None:
    """No key stands there without a line of sense above it."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for above, line in pairwise(lines):
        if " = " in line and not line.startswith("#"):
            assert above.startswith("#") or " = " in above, line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("nope = 1", "unknown key nope", id="unknown-section"),
        pytest.param("[feeds]\nnope = 1", "unknown key feeds.nope", id="unknown-key"),
        pytest.param('[feeds]\ninterval = "x"', "feeds.interval: .*valid integer", id="wrong-type"),
        pytest.param("[feeds]\ninterval = 1", "feeds.interval: .*60", id="out-of-range"),
        pytest.param('[digest]\ntimezone = "Mars/Olympus"', "digest.timezone: 'Mars/Olympus'", id="bad-zone"),
        pytest.param('[digest]\ntimezone = "../etc/passwd"', "digest.timezone", id="zone-is-no-path"),
        pytest.param('[digest]\ntimes = ["25:00"]', "digest.times: '25:00'", id="bad-time"),
        pytest.param("[digest]\ntimes = []", "digest.times", id="no-time"),
        pytest.param('[network]\nallow = ["127.0.0.1/8"]', "network.allow", id="bad-network"),
        pytest.param('[network]\ncontact = "a\\nX-Evil: 1"', "network.contact", id="header-injection"),
        pytest.param('[telegram]\ntoken = "abc"', "telegram.token", id="bad-token"),
        pytest.param("[telegram\n", "config.toml: ", id="broken-toml"),
    ],
)
def test_one_line_names_file_and_key(tmp_path: Path, text: str, line: str) -> None:
    """Whatever is wrong, one line says where and what."""
    with pytest.raises(SettingsError, match=line) as caught:
        load(written(tmp_path, text), {})
    assert "config.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unreadable_file(tmp_path: Path) -> None:
    """A file that is not there, or is no text, is named."""
    with pytest.raises(SettingsError, match=r"missing\.toml"):
        load(tmp_path / "missing.toml", {})
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="not UTF-8"):
        load(tmp_path / "binary.toml", {})


def test_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable sets its key over the file, lists as JSON."""
    monkeypatch.setenv("NEWSBOT_DIGEST__TIMES", '["18:30", "07:00"]')
    settings = load(written(tmp_path, '[digest]\ntimes = ["09:00"]\ntimezone = "Europe/Berlin"'))
    assert settings.digest.times == (time(7), time(18, 30))
    assert settings.digest.timezone == "Europe/Berlin"


@pytest.mark.parametrize("value", ["9", '{"a":1}', "[", '["x"]'])
def test_bad_variable_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """A wrong variable is named like a wrong key."""
    monkeypatch.setenv("NEWSBOT_DIGEST__TIMES", value)
    with pytest.raises(SettingsError, match="NEWSBOT_DIGEST__TIMES"):
        load(None)


def test_secret_from_a_file(tmp_path: Path) -> None:
    """A secret may come from a file, and is never printed."""
    (tmp_path / "token").write_text("123:very-secret\n")
    settings = load(None, {"NEWSBOT_TELEGRAM__TOKEN_FILE": str(tmp_path / "token")})
    assert settings.telegram.token.get_secret_value() == "123:very-secret"
    assert "very-secret" not in repr(settings) + str(settings.model_dump())
    with pytest.raises(SettingsError, match="NEWSBOT_TELEGRAM__TOKEN_FILE"):
        load(None, {"NEWSBOT_TELEGRAM__TOKEN_FILE": str(tmp_path / "missing")})


def test_a_wrong_token_is_not_repeated(tmp_path: Path) -> None:
    """The line about a wrong secret does not show the secret."""
    with pytest.raises(SettingsError) as caught:
        load(written(tmp_path, '[telegram]\ntoken = "sesame-open"'), {})
    assert "sesame" not in str(caught.value)

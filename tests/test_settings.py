"""Settings: the file, the environment over it, and one clear line for whatever is wrong."""

import json
import tomllib
from datetime import time
from itertools import pairwise
from pathlib import Path
from typing import get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broken_toml import in_words
from bot.errors import SettingsError
from bot.settings import _TRIED, Digest, Settings, configured, load, with_changes

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
        pytest.param('[feeds]\ninterval = "x"', "feeds.interval: must be a whole number", id="wrong-type"),
        pytest.param("[feeds]\ninterval = 0", "feeds.interval: .*1", id="out-of-range"),
        pytest.param('[digest]\ntimezone = "Mars/Olympus"', "digest.timezone: 'Mars/Olympus'", id="bad-zone"),
        pytest.param('[digest]\ntimezone = "europe/berlin"', r"did you mean Europe/Berlin\?$", id="zone-in-small"),
        pytest.param('[digest]\ntimezone = "New York"', r"did you mean America/New_York\?$", id="city"),
        pytest.param('[digest]\ntimezone = "Europe/Berln"', r"did you mean Europe/Berlin\?$", id="zone-misspelt"),
        pytest.param('[digest]\ntimezone = ""', "write one like Europe/Berlin$", id="no-zone"),
        pytest.param("[storage]\nkeep = true", "storage.keep: must be a whole number", id="true-is-no-number"),
        pytest.param("[network]\nports = [80, true]", r"\(entry 2\): must be a whole number", id="true-is-no-port"),
        pytest.param("[telegram]\noperators = [5, -100]", r"\(entry 2\): -100 is the number of no person", id="group"),
        pytest.param("[telegram]\noperators = [777000]", "777000 is the number of no person", id="shared"),
        pytest.param('[seeds]\npath = "~nobody-here/x"', "no folder .*~nobody-here/x", id="home-of-nobody"),
        pytest.param('[digest]\ntimezone = "../etc/passwd"', "digest.timezone", id="zone-is-no-path"),
        pytest.param('[digest]\ntimes = ["25:00"]', "digest.times: '25:00'", id="bad-time"),
        pytest.param("[digest]\ntimes = []", "digest.times", id="no-time"),
        pytest.param('[network]\nallow = ["127.0.0.1/8"]', "network.allow", id="bad-network"),
        pytest.param('[network]\ncontact = "a\\nX-Evil: 1"', "network.contact", id="header-injection"),
        pytest.param('[telegram]\ntoken = "abc"', "telegram.token", id="bad-token"),
        pytest.param('[telegram]\ntoken = "1:a b"', "telegram.token", id="token-with-a-space"),
        pytest.param(
            '[telegram]\nallow = "evryone"', "telegram.allow: 'evryone' is not one of these", id="allow-misspelt"
        ),
        pytest.param("[telegram]\nallow = true", "telegram.allow: True is not one of these", id="allow-no-rule"),
        pytest.param("[telegram]\nallow = [0]", "telegram.allow: 0 is not one of these", id="allow-nobody"),
        pytest.param('[telegram]\nallow = ["members of 5"]', "telegram.allow: 'members of 5'", id="allow-no-chat"),
        pytest.param('[telegram]\nallow = ["members of @x y"]', "telegram.allow", id="allow-no-name"),
        pytest.param("[telegram]\nallow = [1087968824]", "shared by many people", id="allow-anonymous-admins"),
        pytest.param("[limits]\nfeeds = 0", "limits.feeds: .*1", id="limit-of-nothing"),
        pytest.param('[telegram]\nbase_url = "nonsense"', "telegram.base_url", id="base-url-is-no-address"),
        pytest.param('[telegram]\nbase_url = "http://127.0.0.1:8081"', "base_url: must end with /bot", id="no-bot"),
        pytest.param('[telegram]\nbase_file_url = "http://x.example/bot/"', "must end with /bot", id="bot-and-slash"),
        pytest.param('[feeds]\ndefault = ["ftp://x.example/"]', r"default \(entry 1\): .*https://", id="feed-not-http"),
        pytest.param('[feeds]\ndefault = "https://x.example/"', "feeds.default: must be a list", id="no-list"),
        pytest.param("[network]\nports = [70000]", r"network.ports \(entry 1\): .*65535", id="no-port"),
        pytest.param('[storage]\nurl = "postgres://x/y"', "storage.url: must name a file", id="other-database"),
        pytest.param('[storage]\nurl = "sqlite:///:memory:"', "storage.url: must name a file", id="database-in-memory"),
        pytest.param('[seeds]\npath = "nowhere"', "seeds.path: there is no folder .*nowhere", id="no-seed-folder"),
        pytest.param('folder = "x"', "unknown key folder", id="folder-is-no-key"),
        pytest.param(
            "[fact]\nkeep = 40", r"fact.keep; did you mean storage.keep\? \(it stands below \[fact\]\)", id="below"
        ),
        pytest.param("[storage]\nkeep = 1" + "0" * 400, "storage.keep: must be less than", id="huge-number"),
        pytest.param("[storage]\nkeep = 1" + "0" * 5_000, "a number has too many digits", id="endless-number"),
        pytest.param("[feeds]\ndefault = " + "[" * 9_000 + "]" * 9_000, "too many brackets stand", id="deep"),
        pytest.param("telegram = 5", "telegram: must be a section", id="no-section"),
        pytest.param("[telegram\n", "config.toml: ", id="broken-toml"),
    ],
)
def test_one_line_names_file_and_key(tmp_path: Path, text: str, line: str) -> None:
    """Whatever is wrong, one line says where and what."""
    with pytest.raises(SettingsError, match=line) as caught:
        load(written(tmp_path, text), {})
    assert "config.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            '[digest]\ntimes = ["8, "18"]\n', """2 (times = ["8, "18"]): a quotation mark (") is""", id="quote"
        ),
        pytest.param('[telegram]\ntoken = "7:S3cret\n', '2 (token = …): a quotation mark (") is missing', id="token"),
        pytest.param("[telegram]\ntoken = 7:S3cret\n", "2 (token = …): text and times must stand in", id="bare"),
        pytest.param("[telegram]\ntoken = S3cret\n", "2 (token = …): text must stand in quotation marks", id="word"),
        pytest.param("[telegram]\ntoken = “7:S3cret”\n", "2 (token = …): quotation marks must be straight", id="curly"),
        pytest.param('[feeds]\ndefault = [\n"https://a.example/?S3cret,\n]\n', '3: a quotation mark (")', id="list"),
        pytest.param("S3cret\n", "1: write it as key = value", id="no-key"),
        pytest.param("[telegram]\nS3cret = 1 2\n", "2: text and times must stand in quotation marks", id="no-such-key"),
        pytest.param(
            '[digest]\ntimes = ["08:00"\nmax_stories = 3\n',
            """3 (max_stories = 3): the list that begins in line 2 (times = ["08:00") is not closed: ] is missing""",
            id="bracket",
        ),
        pytest.param(
            '[feeds]\ndefault = [\n  "https://a.example/?S3cret",\n\n[digest]\nmax_stories = 3\n',
            "5 ([digest]): the list that begins in line 2 (default = …) is not closed: ] is missing",
            id="bracket-before-a-section",
        ),
        pytest.param(
            '[telegram]\ntoken = """S3cret\n\nit isn\'t S3cret\n',
            '4: the text that begins in line 2 (token = …) is not closed: """ is missing',
            id="long-text",
        ),
        # a comma is as likely
        pytest.param("[feeds]\ndefault = ['a',\n'b'\n'c']\n", "4: a comma or a closing bracket", id="comma"),
        pytest.param('[digest]\ntimes = ["08:00"\n\n', '2 (times = ["08:00"): a comma or a closing', id="end"),
        pytest.param('[feeds]\n[telegram\ntoken = "S3cret"', '2 ([telegram): the closing bracket "]"', id="section"),
        pytest.param("[storage]\nurl = 'S3cret\n", "2 (url = …): a quotation mark (') is missing", id="single"),
        pytest.param("[digest]\nmax_stories = 3\nmax_stories = 4", "3 (max_stories = 4): this key stands", id="twice"),
        pytest.param("[feeds]\npages = True", "2 (pages = …): write true or false", id="true"),
        pytest.param('[storage]\nurl = "C:\\users\\S3cret"', "2 (url = …): write each backslash twice", id="backslash"),
        pytest.param(f"[digest]\ntimezone = {'a' * 90}", f"2 (timezone = {'a' * 39}…): text must", id="long"),
        pytest.param("[feeds]\ninterval =\n", '2 (interval = …): there is no value behind "="', id="nothing"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, text: str, said: str) -> None:
    """One line says in which line what is probably missing, and shows nothing that may be a secret."""
    with pytest.raises(SettingsError) as caught:
        load(written(tmp_path, text), {})
    assert str(caught.value).startswith(f"{tmp_path}/config.toml: line {said}")
    assert "S3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text(alphabet="abc=[]{}\"'#.,\\ 1\n", max_size=60))
def test_any_file_gives_one_line(text: str) -> None:
    """However it is broken, there is one line with a number in the file."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = in_words(text, str(error), {"a"}, {"a"})
        assert "\n" not in said
        assert 1 <= int(said.split()[1].rstrip(":")) <= text.count("\n") + 1


def test_all_that_is_wrong_is_named(tmp_path: Path) -> None:
    """File and variables, keys and values: one line each, so that nobody mends one to be told of the next."""
    sections = ("feeds", "intervall = 5\ninterval = 0"), ("digest", 'timezone = "Mars"'), ("seeds", 'path = "x"')
    text = "\n".join(f"[{name}]\n{keys}" for name, keys in (*sections, ("telegram", 'allow = "all"')))
    with pytest.raises(SettingsError) as caught:
        load(written(tmp_path, text), {"NEWSBOT_X": "1", "NEWSBOT_DIGEST__TIMES": "9", "NEWSBOT_DIGEST__SIZE": "huge"})
    lines = str(caught.value).split("\n")
    places = [line.removeprefix(f"{tmp_path}/").partition(": ")[0] for line in lines]
    variables = [f"environment NEWSBOT_{key}" for key in ("DIGEST__SIZE", "DIGEST__TIMES", "X")]
    assert sorted(places) == ["config.toml"] * 5 + variables
    for key in ("feeds.intervall", "feeds.interval:", "digest.timezone", "telegram.allow", "seeds.path", "digest.size"):
        assert sum(key in line for line in lines) == 1, key


def test_who_may_use_it_is_shown_by_examples(tmp_path: Path) -> None:
    """Each kind of rule stands in the error as it can be written, and is taken so."""
    with pytest.raises(SettingsError) as caught:
        load(written(tmp_path, '[telegram]\nallow = "my friends"'), {})
    examples = ["everyone", "123456789", "-1001234567890", "members of -1001234567890", "members of @some_group"]
    for example in examples:
        assert example in str(caught.value)
    assert len(load(None, {"NEWSBOT_TELEGRAM__ALLOW": json.dumps(examples)}).telegram.allow) == len(examples)


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


LISTS = {
    "feeds.default": ["https://news.example/feed"],
    "network.allow": ["127.0.0.1/32", "fd00::/8"],
    "network.ports": [8080],
    "telegram.operators": ["17"],
    "telegram.allow": ["17", "members of @readers"],
    "digest.times": ["08:00", "18:30"],
}


def test_every_list_can_be_a_variable() -> None:
    """What the file takes as a list, a variable takes as JSON, also without anything in it where that may be."""
    lists = {
        f"{section}.{key}"
        for section, field in Settings.model_fields.items()
        for key, inner in getattr(field.annotation, "model_fields", {}).items()
        if get_origin(inner.annotation) is tuple
    }
    assert lists == set(LISTS)
    for name, value in LISTS.items():
        section, key = name.split(".")
        settings = load(None, {f"NEWSBOT_{section}__{key}".upper(): json.dumps(value)})
        assert settings == Settings.model_validate({section: {key: value}, "folder": settings.folder})
    for name in ("feeds.default", "network.allow", "network.ports", "telegram.operators"):
        section, key = name.split(".")
        assert getattr(getattr(load(None, {f"NEWSBOT_{section}__{key}".upper(): "[]"}), section), key) == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWSBOT_DIGEST__TIMES", "9"),
        ("NEWSBOT_DIGEST__TIMES", '{"a":1}'),
        ("NEWSBOT_DIGEST__TIMES", "["),
        ("NEWSBOT_DIGEST__TIMES", '["x"]'),
        ("NEWSBOT_FEEDS__DEFAULT", "https://x.example/"),
        ("NEWSBOT_TELEGRAM__TOKN", "1:a"),
        ("NEWSBOT_TYPO__TOKEN", "1:a"),
        ("NEWSBOT_TELEGRAM", "1:a"),
        ("NEWSBOT_FOLDER", "/x"),
        ("NEWSBOT_FOLDER__X", "/x"),
        ("NEWSBOT_FEEDS__INTERVAL_FILE", "/x"),
    ],
)
@pytest.mark.parametrize("config", ["", "[feeds]\ninterval = 60"])
def test_bad_variable_is_named(tmp_path: Path, name: str, value: str, config: str) -> None:
    """A wrong variable is named like a wrong key, also beside a file that is well."""
    with pytest.raises(SettingsError, match=rf"^environment {name}: "):
        load(written(tmp_path, config) if config else None, {name: value})


@pytest.mark.parametrize(
    ("written_so", "meant"),
    [
        ("everyone", ("everyone",)),
        ("123", ("123",)),
        ("-100123", ("-100123",)),
        ("members of -100123", ("members of -100123",)),
        ("  members   of @some_club ", ("members of @some_club",)),
        ('[123, -100123, "members of @some_club", "456"]', ("123", "-100123", "members of @some_club", "456")),
        ("[]", ()),
    ],
)
def test_whom_the_bot_serves(tmp_path: Path, written_so: str, meant: tuple[str, ...]) -> None:
    """One rule or a list, in the file and in a variable; without any, everybody."""
    assert load(None, {"NEWSBOT_TELEGRAM__ALLOW": written_so}).telegram.allow == meant
    in_file = written_so if written_so.startswith("[") or written_so.lstrip("-").isdigit() else f'"{written_so}"'
    assert load(written(tmp_path, f"[telegram]\nallow = {in_file}"), {}).telegram.allow == meant
    assert load(None, {}).telegram.allow == ("everyone",)


@pytest.mark.parametrize("listed", ["[123, 456]", '["123", "456"]', '[123, " 456 "]'])
def test_who_runs_the_bot(tmp_path: Path, listed: str) -> None:
    """Numbers as Telegram shows them, in the file and in a variable; ids are text from there on."""
    assert load(written(tmp_path, f"[telegram]\noperators = {listed}"), {}).telegram.operators == ("123", "456")
    assert load(None, {"NEWSBOT_TELEGRAM__OPERATORS": listed}).telegram.operators == ("123", "456")


@pytest.mark.parametrize("odd", ['["ann"]', "[true]", "[1.5]", '[""]', f"[{'9' * 30}]"])
def test_nobody_else_runs_the_bot(tmp_path: Path, odd: str) -> None:
    """What is no number is refused, with the key."""
    with pytest.raises(SettingsError, match=r"telegram\.operators \(entry 1\): must be a person's number.* /privacy"):
        load(written(tmp_path, f"[telegram]\noperators = {odd}"), {})


def test_variables_may_be_in_small_letters() -> None:
    """Some systems know no others; the clock of tests is no setting."""
    assert load(None, {"newsbot_feeds__interval": "60"}).feeds.interval == 60
    assert configured({"newsbot_feeds__interval": "60"})
    assert not configured({"NEWSBOT_CLOCK_FILE": "x", "PATH": "y"})


def test_secret_from_a_file(tmp_path: Path) -> None:
    """A secret may come from a file, wins over the same in a variable, and is never printed."""
    (tmp_path / "token").write_text("123:very-secret\n")
    variables = {"NEWSBOT_TELEGRAM__TOKEN_FILE": str(tmp_path / "token"), "NEWSBOT_TELEGRAM__TOKEN": "1:other"}
    settings = load(None, variables)
    assert settings.telegram.token.get_secret_value() == "123:very-secret"
    assert "very-secret" not in repr(settings) + str(settings.model_dump())
    with pytest.raises(SettingsError, match="NEWSBOT_TELEGRAM__TOKEN_FILE"):
        load(None, {"NEWSBOT_TELEGRAM__TOKEN_FILE": str(tmp_path / "missing")})
    (tmp_path / "empty").write_text(" \n")
    with pytest.raises(SettingsError, match=r"NEWSBOT_TELEGRAM__TOKEN_FILE: \S+/empty is empty"):
        load(None, {"NEWSBOT_TELEGRAM__TOKEN_FILE": str(tmp_path / "empty")})
    (tmp_path / "token").write_text("sesame-open")
    with pytest.raises(
        SettingsError, match=r"NEWSBOT_TELEGRAM__TOKEN_FILE: telegram.token: is not a bot token"
    ) as caught:
        load(None, {"NEWSBOT_TELEGRAM__TOKEN_FILE": str(tmp_path / "token")})
    assert "sesame" not in str(caught.value)


def test_a_wrong_token_is_not_repeated(tmp_path: Path) -> None:
    """The line about a wrong secret does not show the secret."""
    with pytest.raises(SettingsError) as caught:
        load(written(tmp_path, '[telegram]\ntoken = "sesame-open"'), {})
    assert "sesame" not in str(caught.value)


def test_digest_settings_can_be_tried() -> None:
    """Each change is read as in the file, a bare word as a string; what was loaded stays as it is."""
    before = load(None, {})
    tried = with_changes(before, ["digest.max_stories = 5", "digest.size=full", 'digest.times=["07:00"]'])
    assert (tried.digest.max_stories, tried.digest.size, tried.digest.times) == (5, "full", (time(7),))
    assert (before.digest.max_stories, tried.digest.timezone) == (10, before.digest.timezone)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("digest.max_stories=0", r"digest.max_stories=0: must be .* \(--set digest.max_stories=5\)"),
        ("digest.size=huge", "digest.size=huge: must be 'headlines'"),
        ("digest.timezone=Berlin", "not a time zone; did you mean Europe/Berlin"),
        ("digest.max_storys=3", "did you mean digest.max_stories"),
        ("max_stories=3", "did you mean digest.max_stories"),
        ("telegram.token=1:x", "--set telegram.token: .* the keys to try are digest.times"),
        ("digest.max_stories", "the value is missing"),
        ("", "the keys to try are"),
    ],
)
def test_what_cannot_be_tried_is_named(change: str, why: str) -> None:
    """One line with the change as it was written, and a value as it may be for each key."""
    assert _TRIED.keys() == Digest.model_fields.keys()
    with pytest.raises(SettingsError, match=why) as caught:
        with_changes(load(None, {}), [change])
    assert "\n" not in str(caught.value)


def test_brackets_in_variables(tmp_path: Path) -> None:
    """However many, they are a wrong value; nothing stands below a section there."""
    deep = "[" * 99_000
    for name in ("NEWSBOT_FEEDS__DEFAULT", "NEWSBOT_TELEGRAM__ALLOW"):
        with pytest.raises(SettingsError, match=name):
            load(written(tmp_path, ""), {name: deep})
    with pytest.raises(SettingsError, match=r"fact.keep; did you mean storage.keep\?$"):
        load(written(tmp_path, ""), {"NEWSBOT_FACT__KEEP": "3"})

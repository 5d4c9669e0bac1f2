"""The other commands, as an operator types them."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.cli_choices import Sort
from bot.settings import load
from tests.acceptance.asking import in_thread
from tests.acceptance.process import NEWSBOT, environment, newsbot, running
from tests.botapi import BotApi
from tests.botapi.server import TOKEN
from tests.databases import new_database
from tests.feedserver import FeedServer, Item, feed_server, rss

ROOT = Path(__file__).parent.parent.parent
LOOPBACK = '[network]\nallow = ["127.0.0.1/32"]\n'


def test_init_writes_a_config_that_loads(tmp_path: Path) -> None:
    """The file is there, is sound, is for its owner's eyes, and is not overwritten the second time."""
    assert newsbot("init", folder=tmp_path).returncode == 0
    path = tmp_path / "config.toml"
    assert load(path, {}).digest.timezone == "UTC"
    assert path.stat().st_mode & 0o077 == 0
    path.write_text("# mine")
    again = newsbot("init", folder=tmp_path)
    assert again.returncode == 1
    assert "already exists" in again.stderr
    assert path.read_text() == "# mine"


# an address of a database in the environment is a setting
@pytest.mark.file
@pytest.mark.parametrize(
    ("config", "said"),
    [
        pytest.param(None, r"there is no config\.toml in \S+, and no terminal to talk in: start it in", id="elsewhere"),
        pytest.param(
            "", r"telegram\.token is not set, and there .* put it into config\.toml, or set NEWS", id="no token"
        ),
    ],
)
async def test_nothing_to_run_for_a_supervisor(tmp_path: Path, config: str | None, said: str) -> None:
    """Where nobody types, neither the demo nor a chat in the terminal is work that ends well: one line, status 1."""
    if config is not None:
        (tmp_path / "config.toml").write_text(config)
    async with running(tmp_path) as bot:
        assert await asyncio.wait_for(bot.process.wait(), 60) == 1
    (line,) = bot.log.read_text().splitlines()
    assert re.match(f"newsbot: {said}", line), line


LATER = [pytest.param(command, marks=pytest.mark.long) for command in (("preview",), ("feeds", "list"))]


@pytest.mark.parametrize("command", [("run",), ("check",), *LATER])
def test_bad_settings_start_nothing(tmp_path: Path, command: tuple[str, ...]) -> None:
    """One line that names file and key, status 2, and nothing was made."""
    (tmp_path / "config.toml").write_text("[feeds]\nintervall = 5\n")
    done = newsbot(*command, folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "newsbot: config.toml: unknown key feeds.intervall; did you mean feeds.interval?\n"
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


def test_mistyped_commands_start_nothing(tmp_path: Path) -> None:
    """One line, status 2, and nothing was made; so with settings of which several are wrong, each in its line."""
    done = newsbot("preview", "--days", "abc", folder=tmp_path)
    said = r"newsbot: --days: 'abc' is not a whole number; \S+ -m bot preview --help shows what it takes\n"
    assert done.returncode == 2
    assert re.fullmatch(said, done.stderr)
    (tmp_path / "config.toml").write_text('[feeds]\ninterval = 0\n[seeds]\npath = "none"\n[digest]\ntimes = 5\n')
    done = newsbot("missed", folder=tmp_path)
    assert done.returncode == 2
    assert [line.partition(": config.toml: ")[2].split(":")[0] for line in done.stderr.splitlines()] == [
        "seeds.path",
        "feeds.interval",
        "digest.times",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


@pytest.mark.file
@pytest.mark.parametrize(
    "command",
    [
        ("db", "size"),
        *(
            pytest.param(command, marks=pytest.mark.long)
            for command in (
                ("feeds", "list"),
                ("feeds", "export", "a.opml"),
                ("feeds", "remove", "1"),
                ("missed",),
                ("preview", "--posted", "1"),
                ("backup", "b.db"),
            )
        ),
    ],
)
def test_who_only_looks_makes_no_database(tmp_path: Path, command: tuple[str, ...]) -> None:
    """One line says that there is none yet, and none is there afterwards either."""
    (tmp_path / "config.toml").write_text("")
    done = newsbot(*command, folder=tmp_path)
    said = f"newsbot: there is no database {tmp_path}/newsbot.db yet: the first newsbot run makes it\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


async def test_feeds_and_preview(tmp_path: Path) -> None:
    """A feed is found at a site's address, and previewed without being told."""
    async with _with_a_feed(tmp_path):
        run = in_thread(newsbot, folder=tmp_path)
        shown = await run("preview")
        assert "Otterworks opens a plant in Leeds" in shown.stdout, shown.stderr


@pytest.mark.long
async def test_a_feed_comes_and_goes(tmp_path: Path) -> None:
    """It is listed, previewed as a page, and removed; then the preview says how to add one."""
    async with _with_a_feed(tmp_path) as server:
        run = in_thread(newsbot, folder=tmp_path)
        in_lines = (await run("feeds", "list")).stdout.splitlines()
        assert in_lines[:2] == ["1. Plain News: ok", f"   {server.url}/feed.xml"]
        assert in_lines[2].endswith("; followed by this terminal")
        await run("preview", "--html", "page.html")
        assert "Otterworks" in (tmp_path / "page.html").read_text()
        removed = await run("feeds", "remove", f"{server.url}/feed.xml")
        assert removed.returncode == 0, removed.stderr
        empty = await run("preview")
        assert (empty.returncode, empty.stdout) == (1, "")
        assert re.fullmatch(r"newsbot: No feeds yet: \S+ -m bot feeds add ADDRESS\n", empty.stderr)


@asynccontextmanager
async def _with_a_feed(folder: Path) -> AsyncIterator[FeedServer]:
    """A server whose site leads to a feed, which was added by the address of the site."""
    async with feed_server() as server:
        page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>'
        server.serve("/", page, "text/html")
        items = [Item("Otterworks opens a plant in Leeds", "https://x.example/1", "The plant employs 300 people.")]
        server.serve("/feed.xml", rss("Plain News", items))
        (folder / "config.toml").write_text(LOOPBACK)
        new_database(folder)
        added = await in_thread(newsbot, folder=folder)("feeds", "add", server.url)
        assert added.returncode == 0, added.stderr
        assert "Plain News" in added.stdout
        yield server


@pytest.mark.long
async def test_each_form_of_each_list(tmp_path: Path) -> None:
    """Feeds in JSON and by chat, the digest in every form, and what cannot be asked for."""
    async with _with_a_feed(tmp_path) as server:
        run = in_thread(newsbot, folder=tmp_path)
        listed = await run("feeds", "list", "--json")
        assert [row["url"] for row in json.loads(listed.stdout)] == [f"{server.url}/feed.xml"]
        assert "1. Plain News: ok" in (await run("feeds", "list", "--chat", "1")).stdout
        assert "there is no chat 77" in (await run("feeds", "list", "--chat", "77")).stderr
        for sort in Sort:
            assert (await run("feeds", "list", "--sort", sort)).returncode == 0
        await run("preview")  # which polls
        (row,) = json.loads((await run("feeds", "list", "--json")).stdout)
        assert (row["entries_a_week"] > 0, row["first"], row["echo"], row["drop"]) == (True, 0, 0, None)
        as_json = json.loads((await run("preview", "--json")).stdout)
        assert [story["headline"] for story in as_json["stories"]] == ["Otterworks opens a plant in Leeds"]
        both = await run("preview", "--json", "--html", "page.html")
        assert both.returncode == 2
        assert both.stderr == "newsbot: --html writes a file and --as json prints: choose one of them\n"
        beginnings = {
            "text": "News digest, ",
            "html": "<!doctype html>",
            "markdown": "# News digest",
            "json": "{",
            "atom": "<feed",
        }
        for form, beginning in beginnings.items():
            printed = (await run("preview", "--as", form)).stdout
            assert printed.startswith(beginning)
            assert "Otterworks" in printed
        # what came just now came after all past slots
        tried = await run("preview", "--days", "2", "--set", "digest.max_stories=1")
        assert "Nothing from these days is stored" in tried.stdout, tried.stderr
        assert (await run("preview", "--set", "digest.max_stories=0")).returncode == 2
        for unknown in ("99", "9" * 30, "²", "https://x.example/none"):
            refused = await run("feeds", "remove", unknown)
            assert refused.stderr.startswith(f"newsbot: there is no feed {unknown}; ")
            assert refused.stderr.endswith(" -m bot feeds list shows numbers and addresses\n")


async def test_check_says_what_is_wrong(tmp_path: Path) -> None:
    """All well gives status 0; a wrong token gives status 1 and a line on what to do; a bad feed is named."""
    async with feed_server() as server, BotApi.running() as api:
        server.serve("/feed.xml", rss("Plain News", [Item("A", "https://x.example/1")]))
        config = (
            LOOPBACK + f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{api.base_url}"\n'
            f'base_file_url = "{api.base_file_url}"\n'
            f'[feeds]\ndefault = ["{server.url}/feed.xml", "{server.url}/none"]\n'
        )
        (tmp_path / "config.toml").write_text(config)
        run = in_thread(newsbot, folder=tmp_path, extra={"COLUMNS": "200"})
        good = await run("check")
        assert good.returncode == 0, good.stdout + good.stderr
        assert "news_test_bot" in good.stdout
        assert "Plain News" in good.stdout
        assert "404" in good.stdout
        assert "0 subscribed chats, 0 entries" in good.stdout
        (tmp_path / "config.toml").write_text(config.replace(TOKEN, "1:wrong"))
        bad = await run("check")
        assert bad.returncode == 1
        assert bad.stderr.startswith("newsbot: Telegram: token refused; ")
        assert "token refused" in bad.stdout
        assert "no answer" not in bad.stdout
        assert "wrong" not in bad.stdout.replace("wrong token", "")


def test_lab_names_bad_lines(tmp_path: Path) -> None:
    """The good lines are answered, the bad one is named with its number, and the status tells."""
    typed = '{"id": 1, "text": "One sentence. And a second one."}\nnonsense\n{"id": 2, "text": ""}\n'
    done = newsbot("lab", "summarize", "--sentences", "1", folder=tmp_path, typed=typed)
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1, 2]
    assert done.stderr.startswith("newsbot: line 2: ")


@pytest.mark.parametrize("command", ["--help", "version", "feeds --help", "lab --help", "init"])
def test_asking_imports_no_program(tmp_path: Path, command: str) -> None:
    """Help is there at once: neither the bot nor its large libraries are imported for it."""
    typed = (
        "import sys\nfrom bot.cli import main\ntry:\n    main()\nexcept SystemExit:\n"
        "    print('imported:', *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", typed, *command.split()],
        cwd=tmp_path,
        env=environment({"PYTHONPATH": str(ROOT)}),
        capture_output=True,
        text=True,
        check=True,
    )
    _, _, imported = done.stdout.rpartition("imported:")
    assert "bot.cli" in imported.split()
    assert not {"sqlalchemy", "aiohttp", "telegram", "feedparser", "bot.wiring", "bot.newsbot"} & set(imported.split())


@pytest.mark.long
async def test_packs(tmp_path: Path) -> None:
    """The packs are listed, tried without a config, and added to a chat once."""
    run = in_thread(newsbot, folder=tmp_path, extra={"COLUMNS": "200"})
    assert "AI labs" in (await run("feeds", "packs")).stdout
    unknown = await run("feeds", "check", "nonsense")
    assert unknown.returncode == 1
    assert "there is no pack nonsense; the packs are business" in unknown.stderr
    (tmp_path / "config.toml").write_text(LOOPBACK)
    for said in ("15 feeds added, 0 followed already", "0 feeds added, 15 followed already"):
        added = await run("feeds", "add-pack", "labs")
        assert said in added.stdout, added.stderr
    assert len(json.loads((await run("feeds", "list", "--json")).stdout)) == 15


@pytest.mark.long
async def test_lists_of_feeds(tmp_path: Path) -> None:
    """A list is taken in with its bad lines named, and given out without secrets unless they are asked for."""
    run = in_thread(newsbot, folder=tmp_path)
    (tmp_path / "config.toml").write_text(LOOPBACK)
    new_database(tmp_path)
    (tmp_path / "in.opml").write_text(
        '<opml><body><outline text="A" xmlUrl="https://a.example/feed?token=abc123"/>\n'
        '<outline text="B" xmlUrl="https://b.example/feed"/>\n<outline type="rss" text="C"/></body></opml>'
    )
    taken = await run("feeds", "import", "in.opml")
    assert "2 feeds added" in taken.stdout
    assert "in.opml: line 3: C: no address" in taken.stderr
    given = await run("feeds", "export", "out.opml")
    assert "out.opml is written: 1 feed; 1 left out" in given.stdout
    assert "abc123" not in (tmp_path / "out.opml").read_text()
    assert (await run("feeds", "export", "out.opml")).returncode == 1
    await run("feeds", "export", "whole.opml", "--secrets")
    assert "abc123" in (tmp_path / "whole.opml").read_text()
    todo = "there is no such file; name an OPML file, as other feed readers export it"
    assert (await run("feeds", "import", "none.opml")).stderr == f"newsbot: none.opml: {todo}\n"


def test_lab_reads_utf8_everywhere(tmp_path: Path) -> None:
    """Whatever the terminal speaks; a line that is no UTF-8 is named, and the others are answered."""
    lines = b'{"id": 1, "text": "Z\xc3\xbcrich."}\n{"id": 2, "text": "\xff"}\n{"id": 3, "text": "\xe6\x97\xa5."}\n'
    done = subprocess.run(
        [*NEWSBOT, "lab", "summarize"],
        cwd=tmp_path,
        input=lines,
        env=environment({"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}),
        capture_output=True,
        check=False,
    )
    rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [row["sentences"] for row in rows] == [["Zürich."], ["日."]]
    assert done.stderr.startswith(b"newsbot: line 2: ")
    assert done.returncode == 2


@pytest.mark.long  # each day tests/test_settings.py reads variables
def test_settings_from_the_environment_alone(tmp_path: Path) -> None:
    """Without a file, variables make the bot; the token may lie in a file of its own. They reach no demo."""
    (tmp_path / "token").write_text("42:abc-def\n")
    nowhere = {"NEWSBOT_TELEGRAM__BASE_URL": "http://127.0.0.1:9/bot", "NEWSBOT_TELEGRAM__TOKEN_FILE": "token"}
    done = newsbot("check", folder=tmp_path, extra=nowhere)
    assert done.returncode == 1, done.stderr
    assert "no answer from 127.0.0.1" in done.stdout
    assert "abc-def" not in done.stdout + done.stderr
    small = newsbot("run", folder=tmp_path, extra={"newsbot_telegram__token": "nonsense"})
    assert small.returncode == 2
    assert small.stderr.startswith("newsbot: environment NEWSBOT_TELEGRAM__TOKEN: ")

"""``newsbot run`` without a config: what a newcomer sees."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.text.display.markup import plain
from bot.text.display.wording import Wording, languages
from tests.acceptance.process import newsbot

pytestmark = pytest.mark.file

QUESTIONS = "/fact avocado code name\nWhat is the airspeed of an unladen swallow?\n/help\n/feeds\n"
EXAMPLES = sorted(
    {found[0] for tag in languages() if (found := re.search(r"/fact .*?[?？؟]", plain(Wording(tag)("fact.hint"))))}
)
"""What the bot itself gives as an example of a question, in each language."""
SUBSCRIBER = "/subscribe\n/status\n/pause\n/resume\n"
WILD = (
    f"/fact {'x' * 4000}\n/fact <b>&\n/fact \u202e\x07🙂\n/addfeed ftp://x\n/addfeed http://127.0.0.1/\n/nonsense\n99\n"
)
"""Four thousand characters, markup, control characters, what cannot be fetched, and what is not there."""


@dataclass(frozen=True, slots=True)
class Demo:
    """A run that came to its end, and what it left in its folder."""

    done: subprocess.CompletedProcess[str]
    left: list[Path]

    def answer(self, typed: str) -> str:
        """What was printed after a line that was typed."""
        _, sign, rest = self.done.stdout.partition(f"> {typed}\n")
        assert sign, typed
        return rest.partition("\n> ")[0]


def run(folder: Path, **variables: str) -> Demo:
    """The demo, with all of the above typed into it."""
    done = newsbot(
        "run", folder=folder, typed=QUESTIONS + SUBSCRIBER + "\n".join(EXAMPLES) + "\n" + WILD, extra=variables
    )
    return Demo(done, list(folder.iterdir()))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """One run."""
    return run(tmp_path_factory.mktemp("demo"))


def test_demo_shows_a_digest_and_ends(demo: Demo) -> None:
    """The demo posts its digest, says how to go live, ends well, and leaves nothing behind."""
    assert (demo.done.returncode, demo.done.stderr) == (0, "")
    shown = demo.done.stdout
    for part in ("Bramblecloud", "Wrenfield", "BotFather"):
        assert part in shown
    assert "Part 1 of" not in shown, "a terminal has room for all of it"
    assert (
        shown.rstrip().splitlines()[-2].endswith(" -m bot init, then put the token into config.toml (telegram.token).")
    )
    assert demo.left == []


@pytest.mark.long  # each day its digest is held against a golden one
def test_demo_is_the_same_each_time(demo: Demo, tmp_path: Path) -> None:
    """Also in a terminal that knows few letters, where what it cannot show is a question mark."""
    again = run(tmp_path, PYTHONUTF8="0", PYTHONIOENCODING="ascii").done
    assert (again.returncode, again.stderr) == (0, "")
    # how much SQLite's log holds depends on when it was last written back
    first, second = (re.sub(r"[\d.]+ MB", "some MB", said) for said in (demo.done.stdout, again.stdout))
    assert second == first.encode("ascii", "replace").decode()


def test_the_launch_is_known_and_not_posted(demo: Demo) -> None:
    """The launch that the seed corpus tells is counted, not told again; its later development is an update."""
    digest, _, _ = demo.done.stdout.partition("> /fact")
    headlines = [line for line in digest.splitlines() if "Muse Spark" in line and "Wrenfield" not in line]
    assert "1 update" in digest
    assert not any("unveils" in line or "launches" in line.lower() for line in headlines), headlines


def test_demo_answers_what_is_typed(demo: Demo) -> None:
    """Each line of a pipe is answered: a quote that holds the answer, an honest no, a list of commands, the feeds."""
    quote = demo.answer("/fact avocado code name")
    assert "Avocado" in quote
    assert "background notes" in quote.lower()
    assert "I found nothing that answers this" in demo.answer("What is the airspeed of an unladen swallow?")
    assert "/settings" in demo.answer("/help")
    assert "Lantern Wire" in demo.answer("/feeds")


def test_the_bots_own_examples_are_answered(demo: Demo) -> None:
    """What it says can be asked has an answer, in each language."""
    assert len(EXAMPLES) == len(languages())
    for example in EXAMPLES:
        answer = demo.answer(example)
        assert "Claude Design" in answer, example
        assert "I found nothing" not in answer, example


def test_what_is_said_of_the_chat_is_so(demo: Demo) -> None:
    """Who reads the status gets digests: no other chat does; and a pause in which nothing was missed brings none."""
    assert "the next one tomorrow at 08:00" in demo.answer("/subscribe")
    assert "No other chat gets digests yet." in demo.answer("/status")
    welcome = demo.answer("/resume")
    assert "Welcome back." in welcome
    assert "comes tomorrow at 08:00" in welcome
    assert "News digest" not in welcome


def test_wild_input_is_answered(demo: Demo) -> None:
    """A line each, and no trace of an error."""
    assert "I don't know /nonsense. /help lists what I can do." in demo.answer("/nonsense")
    assert "There is no choice 99." in demo.answer("99")
    assert "Traceback" not in demo.done.stdout + demo.done.stderr


def test_the_readme_shows_what_the_demo_prints(demo: Demo) -> None:
    """The sample digest and the sample answer of the README are printed so, addresses and line breaks apart."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n((?:News digest|> /fact).*?)^```", readme, re.MULTILINE | re.DOTALL)
    shown = " ".join(re.sub(r" \(https?:[^)\s]*\)", "", demo.done.stdout).split())
    pieces = [" ".join(piece.split()) for block in blocks for piece in re.split(r"^\.\.\.$", block, flags=re.MULTILINE)]
    assert len(pieces) == 3
    assert [piece for piece in pieces if piece not in shown] == []

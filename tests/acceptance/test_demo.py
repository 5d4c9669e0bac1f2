"""``newsbot run`` without a config: what a newcomer sees."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.process import newsbot


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """One run, with the README's question typed into it."""
    return newsbot("run", folder=tmp_path_factory.mktemp("demo"), typed="/fact avocado codename\n")


def test_demo_shows_a_digest_and_ends(tmp_path: Path) -> None:
    """With an empty input the demo posts its digest, says how to go live, ends well, and leaves nothing behind."""
    done = newsbot("run", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Bramblecloud" in done.stdout
    assert "Wrenfield" in done.stdout
    assert "BotFather" in done.stdout
    assert "Part 1 of" not in done.stdout, "a terminal has room for all of it"
    assert list(tmp_path.iterdir()) == []
    assert done.stderr == ""


def test_demo_in_a_terminal_that_knows_few_letters(tmp_path: Path) -> None:
    """What it cannot show is a question mark."""
    done = newsbot("run", folder=tmp_path, extra={"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "Bramblecloud" in done.stdout


def test_demo_is_the_same_each_time(demo: subprocess.CompletedProcess[str], tmp_path: Path) -> None:
    """Every run shows the same."""
    assert newsbot("run", folder=tmp_path, typed="/fact avocado codename\n").stdout == demo.stdout


def test_the_launch_is_known_and_not_posted(demo: subprocess.CompletedProcess[str]) -> None:
    """The launch that the seed corpus tells is counted, not told again; its later development is an update."""
    digest, _, _ = demo.stdout.partition("> /fact")
    headlines = [line for line in digest.splitlines() if "Muse Spark" in line and "Wrenfield" not in line]
    assert "Update" in digest
    assert not any("unveils" in line or "launches" in line.lower() for line in headlines), headlines


def test_demo_answers_what_is_typed(tmp_path: Path) -> None:
    """Each line of a pipe is answered: a quote that holds the answer, an honest no, a list of commands."""
    typed = "/fact avocado codename\nWhat is the airspeed of an unladen swallow?\n/help\n/feeds\n"
    done = newsbot("run", folder=tmp_path, typed=typed)
    assert done.returncode == 0, done.stderr
    quote, nothing, rest = (done.stdout.split("> ")[n] for n in (1, 2, 3))
    assert "Avocado" in quote
    assert "background notes" in quote.lower()
    assert "swallow" not in nothing.split("\n", 1)[1] or "not" in nothing
    assert "/subscribe" in rest
    assert "Lantern Wire" in done.stdout


def test_wild_input_is_answered(tmp_path: Path) -> None:
    """Four thousand characters, markup, control characters, broken encoding: a line each, and no trace of an error."""
    typed = f"/fact {'x' * 4000}\n/fact <b>&\n/fact \u202e\x07🙂\n/addfeed ftp://x\n/addfeed http://127.0.0.1/\n/nonsense\n99\n"
    done = newsbot("run", folder=tmp_path, typed=typed)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_the_readme_shows_what_the_demo_prints(demo: subprocess.CompletedProcess[str]) -> None:
    """The sample digest and the sample answer of the README are printed so, addresses and line breaks apart."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n((?:News digest|> /fact).*?)^```", readme, re.MULTILINE | re.DOTALL)
    shown = " ".join(re.sub(r" \(https?:[^)\s]*\)", "", demo.stdout).split())
    pieces = [" ".join(piece.split()) for block in blocks for piece in re.split(r"^\.\.\.$", block, flags=re.MULTILINE)]
    assert len(pieces) == 3
    assert [piece for piece in pieces if piece not in shown] == []

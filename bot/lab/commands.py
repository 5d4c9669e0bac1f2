"""``newsbot lab …``: reads rows, calls the same code as the bot, writes rows, and leaves nothing behind."""

import io
import sys
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TextIO

import typer

from bot.cli_group import Group
from bot.errors import SeedError, Unread
from bot.lab.json_lines import read_rows, write_rows
from bot.model import Document, Values

# The algorithms are imported by the commands that need them: this module is imported whenever newsbot starts.

app = typer.Typer(
    cls=Group, help="Try the bot's algorithms on your own data: JSON Lines in, JSON Lines out.", no_args_is_help=True
)

BAD_LINES = 2
"""Exit status when some line could not be answered."""


class Decide(StrEnum):
    """What is asked of a pair."""

    EVENT = "event"
    COPY = "copy"


SeedFolder = Annotated[Path | None, typer.Option("--seeds", help="A folder of documents instead of the bot's own.")]
Folder = Annotated[Path, typer.Argument(help="A folder of feed files.", exists=True, file_okay=False)]


class _Complaints:
    """Names what could not be read on stderr, and remembers that there was something."""

    def __init__(self) -> None:
        self.any = False

    def __call__(self, line: str) -> None:
        from bot.platforms.terminal.screen import visible

        self.any = True
        sys.stderr.write(f"newsbot: {visible(line)}\n")

    def end(self) -> None:
        """End with status 2 if something could not be read."""
        if self.any:
            raise typer.Exit(BAD_LINES)


@app.command()
def pairs(
    decide: Annotated[
        Decide, typer.Option(help="What to decide: the same event, or a copy of the other text?")
    ] = Decide.EVENT,
    seeds: SeedFolder = None,
) -> None:
    """
    Do two texts tell the same event? A row without "b" is compared with the seed corpus.

    Rows come on stdin, one a line: {"id": 1, "a": {"title": "…", "text": "…"}, "b": {"title": "…", "text": "…"}}
    """
    from bot.lab import pairs as pairing

    complaints = _Complaints()
    rows = _rows(pairing.check, complaints)
    _answer(pairing.pairs(rows, copy=decide is Decide.COPY, seeds=_seeds(seeds, complaints)), len(rows))
    complaints.end()


@app.command()
def cluster(
    seeds: Annotated[Path | None, typer.Option(help="A folder of documents to count as known from the start.")] = None,
) -> None:
    """
    Which texts of a stream tell the same event? Nothing is known at the start unless --seeds names documents.

    Rows come on stdin in order of arrival: {"id": 1, "title": "…", "text": "…", "published": "2026-04-10T08:00Z"}
    """
    from bot.lab import cluster as clustering

    complaints = _Complaints()
    rows = _rows(clustering.check, complaints)
    known = _seeds(seeds, complaints) if seeds else ()
    _answer(clustering.cluster(rows, seeds=known), len(rows))
    complaints.end()


@app.command()
def summarize(
    sentences: Annotated[int | None, typer.Option(min=1, help="Use at most this many sentences.")] = None,
    words: Annotated[int | None, typer.Option(min=1, help="Use at most this many words in all.")] = None,
) -> None:
    """
    Pick the sentences that say most about one text, or about several on one event.

    Rows come on stdin: {"id": 1, "title": "…", "text": "…"}, or for several texts {"id": 1, "docs": ["…", "…"]}
    """
    from bot.lab import summarize as summarizing

    complaints = _Complaints()
    rows = _rows(summarizing.check, complaints)
    _answer(summarizing.summarize_rows(rows, sentences=sentences, words=words), len(rows))
    complaints.end()


@app.command()
def fact(
    corpus: Annotated[Path, typer.Option(help="A JSON Lines file of documents, or a folder.", exists=True)],
) -> None:
    """
    Answer questions with quotes from a corpus.

    Rows come on stdin: {"id": 1, "q": "…"}; a document of the corpus is {"doc": "a", "title": "…", "text": "…"}
    """
    from bot.lab import fact as answering

    complaints = _Complaints()
    documents = _documents(corpus, complaints)
    rows = _rows(answering.check, complaints)
    _answer(answering.facts(rows, documents), len(rows))
    complaints.end()


@app.command()
def feed(folder: Folder) -> None:
    """Show what the bot reads from feed files."""
    from bot.lab import feed as reading

    _read_folder(folder, reading.read_folder, reading.feed_rows)


@app.command()
def replay(folder: Folder) -> None:
    """Show what counts as new in feeds captured over time."""
    from bot.lab import replay as replaying

    _read_folder(folder, replaying.read_captures, replaying.replay)


def _read_folder(
    folder: Path, read: Callable[[Path, _Complaints], list[Values]], answer: Callable[..., Iterable[Values]]
) -> None:
    complaints = _Complaints()
    rows = read(folder, complaints)
    _answer(answer(folder, rows, complaints), len(rows))
    complaints.end()


def _rows(check: Callable[[Values], None], complaints: _Complaints) -> list[Values]:
    return list(read_rows(_utf8(sys.stdin), check, complaints))


def _utf8(stream: TextIO) -> TextIO:
    """JSON Lines are UTF-8 whatever the terminal speaks; a line that is not is named and spoils no other."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    return stream


def _seeds(folder: Path | None, complaints: _Complaints) -> Sequence[Document]:
    from bot.corpus import bundled_corpus, read_corpus

    corpus = read_corpus(folder) if folder else bundled_corpus()
    for problem in corpus.problems:
        complaints(problem)
    if not corpus.documents:
        raise SeedError(f"{folder}: no document could be read there; name a folder with .md, .txt or .html files")
    return corpus.documents


def _documents(path: Path, complaints: _Complaints) -> Sequence[Document]:
    from bot.lab import fact as answering

    if path.is_dir():
        return _seeds(path, complaints)
    try:
        with path.open(encoding="utf-8", errors="surrogateescape") as lines:
            rows = read_rows(lines, answering.check_document, lambda line: complaints(f"{path}, {line}"), key="doc")
            return answering.documents_of(rows)
    except OSError as error:
        raise Unread(path, error, "name a file of documents as JSON Lines") from error


def _answer(answers: Iterable[Values], total: int) -> None:
    """Write the answers; show a bar when somebody watches stderr and the rows are not written over it."""
    from rich.console import Console
    from rich.progress import track

    watched = sys.stderr.isatty() and not sys.stdout.isatty()
    console = Console(stderr=True)
    shown = track(answers, total=total, description="rows", console=console, disable=not watched)
    write_rows(shown, _utf8(sys.stdout))

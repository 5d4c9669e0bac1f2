"""
How fast a summary is made, and how that grows; beside sumy's LexRank, in turns in one run.

    python -m tests.bench.summary_speed [--peers PYTHON] [--rounds 5]

PYTHON has sumy. It gets a splitter of two regular expressions instead of its own, which saves it time. Texts are the
seed corpus, cut into articles of 500 words and put together to clusters of ten and forty. CPU time of one summary in
milliseconds, the median of all; words of an earlier text stay remembered on both sides, as they are in a running bot.
"""

import argparse
import json
import math
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import nullcontext

from bot.corpus import bundled_corpus
from bot.text.summary.summarize import SourceText, summarize

WORDS = 500
SIZES = (1, 10, 40)
SUMY = """
import json, re, sys, time
from sumy.nlp.stemmers import Stemmer
from sumy.parsers.plaintext import PlaintextParser
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.utils import get_stop_words
class Splitter:
    language = "english"
    def to_sentences(self, text):
        return tuple(re.split(r"(?<=[.!?])\\s+", text))
    def to_words(self, text):
        return tuple(re.findall(r"\\w+", text))
summarizer = LexRankSummarizer(Stemmer("english"))
summarizer.stop_words = get_stop_words("english")
for line in sys.stdin:
    text = json.loads(line)
    begin = time.process_time()
    list(summarizer(PlaintextParser.from_string(text, Splitter()).document, 3))
    print(time.process_time() - begin, flush=True)
"""


def articles() -> list[str]:
    """The seed corpus in pieces of WORDS words that overlap."""
    words = " ".join(document.text for document in bundled_corpus().documents).split()
    return [" ".join(words[at : at + WORDS]) for at in range(0, len(words) - WORDS, WORDS // 3)]


def clusters(texts: list[str], size: int = 10) -> list[list[str]]:
    """So many articles each, from another one on each time."""
    many = texts * (1 + size // len(texts) + 1)
    return [many[at : at + size] for at in range(0, len(texts), max(1, size // 2))]


def ours(sources: list[str]) -> float:
    """Seconds of CPU for one summary of three sentences."""
    begin = time.process_time()
    summarize([SourceText("", text) for text in sources], max_sentences=3)
    return time.process_time() - begin


def measured(tasks: list[list[str]], child: "subprocess.Popen[str] | None") -> Iterator[tuple[float, float]]:
    """Our time and theirs for each task, in turns; theirs is nan without a peer."""
    for sources in tasks:
        own = ours(sources)
        if child is None or child.stdin is None or child.stdout is None:
            yield own, math.nan
            continue
        child.stdin.write(json.dumps("\n\n".join(sources)) + "\n")
        child.stdin.flush()
        yield own, float(child.stdout.readline())


def main() -> None:
    """Print both medians with the spread of ours, and the exponent with which ours grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default="", help="a Python that has sumy")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    command = [options.peers, "-c", SUMY]
    if not options.peers:
        print("LexRank is left out: --peers names a Python that has sumy")
    texts, last = articles(), (0, 0.0)
    peer = (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) if options.peers else None
    )
    with peer or nullcontext() as child:
        for size in SIZES:
            tasks = clusters(texts, size)
            times = [pair for _ in range(options.rounds) for pair in measured(tasks, child)]
            own, theirs = (statistics.median(side) * 1000 for side in zip(*times, strict=True))
            least, most = (end(one for one, _ in times) * 1000 for end in (min, max))
            growth = math.log(own / last[1]) / math.log(size / last[0]) if last[0] else math.nan
            last = size, own
            print(
                f"{size:3} articles of {WORDS} words: ours {own:.2f} ms ({least:.2f} to {most:.2f}), "
                f"growth {growth:.2f}, LexRank {theirs:.1f} ms ({len(times)} times)"
            )


if __name__ == "__main__":
    main()

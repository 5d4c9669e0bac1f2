"""
How fast a summary is made, beside sumy's LexRank, in turns in one run.

    python -m tests.bench.summary_speed PYTHON [--rounds 5]

PYTHON has sumy. It gets a splitter of two regular expressions instead of its own, which saves it time. Texts are the
seed corpus, cut into articles of 500 words and put together to clusters of ten. CPU time of one summary in
milliseconds, the median of all; words of an earlier text stay remembered on both sides, as they are in a running bot.
"""

import argparse
import json
import statistics
import subprocess
import time
from collections.abc import Iterator

from bot.corpus import bundled_corpus
from bot.text.summary.summarize import SourceText, summarize

WORDS, CLUSTER = 500, 10
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


def clusters(texts: list[str]) -> list[list[str]]:
    """Ten articles each, one further on each time."""
    return [(texts + texts)[at : at + CLUSTER] for at in range(0, len(texts), CLUSTER // 2)]


def ours(sources: list[str]) -> float:
    """Seconds of CPU for one summary of three sentences."""
    begin = time.process_time()
    summarize([SourceText("", text) for text in sources], max_sentences=3)
    return time.process_time() - begin


def measured(tasks: list[list[str]], child: "subprocess.Popen[str]") -> Iterator[tuple[float, float]]:
    """Our time and theirs for each task, in turns."""
    assert child.stdin is not None
    assert child.stdout is not None
    for sources in tasks:
        own = ours(sources)
        child.stdin.write(json.dumps("\n\n".join(sources)) + "\n")
        child.stdin.flush()
        yield own, float(child.stdout.readline())


def main() -> None:
    """Print both medians and how many times faster ours is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("python")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    command = [options.python, "-c", SUMY]
    texts = articles()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        for name, tasks in (("article of 500 words", [[text] for text in texts]), ("cluster of 10", clusters(texts))):
            times = [pair for _ in range(options.rounds) for pair in measured(tasks, child)]
            own, theirs = (statistics.median(side) * 1000 for side in zip(*times, strict=True))
            print(f"{name}: ours {own:.2f} ms, LexRank {theirs:.1f} ms, {theirs / own:.0f} times ({len(times)} pairs)")


if __name__ == "__main__":
    main()

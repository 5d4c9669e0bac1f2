"""
Prints every figure of quality.

    python -m tests.tools.measure                                  on the sets that we labelled ourselves
    python -m tests.tools.measure EVAL --seeds SEEDS [SET ...]     and what the scorers of evaluation data say

EVAL holds ``dedup.py``, ``summ.py``, ``qa.py``, ``feeds.py`` (export and score); SEEDS is a folder of seed documents.
``summ.py`` needs rouge-score: name a Python that has it with ``--python``.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.quality.own_figures import OWN

KEYS = (
    "f1", "said_same[", "auroc", "b3_", "r1_f", "r2_f", "verbatim", "repeat4", "found@", "both_sides", "right_reply",
    "wrong_reply", "posted_twice", "missed", "entry_recall", "files_whole", "first_lost", "told_again", "other_told",
    "update_", "same_called", "joined",
)  # fmt: skip
"""What of the scorers' answers is shown: keys that begin like this."""


@dataclass(frozen=True)
class Measure:
    """One set: the scorer that has it, the lab command that answers it, and how the scorer is asked."""

    scorer: str
    lab: tuple[str, ...]
    score: tuple[str, ...] = ()
    export: tuple[str, ...] = ()


MEASURES = {
    "seed_match": Measure("dedup", ("pairs", "--seeds", "{seeds}")),
    "ecb_pairs": Measure("dedup", ("pairs",)),
    "allsides_pairs": Measure("dedup", ("pairs",)),
    "neardup": Measure("dedup", ("pairs", "--decide", "copy")),
    "semeval8_slugs": Measure("dedup", ("pairs",)),
    "ecbplus": Measure("dedup", ("cluster",)),
    "mn_stream": Measure("dedup", ("cluster",)),
    "allsides_stream": Measure("dedup", ("cluster",)),
    "claims_stream": Measure("dedup", ("cluster",)),
    "told": Measure("dedup", ("cluster", "--seeds", "{folder}/told"), export=("--as", "stream")),
    "bbc_events": Measure("events", ("cluster",)),
    "cnndm": Measure("summ", ("summarize", "--sentences", "3")),
    "multinews": Measure("summ", ("summarize", "--words", "200"), ("--words", "200")),
    "bbc": Measure("summ", ("summarize", "--words", "100"), ("--words", "100")),
    "seeds": Measure("qa", ("fact", "--corpus", "{corpus}")),
    "squad2": Measure("qa", ("fact", "--corpus", "{corpus}")),
    "trecqa": Measure("qa", ("fact", "--corpus", "{corpus}")),
    "rgb": Measure("qa", ("fact", "--corpus", "{corpus}")),
    "feed_replay": Measure("feeds", ("replay", "{folder}")),
    "feed_files": Measure("feeds", ("feed", "{folder}")),
}


def run(command: list[str], stdin: str = "") -> str:
    """What a command prints. Raises: CalledProcessError if it fails, but not for bad lines of the data (status 2)."""
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 2):
        sys.stderr.write(done.stderr)
        done.check_returncode()
    return done.stdout


EVERY = timedelta(hours=2.4)
"""Between two articles of ``bbc_events``: ten a day."""


def events(rows: str) -> str:
    """Articles as a stream in which each is an event of its own."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    stream = (json.loads(row) for row in rows.splitlines())
    return "\n".join(json.dumps({**row, "published": str(start + n * EVERY)}) for n, row in enumerate(stream))


def joined(answers: str) -> dict[str, object]:
    """How many of them were said to be no news, and the share."""
    said = [json.loads(row)["verdict"] != "new" for row in answers.splitlines()]
    return {"joined": sum(said), "joined_share": sum(said) / max(1, len(said))}


def measured(name: str, scorer: Callable[..., list[str]], seeds: str, folder: Path) -> dict[str, object]:
    """The figures of one set, with the seconds that the lab command took."""
    measure = MEASURES[name]
    corpus, asked = folder / "corpus.jsonl", ""
    if measure.scorer == "feeds":
        run(scorer("export", name, "--dir", str(folder)))
    elif measure.scorer == "qa":
        corpus.write_text(run(scorer("export-docs", name)), encoding="utf-8")
        asked = run(scorer("export-questions", name))
    elif measure.scorer == "events":
        asked = events(run(scorer("export", name.partition("_")[0])))
    else:
        asked = run(scorer("export", name, *measure.export))
        if measure.export:
            run(scorer("export-seeds", name, str(folder / name)))
    lab = [part.format(seeds=seeds, corpus=corpus, folder=folder) for part in measure.lab]
    begin = time.perf_counter()
    answers = run([sys.executable, "-m", "bot", "lab", *lab], asked)
    seconds = time.perf_counter() - begin
    if measure.scorer == "events":
        return {**joined(answers), "seconds": seconds}
    predictions = folder / "predictions"
    predictions.write_text(answers, encoding="utf-8")
    scored = json.loads(run(scorer("score", name, "--pred", str(predictions), "--json", *measure.score)))
    return {**{key: value for key, value in scored.items() if key.startswith(KEYS)}, "seconds": seconds}


def show(name: str, figures: Mapping[str, object]) -> None:
    """A line with the figures of a set."""
    words = [f"{key} {value:.3f}" if isinstance(value, float) else f"{key} {value}" for key, value in figures.items()]
    print(f"{name:15}", "  ".join(words), flush=True)


def main() -> None:
    """Measure the sets that are named, or all; our own ones always."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("eval", type=Path, nargs="?")
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--seeds", help="folder of seed documents; needed with EVAL")
    parser.add_argument("--python", default=sys.executable, help="runs the scorers")
    args = parser.parse_intermixed_args()
    for name, own in OWN.items():
        show(f"own {name}", own())
    if args.eval is None:
        return
    if args.seeds is None:
        parser.error("EVAL needs --seeds")
    for name in args.sets or MEASURES:
        scorer = "summ" if MEASURES[name].scorer == "events" else MEASURES[name].scorer
        script = str(args.eval / f"{scorer}.py")
        with tempfile.TemporaryDirectory() as folder:
            figures = measured(name, lambda *rest, s=script: [args.python, s, *rest], args.seeds, Path(folder))
        show(name, figures)


if __name__ == "__main__":
    main()

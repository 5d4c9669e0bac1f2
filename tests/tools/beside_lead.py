"""
Whether our summaries of single articles are better than their first three sentences: a paired bootstrap.

    python -m tests.tools.beside_lead EVAL PYTHON

EVAL holds ``summ.py`` (export, baseline, and what it scores with); PYTHON has rouge-score and what the baseline needs.
Articles are drawn again and again with replacement, and each time ours and the lead are compared on the same ones.
"""

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import mean

from tests.tools.measure import run

ROUNDS = 10_000
KEYS = ("r1_f", "r2_f")
# one row at a time, so that both systems can be compared row by row
SCORES = """
import json, sys
sys.path.insert(0, sys.argv[1])
import common, summ
predictions = common.read_predictions(sys.argv[2])
for row in common.load("cnndm", "dev"):
    print(json.dumps(summ.evaluate([row], predictions)))
"""


def scores(folder: str, python: str, predictions: Path) -> list[dict[str, float]]:
    """The scores of each article."""
    return [json.loads(line) for line in run([python, "-c", SCORES, folder, str(predictions)]).splitlines()]


def main(folder: str, python: str) -> None:
    """Print the mean difference with the interval that holds 95 of 100 draws, and how often ours was better."""
    script = [python, f"{folder}/summ.py"]
    with tempfile.TemporaryDirectory() as place:
        ours, lead = Path(place, "ours"), Path(place, "lead")
        asked = run([*script, "export", "cnndm"])
        ours.write_text(run([sys.executable, "-m", "bot", "lab", "summarize", "--sentences", "3"], asked))
        subprocess.run([*script, "baseline", "cnndm", "--out", str(lead)], check=True, capture_output=True)
        pairs = list(zip(scores(folder, python, ours), scores(folder, python, lead), strict=True))
    chance = random.Random(5)
    draws = [chance.choices(range(len(pairs)), k=len(pairs)) for _ in range(ROUNDS)]
    for key in KEYS:
        apart = [mine[key] - theirs[key] for mine, theirs in pairs]
        means = sorted(mean(apart[at] for at in draw) for draw in draws)
        low, high = means[ROUNDS // 40], means[-ROUNDS // 40]
        better = sum(value > 0 for value in means) / ROUNDS
        print(
            f"{key}: {mean(apart):+.4f}, 95% from {low:+.4f} to {high:+.4f}; better in {better:.1%} of {ROUNDS} draws"
        )


if __name__ == "__main__":
    main(*sys.argv[1:3])

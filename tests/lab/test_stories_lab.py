"""``lab pairs`` and ``lab cluster``: rows in, rows out."""

from typing import Any

import pytest

from bot.lab import cluster as cluster_lab
from bot.lab import pairs as pairs_lab
from bot.lab.cluster import cluster
from bot.lab.pairs import pairs
from bot.model import Document

QUAKE = {"title": "Quake of magnitude 6.1 hits Bireun", "text": "A quake of magnitude 6.1 shook Bireun on 2 July."}
AGAIN = {"title": "Bireun shaken by quake of magnitude 6.1", "text": "Bireun was shaken by a 6.1 quake on 2 July."}
OTHER = {
    "title": "Hollybrook sues Inkthistle over novels",
    "text": "The publisher Hollybrook has sued the writing tool Inkthistle over the use of 9,000 of its novels.",
}
SEED = Document("seed:quake", QUAKE["title"], QUAKE["text"])


@pytest.mark.parametrize("copy", [False, True])
@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"id": 1, "a": {}, "b": QUAKE}, id="one side"),
        pytest.param({"id": 1, "a": {}, "b": {"title": None, "text": ""}}, id="both sides"),
        pytest.param({"id": 1, "a": {"title": "..."}, "b": {"title": "..."}}, id="marks only"),
        pytest.param({"id": 1, "a": {"text": " "}}, id="against the seeds"),
    ],
)
def test_nothing_is_the_same_as_nothing(row: dict[str, Any], copy: bool) -> None:
    """A side without title and text is answered: score 0, not the same."""
    pairs_lab.check(row)
    (answer,) = pairs([row], copy=copy, seeds=(SEED,))
    assert (answer["score"], answer["same"]) == (0.0, False)


def test_pairs_are_answered_in_order() -> None:
    """The same event, another one, and one that the seeds tell."""
    rows = [{"id": 1, "a": QUAKE, "b": AGAIN}, {"id": 2, "a": QUAKE, "b": OTHER}, {"id": 3, "a": AGAIN}]
    answers = list(pairs(rows, copy=False, seeds=(SEED,)))
    assert [(answer["id"], answer["same"]) for answer in answers] == [(1, True), (2, False), (3, True)]
    assert answers[2]["why"]["other"] == SEED.title


def test_rows_without_words_have_a_cluster_of_their_own() -> None:
    """Missing, empty and wordless rows join nothing, not even each other."""
    rows: list[dict[str, Any]] = [
        {"id": 1},
        {"id": 2, "title": "", "text": None},
        {"id": 3, "title": "!"},
        {"id": 4, "title": "!"},
    ]
    for row in rows:
        cluster_lab.check(row)
    assert len({answer["cluster"] for answer in cluster(rows, seeds=())}) == len(rows)


def test_clusters_keep_the_order_of_arrival() -> None:
    """The second text on one event joins the first, the third is new, the last is known from the seeds."""
    told = {"title": "Rain in Lantern", "text": "It rained for nine days in Lantern, Ann Doe said."}
    rows = [{"id": n, **row} for n, row in enumerate([OTHER, OTHER | {"title": "Inkthistle sued"}, told, AGAIN])]
    answers = cluster(rows, seeds=(SEED,))
    assert [answer["verdict"] for answer in answers] == ["new", "same", "new", "known"]
    assert answers[0]["cluster"] == answers[1]["cluster"] != answers[2]["cluster"]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"id": 1, "title": 5}, id="title"),
        pytest.param({"id": 1, "title": "x", "published": "yesterday"}, id="date"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(row: dict[str, Any]) -> None:
    """Other types than text are errors."""
    with pytest.raises(ValueError, match=r"no text|no date"):
        cluster_lab.check(row)


@pytest.mark.parametrize("row", [{"id": 1}, {"id": 1, "a": "text"}, {"id": 1, "a": {"title": 5}}])
def test_a_pair_that_cannot_be_read_is_named(row: dict[str, Any]) -> None:
    """A missing first side and other types are errors."""
    with pytest.raises(ValueError, match='"a"'):
        pairs_lab.check(row)

"""What /metrics gives: sound names, all that the dashboard asks for, and nothing that tells what it is about."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from bot.model import Room, Vitals, Waiting
from bot.ops.metrics import rendered
from bot.ops.pulse import SENT, Counted, Pulse
from bot.ops.report import Life, Report, Trouble

ROOT = Path(__file__).parents[2]
DASHBOARD = json.loads((ROOT / "docs" / "grafana.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
LABELS = {"result", "reason", "kind", "verdict", "outcome", "job", "error", "what", "le"}


@pytest.fixture(scope="module")
def families() -> dict[str, Metric]:
    """All metrics of a bot that did some of everything."""
    pulse = Pulse()
    pulse.begins("read")
    pulse.ended("sort", "LookupError")
    pulse.heard(3)
    pulse.called(SENT)
    pulse.count(Counted.POLLS, "ok", 7)
    pulse.count(Counted.POLL_ERRORS, "feed.no_server", 2)
    pulse.count(Counted.QUESTIONS, "answered")
    pulse.count(Counted.ERRORS, "LookupError")
    for _ in range(3):
        with pulse.answering():
            pass
    waits = Waiting(4, NOW - timedelta(minutes=2))
    vitals = Vitals(NOW, NOW, NOW, NOW, waits, waits, Waiting(), (), 10, 5, 20, 1, 3, 1, {"entry": 2})
    feeds = (Trouble("https://secret.example/feed", "feed.no_server"),)
    life = Life(timedelta(0), pulse.signs)
    report = Report(NOW, {"newsbot": "1", "Python": "3"}, "ann.db", 5, None, Room(9, 10), vitals, feeds, life=life)
    page = rendered(pulse, report).decode()
    assert "secret" not in page
    assert "ann.db" not in page
    return {family.name: family for family in text_string_to_metric_families(page)}


def _value(families: dict[str, Metric], name: str, **labels: str) -> float:
    samples = [one for family in families.values() for one in family.samples if one.name == name]
    (found,) = [one.value for one in samples if one.labels == labels]
    return found


def test_what_was_counted_is_there(families: dict[str, Metric]) -> None:
    """Counters, the histogram, moments in seconds, and what waits."""
    assert _value(families, "newsbot_polls_total", result="ok") == 7
    assert _value(families, "newsbot_poll_errors_total", reason="feed.no_server") == 2
    assert _value(families, "newsbot_job_failures_total", job="sort") == 1
    assert _value(families, "newsbot_telegram_sends_total", result="sent") == 1
    assert _value(families, "newsbot_telegram_sends_total", result="throttled") == 0
    assert _value(families, "newsbot_questions_total", result="answered") == 1
    assert _value(families, "newsbot_answer_seconds_count") == 3
    assert _value(families, "newsbot_answer_seconds_bucket", le="0.01") == 3
    assert _value(families, "newsbot_answer_seconds_bucket", le="+Inf") == 3
    assert _value(families, "newsbot_queue_age_seconds", job="poll") == 120
    assert _value(families, "newsbot_queue_length", job="deliver") == 0
    assert _value(families, "newsbot_last_timestamp_seconds", what="digest") == NOW.timestamp()
    assert _value(families, "newsbot_disk_free_bytes") == 9


def test_names_follow_the_conventions(families: dict[str, Metric]) -> None:
    """One prefix, base units, counters end in total; labels are few, known, and hold words of our own."""
    for family in families.values():
        assert family.documentation.endswith(".")
        assert re.fullmatch(r"newsbot(_[a-z]+)*", family.name), family.name
        assert not re.search(r"_(milliseconds|minutes|mb|count)$", family.name), family.name
        for sample in family.samples:
            assert family.type != "counter" or sample.name.endswith(("_total", "_created")), sample.name
            if not family.name.startswith("newsbot_info"):
                assert sample.labels.keys() <= LABELS
                assert all(re.fullmatch(r"[A-Za-z_.]+|[0-9.]+|\+Inf", value) for value in sample.labels.values())


def _queries(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        yield from (text for name, text in value.items() if name == "expr")
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _queries(one)


def test_the_dashboard_asks_for_what_there_is(families: dict[str, Metric]) -> None:
    """Each metric of each query, and each label that it names, is one that /metrics gives."""
    there: dict[str, set[str]] = {}
    for family in families.values():
        for sample in family.samples:
            there.setdefault(sample.name, set()).update(sample.labels)
    queries = list(_queries(DASHBOARD))
    assert len(queries) > 15
    for query in queries:
        names = re.findall(r"\bnewsbot_\w+", query)
        assert names, query
        known = {label for name in names for label in there[name]}
        asked = set(re.findall(r"(\w+)=~?\"", query)) | set(re.findall(r"by \((\w+)\)", query))
        assert asked <= known, query


def test_the_dashboard_shows_what_matters() -> None:
    """Each panel has a title and a place of its own; those with a legend name a label that there is."""
    panels = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}
    assert len(places) == len(panels)
    assert all(panel["title"] and panel["targets"] for panel in panels)
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])

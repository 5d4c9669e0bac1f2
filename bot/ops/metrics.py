"""What was counted and what there is, in the text format of Prometheus. Nothing in it names a feed, chat or person."""

from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bot.model import Vitals, Waiting
from bot.ops.pulse import BUCKETS, Counted, Pulse
from bot.ops.report import Report

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_COUNTERS = {
    Counted.POLLS: ("newsbot_polls", "result", "Requests for feeds, by what came of them."),
    Counted.POLL_ERRORS: (
        "newsbot_poll_errors",
        "reason",
        "Requests for feeds that failed, by the code of the reason.",
    ),
    Counted.ENTRIES: (
        "newsbot_feed_entries",
        "kind",
        "Entries that feeds brought: news, backlog of new feeds, edited.",
    ),
    Counted.VERDICTS: ("newsbot_verdicts", "verdict", "Entries put into stories, by what they were to these."),
    Counted.MESSAGES: ("newsbot_outbox_messages", "outcome", "Tries to send what waited in the outbox, by their end."),
    Counted.SENDS: ("newsbot_telegram_sends", "result", "Calls that send; throttled: Telegram answered 429."),
    Counted.UPDATES: ("newsbot_telegram_updates", "kind", "Updates from Telegram."),
    Counted.QUESTIONS: ("newsbot_questions", "result", "Questions with /fact, answered or not."),
    Counted.JOB_FAILURES: ("newsbot_job_failures", "job", "Ticks of jobs that failed."),
    Counted.ERRORS: (
        "newsbot_request_errors",
        "error",
        "What people asked for and could not be done, by type of error.",
    ),
}
_ALWAYS = {
    Counted.POLLS: ("ok", "unchanged", "failed"),
    Counted.ENTRIES: ("news", "backlog", "edited"),
    Counted.VERDICTS: ("new", "same", "update", "known"),
    Counted.MESSAGES: ("sent", "later", "expired", "refused", "dropped"),
    Counted.SENDS: ("sent", "throttled", "uncertain", "refused"),
    Counted.UPDATES: ("received",),
    Counted.QUESTIONS: ("answered", "unanswered"),
}
"""Kinds that stand there with 0 before the first: of a series that is not there nobody can tell how fast it grows."""


class _State(Collector):
    """One look at the bot."""

    def __init__(self, pulse: Pulse, report: Report) -> None:
        self._pulse, self._report = pulse, report

    def collect(self) -> Iterable[Metric]:
        """See Collector."""
        yield InfoMetricFamily("newsbot", "Versions.", {_label(name): n for name, n in self._report.versions.items()})
        yield from _counters(self._pulse)
        yield _answers(self._pulse)
        yield from _process(self._pulse, self._report)
        if self._report.vitals:
            yield from _vitals(self._report, self._report.vitals)


def rendered(pulse: Pulse, report: Report) -> bytes:
    """All metrics."""
    registry = CollectorRegistry()
    registry.register(_State(pulse, report))
    return generate_latest(registry)


def _label(name: str) -> str:
    return name.lower().replace("-", "_")


def _counters(pulse: Pulse) -> Iterator[Metric]:
    for what, (name, label, text) in _COUNTERS.items():
        family = CounterMetricFamily(name, text, labels=[label])
        kinds = dict.fromkeys(_ALWAYS.get(what, ()), 0)
        kinds |= {kind: n for (of, kind), n in pulse.counts.items() if of is what}
        for kind, n in kinds.items():
            family.add_metric([kind], n)
        yield family


def _answers(pulse: Pulse) -> Metric:
    family = HistogramMetricFamily(
        "newsbot_answer_seconds", "How long it took to find what to answer, without sending."
    )
    total, buckets = 0, []
    for place, name in enumerate([*map(str, BUCKETS), "+Inf"]):
        total += pulse.answers[place]
        buckets.append((name, total))
    family.add_metric([], buckets, pulse.answer_seconds)
    return family


def _process(pulse: Pulse, report: Report) -> Iterator[Metric]:
    signs = pulse.signs
    yield _gauge("newsbot_up_seconds", "For how long the bot has run.", signs.up.total_seconds())
    jobs = GaugeMetricFamily("newsbot_job_age_seconds", "Since each job has not ended well.", labels=["job"])
    for name, age in signs.jobs.items():
        jobs.add_metric([name], age.total_seconds())
    yield jobs
    ages = {"answer": signs.telegram, "update": signs.update, "send": signs.sent}
    text = "Since Telegram answered, brought an update, took a message."
    telegram = GaugeMetricFamily("newsbot_telegram_age_seconds", text, labels=["what"])
    for what, since in ages.items():
        if since is not None:
            telegram.add_metric([what], since.total_seconds())
    yield telegram
    yield _gauge("newsbot_database_up", "Whether the database can be read and written.", not report.trouble)
    yield _gauge("newsbot_database_size_bytes", "The database with its log.", report.size)
    yield _gauge("newsbot_polling_paused", "Whether polling waits for room on the disk.", signs.paused)
    if report.room:
        yield _gauge(
            "newsbot_disk_free_bytes", "What is free to the bot on the disk of its database.", report.room.free
        )
        yield _gauge("newsbot_disk_size_bytes", "The whole disk of the database.", report.room.total)


def _vitals(report: Report, vitals: Vitals) -> Iterator[Metric]:
    yield _gauge("newsbot_entries", "Entries that are stored.", vitals.entries)
    yield _gauge("newsbot_stories", "Stories that are stored.", vitals.stories)
    yield _gauge("newsbot_feeds", "Feeds that somebody follows.", vitals.feeds)
    yield _gauge("newsbot_feeds_failing", "Of these, feeds whose last poll failed.", vitals.failing)
    yield _gauge("newsbot_chats", "Chats that get digests.", vitals.chats)
    yield _gauge("newsbot_chats_closed", "Of these, chats that take nothing now.", vitals.closed)
    waits: dict[str, Waiting] = {"poll": vitals.polls, "sort": vitals.unsorted, "deliver": vitals.messages}
    numbers = GaugeMetricFamily(
        "newsbot_queue_length", "Feeds, entries and messages that wait for a job.", labels=["job"]
    )
    ages = GaugeMetricFamily("newsbot_queue_age_seconds", "For how long the oldest of them has waited.", labels=["job"])
    for job, one in waits.items():
        numbers.add_metric([job], one.number)
        ages.add_metric([job], max(0.0, (report.now - one.since).total_seconds()) if one.since else 0.0)
    yield from (numbers, ages)
    moments = {"poll": vitals.last_poll, "sort": vitals.last_sorted, "digest": vitals.last_digest}
    last = GaugeMetricFamily(
        "newsbot_last_timestamp_seconds", "When it was last done, in the database.", labels=["what"]
    )
    for what, moment in moments.items():
        if moment:
            last.add_metric([what], moment.timestamp())
    yield last
    aside = GaugeMetricFamily(
        "newsbot_set_aside", "What failed by itself and is tried again, by its kind.", labels=["kind"]
    )
    for kind, number in vitals.aside.items():
        aside.add_metric([kind], number)
    yield aside


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)

"""Days to come that sentences name."""

from datetime import date, timedelta

import pytest

from bot.model import FARTHEST_PROMISE
from bot.text.analysis.promised import LONGEST_PROMISE, only_a_month, promised_days

THURSDAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The mill will open on 3 June.", "2026-06-03"),
        ("On 3 June the bridge will open.", "2026-06-03"),
        ("The office opens on March 20.", "2026-03-20"),
        ("It will close on 5 January.", "2027-01-05"),
        ("They want it done by the end of March.", "2026-03-31"),
        ("The firm plans to hire 40 people by June.", "2026-06-30"),
        ("The mill will open in May.", "2026-05-31"),
        ("The court will rule next Friday.", "2026-03-13"),
        ("The vote is scheduled for Thursday.", "2026-03-19"),
        ("The mill will open on Friday, the owners said on Monday.", "2026-03-13"),
        ("The strike begins tomorrow.", "2026-03-13"),
        ("The plant is to open in the third quarter of 2027.", "2027-09-30"),
        ("Figures for Q3 2026 are due on 30 October 2026.", "2026-10-30"),
        ("It will be ready by the end of the year.", "2026-12-31"),
        ("It will be ready next quarter.", "2026-06-30"),
        ("The launch was postponed from 3 June to 10 June.", "2026-06-10"),
        ("Das Werk soll am 3. Juni eröffnet werden.", "2026-06-03"),
        ("Le pont sera ouvert le 3 juin.", "2026-06-03"),
        ("El puente abrirá el 3 de junio de 2026.", "2026-06-03"),
        ("Мост откроют до 3 июня.", "2026-06-03"),
        ("工厂将于2026年6月3日开业。", "2026-06-03"),
        ("The next round is on 5 May.", "2026-05-05"),
        ("The next round is on Saturday.", "2026-03-14"),
        ("Next round: 5 May.", "2026-05-05"),
        ("Parliament votes on 5 May, ministers said.", "2026-05-05"),
        ("The shop is closed on 5 May.", "2026-05-05"),
        ("The concert, on May 5, is sold out.", "2026-05-05"),
        ("The court hears the case on May 5th.", "2026-05-05"),
        ("Am 5. Mai tagt der Rat.", "2026-05-05"),
        ("Die Messe findet am 5. Mai statt.", "2026-05-05"),
        ("Le prochain tour est le 5 mai.", "2026-05-05"),
        ("La próxima ronda es el 5 de mayo.", "2026-05-05"),
        ("A próxima rodada é em 5 de maio.", "2026-05-05"),
        ("Следующий раунд — 5 мая.", "2026-05-05"),
        ("下一轮在5月5日。", "2026-05-05"),
    ],
)
def test_a_day_to_come(sentence: str, day: str) -> None:
    """Days, months and quarters; of the longer ones the last day."""
    assert promised_days(sentence, THURSDAY) == (date.fromisoformat(day),)


@pytest.mark.parametrize(
    "sentence",
    [
        "It opened on 3 June.",
        "The deal was signed on 5 May.",
        "The court ruled on 5 May that he may stay.",
        "She won on 5 May.",
        "The fair, held on 5 May, drew 300 guests.",
        "Parliament votes on 5 October.",
        "The firm, which is based in Oslo, on Saturday named its boss.",
        "13月45日的事。",
        "The storm hit the coast on Tuesday.",
        "The owners said on Friday the mill will close.",
        "On Monday, ministers said they will resign.",
        "He was born on 3 June 1980.",
        "The contract runs until 30 June 2030.",
        "The mill will open on 31 February.",
        "It will open on 12 March.",
        "The firm will publish it on 5 March.",
        "They march in May every year.",
        "It may rain.",
        "It will open in 2027.",
        "\u200f\u200b<b>will</b> open on 99 June.",
        "",
    ],
)
def test_no_day_to_come(sentence: str) -> None:
    """What is past, today, too far ahead, no day at all, or not near enough to a word that points ahead."""
    assert promised_days(sentence, THURSDAY) == ()


def test_how_far_ahead() -> None:
    """From the next day to two years on; and nothing of a text that is no sentence."""
    for days, known in ((0, False), (1, True), (FARTHEST_PROMISE.days, True), (FARTHEST_PROMISE.days + 1, False)):
        day = THURSDAY + timedelta(days=days)
        assert promised_days(f"It ends on {day.isoformat()}.", THURSDAY) == (day,) * known
    assert promised_days(f"{'very ' * LONGEST_PROMISE}late on 3 June 2026.", THURSDAY) == ()
    assert promised_days("It will end on 3 June.", date(9999, 12, 1)) == ()


def test_several_days_in_one_sentence() -> None:
    """All of them, soonest first, each once; of months and quarters only the first."""
    both = "The results will come on 24 April, questions may be sent until 17 April, or until 17 April 2026 by mail."
    assert promised_days(both, THURSDAY) == (date(2026, 4, 17), date(2026, 4, 24))
    assert promised_days("It will open in May or by the end of June.", THURSDAY) == (date(2026, 5, 31),)


@pytest.mark.parametrize(
    ("sentence", "month"),
    [("It will open in May.", True), ("It will open by the end of next year.", True), ("It opens on 3 May.", False)],
)
def test_what_names_only_a_month(sentence: str, month: bool) -> None:
    """Of a month or a year nobody named the last day, by which it is looked at."""
    assert promised_days(sentence, THURSDAY)
    assert only_a_month(sentence, THURSDAY) is month

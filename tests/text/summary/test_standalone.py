"""Which sentences may be shown by themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.summary.standalone import Standing, standing, stands_alone

CASES = [
    ("it after what it means", "It runs on a phone.", "Tern 2 is out.", True),
    ("nothing before it", "It runs on a phone.", "", False),
    ("he after a name", "He starts work in early May.", "The council chose Jon Weir.", True),
    ("he after nobody", "He starts work in early May.", "The kiln is hot.", False),
    ("she after she", "She has won the prize twice.", "She came from Hull.", True),
    ("page furniture, whatever stands before", "Subscribe to our newsletter.", "Tern 2 is out.", False),
]


@pytest.mark.parametrize(
    ("sentence", "previous", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_stands_before_can_carry_a_sentence(sentence: str, previous: str, wanted: bool) -> None:
    """A sentence that leaves something open may follow the one that tells it."""
    assert stands_alone(sentence, previous) is wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Comments: 149", Standing.NEVER),
        ("Organization: Otterworks | Source: The Valley Post", Standing.NEVER),
        ("Ada Byron: 12 robots are too many for one hall.", Standing.ALONE),
        ("Prices rose twice this year, the company said.", Standing.AFTER),
        ("The report adds that prices rose twice this year.", Standing.AFTER),
        ("Prices rose twice this year, Otterworks said.", Standing.ALONE),
        ("(Prices had risen twice before, Otterworks said.)", Standing.AFTER),
        ("(Prices rose) by 4% this year, Otterworks said.", Standing.ALONE),
        ("Prices rose twice, which cost the mayor the trust of Capt.", Standing.NEVER),
        ("Prices rose twice after an essay by Ada Byron (R-Hull.)", Standing.NEVER),
        ("Prices rose twice this year. (Otterworks said why.)", Standing.ALONE),
        ("ASKING NOBODY: Otterworks raised its prices twice.", Standing.POOR),
        ("BREAKING NEWS: Otterworks raised its prices twice.", Standing.POOR),
        ("NEW DELHI: Otterworks raised its prices twice.", Standing.ALONE),
        ("DUBAI: Otterworks raised its prices twice.", Standing.ALONE),
        ("WHITE HOUSE: Otterworks raised its prices twice.", Standing.ALONE),
        ("NATO: Otterworks raised its prices twice.", Standing.ALONE),
        ("■ Prices rose twice this year, Otterworks said.", Standing.POOR),
        ("— Ann Weaver is the editor of Loom Daily.", Standing.POOR),
        ("Here’s why prices at Otterworks rose twice this year.", Standing.NEVER),
        ("Here in Leeds prices rose twice this year, Otterworks said.", Standing.ALONE),
    ],
)
def test_labels_and_who_it_is(sentence: str, wanted: Standing) -> None:
    """A label with its value is no text, nor is a pointer to it; "the company said" needs the company."""
    assert standing(sentence) is wanted


def test_other_languages_are_judged_by_marks_only() -> None:
    """English words say nothing about a German sentence; a question is one in any language."""
    assert standing("Also bleibt die Fabrik in Leeds bis Mai geschlossen.", "de") is Standing.ALONE
    assert standing("Bleibt die Fabrik in Leeds bis Mai geschlossen?", "de") is Standing.NEVER
    assert standing("位于利兹的新工厂于周四开业。", "zh") is Standing.ALONE
    assert standing("— Мы не согласны с этим решением, — сказал мэр города.", "ru") is Standing.ALONE


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    """Wild text gives an answer, never an error."""
    assert standing(text) in Standing


@pytest.mark.parametrize(
    ("whole", "half"),
    [
        ("He called it “a mistake” on Friday.", "The mayor said: “We lost three houses in the flood."),
        ('"We lost," the mayor said, "three houses."', 'We lost three houses in the flood," the mayor said.'),
        ("Der Wirt sagte am Montag: „Wir haben verloren.“", "„Wir haben drei Häuser verloren und einen Damm."),
        ("Le maire a dit que « la ville a perdu ».", "« La ville a perdu trois maisons dans la crue."),
        ("Der Wirt sprach am Montag von einer »Niederlage«.", "Wir haben am Montag verloren«, sagte der Wirt."),
    ],
)
def test_half_a_quotation_is_poor(whole: str, half: str) -> None:
    """Whatever marks a language has; nobody knows where it ends or who says it."""
    assert standing(whole, "fr") is Standing.ALONE
    assert standing(half, "fr") is Standing.POOR


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("The senators asked the officer about the", Standing.NEVER),
        ("The mill burned down on Friday, and its owner,", Standing.NEVER),
        (" ".join(["The mill burned"] * 9), Standing.NEVER),
        ("Ada Brandt, 41, is a weaver who came from Graz", Standing.POOR),
    ],
)
def test_what_a_feed_has_cut_off_is_never_shown(line: str, found: Standing) -> None:
    """A line below a headline ends without a full stop as well, but it is short, and ends with what it tells."""
    assert standing(line) is found


def test_a_hindi_sentence_ends_well() -> None:
    """By its own full stop."""
    assert standing("कंपनी ने शुक्रवार को नया कारखाना खोला।", "hi") is Standing.ALONE

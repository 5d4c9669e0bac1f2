"""What makes a sentence worth telling, for each sort of summary: one table, each weight with its reason. PURE."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """What makes a sentence worth telling; each with its reason."""

    early: float
    """What a first place adds to a sentence's value (3: four times as much): news tells the main thing first."""
    fading: float
    """What is left of that, and of a word's worth, one sentence further on."""
    lowest: float
    """What is left at most of it, however far down: the end of a long text still counts a little, or not at all."""
    brevity: float
    """Power of the number of telling words by which value is divided: 0 takes the longest sentences, 1 the shortest."""
    support: float
    """Power of the share of sources that use a word: what most of them tell comes first."""
    alike: float
    """Share of the shorter one's words from which on two sentences are held for the same and only one is told."""
    runs: float
    """The same for runs of four words: sources copy whole phrases from each other."""
    first: float
    """What the first source's sentences are worth beside others': its headline stands above the summary."""
    title: float
    """What a word adds that all titles have: the title is the publisher's own shortest summary."""
    same: float
    """What is left of a sentence's value for each one taken from its source: others may add what it leaves out."""
    open: float
    """How likely a sentence may leave something open (``hanging.py``), at most; of several sources others tell it."""
    care: float
    """Power of how likely it leaves nothing open, by which its value is multiplied; 0 does not ask."""


# fmt: off
#                   early fading lowest brevity support alike runs first title same open care
NEWS = Weights(      50.0,  0.70,  0.10,    0.2,     0.0,  0.5, 0.1,  1.0,  1.0, 1.0, 0.10, 8.0)
"""A few sentences of one text: the lead, unless what follows it is plainly weightier."""
OWN = Weights(        5.0,  0.90,  0.20,    0.2,     0.0,  0.5, 0.1,  1.0,  1.0, 1.0, 1.0, 0.0)
"""A few sentences of one who tells of himself, as in blogs and papers: what came out may stand at the end."""
STORY = Weights(      3.0,  0.90,  0.10,    0.2,     1.5,  0.6, 0.1,  1.3,  1.0, 0.8, 0.10, 8.0)
"""Several sources. Place counts less: each source begins with the same fact, and the next one adds."""
SERIES = Weights(     3.0,  0.90,  0.10,    0.2,     1.5,  0.6, 0.1,  4.0,  1.0, 0.8, 0.10, 8.0)
"""Several texts of one publisher: nobody confirms anybody, and the headline is that of one of them."""
# fmt: on

"""What a message that is replied to is about: of a digest, the one story that the question can mean."""

import re

from bot.text.analysis.words import terms

# "3. Headline" begins a story of a digest, and an item of any list
_STORY = re.compile(r"^\d{1,3}\. (?=\S)", re.MULTILINE)


def subject(message: str, question: str = "") -> str:
    """
    The part of *message* that *question* asks about.

    Args:
        message: The text replied to, as people see it.
        question: As typed; may be empty.
    Returns: of a message with several stories the headline of the one that has most of the question's words, of those
        that have as many the first; any other message as it is.
    """
    _, *stories = _STORY.split(message)
    if not stories:
        return message
    asked = set(terms(question))
    return max(stories, key=lambda story: len(asked & set(terms(story)))).split("\n", 1)[0]

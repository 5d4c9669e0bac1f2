"""What can be chosen on the command line. Names only: asking for help must not import the program."""

from enum import StrEnum


class Form(StrEnum):
    """How a digest is printed."""

    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"
    JSON = "json"
    ATOM = "atom"


class Sort(StrEnum):
    """What ``feeds list`` can be sorted by."""

    NUMBER = "number"
    TITLE = "title"
    WEEK = "week"
    FIRST = "first"
    ECHO = "echo"
    READ = "read"
    STATE = "state"

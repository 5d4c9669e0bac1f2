"""Newsbot: feeds become entries, entries stories, stories a digest, a digest messages; a question becomes quotes."""

__version__ = "0.1.0"

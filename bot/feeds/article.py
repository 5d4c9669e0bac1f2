"""The article on a web page. PURE. Importing this costs half a second, so only the process that reads pages does."""

import trafilatura

from bot.text.cleaning.clean import MOST_TEXT, clean


def article(page: bytes, url: str) -> str:
    """The text of the article on *page*, a line per paragraph; empty if there is none."""
    found = trafilatura.extract(page, url=url, fast=True, include_comments=False, include_tables=False)
    # what comes is text: a "<" in it is one
    return clean((found or "").replace("&", "&amp;").replace("<", "&lt;"))[:MOST_TEXT]

"""Texts that have room in a line. PURE."""


def shorten(text: str, limit: int) -> str:
    """*text* in one line of at most *limit* characters, cut at a word if it can be."""
    line = " ".join(text[: limit * 10].split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > limit // 2 else cut).rstrip(" ,;:-–—") + "…"

"""The same digest for other readers: plain text, Markdown, JSON values and a web page."""

import re
from collections.abc import Sequence
from dataclasses import asdict

from bot.digest.layout import StoryLines, counts, footer_lines, title, told, whole
from bot.model import Digest, DigestItem, Source, SourcedQuote, Story, Values
from bot.text.display.markup import escape, plain
from bot.text.display.wording import Wording

_MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]<>#|~])")
_STYLE = """
:root { color-scheme: light dark; --paper: #fdfdfb; --ink: #1d1f21; --soft: #5c6166; --line: #dfe1dc; --link: #0b57a4; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16181a; --ink: #e8e6e1; --soft: #a3a8ad; --line: #33383c; --link: #8fc1f5; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.25rem 1rem 3rem; max-width: 42rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.35rem; margin: 0; } h2, h3 { font-size: 1.125rem; line-height: 1.35; margin: 0 0 .4rem; }
.section { color: var(--soft); font-size: .9375rem; font-weight: 600; margin: 1.4rem 0 .5rem; }
.line { margin: 0 0 .6rem; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .15em; }
article { border-top: 1px solid var(--line); padding: 1.1rem 0 .6rem; }
p, h1, h2, h3 { unicode-bidi: plaintext; }
p { margin: 0 0 .5rem; } header, footer, .soft { color: var(--soft); font-size: .9375rem; }
header { padding-bottom: 1rem; } header h1 { color: var(--ink); }
footer { border-top: 1px solid var(--line); padding-top: 1rem; }
"""


def as_text(digest: Digest, say: Wording) -> str:
    """A digest as plain text, addresses in parentheses."""
    return plain(whole(digest, say)) + "\n"


def as_json(digest: Digest) -> Values:
    """A digest as JSON-ready values: times in ISO 8601, UTC; quotes with document, start and end."""
    return {
        "slot": digest.slot.isoformat(),
        "next": digest.next_slot.isoformat() if digest.next_slot else None,
        "known": digest.known,
        "overtaken": digest.overtaken,
        "more": digest.more,
        "size": digest.size.value,
        "quiet": digest.quiet,
        "stories": [_story_values(item) for item in digest.items],
    }


def _story_values(item: DigestItem) -> Values:
    return {
        "story": item.story,
        "headline": item.headline,
        "url": item.url,
        "update": item.update,
        "also": item.also,
        "topic": item.topic,
        "background": item.background,
        "earlier_url": item.earlier_url,
        "before": _before_values(item.before) if item.before else None,
        "first_seen": item.first_seen.isoformat(),
        "quotes": [_quote_values(quote) for quote in item.quotes],
        "figures": [_quote_values(quote) for quote in item.figures],
        "sources": [_source_values(source) for source in item.sources],
        # only of a story that has some: few do
        **({"media": asdict(item.media)} if item.media.is_any else {}),
    }


def _before_values(story: Story) -> Values:
    return {"story": story.id, "headline": story.headline, "last_seen": story.last_seen.isoformat()}


def _quote_values(quote: SourcedQuote) -> Values:
    return {
        "text": quote.quote.text,
        "doc": quote.quote.doc,
        "start": quote.quote.start,
        "end": quote.quote.end,
        "source": _source_values(quote.source),
    }


def _source_values(source: Source) -> Values:
    return {"publisher": source.publisher, "url": source.url, "published": source.published.isoformat()}


def as_markdown(digest: Digest, say: Wording) -> str:
    """A digest as Markdown (CommonMark)."""
    paragraphs = [f"# {_markdown(title(digest, say))}"]
    paragraphs += [_markdown(line) for line in counts(digest, say).splitlines()]
    stories = told(digest, say)
    below = "##" if _has_sections(stories) else "#"
    for lines in stories:
        paragraphs += [f"## {_markdown(lines.section)}"] if lines.section else []
        headline = _markdown(lines.headline)
        paragraphs.append(headline if lines.one_line else f"#{below} {headline}")
        paragraphs += map(_markdown, lines.below)
    paragraphs += [_markdown(line) for line in footer_lines(digest, say)]
    return "\n\n".join(paragraphs) + "\n"


def _has_sections(stories: Sequence[StoryLines]) -> bool:
    return any(lines.section for lines in stories)


_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>')


def _markdown(markup: str) -> str:
    """One line of our markup as Markdown."""
    pieces: list[str] = []
    position = 0
    for match in _LINK.finditer(markup):
        address = plain(match[1]).replace("(", "%28").replace(")", "%29").replace(" ", "%20")
        pieces += [_mild(plain(markup[position : match.start()])), f"[{_mild(plain(match[2]))}]({address})"]
        position = match.end()
    pieces.append(_mild(plain(markup[position:])))
    return "".join(pieces)


def _mild(text: str) -> str:
    """*text* with the signs escaped that mean something in Markdown."""
    escaped = _MARKDOWN_SIGNS.sub(r"\\\1", text)
    return re.sub(r"^(\d+)([.)]) ", r"\1\\\2 ", re.sub(r"^([-+=])", r"\\\1", escaped))


def as_html(digest: Digest, say: Wording) -> str:
    """A digest as a whole web page: phone first, dark and light, nothing loaded from elsewhere."""
    heading = title(digest, say)
    lines = told(digest, say)
    level = 3 if _has_sections(lines) else 2
    stories = "\n".join(_article(story, level) for story in lines)
    summary = "\n".join(f"<p>{line}</p>" for line in counts(digest, say).splitlines())
    foot = "\n".join(f"<p>{line}</p>" for line in footer_lines(digest, say))
    return f"""<!doctype html>
<html lang="{escape(say.language)}" dir="{say.locale.text_direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{heading}</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<h1>{heading}</h1>
{summary}
</header>
<main>
{stories}
</main>
<footer>
{foot}
</footer>
</body>
</html>
"""


def _article(lines: StoryLines, level: int) -> str:
    heading = [f'<h2 class="section">{lines.section}</h2>'] if lines.section else []
    if lines.one_line:
        return "\n".join([*heading, f'<p class="line">{lines.headline}</p>'])
    paragraphs = [f'<p class="soft">{line}</p>' for line in lines.remarks]
    paragraphs += [f"<p>{line}</p>" for line in lines.sentences]
    paragraphs += [f'<p class="soft">{line}</p>' for line in (lines.figures, lines.media, lines.told) if line]
    return "\n".join([*heading, "<article>", f"<h{level}>{lines.headline}</h{level}>", *paragraphs, "</article>"])

"""PURE: our markup as the HTML that Telegram reads. Source: Telegram Bot API, "HTML style"."""

from bot.text.display.markup import Tag, escape, tokens

_NAMES = {"b": "b", "i": "i", "code": "code", "blockquote": "blockquote", "a": "a"}
"""What Telegram calls each kind of words of ours."""


def telegram_html(markup: str) -> str:
    """Markup as Telegram reads it; what is no markup of ours is shown as it stands."""
    return "".join(_tag(one) if isinstance(one, Tag) else escape(one) for one in tokens(markup))


def _tag(tag: Tag) -> str:
    name = _NAMES[tag.name]
    if tag.closing:
        return f"</{name}>"
    return f'<{name} href="{escape(tag.address)}">' if tag.address else f"<{name}>"

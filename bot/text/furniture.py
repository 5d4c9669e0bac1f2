"""
Page furniture: sentences of the page, not of the story ("Subscribe to our newsletter", cookie notices, share bars).

They stand on every page of a site, so they must never make two entries alike, nor be quoted.
"""

import re

# Matched anywhere in a short sentence. News is made of these words too ("a subscription for $20", "a copyright
# suit"), so each row asks for the words that only a page puts around them. English pages only, so far.
_PHRASES = (
    # selling and signing up
    r"\bsubscribe (?:now|to (?:our|the|my|this|read|continue)|for|today|here)",
    r"\bsign(?:ing)? up (?:for (?:our|the|my|a free|free|this)|now|today|here)",
    r"\b(?:free|daily|weekly|our) newsletters?\b",
    r"\balready a (?:subscriber|member)\b",
    r"\b(?:free trial|first month free|create an account|unsubscribe at any time|support our journalism)\b",
    r"\b(?:log|sign) in (?:to (?:continue|read|comment|your account)|or (?:sign up|register|subscribe))",
    r"\bsearch (?:log|sign) in\b",
    # law and consent
    r"\b(?:we|site|website) uses? cookies\b",
    r"\b(?:accept|manage) (?:all )?cookies\b",
    r"\bour (?:privacy policy|terms of (?:use|service)|cookie policy)\b",
    r"\ball rights reserved\b",
    r"\bmay not be (?:published|reproduced|republished)\b",
    r"\b(?:you can|to) (?:opt out|unsubscribe)\b",
    r"\bdo not sell (?:or share )?my (?:personal )?information\b",
    r"\b(?:earn|receive) an? (?:affiliate )?commission\b",
    r"(?:©|\(c\)) ?(?:copyright )?\d{4}",
    # moving around the page
    r"\bskip to (?:main )?content\b",
    r"\b(?:story|article) continues below\b",
    r"^(?:continue reading|read more|read next|see also|more from|most read|advertisement|related stories)\b",
    r"\b(?:click here|back to top|view (?:all )?comments|load more|recommended for you|you may also like)\b",
    # sharing and following
    r"\bshares? (?:this (?:article|story|post|on)|on (?:facebook|twitter|whatsapp|linkedin)|share|tweet)\b",
    r"\b(?:follow|like) (?:us|me) on\b",
    r"\bjoin the (?:conversation|discussion) (?:below|on)\b",
    r"\b(?:e-?mail this|print this (?:article|page)|download our app|get the app|copy (?:the )?link|leave a comment)\b",
    r"\b(?:enter the characters|a friend wanted you to see|latest headlines)\b",
    # captions and credits
    r"\b(?:image|media) (?:copyright|caption)\b",
    r"\b(?:hide|toggle) caption\b",
    r"^\(?(?:photo|image) (?:credit|by)\b",
)
_FURNITURE = re.compile("|".join(_PHRASES), re.IGNORECASE)
_MENU = frozenset(
    """
    home news business technology opinion podcasts newsletters search menu about contact careers advertise corrections
    accessibility sitemap help faq login subscribe sections sport sports culture video videos weather jobs archive
    privacy terms cookies feedback editions events shop follow share facebook twitter instagram youtube linkedin
    whatsapp pinterest reddit email print rss
    """.split()
)
_MENU_WORDS = 4
"""So many words of menus in one sentence, at least a third of its words, are a menu."""
_LONGEST = 40
"""Words; a longer sentence says more than its furniture."""


def furniture(sentence: str) -> bool:
    """Whether a sentence belongs to the page and not to the story."""
    words = sentence.lower().split()
    if len(words) > _LONGEST:
        return False
    menu = sum(word in _MENU for word in words)
    return bool(_FURNITURE.search(sentence)) or (menu >= _MENU_WORDS and 3 * menu >= len(words))

"""
Page furniture: sentences of the page, not of the story ("Subscribe to our newsletter", cookie notices, share bars).

They stand on every page of a site, so they must never make two entries alike, nor be quoted.
"""

import re

# Matched anywhere in a short sentence, in small letters, from the beginning of a word: that is found fast. News is made
# of these words too ("a subscription for $20", "a copyright suit"), so each row asks for the words that only a page
# puts around them. English pages only, so far.
_PHRASES = (
    # selling and signing up
    r"subscribe (?:now|to (?:our|the|my|this|read|continue)|for|today|here)",
    r"sign(?:ing)? up (?:for (?:our|the|my|a free|free|this)|now|today|here)",
    r"(?:free|daily|weekly|our) newsletters?\b",
    r"already a (?:subscriber|member)\b",
    r"(?:free trial|first month free|create an account|unsubscribe at any time|support our journalism)\b",
    r"(?:log|sign) in (?:to (?:continue|read|comment|your account)|or (?:sign up|register|subscribe))",
    r"search (?:log|sign) in\b",
    # law and consent
    r"(?:we|site|website) uses? cookies\b",
    r"(?:accept|manage) (?:all )?cookies\b",
    r"our (?:privacy policy|terms of (?:use|service)|cookie policy)\b",
    r"all rights reserved\b",
    r"may not be (?:published|reproduced|republished)\b",
    r"(?:you can|to) (?:opt out|unsubscribe)\b",
    r"do not sell (?:or share )?my (?:personal )?information\b",
    r"(?:earn|receive) an? (?:affiliate )?commission\b",
    # moving around the page
    r"skip to (?:main )?content\b",
    r"(?:story|article) continues below\b",
    r"(?:click here|back to top|view (?:all )?comments|load more|recommended for you|you may also like)\b",
    # sharing and following
    r"shares? (?:this (?:article|story|post|on)|on (?:facebook|twitter|whatsapp|linkedin)|share|tweet)\b",
    r"(?:follow|like) (?:us|me) on\b",
    r"join the (?:conversation|discussion) (?:below|on)\b",
    r"(?:e-?mail this|print this (?:article|page)|download our app|get the app|copy (?:the )?link|leave a comment)\b",
    r"(?:enter the characters|a friend wanted you to see|latest headlines)\b",
    # captions and credits
    r"(?:image|media) (?:copyright|caption)\b",
    r"(?:hide|toggle) caption\b",
)
# the same, at the beginning of a sentence only
_BEGINNINGS = (
    r"(?:continue reading|read more|read next|see also|more from|most read|advertisement|related stories)\b",
    r"\(?(?:photo|image) (?:credit|by)\b",
)
_COPYRIGHT = r"(?:©|\(c\)) ?(?:copyright )?\d{4}"
_FURNITURE = re.compile(rf"\b(?:{'|'.join(_PHRASES)})|^(?:{'|'.join(_BEGINNINGS)})|{_COPYRIGHT}")
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
    small = sentence.lower()
    words = small.split()
    if len(words) > _LONGEST:
        return False
    menu = sum(map(_MENU.__contains__, words))
    return (menu >= _MENU_WORDS and 3 * menu >= len(words)) or bool(_FURNITURE.search(small))

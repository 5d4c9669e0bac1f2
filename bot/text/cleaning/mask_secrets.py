"""
Secrets in addresses: where they stand, and the address with them hidden. PURE, and linear in the length of the text.

Nothing in an address says that it is a secret, so it is told by where it stands (before an ``@``, behind a name such as
``token``) and by its looks (letters and digits mixed as nobody mixes them in words). When in doubt it is one: a public
address that is taken for a secret one is merely not shared with others.
"""

import re
from functools import lru_cache
from itertools import pairwise
from urllib.parse import unquote

HIDDEN = "***"
"""Stands where a secret was."""

LONGEST = 16
"""Characters from which a mix of letters and digits without a break is taken for a token."""
SHORTEST = 12
"""Characters below which nothing is taken for a token by its looks alone: too many public names look like one."""
_ONE_CASE = 24
"""Letters of one case without a break, and with few vowels: no words that people put into addresses."""
_VOWELS = 1 / 3
"""Their share in words, at least; a fifth of letters drawn by lot are vowels."""
_DIGITS = 20
"""Digits without a break: longer than the numbers of articles, accounts and moments in nanoseconds."""
_TELLING = 4
"""Characters from which a password says something: shorter ones stand in any address by chance."""
_ROUNDS = 3
"""How often an address may be written with percent signs inside itself; what is deeper is taken for a secret."""

# Read in the name without signs and in lower case: api_key, apiKey and API-Key are one.
_NAMED = re.compile(
    r"token|tkn|secret|passw|passphrase|passcode|pwd|apikey|accesskey|signature|session|credential|private|bearer"
    r"|jwt|hmac|oauth|nonce|hash|digest$|auth(?!or)|login|user(?!agent)|key(?!word|note)|sig$"
    r"|code(?<!countrycode)(?<!langcode)(?<!languagecode)(?<!regioncode)(?<!zipcode)(?!c)"
)
_NAMED_WHOLE = frozenset("k t s p u pw tok tk sid uid uuid guid pin otp pass acc access cred creds sub member".split())
"""Names that hold a secret only when the value has a digit or both cases: ``?p=12`` is a page."""

_KNOWN_AS_PUBLIC = re.compile(r"https?://(?:www\.)?youtube\.com/feeds/videos\.xml\?(?:channel|playlist)_id=[\w-]{2,64}")
"""Addresses whose random part names a public thing, which people often follow."""

_USUAL = frozenset("feed feeds rss atom json index news xml all latest main default public".split())
"""What stands behind ``/private/`` or ``/key/`` without being a secret."""

_RUN = re.compile(r"[A-Za-z0-9]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_WORDS = re.compile(r"[A-Z]?[a-z]{2,}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:(?=//)")
_OUTER = re.compile(r"[/\\?&#]")
_INNER = re.compile(r"[/\\?&#=;:@]")
_ENDING = re.compile(r"\.[a-z]{2,5}\Z")


def holds_secret(text: str) -> bool:
    """Whether an address holds something that others should not see."""
    return without_secrets(text) != text


def without_secrets(text: str) -> str:
    """
    An address that may be shown in a group or a log; what is no address is read as if it were one.

    Hidden are user and password, and in path, query and fragment what a name or its looks call a secret. What is left
    stands as it stood. Twice changes nothing more.
    """
    return _masked(text, _ROUNDS)


@lru_cache(maxsize=100)
def secrets(text: str) -> frozenset[str]:
    """What ``without_secrets`` hides of an address, decoded."""
    literals = without_secrets(text).split(HIDDEN)
    found, place = set(), 0
    for before, after in pairwise(literals):
        start = place + len(before)
        place = text.find(after, start) if after else len(text)
        hidden = _decoded(text[start:place])
        # of a name with its password, and of "key=1", what stands last is a secret by itself
        found |= {hidden, *(one for one in _INNER.split(hidden)[1:][-1:] if len(one) >= _TELLING)}
    return frozenset(found - {""})


def without_those(text: str, hidden: frozenset[str]) -> str:
    """
    An address that may be shown although it was made from one with secrets.

    Args:
        hidden: These, as ``secrets`` gives them.
    Returns: the address without the pairs that hold one; empty if it does not lead there without.
    """
    page, question, query = text.partition("#")[0].partition("?")
    if not hidden or hidden.isdisjoint(_steps(text)):
        return text
    if not hidden.isdisjoint(_steps(page)):
        return ""
    kept = "&".join(pair for pair in query.split("&") if hidden.isdisjoint(_steps(pair)))
    return page + (question + kept if kept else "")


def _steps(text: str) -> list[str]:
    """All that may be one part of an address, decoded."""
    return [_decoded(one) for some in (_OUTER, _INNER) for one in some.split(text)]


def _masked(text: str, rounds: int) -> str:
    if _KNOWN_AS_PUBLIC.fullmatch(text):
        return text
    address, hash_sign, fragment = text.partition("#")
    page, question, query = address.partition("?")
    server, path = _split(page)
    shown = _without_user(server) + _masked_path(path, rounds)
    return shown + question + _masked_pairs(query, rounds) + hash_sign + _masked_pairs(fragment, rounds)


def _split(page: str) -> tuple[str, str]:
    """What names the server, and the path; browsers read a backslash as a slash."""
    scheme = _SCHEME.match(page)
    start = scheme.end() + 2 if scheme else 2 if page.startswith("//") else 0
    end = next((place for place in range(start, len(page)) if page[place] in "/\\"), len(page))
    return page[:end], page[end:]


def _without_user(server: str) -> str:
    scheme, slashes, rest = server.rpartition("//")
    _, sign, host = rest.rpartition("@")
    if not sign and "%40" in rest:  # an encoded @ splits a name from a host for some programs
        return f"{scheme}{slashes}{HIDDEN}"
    return f"{scheme}{slashes}{HIDDEN}@{host}" if sign else server


def _masked_path(path: str, rounds: int) -> str:
    shown, named = [], False
    for piece in re.split(r"([/\\])", path):
        plain = _decoded(piece)
        bare = _ENDING.sub("", plain).lower()
        if piece in ("", "/", "\\"):
            shown.append(piece)
            continue
        hide = named and bare not in _USUAL
        shown.append(HIDDEN if hide else _masked_piece(piece, rounds))
        named = bool(_says_secret(bare)) and len(bare) < LONGEST
    return "".join(shown)


def _masked_piece(piece: str, rounds: int) -> str:
    """One step of a path: a name, a token, or pairs behind it as in ``feed;key=1`` and ``secret:1``."""
    if piece == HIDDEN or (len(piece) < SHORTEST and piece.isalnum()):
        return piece
    plain = _decoded(piece)
    name, sign, value = re.sub("[:;]", "=", plain).partition("=")
    if looks_random(plain) or (sign and (_is_secret_pair(name, value, rounds) or _hides(value, rounds))):
        return HIDDEN
    return piece


def _masked_pairs(pairs: str, rounds: int) -> str:
    return "".join(_masked_pair(pair, rounds) for pair in re.split("([&;])", pairs))


def _masked_pair(pair: str, rounds: int) -> str:
    raw, sign, value = pair.partition("=")
    name, plain = _decoded(raw), _decoded(value)
    if not sign:
        return HIDDEN if raw != HIDDEN and _hides(name, rounds) else raw
    shown = HIDDEN if looks_random(name) and raw != HIDDEN else raw
    return f"{shown}={HIDDEN if _is_secret_pair(name, plain, rounds) or _hides(plain, rounds) else value}"


def _is_secret_pair(name: str, value: str, rounds: int) -> bool:
    if not value or value == HIDDEN:
        return bool(value)
    return bool(_says_secret(name)) or (_says_maybe(name) and _mixed(value)) or rounds <= 0


def _hides(value: str, rounds: int) -> bool:
    """Whether a value is a token, or an address or pairs with a secret inside."""
    if looks_random(value):
        return True
    if rounds <= 0:
        return "%" in value
    return any(sign in value for sign in "@=/") and _masked(value, rounds - 1) != value


def _says_secret(name: str) -> bool:
    return bool(_NAMED.search(_letters(name)))


def _says_maybe(name: str) -> bool:
    return _letters(name) in _NAMED_WHOLE


def _letters(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _mixed(value: str) -> bool:
    return len(value) > 3 and any(map(str.isdigit, value)) and any(map(str.isalpha, value))


def _decoded(text: str) -> str:
    for _ in range(_ROUNDS):
        if "%" not in text:
            break
        text = unquote(text, errors="replace")
    return text


def looks_random(text: str) -> bool:
    """Whether a part of an address is a token, and no words, number or date."""
    runs = _RUN.findall(_ENDING.sub("", text))
    if _UUID.search(text) or any(map(_random_run, runs)) or _in_groups(runs):
        return True
    # base64 for addresses holds - and _, and others put / + = . ~ between
    whole = sum(map(len, runs))
    return whole >= LONGEST and sum(map(_turns, runs)) >= whole / 3


def _random_run(run: str) -> bool:
    size, digits = len(run), sum(map(str.isdigit, run))
    if digits == size:
        return size >= _DIGITS
    if digits:
        return size >= LONGEST or (size >= SHORTEST and _turns(run) >= size / 3)
    if run.islower() or run.isupper():
        vowels = sum(letter in "aeiou" for letter in run.lower())
        return size >= 2 * _ONE_CASE or (size >= _ONE_CASE and vowels < _VOWELS * size)
    # letters that belong to no word of a name in CamelCase
    return size >= LONGEST and len(_WORDS.sub("", run)) >= size / 4


def _in_groups(runs: list[str]) -> bool:
    """Whether it is written like a licence key: groups of one length, letters and digits in them."""
    mixed = sum(not run.isalpha() and not run.isdigit() for run in runs)
    return len(runs) >= 3 and mixed >= 2 and len({len(run) for run in runs}) == 1 and sum(map(len, runs)) >= LONGEST


def _turns(run: str) -> int:
    """How often small letters, capitals and digits follow each other; a capital that begins a word is no turn."""
    kinds = ["d" if letter.isdigit() else "u" if letter.isupper() else "l" for letter in run]
    pairs = list(pairwise(kinds))
    return sum(one != other for one, other in pairs) - (pairs[:1] == [("u", "l")])

"""Names of clocks and places that no table of zones has: "EST", "Holland", "hora española", "в Уфе". PURE."""

from functools import cache

from bot.text.analysis.nearest import as_compared

_SHORT = {
    **dict.fromkeys(("uk", "great britain", "britain", "england", "scotland", "wales", "northern ireland"), "GB"),
    **dict.fromkeys(("nordirland", "irlande du nord", "irlanda del norte", "irlanda do norte"), "GB"),
    **dict.fromkeys(("северная ирландия", "північна ірландія", "北爱尔兰", "उत्तरी आयरलैंड", "أيرلندا الشمالية"), "GB"),
    **dict.fromkeys(("inglaterra", "escocia", "gales", "angleterre", "écosse", "schottland", "англия", "англія"), "GB"),
    **dict.fromkeys(("英格兰", "इंग्लैंड", "إنجلترا", "англії", "англии"), "GB"),
    **dict.fromkeys(("usa", "eeuu", "ee uu", "ee.uu.", "ee. uu.", "eua", "e.u.a.", "сша", "أمريكا"), "US"),
    **dict.fromkeys(("uae", "оаэ", "оае", "الإمارات"), "AE"),
    "السعودية": "SA",
    **dict.fromkeys(("holland", "holanda", "hollande", "голландия", "голландія"), "NL"),
}
"""
What people call countries, and countries that are parts of one, instead of their codes.

The other Ireland has its own clock, and its name is in that of the northern one in all languages.
"""
OF_CLOCKS = {
    **dict.fromkeys(("et", "est", "edt"), ("America/New_York",)),
    **dict.fromkeys(("ct", "cdt"), ("America/Chicago",)),
    **dict.fromkeys(("mst", "mdt"), ("America/Denver",)),
    **dict.fromkeys(("pt", "pst", "pdt"), ("America/Los_Angeles",)),
    "cst": ("America/Chicago", "Asia/Shanghai"),
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "bst": ("Europe/London",),
    **dict.fromkeys(("mez", "mesz", "cest"), ("Europe/Berlin",)),
    **dict.fromkeys(("oez", "oesz", "eest"), ("Europe/Athens",)),
    **dict.fromkeys(("wez", "wesz"), ("Europe/Lisbon",)),
    **dict.fromkeys(("мск", "msk"), ("Europe/Moscow",)),
    **dict.fromkeys(("ast", "adt", "atlantic", "atlantic time"), ("America/Halifax",)),
    **dict.fromkeys(("akst", "akdt"), ("America/Anchorage",)),
    **dict.fromkeys(("hst", "hdt"), ("Pacific/Honolulu",)),
    **dict.fromkeys(("eastern", "eastern time", "ny", "nyc", "dc"), ("America/New_York",)),
    **dict.fromkeys(("central", "central time"), ("America/Chicago",)),
    **dict.fromkeys(("mountain", "mountain time"), ("America/Denver",)),
    **dict.fromkeys(("pacific", "pacific time", "sf", "la"), ("America/Los_Angeles",)),
    "rio": ("America/Sao_Paulo",),
}
"""
Short names of clocks and places, with the zones they may mean, winter and summer; some are countries' codes, too.

Under "EST", "MST" and "HST" the time zone database has clocks that never change, which nobody means.
"""
ALONE = frozenset({"мск", "msk"})
"""Letters of clocks that are no word of any language, so that they may be small."""
OF_TWO = dict.fromkeys(("georgia", "georgie"), ("Asia/Tbilisi", "America/New_York"))
"""Places that share their name, with the zones of both."""
_CLOCK_WORDS = frozenset(
    "zeit ortszeit hora horario time heure время времени час часу часом समय टाइम توقيت بتوقيت".split()
)
"""Beside the name of a place, or what is made of it: "Wiener Zeit", "hora española"."""
_BESIDE_CLOCK = frozenset("de del da do du of la el à по за का के في ب".split())
_HAN_CLOCK = "时间"
OF_A_CITY = "er"
"""What German puts behind the name of a city: "Berliner Zeit"."""
_ADJECTIVES = {
    "DE": "german deutsche alemana allemande alemã немецкое немецкому німецьким німецький",
    "AT": "austrian österreichische austriaca autrichienne austríaca австрийское австрийскому австрійським",
    "CH": "swiss schweizer suiza suisse suíça швейцарское швейцарскому швейцарським",
    "ES": "spanish spanische española espagnole espanhola испанское испанскому іспанським",
    "FR": "french französische francesa française французское французскому французьким",
    "IT": "italian italienische italiana italienne итальянское итальянскому італійським",
    "GB": "british britische englische británica inglesa britannique anglaise britânica британское британскому",
    "PT": "portuguese portugiesische portuguesa portugaise",
    "MX": "mexican mexikanische mexicana mexicaine",
    "AR": "argentine argentinische argentina argentino",
    "CO": "colombian kolumbianische colombiana colombienne",
    "CL": "chilean chilenische chilena chilienne",
    "PE": "peruvian peruanische peruana péruvienne",
    "BR": "brazilian brasilianische brasileña brésilienne brasileira brasileiro",
    "UA": "ukrainian ukrainische ucraniana ukrainienne украинское украинскому українським український",
    "RU": "russian russische rusa russe российское российскому російським",
    "CN": "chinese chinesische chinoise chinesa китайское китайскому китайським",
    "IN": "indian indische indienne indiana индийское индийскому індійським भारतीय",
    "JP": "japanese japanische japonesa japonaise японское японскому японським",
    "PL": "polish polnische polaca polonaise polonesa польское польскому польським",
    "TR": "turkish türkische turca turque турецкое турецкому турецьким",
    "Europe/Madrid": "peninsular",
    "Atlantic/Canary": "canaria",
    "Europe/Moscow": "московское московскому московским московський",
    "Europe/Kyiv": "киевское киевскому київський київським",
    "Europe/Zurich": "zürcher",
}
"""What names a country's clock, or a zone, before or behind the word for "time", in the languages where one says so."""
MOST_LIVE = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
}
"""In countries with several clocks: the zone of the largest city, where the table begins with another."""
_CASES = {
    "ові": ("ів", "ов"), "еві": ("ев", "ів"), "єві": ("їв",), "ом": ("", "ий", "ый"), "ем": ("ий", "ый", ""),
    "ому": ("ый", "ий"),
    "ой": ("ая", "а"), "ої": ("а",), "ого": ("ый", "ий"), "ій": ("а",),
    "е": ("", "а", "я", "о"), "и": ("ь", "я", "а", ""), "і": ("", "а", "ь", "я"), "ї": ("я", "й"), "у": ("", "а"),
    "ю": ("ь", "я", "й"), "ы": ("а", ""), "а": ("", "о"), "я": ("ь", "й"),
}  # fmt: skip
"""Ends of the names of cities behind "in", "from" and "by" in Russian and Ukrainian, with those of the names alone."""
_FEWEST_LETTERS = 2
"""Of a name without its end: "Уфе"."""


@cache
def short_names() -> dict[str, str]:
    """The codes of countries by what people call them in short."""
    return {as_compared(name): code for name, code in _SHORT.items()}


def beside_clock(wanted: str) -> str:
    """What stands beside the word for "time", where a clock is named so; empty where none is."""
    words = wanted.removesuffix(_HAN_CLOCK).split() if wanted.endswith(_HAN_CLOCK) else wanted.split()
    rest = [one for one in words if one not in _clock_words()]
    if len(rest) == len(words) and not wanted.endswith(_HAN_CLOCK):
        return ""
    while rest and rest[0] in _BESIDE_CLOCK:
        del rest[0]
    return " ".join(rest)


@cache
def _clock_words() -> frozenset[str]:
    return frozenset(map(as_compared, _CLOCK_WORDS))


@cache
def adjectives() -> dict[str, str]:
    """The codes of countries, and zones, by what is made of their names beside the word for "time"."""
    return {as_compared(typed): place for place, listed in _ADJECTIVES.items() for typed in listed.split()}


def without_case(word: str) -> list[str]:
    """What a word in a case may be alone."""
    end = next((end for end in sorted(_CASES, key=len, reverse=True) if word.endswith(end)), "")
    stem = word.removesuffix(end)
    return [f"{stem}{other}" for other in _CASES.get(end, ())] if len(stem) >= _FEWEST_LETTERS else []

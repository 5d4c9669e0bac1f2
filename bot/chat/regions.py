"""
Parts of countries with several clocks, which people name behind a city: "London Ontario", "Springfield, IL". PURE.

Source: the time zone database; where a region has more than one clock, that of most of its people comes first.
"""

from functools import cache
from typing import NamedTuple

from bot.text.analysis.nearest import as_compared


class Region(NamedTuple):
    """The code of a country, and the zones of one of its parts."""

    country: str
    zones: tuple[str, ...]


_EASTERN, _CENTRAL, _MOUNTAIN, _PACIFIC = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
)
_INDIANA, _DETROIT, _BOISE = "America/Indiana/Indianapolis", "America/Detroit", "America/Boise"
_STATES = {
    ("AL", "Alabama"): (_CENTRAL,),
    ("AK", "Alaska|Аляска|阿拉斯加"): ("America/Anchorage", "America/Adak"),
    ("AZ", "Arizona|Аризона|Арізона|亚利桑那|أريزونا"): ("America/Phoenix",),
    ("AR", "Arkansas"): (_CENTRAL,),
    ("CA", "California|Kalifornien|Californie|Калифорния|Каліфорнія|加利福尼亚|加州|कैलिफ़ोर्निया|كاليفورنيا"): (
        _PACIFIC,
    ),
    ("CO", "Colorado|Колорадо|科罗拉多"): (_MOUNTAIN,),
    ("CT", "Connecticut"): (_EASTERN,),
    ("DE", "Delaware"): (_EASTERN,),
    ("DC", "District of Columbia|D.C."): (_EASTERN,),
    ("FL", "Florida|Floride|Флорида|佛罗里达|फ़्लोरिडा|فلوريدا"): (_EASTERN, _CENTRAL),
    ("GA", "Georgia|Géorgie|Джорджия|Джорджія|乔治亚州|佐治亚"): (_EASTERN,),
    ("HI", "Hawaii|Hawái|Havaí|Гавайи|Гаваї|夏威夷|هاواي"): ("Pacific/Honolulu",),
    ("ID", "Idaho"): (_BOISE, _PACIFIC),
    ("IL", "Illinois|Иллинойс|Іллінойс|伊利诺伊"): (_CENTRAL,),
    ("IN", "Indiana"): (_INDIANA, _CENTRAL),
    ("IA", "Iowa"): (_CENTRAL,),
    ("KS", "Kansas"): (_CENTRAL, _MOUNTAIN),
    ("KY", "Kentucky"): (_EASTERN, _CENTRAL),
    ("LA", "Louisiana|Louisiane|Luisiana|Луизиана|Луїзіана"): (_CENTRAL,),
    ("ME", "Maine"): (_EASTERN,),
    ("MD", "Maryland"): (_EASTERN,),
    ("MA", "Massachusetts|Массачусетс|马萨诸塞|麻省"): (_EASTERN,),
    ("MI", "Michigan|Мичиган|Мічиган|密歇根"): (_DETROIT, _CENTRAL),
    ("MN", "Minnesota"): (_CENTRAL,),
    ("MS", "Mississippi|Misisipi"): (_CENTRAL,),
    ("MO", "Missouri|Misuri"): (_CENTRAL,),
    ("MT", "Montana"): (_MOUNTAIN,),
    ("NE", "Nebraska"): (_CENTRAL, _MOUNTAIN),
    ("NV", "Nevada|Невада|内华达"): (_PACIFIC,),
    ("NH", "New Hampshire"): (_EASTERN,),
    ("NJ", "New Jersey|Nueva Jersey|Нью-Джерси|Нью-Джерсі|新泽西"): (_EASTERN,),
    ("NM", "New Mexico|Nuevo México|Novo México|Nouveau-Mexique"): (_MOUNTAIN,),
    ("NY", "New York|New York State|Nueva York|Nova York|Нью-Йорк|纽约州|纽约|न्यूयॉर्क|نيويورك"): (_EASTERN,),
    (
        "NC",
        "North Carolina|Carolina del Norte|Caroline du Nord|Carolina do Norte|Северная Каролина|Північна Кароліна",
    ): (_EASTERN,),
    ("ND", "North Dakota"): (_CENTRAL, _MOUNTAIN),
    ("OH", "Ohio|Огайо|俄亥俄"): (_EASTERN,),
    ("OK", "Oklahoma"): (_CENTRAL,),
    ("OR", "Oregon|Орегон|俄勒冈"): (_PACIFIC, _BOISE),
    ("PA", "Pennsylvania|Pensilvania|Pennsylvanie|Пенсильвания|Пенсильванія|宾夕法尼亚|宾州"): (_EASTERN,),
    ("RI", "Rhode Island"): (_EASTERN,),
    ("SC", "South Carolina|Carolina del Sur|Caroline du Sud|Carolina do Sul"): (_EASTERN,),
    ("SD", "South Dakota"): (_CENTRAL, _MOUNTAIN),
    ("TN", "Tennessee"): (_CENTRAL, _EASTERN),
    ("TX", "Texas|Tejas|Техас|得克萨斯|德州|टेक्सास|تكساس"): (_CENTRAL, _MOUNTAIN),
    ("UT", "Utah"): (_MOUNTAIN,),
    ("VT", "Vermont"): (_EASTERN,),
    ("VA", "Virginia|Virginie|Виргиния|Вірджинія"): (_EASTERN,),
    ("WA", "Washington|Washington State|Вашингтон|华盛顿州"): (_PACIFIC,),
    ("WV", "West Virginia"): (_EASTERN,),
    ("WI", "Wisconsin"): (_CENTRAL,),
    ("WY", "Wyoming"): (_MOUNTAIN,),
}
_TORONTO, _HALIFAX, _EDMONTON = "America/Toronto", "America/Halifax", "America/Edmonton"
_PROVINCES = {
    ("AB", "Alberta|Альберта|阿尔伯塔"): (_EDMONTON,),
    ("BC", "British Columbia|Colombie-Britannique|Columbia Británica|Британская Колумбия|不列颠哥伦比亚|卑诗省"): (
        "America/Vancouver",
        _EDMONTON,
    ),
    ("MB", "Manitoba"): ("America/Winnipeg",),
    ("NB", "New Brunswick|Nouveau-Brunswick"): ("America/Moncton", _HALIFAX),
    ("NL", "Newfoundland|Newfoundland and Labrador|Terre-Neuve"): ("America/St_Johns", "America/Goose_Bay"),
    ("NS", "Nova Scotia|Nouvelle-Écosse"): (_HALIFAX,),
    ("ON", "Ontario|Онтарио|Онтаріо|安大略|ओंटारियो|أونتاريو"): (_TORONTO, "America/Winnipeg"),
    ("PE", "Prince Edward Island"): (_HALIFAX,),
    ("QC", "Quebec|Québec|Квебек|魁北克|كيبيك"): (_TORONTO,),
    ("SK", "Saskatchewan"): ("America/Regina",),
    ("YT", "Yukon"): ("America/Whitehorse",),
}
_OF_AUSTRALIA = {
    ("NSW", "New South Wales|Nueva Gales del Sur|Nouvelle-Galles du Sud|新南威尔士"): ("Australia/Sydney",),
    ("VIC", "Victoria"): ("Australia/Melbourne",),
    ("QLD", "Queensland|昆士兰"): ("Australia/Brisbane",),
    ("WA", "Western Australia|Westaustralien"): ("Australia/Perth",),
    ("SA", "South Australia|Südaustralien"): ("Australia/Adelaide",),
    ("TAS", "Tasmania|Tasmanien"): ("Australia/Hobart",),
    ("NT", "Northern Territory"): ("Australia/Darwin",),
    ("ACT", "Australian Capital Territory"): ("Australia/Sydney",),
}


_MADRID, _CANARY, _ROME, _ATHENS = "Europe/Madrid", "Atlantic/Canary", "Europe/Rome", "Europe/Athens"
_ISLANDS = {
    ("ES", "Mallorca|Majorca|Majorque|Maiorca|Майорка|马略卡|मयोर्का|مايوركا"): (_MADRID,),
    ("ES", "Ibiza|Eivissa|Ибица|Ібіца|伊维萨|Menorca|Minorca|Formentera"): (_MADRID,),
    ("ES", "Baleares|Islas Baleares|Balearic Islands|Balearen|Baléares|Балеарские острова"): (_MADRID,),
    ("ES", "Gran Canaria|Lanzarote|Fuerteventura|La Palma|La Gomera|Тенерифе"): (_CANARY,),
    ("ES", "Canarias|Islas Canarias|Canary Islands|Kanaren|Îles Canaries|Канары|Канарские острова"): (_CANARY,),
    ("IT", "Sicilia|Sicily|Sizilien|Sicile|Сицилия|Сицилія|Sardegna|Sardinia|Sardinien|Cerdeña|Sardaigne"): (_ROME,),
    ("FR", "Corse|Corsica|Korsika|Córcega|Корсика"): ("Europe/Paris",),
    ("GR", "Crete|Kreta|Creta|Crète|Крит|Rhodos|Rhodes|Rodas|Korfu|Corfu|Corfú|Santorini"): (_ATHENS,),
    ("ID", "Bali|Бали|Балі|巴厘岛|बाली|بالي"): ("Asia/Makassar",),
}
"""Islands that people name rather than their country, which has other clocks elsewhere, or none of them as a city."""


def regions_called(text: str, *, short: bool = False) -> list[Region]:
    """The regions that have that name; with *short* also those that are written so for short, "IL"."""
    wanted = as_compared(text)
    full, codes = _names()
    return [*full.get(wanted, ()), *(codes.get(wanted, ()) if short else ())]


@cache
def _names() -> tuple[dict[str, list[Region]], dict[str, list[Region]]]:
    """The regions by their names as they are compared, and by their codes."""
    full: dict[str, list[Region]] = {}
    codes: dict[str, list[Region]] = {}
    for country, parts in (("US", _STATES), ("CA", _PROVINCES), ("AU", _OF_AUSTRALIA)):
        for (code, names), zones in parts.items():
            codes.setdefault(as_compared(code), []).append(Region(country, zones))
            _add(full, names, Region(country, zones))
    for (country, names), zones in _ISLANDS.items():
        _add(full, names, Region(country, zones))
    return full, codes


def _add(full: dict[str, list[Region]], names: str, region: Region) -> None:
    for name in dict.fromkeys(map(as_compared, names.split("|"))):
        full.setdefault(name, []).append(region)

"""Numbers in words, scales, currencies and units. Quantities of one sort have one base unit."""

from bot.text.lexicon import words_of

# CLDR has neither abbreviations of newspapers nor all cases and plurals
_MORE_SCALES = {
    1e3: "k mil тыс 千",
    1e4: "万 萬",
    1e8: "亿 億",
    1e6: "mln mio mn m millions млн",
    1e9: "billions bn b mrd млрд",
    1e12: "trillions tn trn t billionen bill",
    1e5: "lakh lakhs",
    1e7: "crore crores",
}
SCALES = {word: float(size) for size, words in words_of("scales").items() for word in words} | {
    word: size for size, words in _MORE_SCALES.items() for word in words.split()
}
"""What a number is to be multiplied by, by the word after it."""

SCALE_AFTER_NUMBER = r"(?:hundred|thousand|million|billion|trillion|mln|bln|mn|bn|tn|mio|mrd|[kmb])\b\.?"
"""A pattern of those that English texts put behind digits."""

CURRENCIES = {
    "USD": "$ us$ usd dollar dollars dólar dólares доллар долларов доллара 美元",
    "EUR": "€ eur euro euros евро 欧元",
    "GBP": "£ gbp pound pounds pfund",
    "JPY": "jpy yen 日元",
    "CNY": "cny rmb yuan юаней 元 人民币",
    "INR": "₹ rs inr rupee rupees",
    "RUB": "₽ rub ruble rubles рубль рубля рублей",
    "CHF": "chf franken",
    "KRW": "₩ krw won",
}
"""ISO codes, each with what stands for it before or after a sum. CLDR names them as tables do, "US-Dollar"."""

CURRENCY_WORD = r"(?:dollars?|euros?|pounds?|yen|yuan|rupees?|francs?|cents?|USD|EUR|GBP)\b"
"""A pattern of those that English texts put behind a sum."""

PERCENT = "% percent pct prozent pourcent pour-cent por-ciento процентов процента per-cent".split()

# (kind, base unit, factor, CLDR's name of the unit, words that it lacks); Fahrenheit is not linear and stays its own
_UNITS: tuple[tuple[str, str, float, str, str], ...] = (
    ("measure", "m", 1000.0, "length-kilometer", "km kilometre kilometres kilometern км"),
    ("measure", "m", 1609.344, "length-mile", "mi"),
    ("measure", "m", 1.0, "length-meter", "metre metres metern"),
    ("measure", "m", 0.3048, "length-foot", "ft"),
    ("measure", "m", 0.9144, "length-yard", ""),
    ("measure", "m", 0.0254, "length-inch", ""),
    ("measure", "m", 0.01, "length-centimeter", "cm centimetre centimetres"),
    ("measure", "kg", 1.0, "mass-kilogram", "kg kilo kilos"),
    ("measure", "kg", 1000.0, "mass-tonne", "tonne tonnes"),
    ("measure", "kg", 907.185, "mass-ton", "ton tons"),
    ("measure", "kg", 0.453592, "mass-pound", "lb lbs"),
    ("measure", "kmh", 1.0, "speed-kilometer-per-hour", "km/h kph kmh"),
    ("measure", "kmh", 1.609344, "speed-mile-per-hour", "mph"),
    ("measure", "C", 1.0, "temperature-celsius", "°c celsius"),
    ("measure", "F", 1.0, "temperature-fahrenheit", "°f fahrenheit"),
    ("measure", "W", 1e9, "power-gigawatt", "gw"),
    ("measure", "W", 1e6, "power-megawatt", "mw"),
    ("measure", "W", 1e3, "power-kilowatt", "kw"),
    ("measure", "byte", 1e12, "digital-terabyte", "tb"),
    ("measure", "byte", 1e9, "digital-gigabyte", "gb"),
    ("measure", "byte", 1e6, "digital-megabyte", "mb"),
    ("measure", "ha", 1.0, "area-hectare", ""),
    ("measure", "ha", 0.404686, "area-acre", ""),
    ("duration", "s", 1.0, "duration-second", "秒"),
    ("duration", "s", 60.0, "duration-minute", ""),
    ("duration", "s", 3600.0, "duration-hour", "hr hrs"),
    ("duration", "s", 86400.0, "duration-day", "tagen 天"),
    ("duration", "s", 604800.0, "duration-week", "周"),
    ("duration", "s", 2629800.0, "duration-month", "monaten mois"),
    ("duration", "s", 31557600.0, "duration-year", "jahren ans années лет"),
)
UNIT_NAMES = tuple(name for *_, name, _ in _UNITS)
"""CLDR's names of them."""
UNITS: tuple[tuple[str, str, float, tuple[str, ...]], ...] = tuple(
    (kind, base, factor, (*words_of("units").get(name, ()), *more.split())) for kind, base, factor, name, more in _UNITS
)
"""Kind (measure or duration), base unit, how many of it, and the lower-cased words for it."""

UNIT_OF_TIME = r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies))"
"""A pattern of those of English texts."""

# Babel does not read CLDR's rules for spelling numbers
NUMBER_WORDS = {
    word: value
    for value, words in enumerate(
        """
        zero|null,one|eins,two|zwei|deux|dos|два|две,three|drei|trois|tres|три,four|vier|quatre|cuatro|четыре,
        five|fünf|cinq|cinco|пять,six|sechs|seis|шесть,seven|sieben|sept|siete|семь,eight|acht|huit|ocho|восемь,
        nine|neun|neuf|nueve|девять,ten|zehn|dix|diez|десять,eleven|elf|onze,twelve|zwölf|douze|doce,
        thirteen|dreizehn,fourteen|vierzehn,fifteen|fünfzehn,sixteen|sechzehn,seventeen|siebzehn,eighteen|achtzehn,
        nineteen|neunzehn,twenty|zwanzig|vingt
        """.replace("\n", "")
        .replace(" ", "")
        .split(",")
    )
    for word in words.split("|")
} | {"dozen": 12, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
"""Values of number words, up to ninety."""

NOT_COUNTING = frozenset("sept elf onze dos tres null".split())
"""Those of NUMBER_WORDS that mean other things too often."""

CARDINALS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
).split()
"""English number words from one on, in order."""

SMALL = "|".join([*CARDINALS, *"thirty forty fifty sixty seventy eighty ninety".split()])
"""A pattern of English number words, without brackets."""

MANY = r"dozens?|hundreds|thousands|millions|billions|trillions"
"""A pattern of words for rough numbers, without brackets."""

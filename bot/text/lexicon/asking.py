"""Words that ask, in the languages of the bot other than English: how many, how much, when, who, where, why. PURE."""

import re

# Behind the English words stand those that ask the same; of several that fit the longest counts.
_ASKED = """
how much costs: was kostet, was kosten, wie viel kostet, wieviel kostet, wie viel kosten
how much costs: cuánto cuesta, cuanto cuesta
how much costs: combien coûte, combien coute, quanto custa, quanto custam, сколько стоит
how much costs: скільки коштує, كم يكلف, كم سعر
how much money: wie viel geld, wieviel geld, cuánto dinero, combien d'argent, quanto dinheiro, сколько денег
how much money: скільки грошей, 多少钱, 多少錢, कितने पैसे, कितना पैसा, كم من المال
how long: wie lange, wie lang, wielange, wie viele stunden, wie viele tage, wie viele minuten, wie viele wochen
how long: cuánto tiempo, cuanto tiempo, por cuánto tiempo, por cuanto tiempo, cuánto duró, cuanto duró, cuánto dura
how long: cuántas horas, cuántos días, cuántos minutos, combien de temps, pendant combien de temps, combien d'heures
how long: combien de jours, combien de minutes, quanto tempo, por quanto tempo, quanto durou, quantas horas
how long: quantos dias, quantos minutos, как долго, сколько времени, сколько длился, сколько длилась, сколько длилось
how long: сколько часов, сколько дней, сколько минут, як довго, скільки часу, скільки тривав, скільки тривала
how long: скільки тривало, скільки годин, скільки днів, скільки хвилин
how long: 多久, 多长时间, 多長時間, 几个小时, 幾個小時, 多少小时
how long: 多少小時, 多少天, कितनी देर, कितने समय, कितने दिन, कितने घंटे, कितने मिनट
how long: كم من الوقت, كم استمر, كم استمرت, كم دام, كم دامت, كم ساعة, كم يوما, كم دقيقة
how old: wie alt, qué edad, quel âge, qual a idade, сколько лет, скільки років, 几岁, 多大年纪, कितने साल का, كم عمر
how many: wie viele, wieviele, cuántos, cuántas, cuantos, cuantas, combien de, quantos, quantas, сколько, скільки
how many: 多少, 几个, 幾個, 几种, कितने, कितनी, कितनों, كم عدد, كم
how much: كم
how much: wie viel, wieviel, cuánto, cuánta, cuanto, combien, quanto, quanta, कितना
when: wann, seit wann, ab wann, bis wann, cuándo, cuando, desde cuándo, quand, depuis quand, quando, desde quando, когда
when: коли, 是什么时候, 是什麼時候, 什么时候, 什麼時候, 是什么时间, 什么时间, 何时, 何時, 哪一天, कब, متى
who: wer, wem, wen, quién, quiénes, quien, quienes, a quién
who: qui, qui est-ce qui, quem, кто, кого, кому, хто, 谁, 誰, कौन, किसने, किसे
who: من هو, من هي, من الذي
where: wo, wohin, woher, dónde, donde, de dónde, où, onde, de onde, где, куда
where: откуда, де, куди, звідки, 哪里, 哪裡, 哪儿, 在哪, कहाँ, कहां, أين
why: warum, wieso, weshalb, por qué, porqué, pourquoi, por que, почему, зачем, чому, навіщо
why: 为什么, 為什麼, 为何, 是什么原因, 什么原因, क्यों, لماذا
what is: was ist, was sind, qué es, qué son, qu'est-ce que, qu'est-ce qu'un, o que é, что такое, що таке, 是什么, 什么是
what is: क्या है, ما هو, ما هي
"""

_ALSO_NAMES = frozenset("quanta quanto quando quem qui wen wo".split())
"""What begins names as well, so that it asks only where no capital follows: "Quanta Computer", "Wen Jiabao"."""
_NO_BLANKS = re.compile("[㐀-鿿]")
_LATIN = re.compile(r"[a-zà-ÿ]")

LINKING = frozenset(
    """
    aber als am an auf aus bei das dem den der des die durch ein eine einem einen einer es für gibt hat haben hatte ihr
    im in ist mit nach sein sich sie sind um und vom von war waren werden wird wurde wurden worden zu zum zur
    a al con de del el en era es está fue fueron ha han hay la las le lo los para por se ser son su sus tiene un una y
    au aux avec ce cette dans du elle est et il ils je leur ont par pour sa ses son sont sur t-il une était été
    ao as com da do dos e em foi foram na no o os pela pelo são tem têm um uma
    а был была были было в во для за и из к на о об по при с со у есть это
    була були було від до з є й та це що
    了 是 在 有 का की के को में से ने है हैं था थी थे पर और किया किए गया गई हुआ हुई هو هي في على إلى عن هل
    """.split()
)
"""Words that link others in a question in one of these languages, which says nothing of what is asked."""


def _table() -> dict[str, str]:
    rows = (line.split(": ") for line in _ASKED.strip().splitlines())
    return {asked: english for english, phrases in rows for asked in phrases.split(", ")}


def _pattern(phrase: str) -> str:
    if _NO_BLANKS.search(phrase):
        return re.escape(phrase)
    # in letters of English they may be names or mistyped, so they count only where a question begins
    begins = r"(?:(?<=^)|(?<=^[¿¡]))" if _LATIN.search(phrase) else r"(?<!\S)"
    named = r"(?-i:(?! [A-Z]))" if phrase in _ALSO_NAMES else ""
    return rf"{begins}{re.escape(phrase)}(?![\w’']){named}"


GOES_ON = re.compile(r"^\W*(?:(and|but|und|et|y|e|а|и|і|та|और)(?![^\W_])|(و)|那么?)", re.IGNORECASE)
"""The word by which a question goes on with what was said before."""

ENGLISH = _table()
"""What asks the same in English, by the lower-cased words."""

ASKING = re.compile("|".join(map(_pattern, sorted(ENGLISH, key=len, reverse=True))), re.IGNORECASE)
"""Finds them."""

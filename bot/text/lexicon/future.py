"""Words that tell whether a day still to come is meant, or one that was."""

from itertools import chain

_COMING = {
    "en": """
    will won't shall would due plans planned expected scheduled set until till aims hopes takes goes go begins begin
    starts start opens closes ends expires resumes launches returns
    reopens meets faces hosts kicks premieres airs debuts decides
    """,
    "de": "wird werden soll sollen wollen würde bis geplant beginnt startet öffnet endet findet",
    "fr": "sera seront va vont doit doivent prévoit prévu prévue aura auront commence débute",
    "es": "será serán va van prevé prevista previsto hasta comienza empieza abrirá tendrá",
    "pt": "será serão vai vão deve devem previsto prevista até começa",
    "it": "sarà saranno deve devono previsto prevista entro",
    "ru": "будет будут должен должна должны состоится состоятся пройдет пройдут начнется начнутся откроется",
    "uk": "буде будуть має мають відбудеться відбудуться пройде пройдуть почнеться розпочнеться відкриється",
}
_PAST = {
    "en": """
    said says told announced reported was were had has have did opened closed began started ended postponed delayed
    since after wrote published signed died happened
    """,
    "de": "sagte teilte hatte hat war waren wurde wurden seit",
    "fr": "dit avait était étaient depuis",
    "es": "dijo había era fue fueron ha han desde",
    "pt": "disse tinha era foi foram desde",
    "it": "detto aveva era ha hanno",
    "ru": "сказал сообщил был была были",
    "uk": "сказав повідомив був була були",
}
COMING = frozenset(chain.from_iterable(words.split() for words in _COMING.values()))
"""Lower-cased words before or after a day that is to come."""
PAST = frozenset(chain.from_iterable(words.split() for words in _PAST.values()))
"""The same of one that was, or of who spoke on it."""
UNTIL = tuple("by until till to bis zum hasta até entro до к jusqu'au d'ici".split())
"""Words that make a day one to come where they stand right before it."""
SPEECH = frozenset("said says told announced reported wrote".split())
"""Of these, words of who tells it: behind a day they say nothing of it."""
IS = tuple("is are ist sind est sont es son é são".split())
ON = tuple("on from am ab le el em".split())
"""Between such a word and a day nothing stands in "is on 5 December"."""
DID = frozenset(
    """
    won lost broke burnt came went took made gave found fell rose left led ran saw sent struck became born met shot
    bought sold built held caught fought paid spoke stood
    """.split()
)
"""English verbs in the past that do not end in "ed"."""

"""
Acts: words for the same doing. Newsrooms say "unveils", "debuts" and "releases" of one event.

A row is one act; its words are English and are stemmed before use. An act tells less than a name, so it never decides
alone.
"""

from functools import cache

from bot.text.analysis.words import stem

_ACTS = {
    # business and products
    "launch": "launch release unveil debut introduce announce rollout reveal present publish ship arrive",
    "buy": "buy acquire acquisition purchase takeover buyout bought merger merge",
    "fund": "raise fund funding invest investment investor financing valuation backing round",
    "sue": "sue lawsuit suit sued court litigation complaint plaintiff",
    "settle": "settle settlement accord",
    "ban": "ban block prohibit bar outlaw forbid restrict halt suspend",
    "fine": "fine penalty fined penalize sanction",
    "partner": "partner partnership collaborate collaboration alliance deal agreement pact team",
    "outage": "outage down offline disruption downtime crash",
    "hire": "hire appoint name recruit join nominate nomination pick choose select tap",
    "quit": "quit resign leave depart departure exit step retire",
    "fire": "layoff fire dismiss sack cut axe jobs redundancy",
    "price": "price pricing cost fee charge",
    "leak": "leak breach hack hacked cyberattack intrusion stolen",
    "probe": "probe investigate investigation inquiry inspect scrutiny",
    "warn": "warn warning alert caution",
    "delay": "delay postpone defer reschedule",
    # harm and crime
    "kill": "kill killed dead die died death slain murder fatal deadly homicide",
    "shoot": "shoot shot shooting gunman gunfire gunned",
    "arrest": "arrest detain custody held nab",
    "charge": "charge charged indict indictment accuse accused allege",
    "convict": "convict guilty verdict sentence sentenced jail prison",
    "injure": "injure injured hurt wound wounded",
    "attack": "attack assault strike raid bomb bombing blast explosion",
    "protest": "protest rally demonstrate demonstration march demonstrator unrest",
    "quake": "earthquake quake tremor temblor magnitude",
    "storm": "storm hurricane typhoon cyclone",
    "blaze": "blaze wildfire bushfire inferno",
    "flood": "flood flooding floods deluge",
    "virus": "coronavirus covid pandemic virus outbreak epidemic",
    "smash": "collision collide crash wreck",
    # politics and sport
    "vote": "vote election poll ballot voter elect",
    "win": "win beat defeat victory triumph won clinch",
    "lose": "lose lost loss defeat",
    "premier": "premier pm prime",
    "school": "school student pupil teacher university college",
    "police": "police cop officer deputy sheriff",
}


@cache
def _rows() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for act, words in _ACTS.items():
        for word in words.split():
            key = stem(word)
            if act not in table.get(key, ()):
                table[key] = (*table.get(key, ()), act)
    return table


def acts(stems: "frozenset[str] | tuple[str, ...]") -> frozenset[str]:
    """The acts that these stems speak of."""
    rows = _rows()
    return frozenset(act for term in stems for act in rows.get(term, ()))

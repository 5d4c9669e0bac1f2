"""What people write in private who mean a command and type no slash."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.commands import COMMANDS, NAMES
from bot.chat.endings import without_length
from bot.chat.hours import wanted
from bot.chat.pause_words import read_rest
from bot.chat.plain_times import line_of
from bot.chat.plain_words import _NAMES, LONGEST, Meant, meant_command
from bot.text.display.wording import ENGLISH, Wording, catalogue, languages
from tests.chatroom import GROUP, NOW, Room, room_in, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without default feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("subscribe me at 8", Meant("subscribe", "at 8")),
        ("Mute football", Meant("mute", "football")),
        ("no digests on sunday please", Meant("hours", "no digests on sunday")),
        ("when is the next digest?", Meant("hours")),
        ("How do I change the hours", Meant("hours")),
        ("stop", Meant("unsubscribe")),
        ("STOP!!!", Meant("unsubscribe")),
        ("unsubscribe", Meant("unsubscribe")),
        ("please can you follow open weights", Meant("follow", "open weights")),
        ("pause until monday", Meant("snooze", "until monday")),
        ("i live in munich", Meant("timezone", "munich")),
        ("what can you do?", Meant("help")),
        ("can you mute football?", Meant("mute", "football")),
        ("mute football for a week", Meant("mute", "football for a week")),
        ("how do I change the time zone?", Meant("timezone")),
        ("send me the digest every day at 8 in the morning", Meant("subscribe", "every day at 8 in the morning")),
        ("pause for the next two weeks", Meant("snooze", "for the next two weeks")),
        ("change the hours to 8 and 18:30", Meant("hours", "8 and 18:30")),
        ("I'm on holiday until 20 June", Meant("snooze", "until 20 June")),
        ("speak German please", Meant("language", "German")),
        ("mute WHO", Meant("mute", "WHO")),
        ("follow 2028 election", Meant("follow", "2028 election")),
        # as it was typed, without what stands around it
        ("folge Straße", Meant("follow", "Straße")),
        ("Hey, please follow  St. Pauli, thanks!", Meant("follow", "St. Pauli")),
        ("请关注 ＡＩ 监管 谢谢", Meant("follow", "AI 监管")),
        ("говори по русски", Meant("language", "русски")),
        ("говори українською", Meant("language", "українською")),
        ("说中文", Meant("language", "中文")),
        ("пауза до понедельника", Meant("snooze", "до понедельника")),
        ("暂停到星期一", Meant("snooze", "到星期一")),
        # without the article, which no story has before it; as part of a name it stays
        ("silencia el fútbol", Meant("mute", "fútbol")),
        ("silencia El País", Meant("mute", "El País")),
        ("masquer le foot pendant une semaine", Meant("mute", "foot pendant une semaine")),
        # what it is about stands before the verb, or within
        ("Fußball stummschalten", Meant("mute", "Fußball")),
        ("schalte Fußball stumm bitte", Meant("mute", "Fußball")),
        ("mets le foot en sourdine", Meant("mute", "foot")),
        ("फ़ुटबॉल म्यूट करो", Meant("mute", "फ़ुटबॉल")),
        ("ruhe von 22 bis 7", Meant("quiet", "von 22 bis 7")),
        ("no molestar de 22 a 7", Meant("quiet", "de 22 a 7")),
        ("免打扰 22:00 到 7:00", Meant("quiet", "22:00 到 7:00")),
        # a command's own name with what it takes can be typed as it stands
        ("snooze for 3 days", Meant("snooze", "for 3 days")),
        ("Hours 9", Meant("hours", "9")),
        ("hours weekdays 8am", Meant("hours", "weekdays 8am")),
        ("timezone London", Meant("timezone", "London")),
        ("timezone London Ontario", Meant("timezone", "London Ontario")),
        ("set timezone to Paris", Meant("timezone", "Paris")),
        ("I'm in São Paulo", Meant("timezone", "São Paulo")),
        ("pause until next week", Meant("snooze", "until next week")),
        ("no news on weekends", Meant("hours", "no weekends")),
        ("no news for 3 days", Meant("snooze", "3 days")),
        ("what do you follow?", Meant("feeds")),
        ("What am I following", Meant("follow")),
        ("мой часовой пояс — Москва", Meant("timezone", "Москва")),
        ("присылай новости в 19:00", Meant("subscribe", "19:00")),
        ("pausa hasta el lunes", Meant("snooze", "hasta el lunes")),
        ("am Wochenende keine Nachrichten", Meant("hours", "am Wochenende keine Nachrichten")),
        # with an article, which no phrase has
        ("les nouvelles", Meant("digest")),
        ("el resumen", Meant("digest")),
        # what ends one thing is not what ends all
        ("unsubscribe from Anthropic", Meant("unfollow", "Anthropic")),
        ("unsubscribe from the digest", Meant("unsubscribe")),
        ("melde mich von Anthropic ab", Meant("unfollow", "Anthropic")),
        ("désabonne-moi de Anthropic", Meant("unfollow", "Anthropic")),
        ("отпиши меня от рассылки", Meant("unsubscribe")),
        ("відпиши мене від Anthropic", Meant("unfollow", "Anthropic")),
        ("取消订阅Anthropic", Meant("unfollow", "Anthropic")),
        # a verb that is another word as well needs a name behind it
        ("masque Meta", Meant("mute", "Meta")),
        ("segue a Anthropic", Meant("follow", "Anthropic")),
        ("hide Meta", Meant("mute", "Meta")),
        ("говори по-русски", Meant("language", "по-русски")),
        ("на русском", Meant("language", "русском")),
    ],
)
def test_a_command_without_its_slash(text: str, meant: Meant) -> None:
    """With what it is about, where that can be said: as it can be typed behind the command."""
    found = meant_command(text)
    assert found is not None
    assert (found.name, line_of(found, NOW, ENGLISH)) == (meant.name, meant.about)


SAME = {
    "de": ("melde mich an um 8", "folge Fußball", "keinen Überblick am Sonntag bitte",
           "Wann kommt der nächste Überblick?",
           "Wie ändere ich die Uhrzeit?", "stopp", "abbestellen"),
    "es": ("suscríbeme a las 8", "sigue fútbol", "sin resúmenes los domingos por favor",
           "¿Cuándo llega el próximo resumen?",
           "¿cómo cambio la hora?", "basta", "darme de baja"),
    "fr": ("abonne-moi à 8h", "suis le football", "pas de résumé le dimanche svp", "Quand arrive le prochain résumé ?",
           "comment je change l’heure", "arrête", "désabonne-moi"),
    "pt": ("me inscreva às 8", "siga futebol", "sem resumos aos domingos por favor", "Quando chega o próximo resumo?",
           "como mudo o horário", "pare", "cancelar inscrição"),
    "ru": ("подпиши меня на 8", "следи за футболом", "без дайджестов по воскресеньям пожалуйста",
           "Когда следующий дайджест?", "как мне изменить время", "стоп", "отписаться"),
    "uk": ("підпиши мене на 8", "стеж за футболом", "без дайджестів у неділю будь ласка", "Коли наступний дайджест?",
           "як мені змінити час", "стоп", "відписатися"),
    "zh": ("每天给我发简报", "关注足球", "请星期天不要简报", "下一期简报什么时候？", "怎么改时间", "停止", "取消订阅"),
    "hi": ("बुलेटिन भेजो 8 बजे", "फ़ॉलो करो फ़ुटबॉल", "रविवार को बुलेटिन नहीं", "अगला बुलेटिन कब आएगा?", "समय कैसे बदलें",
           "बंद करो", "अनसब्सक्राइब"),
    "ar": ("أرسل لي الموجز الساعة 8", "متابعة كرة القدم", "لا موجز يوم الأحد من فضلك", "متى الموجز القادم؟",
           "كيف أغير الوقت",
           "توقف", "إلغاء الاشتراك"),
}  # fmt: skip


STUMBLED = {
    "en": ("snooze for 3 days", "no news on weekends", "set timezone to Paris", "what do you follow", "hours 9"),
    "de": ("Pause für 3 Tage", "am Wochenende keine Nachrichten", "Stelle die Zeitzone auf Paris um",
           "Welche Quellen liest du?", "Stunden 9"),
    "es": ("pausa de 3 días", "sin noticias los fines de semana", "pon la zona horaria de París", "¿Qué sigues?",
           "hora 9"),
    "fr": ("pas d’infos pendant 3 jours", "pas d’infos le week-end", "mets le fuseau horaire sur Paris",
           "Qu’est-ce que tu suis ?", "heures 9"),
    "pt": ("sem notícias por 3 dias", "sem notícias nos fins de semana", "mude o fuso horário para Paris",
           "o que você segue?", "horário 9"),
    "ru": ("без новостей на 3 дня", "без новостей в выходные", "поставь часовой пояс Париж", "за чем ты следишь?",
           "часы 9"),
    "uk": ("без новин на 3 дні", "без новин у вихідні", "постав часовий пояс Париж", "за чим ти стежиш?", "години 9"),
    "zh": ("暂停3天", "周末不要新闻", "把时区改成巴黎", "你关注什么？", "时间9点"),
    "hi": ("3 दिन के लिए रोको", "सप्ताहांत में ख़बरें नहीं", "टाइम ज़ोन पेरिस करो", "आप क्या फ़ॉलो करते हैं?", "समय 9 बजे"),
    "ar": ("لا أخبار لمدة 3 أيام", "لا أخبار في عطلة نهاية الأسبوع", "غيّر المنطقة الزمنية إلى باريس", "ماذا تتابع؟",
           "الساعات 9"),
}  # fmt: skip


@pytest.mark.parametrize("language", sorted(STUMBLED))
def test_what_people_stumbled_over(language: str) -> None:
    """A pause, days without news, a zone, what is read, an hour."""
    found = [meant_command(text) for text in STUMBLED[language]]
    assert [one and one.name for one in found] == ["snooze", "hours", "timezone", "feeds", "hours"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("why 3", Meant("why", "3")),
        ("alerts on", Meant("alerts", "on")),
        ("Trends!", Meant("trends")),
        ("why", Meant("why")),
        ("why 3 ministers left", None),
        ("trends in chips", None),
        ("story of the year", None),
        ("football", None),
    ],
)
def test_the_name_of_a_command(text: str, meant: Meant | None) -> None:
    """By itself, or with a number or a switch, it is the command; with anything else a question."""
    assert meant_command(text, NAMES) == meant


WISHES = {
    "en": ("news", "language", "privacy", "erase all my data", "unsubscribe me from Anthropic", "no alerts",
           "export my data"),
    "de": ("die Nachrichten", "Sprache", "Datenschutz", "meine Daten löschen", "bestell Anthropic ab",
           "keine Eilmeldungen", "Daten exportieren"),
    "es": ("las noticias", "idioma", "privacidad", "borra todos mis datos", "dame de baja de Anthropic",
           "desactivar las alertas", "exportar mis datos"),
    "fr": ("envoie-moi le résumé", "langue", "vie privée", "effacer mes données", "ne suis plus Anthropic",
           "plus d’alertes", "exporter mes données"),
    "pt": ("manda o resumo", "idioma", "privacidade", "apague os meus dados", "pare de seguir Anthropic",
           "desligar os alertas", "exportar meus dados"),
    "ru": ("пришли дайджест", "язык", "приватность", "удалите мои данные", "отпиши меня от Anthropic",
           "выключи срочные новости", "экспорт данных"),
    "uk": ("надішли дайджест", "мова", "приватність", "видаліть мої дані", "відпиши мене від Anthropic",
           "вимкни термінові новини", "експорт даних"),
    "zh": ("给我发简报", "语言", "隐私", "删除数据", "不再关注Anthropic", "关闭提醒", "导出我的数据"),
    "hi": ("बुलेटिन भेजो", "भाषा", "निजता", "मेरा डेटा हटाओ", "Anthropic को अनफ़ॉलो करो", "अलर्ट बंद करो",
           "मेरा डेटा डाउनलोड करो"),
    "ar": ("أرسل لي الموجز", "اللغة", "الخصوصية", "حذف بياناتي", "توقف عن متابعة Anthropic", "أوقف التنبيهات",
           "تصدير بياناتي"),
}  # fmt: skip


@pytest.mark.parametrize("language", sorted(WISHES))
def test_what_has_a_command(language: str) -> None:
    """The news now, the language, privacy and one's data, what is followed no more, alerts."""
    found = [meant_command(text) for text in WISHES[language]]
    assert [one and (one.name, one.about) for one in found] == [
        ("digest", ""), ("language", ""), ("privacy", ""), ("forgetme", ""), ("unfollow", "Anthropic"), ("alerts", ""),
        ("export", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("language", sorted(STUMBLED))
def test_what_is_filled_in_can_be_typed(language: str) -> None:
    """A pause of three days, weekends without news, nine o'clock: the command takes what is shown."""
    for_3_days, no_weekends, *_, nine = (meant_command(text) for text in STUMBLED[language])
    assert for_3_days
    assert no_weekends
    assert nine
    say = Wording(language)
    until = read_rest(line_of(for_3_days, NOW, say), NOW, "UTC", say).until
    assert until is not None
    assert until.moment == NOW + timedelta(days=3)
    wish, _ = wanted(say, line_of(nine, NOW, say), NOW)
    assert [hour.wall.hour for hour in wish.hours] == [9]
    left_out = line_of(no_weekends, NOW, say)
    # nothing is filled in before the opposite is
    assert not left_out or not wanted(say, left_out, NOW)[0].days & {5, 6}


FOR_A_WEEK = {
    "de": ("stumm Fußball für eine Woche", "Fußball für eine Woche"),
    "es": ("silencia el fútbol una semana", "fútbol una semana"),
    "fr": ("masque le foot pour une semaine", "foot pour une semaine"),
    "pt": ("silencie o futebol por uma semana", "futebol por uma semana"),
    "ru": ("не показывай футбол на неделю", "футбол на неделю"),
    "uk": ("не показуй футбол на тиждень", "футбол на тиждень"),
    "zh": ("屏蔽足球一周", "足球一周"),
    "hi": ("फ़ुटबॉल एक हफ़्ते के लिए म्यूट करो", "फ़ुटबॉल एक हफ़्ते के लिए"),
    "ar": ("اكتم كرة القدم لمدة أسبوع", "كرة القدم لمدة أسبوع"),
}


@pytest.mark.parametrize("language", sorted(FOR_A_WEEK))
def test_a_mute_for_a_week(language: str) -> None:
    """What is told can be typed as it stands: the command reads the same length of time."""
    text, about = FOR_A_WEEK[language]
    assert meant_command(text) == Meant("mute", about)
    ending = without_length(about, NOW, "UTC", Wording(language))
    assert ending.length == timedelta(days=7), ending


@pytest.mark.parametrize("language", sorted(SAME))
def test_in_each_language(language: str) -> None:
    """Whatever the chat speaks."""
    found = [meant_command(text) for text in SAME[language]]
    assert [one and one.name for one in found] == [
        "subscribe", "follow", "hours", "hours", "hours", "unsubscribe", "unsubscribe",
    ]  # fmt: skip


QUESTIONS = """
when did football start again
who stopped the digest
why did the talks pause
Stop the war, says the mayor of Halden
follow the money from the bank to the party
subscribers of Netflix
how many people unsubscribe from newsletters
the time zone of Spain
is Otterworks muted
help for Ukraine
language models in 2026
settings of the new phone
resume of the talks in Geneva
quiet hours at the airport
what is new about Muse Spark
football
avocado code name
who paid for the bridge?
pause in the talks
start of the season
digest of the court's ruling
speaker of the house
stoppt die EU den Handel
Wann kommt der nächste Winter
wie ändert sich das Klima
Pause im Streit um das Werk
suivi des vols
Quand arrive le prochain train rapide
cuándo llega el próximo cometa
para qué sirve el puente
sigue la huelga en el metro de Madrid
parada militar em Lisboa
quando chega o próximo verão
стоп-кран сорвали в поезде
когда следующие выборы
помощь Украине
коли наступні вибори
досить довгий міст
停电是什么原因
关于足球的新闻
订阅人数增加了多少
下一期奥运会什么时候
अगला चुनाव कब है
भारत में क्या बंद है
متى الانتخابات القادمة
I live in Leeds, what is open today?
I live in Leeds what is open today
I'm on holiday in Rhodes, are the fires near?
pause for peace talks in Gaza?
pause for peace talks
no news about the missing sub?
stop sending weapons to Ukraine vote result?
stop sending weapons
change the time zone Spain plans
change the hours pubs open
follow who won
speak Trump tonight
digest at the summit
subscribe to Netflix price?
说特朗普胜选了吗
说谎的是谁
不看好中国经济吗
不看好中国经济
我住在上海会停电吗
我住在上海什么时候停电
تحدث ترامب اليوم
masque obligatoire?
masque obligatoire
masque chirurgical
segue a guerra na Ucrânia
segue a guerra
ignora a decisão
скрыть правду
hide and seek
privacy ruling in Europe
уведомления о взрывах в Киеве
новости из Газы
les nouvelles de Gaza
noticias de Gaza
новости Украины
язык жестов
langue bretonne
parle Macron ce soir?
parle Macron ce soir
changer l'heure d'été
sigue la huelga?
sigue vivo Maradona?
cambiar la hora en España
habla en la ONU
assinar acordo Mercosul
mudar a hora de verão
пауза на фронте
пауза до выборов?
пауза до выборов
дайджест в Украине
дайджест о виборах
подписаться под петицией
я живу в Москве, когда отключат воду
изменить время перехода
говори правду
folge 3 erschienen
ich wohne in Köln, steigt der Rhein?
Pause bis zur Wahl
Warum ist das Mikrofon stumm
Glocken bleiben stumm
Ruhe vor dem Sturm
Stummer Zeuge im Prozess um das Werk
silencio en el estadio
silencio de Messi
no molestar a los osos
el fútbol silencia las protestas
pausa na guerra
pausa en la guerra
pause déjeuner plus courte
silence dans les tribunes
тихо океан
тишина в Кремле
тихо в Одесі
安静的城市
静音模式怎么开
शांति वार्ता कब है
فرنسا لا تعرض مساعدة على لبنان اليوم
هدوء في غزة
توقف القطار في القاهرة
snooze button for 3 phones
no news on Sunday's vote
no news on the weekend attack
no news for hostages
timezone changes in Spain
timezone Spain plans to drop
what do you follow when you watch the vote
hours after the blast
I'm in favour of the plan
keine Nachrichten aus Gaza
Zeitzone abgeschafft
Stunden der Wahrheit
3 Tote nach Pause
sin noticias de los rehenes
horas de espera en Madrid
pas d'infos sur les otages
heures supplémentaires
sem notícias dos reféns
horas extras
без новостей из Газы
время перемен
часы Путина
без новин з Маріуполя
години пік у Києві
时间就是金钱
我在想谁赢了
不要新闻审查
समय से पहले चुनाव
गाज़ा से ख़बरें नहीं
सरकार ने काम रोको
لا أخبار عن الرهائن اليوم في غزة
الساعات الأخيرة
"""


@pytest.mark.parametrize("question", QUESTIONS.strip().splitlines())
def test_questions_are_asked(question: str) -> None:
    """No false alarm."""
    assert meant_command(question, NAMES) is None


def test_each_name_is_a_command() -> None:
    """And each language has words for each."""
    assert set(_NAMES.values()) <= {command.name for command in COMMANDS}
    for language in languages():
        assert set(_NAMES) <= set(catalogue(language))


@given(st.text(max_size=2 * LONGEST))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever is written is a known command, or none."""
    found = meant_command(text)
    assert found is None or found.name in _NAMES.values()


async def test_one_line_says_how(room: Room) -> None:
    """And how to ask all the same; a question is answered as ever, and in a group nobody is spoken to."""
    said = text_of(await room.say("mute <football>"))
    assert said == "For that there is a command: /mute <football>. To look it up in the news: /fact mute <football>"
    assert "/subscribe at 8." in text_of(await room.say("subscribe me at 8"))
    assert "/subscribe [hours]" in text_of(await room.say("subscribe"))
    assert "there is a command: /help." in text_of(await room.say("help"))
    assert "there is a command" not in text_of(await room.say("when did football start again"))
    assert "there is a command" not in text_of(await room.say("/fact stop"))
    assert (await room.say("stop", key=GROUP)).replies == ()

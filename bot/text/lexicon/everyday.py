"""
Everyday words of news in the nine other languages of the bot, each with the English words that tell the same. PURE.

For questions on texts that are in English: what somebody was sued for, when something went down, who won.
"""

import re
from functools import cache

from bot.text.analysis.words import CJK, plain, spaced, stem, stems_everywhere, tokens

# Behind the English words stand those of German, Spanish, French, Portuguese, Russian, Ukrainian, Chinese, Hindi and
# Arabic. Other forms that a stemmer brings together are left out; what an English text holds as well has no place here.
_ACTS = """
sue lawsuit court: verklagt verklagen verklagte klage | demandó demandar demanda denunció | poursuit
 plainte procès | processou processar processo | судится иск подала | позов судиться | 起诉 告了 |
 मुकदमा मुक़दमा | قاضى مقاضاة دعوى
outage down offline fail: ausgefallen ausfall ausfiel störung | caída cayó apagón falló | panne tombé |
 caiu queda apagão falhou | упал сбой отключение | впав збій відключення | 故障 宕机 中断 | ठप बंद |
 تعطل انقطاع توقف
buy acquire: kauft kaufte gekauft übernimmt übernahme | compró comprar adquirió | achète acheté racheté
 rachat | comprou comprar adquiriu | купил купила купить | купив купила придбав | 收购 购买 | खरीदा
 ख़रीदा खरीद | اشترى اشترت استحوذ
sell: verkauft verkaufte verkaufen | vendió vender vende | vendu vendre | vendeu vender | продал продаёт
 продала | продав продає | 出售 卖了 | बेचा बेचता | باع باعت يبيع
cost price: kosten kostet preis | cuesta costó precio | coûte coûté prix | custa custou preço | стоит
 цена стоимость | коштує ціна вартість | 价格 售价 费用 | कीमत क़ीमत लागत | سعر يكلف تكلفة
raise funding receive: bekommen erhalten eingesammelt eingenommen | recaudó recibió consiguió | levé
 reçu récolté | arrecadou captou recebeu | привлекла привлёк получила получил | залучила залучив
 отримала | 融资 筹集 获得 | जुटाए मिला मिले | جمعت جمع حصلت
invest investor: investiert investierte investor geldgeber | invirtió inversor | investi investisseur |
 investiu investidor | инвестировал инвестор вложил | інвестував інвестор вклав | 投资 | निवेश निवेशक |
 استثمر استثمرت مستثمر
resign quit step: zurückgetreten rücktritt kündigte | dimitió renunció dimisión | démissionné démission |
 renunciou demitiu | ушёл отставка уволился | пішов відставка звільнився | 辞职 | इस्तीफा इस्तीफ़ा |
 استقال استقالة
die dead death: gestorben starb tote verstorben | murió murieron muertos falleció | décédé morts |
 morreu morreram mortos | умер умерла погибли погиб | помер померла загинули загинув | 去世 死亡 死了 |
 मौत मरे मृत्यु | مات توفي قتلى
kill: getötet tötete erschossen | mató asesinó | tué tués | matou assassinou | убил убиты убили | вбив
 убив вбито | 杀害 | हत्या मारा | قتل قتلت
injure hurt wound: verletzt verletzte | heridos herido | blessé blessés | feridos ferido | ранены
 пострадали | поранені постраждали | 受伤 | घायल | جرحى أصيب
win won victory: gewonnen gewann gewinnt sieger | ganó ganador | gagné gagnant remporté | ganhou venceu
 vencedor | выиграл победил победила | виграв переміг перемогла | 赢了 获胜 夺冠 | जीता जीती जीत | فاز
 فازت
lose lost defeat: verloren verlor | perdió perdieron | perdu | perdeu | проиграл потерял | програв
 втратив | 输了 失去 | हारा हारी | خسر خسرت
release launch available: veröffentlicht erschienen erscheint vorgestellt | lanzó lanzamiento salió |
 sorti lancé lance | lançou lançamento lançado | выпустила выпустил вышел вышла | випустила випустив
 вийшов вийшла | 发布 推出 上线 | जारी लॉन्च | أطلقت أصدرت إطلاق
announce say: angekündigt gesagt sagte | anunció dijo | annoncé | anunciou disse | объявил сказал заявил |
 оголосив сказав заявив | 宣布 表示 | कहा घोषणा | أعلن أعلنت قال
found founder create: gegründet gründer gründete | fundó fundador | fondé fondateur | fundou | основал
 основатель создал | заснував засновник створив | 创立 创始人 成立 | स्थापना संस्थापक बनाया | أسس مؤسس
lead head chief executive: leitet chefin geschäftsführer vorstandschef | dirige jefe director | dirige
 patron directeur | lidera dirige chefe | руководит глава возглавляет | керує очолює | 领导 首席执行官
 负责人 | प्रमुख मुखिया | يقود رئيس يرأس
hire appoint join: eingestellt ernannt | contrató nombró | embauché nommé | contratou nomeou | нанял
 назначил | найняв призначив | 聘请 任命 雇用 | नियुक्त भर्ती | عين وظف
layoff dismiss cut: entlassen entlassung gefeuert | despidió despidos | licencié licenciements |
 demissões dispensou | уволил сокращения уволила | звільнив скорочення | 裁员 解雇 | छंटनी निकाला |
 تسريح أقال
arrest detain: verhaftet festgenommen | detuvo arrestó detenido | arrêté | prendeu detido | арестован
 задержан арестовали | заарештовано затримано | 逮捕 被捕 | गिरफ्तार गिरफ़्तार | اعتقل اعتقال
accuse charge: beschuldigt wirft angeklagt | acusó acusa acusado | accuse accusé | acusou | обвиняет
 обвинил | звинувачує звинуватив | 指控 指责 | आरोप | اتهم تتهم
sentence jail prison: verurteilt gefängnis | condenó condenado cárcel | condamné | condenou condenado
 prisão | приговорён тюрьма осуждён | засуджено вирок | 判刑 监禁 | सजा सज़ा जेल | حكم سجن
ban block forbid: verboten verbietet verbot | prohibió prohíbe | interdit interdiction | proibiu proíbe |
 запретил запрет | заборонив заборона | 禁止 | प्रतिबंध | حظر حظرت
approve allow: genehmigt zugelassen erlaubt | aprobó permitió | approuvé autorisé | aprovou permitiu |
 одобрил разрешил | схвалив дозволив | 批准 | मंजूरी मंज़ूरी | وافق وافقت
attack strike: angegriffen angriff anschlag | atacó ataque | attaqué attentat | atacou | напал атаковал
 нападение | напав атакував | 袭击 攻击 | हमला | هجوم هاجم
strike walkout: streik streiken | huelga | grève | greve | забастовка | страйк | 罢工 | हड़ताल | إضراب
elect vote election: gewählt wahl wählten | eligió elecciones votó | élu élections voté | elegeu
 eleições votou | выборы избрали | вибори обрали | 选举 当选 | चुनाव चुना | انتخب انتخابات
earthquake quake: erdbeben | terremoto sismo | séisme | sismo terramoto | землетрясение | землетрус |
 地震 | भूकंप | زلزال
fire blaze: brand gebrannt feuer | incendio | incendie | incêndio | пожар | пожежа | 火灾 | आग | حريق
flood: überschwemmung hochwasser | inundación | inondation | inundação enchente | наводнение | повінь |
 洪水 | बाढ़ | فيضان
crash collision: abgestürzt absturz zusammenstoß | estrelló choque | accident écrasé | bateu | крушение
 разбился | аварія розбився | 坠毁 坠机 | दुर्घटना | تحطم
open: eröffnet eröffnung öffnet | abrió abre inauguró | ouvert ouvre | abriu abre | открыл открыла |
 відкрив відкрила | 开放 开业 | खुला खोला | افتتح افتتاح
close end: geschlossen schließt beendet | cerró cierra terminó | fermé ferme terminé | fechou encerrou
 terminou | закрыл закончил закрыли | закрив закінчив | 关闭 结束 | समाप्त | أغلق انتهى
begin start: begonnen begann beginnt startet | empezó comenzó empieza | commencé commence débuté |
 começou começa iniciou | начал началась начался | почав почалась почався | 开始 | शुरू | بدأ بدأت
rise grow increase: gestiegen stieg wächst gewachsen | subió aumentó creció | augmenté monté | subiu
 aumentou cresceu | вырос выросла | зріс зросла | 上涨 增长 | बढ़ा बढ़ी | ارتفع ارتفعت
fall drop: gefallen gesunken fiel | bajó | baissé chuté | baixou caíram | упали снизился | впали
 знизився | 下跌 下降 | गिरा गिरी | انخفض تراجع
build: gebaut baut bauen | construyó construye | construit | construiu constrói | построил строит |
 побудував будує | 建造 建设 | निर्माण | بنى تبني
pay: bezahlt zahlt zahlte | pagó pagar | payé payer | pagou pagar | заплатил платит | заплатив платить |
 支付 付了 | भुगतान | دفع دفعت
earn profit revenue: verdient umsatz gewinn | ganancias ingresos | bénéfice | lucro receita | прибыль
 выручка | прибуток виручка | 利润 收入 | मुनाफा आय | أرباح إيرادات
cancel: abgesagt abgebrochen | canceló cancelado | annulé | cancelou cancelado | отменил отменён |
 скасував скасовано | 取消 | रद्द | ألغى إلغاء
delay postpone: verschoben verspätet | retrasó aplazó | retardé reporté | adiou adiado | отложил
 задержка | відклав затримка | 推迟 延期 | स्थगित देरी | تأجيل تأخر
warn warning: gewarnt warnt warnung | advirtió advierte | averti | alertou avisou | предупредил |
 попередив | 警告 | चेतावनी | حذر تحذير
deny reject: bestreitet bestritten weist | negó niega | nié dément | negou nega | отрицает опроверг |
 заперечує спростував | 否认 | इनकार | نفى تنفي
hack breach leak: gehackt datenleck | hackeó filtración | piraté fuite | hackeou vazamento | взломали
 утечка | зламали витік | 泄露 黑客 | लीक | اختراق تسريب
fine penalty: geldstrafe bußgeld | multa multó | amende | multou | штраф оштрафован | оштрафовано | 罚款 |
 जुर्माना | غرامة
deal agreement: vertrag vereinbarung abkommen | acuerdo | accord | acordo | соглашение сделка | угода |
 协议 | समझौता | اتفاق صفقة
test study: getestet studie | probó estudio | testé étude | testou estudo | испытание исследование |
 випробування дослідження | 测试 研究 | परीक्षण अध्ययन | اختبار دراسة
employee worker: mitarbeiter beschäftigte angestellte | empleados trabajadores | employés salariés |
 funcionários trabalhadores | сотрудников сотрудники работников | працівників співробітників | 员工 |
 कर्मचारी | موظف موظفين
customer user: kunden nutzer | clientes usuarios | utilisateurs | usuários | клиентов пользователей |
 клієнтів користувачів | 客户 用户 | ग्राहक उपयोगकर्ता | عملاء مستخدمين
share stock stake: aktie aktien anteil | acciones participación | parts | ações participação | акции
 доля | акції частка | 股票 股价 股份 | शेयर हिस्सेदारी | أسهم حصة
own owner: gehört besitzt eigentümer | pertenece posee dueño | appartient possède propriétaire |
 pertence possui dono | принадлежит владеет | належить володіє | 拥有 属于 | मालिक | يملك تملك
publish code: veröffentlichen | publicó publicar | publié publier | publicou publicar | опубликует
 опубликовал | опублікує опублікував | 公布 公开 | प्रकाशित | نشر تنشر
"""

LONGEST = 40
"""Letters of a word that is looked up: none of the table is as long."""

_SIGNS = re.compile(rf"[{CJK}\u0900-\u097f]")
"""Signs of writings in which a token is not what people call a word."""


def in_english(word: str, text: str) -> tuple[str, ...]:
    """
    The stems of the English words that tell what *word*, of any other language of the bot, tells; none for most words.

    Args:
        word: One of ``tokens``, with or without its accents.
        text: What it is from: a Chinese or Hindi word is several tokens.
    """
    if len(word) > LONGEST:
        return ()
    if _SIGNS.search(word):
        return next((told for one, told, parts in _signs() if one in text and not parts.isdisjoint((word, *word))), ())
    table = _table()
    return next((table[one] for one in (plain(word), *sorted(map(plain, stems_everywhere(word)))) if one in table), ())


@cache
def _words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each word with its English stems."""
    rows = [row.partition(": ") for row in _ACTS.strip().replace("\n ", " ").splitlines()]
    english = {told: tuple(map(stem, told.split())) for told, _, _ in rows}
    return tuple((word, english[told]) for told, _, foreign in rows for word in foreign.replace("|", " ").split())


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """The English stems by each word, and by each of its stems; what stands first counts."""
    table: dict[str, tuple[str, ...]] = {}
    for word, told in _words():
        table.setdefault(plain(word), told)
    for word, told in _words():
        for one in sorted(map(plain, stems_everywhere(word))):
            table.setdefault(one, told)
    return table


@cache
def _signs() -> tuple[tuple[str, tuple[str, ...], frozenset[str]], ...]:
    """Words written in such signs, their English stems, and the tokens and signs that they are made of."""
    return tuple(
        (word, told, frozenset((*tokens(word), *(word if spaced(word) is False else ()))))
        for word, told in _words()
        if _SIGNS.search(word)
    )

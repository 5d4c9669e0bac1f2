"""
Words by which a newsroom says that a text is no report, or whose word it takes: above a story they must stay.

Few words, each a plain one of its language: what is missing here only stays where it recurs no more than twice.
"""

_PAID = """
    sponsored, sponsored content, sponsored post, advertisement, advertorial, promoted, paid content, paid post,
    anzeige, gesponsert, werbeanzeige,
    publicidad, patrocinado, contenido patrocinado, publirreportaje,
    publicité, sponsorisé, contenu sponsorisé, publireportage, publi-rédactionnel,
    publicidade, conteúdo patrocinado, publieditorial,
    реклама, на правах рекламы, партнёрский материал,
    на правах реклами, партнерський матеріал,
    广告, 推广, 赞助内容, विज्ञापन, प्रायोजित, إعلان مدفوع, محتوى برعاية
"""
PAID = frozenset(" ".join(one.split()) for one in _PAID.split(","))
"""Labels, in small letters, with which a publisher says that somebody paid for what stands behind them."""
_NO_REPORT = """
    opinion opinions op-ed oped editorial column columnist comment commentary essay analysis review reviews
    letter letters satire parody humor humour sponsored advertisement advertorial ad promotion promoted
    rumor rumors rumour rumours
    report reports study poll survey source sources official officials police experts correction obituary leak
    fact check fact-check factcheck interview podcast fiction

    meinung kommentar kolumne glosse satire anzeige werbung gesponsert rezension leserbrief gerücht bericht
    studie umfrage
    opinión columna editorial análisis publicidad patrocinado sátira rumor informe estudio encuesta reseña
    tribune édito éditorial chronique analyse publicité sponsorisé satire rumeur rapport étude sondage critique
    opinião coluna análise publicidade patrocinado sátira boato relatório estudo pesquisa resenha
    мнение колонка реклама сатира слухи слух исследование опрос обзор анализ
    думка колонка реклама сатира чутки дослідження опитування огляд аналіз
    观点 评论 社论 广告 传闻 分析 报告
    राय विचार विज्ञापन व्यंग्य अफ़वाह विश्लेषण
    رأي مقال إعلان شائعة تحليل دراسة تقرير
"""
NO_REPORT = frozenset(_NO_REPORT.split())
"""Small letters."""

"""The word lists behind `languages.Language`, one entry per language code.

An abbreviation is written without its last full stop. In lower case it matches any case; with
a capital it matches only so (`Sat` is a day, `sat` a verb). Units are left out on purpose:
they are ordinary words, a sentence goes on after them in lower case or ends. So are single
letters: all but a language's `letters` are taken for initials or abbreviations ("p. 5").
"""

from dataclasses import dataclass

BEFORE_IN_ALL = "dr prof mr mrs ms e.g i.e"
CLOSING_IN_ALL = "etc"
ALIASES = {"nb": "no", "nn": "no", "cmn": "zh", "yue": "zh", "iw": "he", "id": "ms", "bs": "hr"}
ORDINAL_STOPS = frozenset(
    "cs da de et eu fi fo hr hu is lb lv no pl sk sl sr tr".split()  # noqa: SIM905
)
"""Languages in which a full stop makes a number an ordinal: "am 3. Mai", "3. maja"."""


DATE_STOPS = frozenset({"hu", "ko"})
"""Languages in which a full stop stands behind a year before a month: "2026. 3. 4."."""
NUMBERED_NAMES = frozenset({"tr"})
"""Languages with ordinals in which a name may follow one: "II. Abdülhamid"."""


@dataclass(frozen=True, slots=True)
class LanguageTable:
    """Space-separated word lists; `languages.Language` says what each is for."""

    before: str = ""
    closing: str = ""
    numeric: str = ""
    starters: str = ""
    letters: str = ""
    endings: str = ""


LANGUAGES: dict[str, LanguageTable] = {
    "en": LanguageTable(
        before="""messrs mmes mx capt cmdr vs viz cf approx esp incl excl Rev Hon Gov Sen Rep Gen
            Col Maj Lt Sgt Cpl Pvt Adm Insp Det Supt Pres Mt Ft""",
        closing="""al est Inc Ltd Co Corp Bros Jr Sr St Ave Blvd Rd Hwy Esq Dept Jan Feb Mar Apr
            Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun hrs""",
        numeric="no nos nr pp vol fig figs ch ep sec eq art para pt app apt ext ver max min temp",
        starters="""the a an this that these those it he she we you they i my your his her its our
            their there here what when where why how who which if but and or so then now no yes
            not please also however after before because while although in on at for from with as
            to by is are was were do does did can could would should has have had some all every
            each one another finally next later meanwhile today tomorrow yesterday thanks""",
        letters="i",
    ),
    "de": LanguageTable(
        before="""Hr Hrn Fr frl dipl ing mag med phil jur rer nat habil st z.b d.h bzw ca evtl ggf
            inkl exkl einschl zzgl abzgl bzgl vgl sog ehem geb gest verh allg betr entspr lt gem
            zw nr abs art abb kap bd tel hrsg kath evang franz engl fa bspw insb lfd""",
        closing="""usw u.s.w o.ä u.ä Str Min Sek Std mio mrd tsd jh jhdt chr n.chr v.chr Mo Di Mi
            Do Sa jan feb mär apr Jun Jul aug sep sept okt nov dez jun sen Co e.v mwst hbf ff
            stk""",
        numeric="max min mind",
        endings="str",
        starters="""der die das den dem des ein eine einen einem einer eines er sie es ich wir ihr
            du man mein meine dein deine sein seine unser unsere dies diese dieser dieses jetzt
            und aber oder doch denn dann danach nun heute gestern hier dort da so wenn weil als ob
            wie was wer wo wann warum welche nach vor bei mit im in am an auf aus um von zu zum
            zur für ist sind war waren hat haben kann bitte ja nein nicht kein keine auch außerdem
            zudem später zuerst alle jeder viele""",
    ),
    "fr": LanguageTable(
        before="""M MM Mme Mmes Mlle Mlles Me Mgr Pr Ste st bd av env cf c.-à-d p.ex ex tél boul
            bât appt pl bld apr""",
        closing="janv févr avr juil sept oct nov déc Cie av.j.-c",
        numeric="pp vol chap fig art no th max min temp lun mar mer jeu ven sam dim",
        starters="""le la les l un une des d ce cet cette ces c il elle ils elles on nous vous je
            j tu mon ma mes ton ta tes son sa ses notre votre leur nos vos leurs et mais ou donc
            car puis ensuite alors ici là quand si comme que qui quoi quel quelle où pourquoi
            comment dans sur en à au aux avec pour par chez après avant oui non maintenant
            aujourd hier demain est merci bonjour voilà""",
        letters="y",
    ),
    "es": LanguageTable(
        before="""sr sra srta sres sras dña dra lic ing arq ud uds vd vds p.ej ej av avda gral
            pdte aprox tel sto sta mons profa pza ctra dpto tfno vs ee""",
        closing="cía hnos ee.uu a.c d.c jr izq dcha hrs",
        numeric="núm pág págs art cap fig vol máx mín temp lun mar mié jue vie sáb dom",
        starters="""el la los las un una unos unas este esta estos estas ese esa eso esto él ella
            ellos ellas yo tú usted nosotros mi tu su sus nuestro y pero o sino pues luego después
            entonces ahora hoy ayer mañana aquí allí cuando si como que qué quién dónde por para
            con sin en a al de del no sí también además es son hay fue era se me te le lo nos""",
    ),
    "it": LanguageTable(
        before="""sig sigg sig.ra sig.na sigra dott dott.ssa prof.ssa avv ing arch geom rag On
            p.es es ca cfr tel spett cell gent.mo gent.ma egr spett.le l.go""",
        closing="ecc a.c d.c",
        numeric="nn nr pag pagg pp art artt cap fig vol sec temp lun mar mer gio ven sab dom",
        starters="""il lo la i gli le l un uno una questo questa questi queste quello quella egli
            ella esso essa lui lei noi voi loro io tu mio mia tuo tua suo sua nostro e ed ma o
            però poi dopo quindi allora ora adesso oggi ieri domani qui qua là quando se come che
            chi cosa dove perché in a al alla con per da dal di del della non sì no anche inoltre
            è sono c ci si mi ti""",
    ),
    "pt": LanguageTable(
        before="""sr sra srta dra profa eng arq av ex p.ex exmo exma v.exa aprox tel Sto Sta D srs
            apto obs vs pça rod trav Al""",
        closing="ltda cia a.c d.c jr",
        numeric="núm pág págs pp art cap fig vol séc ap máx mín temp seg ter qua qui sex sáb dom",
        starters="""o a os as um uma este esta estes estas esse essa isto isso ele ela eles elas
            eu tu você vocês nós meu minha seu sua nosso e mas ou porém depois então agora hoje
            ontem amanhã aqui ali lá quando se como que quem onde por para com sem em no na de do
            da não sim também além é são há foi era""",
    ),
    "nl": LanguageTable(
        before="""dhr mevr mw drs ir ing ds st bijv bv d.w.z ca o.a m.b.t i.v.m t.a.v incl excl
            tel resp evt hfst vgl vs nl fam zgn vnl ong""",
        closing="enz jr sr jl e.d mln mld ma di wo do vr za",
        numeric="nr blz art pag max min temp gem zo",
        endings="str",
        starters="""de het een dit dat deze die er ik je jij hij zij ze we wij jullie u mijn jouw
            zijn haar ons onze hun en maar of want dus dan daarna nu vandaag gisteren morgen hier
            daar waar wanneer als omdat hoe wat wie waarom in op aan bij met voor van naar na om
            te ja nee niet ook is""",
        letters="u",
    ),
    "ru": LanguageTable(
        before="""ул просп пер пл кв проф акад доц тов св напр т.е т.к т.н стр рис табл гл тел обл
            рт""",
        closing="т.д т.п др пр см им гр н.э гг вв",
        numeric="ст ок макс мин руб пн вт ср чт пт сб вс",
        starters="""это этот эта эти тот он она оно они я мы вы ты мой моя наш ваш его её их и а
            но или да нет не в во на с со к по за из от до у о об для при если когда где как что
            кто почему потом затем теперь сейчас здесь там так тоже также сегодня вчера завтра
            после всё все""",
        letters="я",
    ),
    "uk": LanguageTable(
        before="вул просп пров пл кв проф акад доц св напр т.зв стор рис табл тел обл див",
        closing="т.д т.п ін ім рр ст н.е",
        starters="""це цей ця ці той він вона воно вони я ми ви ти мій моя наш ваш його її їх і й
            а але або так ні не в у на з із до по за від для при якщо коли де як що хто чому потім
            тепер зараз тут там також сьогодні вчора завтра після""",
        letters="я є",
    ),
    "pl": LanguageTable(
        before="""mgr inż hab lek np tzn tzw tj m.in ks św ul al os gen płk kpt dyr red wg godz nr
            str art tel zob por ww""",
        closing="itd itp in wiek br",
        numeric="ok im maks max min temp pon wt śr czw pt sob ndz niedz",
        starters="""to ten ta te tego on ona ono oni one ja my wy ty mój moja i a ale lub albo
            oraz w we na z ze do od po za przed przy dla o u jeśli jeżeli gdy kiedy gdzie jak co
            kto dlaczego potem następnie teraz tu tutaj tam tak nie też także dziś dzisiaj wczoraj
            jutro jest są był była było proszę""",
    ),
    "cs": LanguageTable(
        before="doc ing mgr bc mudr judr phdr např tzv tj tzn sv ul nám obr tab resp popř cca tel",
        closing="atd apod aj",
        numeric="str čl odst max min",
        starters="""to ten ta ti on ona ono oni já my vy ty můj a ale nebo v ve na z ze do od po
            za před při pro o u když kdy kde jak co kdo proč potom pak teď nyní zde tady tam tak
            ne ano také dnes včera zítra je jsou byl""",
    ),
    "sk": LanguageTable(
        before="doc ing mgr bc mudr judr phdr napr tzv tj sv ul nám obr tab resp príp cca tel",
        closing="atď apod a.i",
        numeric="str čl ods max min",
        starters="""to ten tá tí on ona ono oni ja my vy ty môj a ale alebo v vo na z zo do od po
            za pred pri pre o u keď kedy kde ako čo kto prečo potom teraz tu tam tak nie áno tiež
            dnes včera zajtra je sú bol""",
    ),
    "hu": LanguageTable(
        before="id ifj özv pl ill kb ún ui vö tel szt",
        closing="stb kft",
        numeric="max min",
        starters="az ez azt ezt ő ők én mi ti te és de vagy majd most ma tegnap holnap itt ott ha",
    ),
    "fi": LanguageTable(
        before="esim ns nk ko hra rva nti puh vrt ks ao em toim ts alk sis huom",
        closing="ym yms tms jne mm ekr jkr milj mrd ap ip",
        numeric="nro ma ti ke to pe la su",
        starters="""se ne hän he minä me te sinä tämä nämä ja mutta tai sitten nyt tänään eilen kun
            huomenna siellä täällä jos koska missä mitä kuka miksi miten milloin kyllä ei myös on
            oli älä muista osta ota katso soita avaa sulje odota kokeile kiitos""",
    ),
    "da": LanguageTable(
        before="hr fr f.eks bl.a ca inkl ekskl evt iflg jf dvs pga tlf skt vedr ang pr",
        closing="osv mv mfl m.m m.fl o.l mdr stk mio mia",
        numeric="""nr kl st kr maks max min kap jan feb mar apr jun jul aug sep sept okt nov dec man
            tir tirs ons tor tors fre lør søn""",
        starters="""det den de en et der her han hun vi i jeg du min din og men eller så nu i dag
            når hvis hvor hvad hvem hvorfor på til fra med for efter ja nej ikke også er var
            køb husk tag se ring kom tænd sluk åbn luk vent prøv klik skriv brug tak""",
        letters="i å ø",
    ),
    "no": LanguageTable(
        before="hr fr f.eks bl.a ca inkl ekskl evt iflg jf dvs pga tlf st ev iht mht ang vedr pr",
        closing="osv mv mm m.m m.fl o.l mnd stk mill mrd",
        numeric="""nr kl kr maks min kap jan feb mar apr jun jul aug sep sept okt nov des man tir
            tirs ons tor tors fre lør søn""",
        starters="""det den de en et ei der her han hun vi i jeg du min din og men eller så nå når
            hvis hvor hva hvem hvorfor på til fra med for etter ja nei ikke også er var kjøp husk ta
            se ring kom slå åpne lukk vent prøv klikk skriv bruk takk""",
        letters="i å ø",
    ),
    "sv": LanguageTable(
        before="hr fr t.ex bl.a d.v.s dvs ca inkl exkl resp s.k f.d tel jfr ev",
        closing="osv o.s.v m.m m.fl mm dyl",
        numeric="""nr kl st kr max min kap v sid jan feb mar apr jun jul aug sep sept okt nov dec
            mån tis ons tor tors fre lör sön""",
        starters="""det den de en ett där här han hon vi i jag du min din och men eller så nu när
            om var vad vem varför på till från med för efter ja nej inte också är köp glöm ta se
            ring kom tänd släck öppna stäng vänta prova klicka skriv använd tack""",
        letters="i å ö",
    ),
    "tr": LanguageTable(
        before="doç av sn bkz örn müh yrd alb gen hz tel uzm ecz op öğr gör haz çev",
        closing="vb vs vd ltd şti yy cad sok mah apt cd sk mh bul blv bulv dk gr lt yk çk tk",
        numeric="no sf maks min ort yak ör",
        starters="""bu şu o ben sen biz siz onlar ve ama veya sonra şimdi bugün dün yarın bir eğer
            burada orada hava saat lütfen evet hayır ancak fakat çünkü önce daha her tüm bütün nasıl
            ne neden kim nerede""",
        letters="o",
    ),
    "el": LanguageTable(
        before="κκ κα δρ καθ π.χ λ.χ δηλ βλ αρ τηλ αγ χιλ οδ λεωφ",
        closing="κ.λπ κλπ κτλ κ.ά κ.τ.λ π.μ μ.μ μ.χ π.χρ εκατ δισ",
        numeric="σελ αριθ περ κεφ Δευ Τρί Τετ Πέμ Παρ Σάβ Κυρ",
        starters="""ο η το οι τα ένας μια ένα αυτό αυτή αυτός εγώ εσύ εμείς και αλλά ή μετά τώρα
            σήμερα χθες αύριο εδώ εκεί όταν αν πού τι πώς γιατί στο στη στον στην με για από δεν
            ναι όχι είναι""",
        letters="η ο ή",
    ),
    "ar": LanguageTable(before="أ.د", closing="إلخ الخ ق.م"),
    "he": LanguageTable(before="פרופ", closing="וכו וגו"),
    "hi": LanguageTable(
        before="""डॉ श्री प्रो पं रु ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी आर एस टी यू वी डा उदा
            स्व कु प्रा लि मी ली ग्रा ई.पू कि.मी से.मी मि.मी कि.ग्रा मि.ग्रा मि.ली उ.प्र म.प्र हि.प्र वि.वि
            वि.सं""",
        numeric="नं सं पृ क्र दि मो",
    ),
    "zh": LanguageTable(before="vs approx st mt", numeric="no nos vol p pp fig ver ch art"),
    "ja": LanguageTable(before="vs approx st mt", numeric="no nos vol p pp fig ver ch art"),
    "ko": LanguageTable(before="vs approx st mt", numeric="no nos vol p pp fig ver ch art"),
    "hr": LanguageTable(
        before="npr tzv tj sv ul gosp gđa ing mr tel", closing="itd i.d sl", numeric="br str"
    ),
    "sr": LanguageTable(
        before="npr tzv tj sv ul gosp нпр тзв тј св ул", closing="itd sl итд сл", numeric="br бр"
    ),
    "sl": LanguageTable(
        before="npr tj sv ul g ga gdč mag dipl tel", closing="itd ipd idr", numeric="št str"
    ),
    "ro": LanguageTable(
        before="dl dna dra str nr bd ex tel", closing="ș.a ș.a.m.d", numeric="pag art"
    ),
    "ca": LanguageTable(before="sr sra dra av p.ex tel", numeric="núm pàg art"),
    "vi": LanguageTable(before="TP Ths ThS TS GS PGS BS tp", closing="v.v"),
    "sw": LanguageTable(
        numeric="Na uk Sh KSh Ksh TSh Tsh",
        before="bw bi dkt dk mhe mh ndg Mt k.m k.v mf",
        closing="n.k k.k",
        starters="""hii hiyo huyu hawa huu hizi na lakini au mimi wewe yeye sisi ninyi wao kama
            kisha sasa leo kesho jana baada kabla kwa katika ndiyo hapana tafadhali pia ni kuna
            hakuna""",
    ),
    "ms": LanguageTable(
        before="En pn tn hj hjh sdr bpk jl cth spt jln tmn Kg tel sdn lrg Bt Sg Kpg Ir a.n u.p no",
        closing="dll dsb dst dkk bhd tgh",
        numeric="hlm",
        starters="""ini itu dan tetapi atau saya anda kami kita dia mereka ia ada tidak jika apabila
            kemudian selepas sebelum sekarang hari esok semalam di ke dari pada untuk dengan sila
            juga""",
    ),
}

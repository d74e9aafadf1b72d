"""Words around places: what makes a name a place, and what makes it something else."""

from __future__ import annotations

from bot.text.date_patterns import MONTHS, WEEKDAYS

LOCATIVES = frozenset(
    """in at near from to across outside inside around through throughout toward towards
    into off over beyond within visit visits visited visiting leave leaves left reach
    reached reaching enter entered entering via between""".split()
)
# "the capital of X", "just outside of X": the nouns before "of" that expect a place.
OF_CUES = frozenset(
    """outside inside out city town village province state county port capital island
    district north south east west northeast northwest southeast southwest coast streets
    suburb suburbs outskirts part parts people government region republic kingdom
    invasion borders border east centre center municipality mayor governor citizens
    residents""".split()
)
SITUATED = frozenset(
    "city town village province county port island district region municipality".split()
)
COMPASS = frozenset(
    """north south east west northern southern eastern western northeast northwest
    southeast southwest northeastern northwestern southeastern southwestern central
    upper lower downtown greater mainland occupied neighboring neighbouring rural""".split()
)
# After a name, also in lower case: "Hebei province", "Orange County".
AREA_WORDS = frozenset(
    """province county district prefecture region island islands peninsula valley river
    lake desert mountains oblast municipality township borough village town bay strait
    canal harbor harbour beach coast archipelago plateau delta parish canton area basin
    heights ocean sea falls""".split()
)
# After a name, with a capital: "Gull Point" (in lower case these say other things as well).
LAND_WORDS = AREA_WORDS | frozenset(
    """point sound cove creek hill hills reef fjord firth channel moor ridge harbour harbor quay
    wharf pier headland sands dunes glacier pass forest woods meadow meadows""".split()
)
# What makes a name a site wherever it stands: "Elmwood Library", "Mill Street".
PLAIN_SITES = frozenset(
    """library bridge hall street school station hospital square airport road avenue lane castle
    stadium museum lighthouse cathedral tower harbour harbor quay""".split()
)
# After a name, in lower case: "Brunn town" is Brunn, as "Orange County" is not Orange.
SETTLEMENTS = frozenset("town village township borough municipality".split())
AREA_HEADS = frozenset("lake mount mt fort ft cape gulf bay strait isle port camp".split())
SITE_WORDS = frozenset(
    """estate house hall palace castle park garden gardens museum hotel center centre
    stadium airport square street avenue bridge tower plaza cathedral temple university
    college school hospital church base building library theatre theater arena camp
    station mosque monastery prison courthouse capitol headquarters ranch resort manor
    villa mansion embassy consulate cemetery memorial monument market mall zoo institute
    auditorium pavilion barracks road boulevard lodge club inn terminal gallery""".split()
)
TITLES = frozenset(
    """president mr mrs ms dr sir lord lady king queen prince princess pope minister
    ministers prime premier chancellor secretary senator sen rep representative
    congressman congresswoman governor gov mayor general gen colonel col captain capt
    admiral adm lieutenant lt sergeant sgt judge justice ambassador professor prof
    chairman chairwoman chief director spokesman spokeswoman spokesperson officials
    official foreign defence defense speaker house senate congress vice-president vice
    leader leaders deputy attorney counsel treasury state police army navy government
    parliament h.e""".split()
)
# Capitalised words that are no places although they follow "in" or "from".
NOT_PLACES = (
    frozenset(MONTHS)
    | frozenset(WEEKDAYS)
    | frozenset(
        """congress parliament senate house cabinet english arabic mandarin cantonese latin
        hindi urdu swahili god christ islam christianity judaism buddhism hinduism
        bitcoin covid covid-19 facebook twitter google apple microsoft amazon tesla
        instagram youtube tiktok wikipedia brexit christmas easter ramadan thanksgiving
        passover diwali hanukkah heaven hell earth mars jupiter venus internet web phase
        part chapter section article figure table page volume step act scene group class
        grade round game monday fact addition general particular response contrast short
        care i ii iii iv mr mrs ms dr""".split()
    )
)
# "confidence in X", "shares in X": the preposition belongs to the word before.
TRUSTING = frozenset(
    """confidence trust trusts trusted faith believe believes believed belief invest
    invests invested investing investment investments interest interested stake stakes
    share shares role interests belongs partner partners engaged engage succeed result
    results resulted named written wrote spoke speaking speak dressed dress rooted
    specialised specialized majoring degree""".split()
)
_DEMONYMS = frozenset(
    """american african asian european chinese french dutch greek thai german russian swiss
    czech arab iraqi israeli pakistani saudi yemeni omani kuwaiti qatari emirati
    bahraini afghan turk turkish uzbek kazakh kyrgyz tajik turkmen danish finnish
    swedish irish welsh scottish spanish polish british english filipino slovak croat
    serb latino hispanic nordic baltic balkan soviet muslim christian catholic
    protestant jewish hindu buddhist democrat democrats republican republicans communist""".split()
)
_NOT_DEMONYMS = frozenset("kazakhstan michigan japan sudan iran oman pakistan ireland".split())


def demonym(word: str) -> bool:
    """Whether a folded word names a people or a language rather than a place."""
    bare = word[:-1] if word.endswith("s") and word[:-1] in _DEMONYMS else word
    return bare in _DEMONYMS or (
        len(word) > 5
        and word.endswith(("ese", "ian", "ians", "icans", "ican", "ern", "ean", "eans"))
        and bare not in _NOT_DEMONYMS
    )

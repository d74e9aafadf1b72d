"""Questions in Chinese (and the commonest in Japanese and Korean): what they ask for.

Without a dictionary, question words and particles are found as they are written, and parted from
what the question is about: "黑豹队的防守丢了多少分" is about 黑豹队, 防守丢 and 分.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.domain.span import Span
from bot.text.cjk import RUN, Gram, grams

_WHAT, _WHICH = "[什甚][么麼]", "哪一?[个個座所位些条條场場]?"

# What asks, by the kind of thing that is asked for: the values of `Wanted`. Where several stand
# at the same place, the first of this list counts.
_ASKING = {
    "reason": rf"[为為](?:{_WHAT}|何)|何以|何故|{_WHAT}原因|怎[么麼][会會]|なぜ|どうして|왜",
    "date": (
        rf"{_WHAT}(?:[时時][候间間]|年代|日期)|何[时時年月日]|[几幾][时時月号號日]"
        r"|哪一?[个個]?(?:[年天月日]|季[节節度]|世[纪紀]|年代|星期)|いつ|언제"
    ),
    "place": (
        rf"{_WHAT}地[方点點区區]|哪[里裡裏儿兒]|何[处處地]|在哪(?!一?[个個些年天月日位])"
        rf"|(?:{_WHICH}|{_WHAT})(?:国家|國家|城市|地[区區方点點]|省|州|市|县|縣|国|國)|どこ|어디"
    ),
    "quantity": (
        r"百分之(?:多少|[几幾])|有?多少|有?多(?=[大长長高远遠久重快深宽寬厚])|有?[几幾](?![乎何内])"
        r"|いくつ|いくら|몇|얼마"
    ),
    "person": rf"[谁誰]|哪一?位|何人|{_WHICH}人|{_WHAT}人|だれ|누구|누가",
    "yes or no": r"是否|是不是|有没有|有沒有|能否|能不能|[会會]不[会會]|可否",
    "thing": (
        rf"{_WHAT}|哪一?[些个個种種项項类類支家本条條部首场場张張名]?|如何|怎[么麼]?[样樣]|怎[么麼]"
        r"|何[种種物者]|なに|何|どの|무엇|무슨"
    ),
}
_KINDS = tuple(_ASKING)
_ASKS = re.compile("|".join(f"({pattern})" for pattern in _ASKING.values()))
_YES_NO = re.compile(r"[吗嗎]|(?:ですか|ますか|でしたか|ましたか|까)[。？?]*$")
# What parts or ends phrases and is hardly ever in a word, and what only leads to the question.
_IDLE = re.compile(
    r"(?:[请請]问|[请請問]?告[诉訴]我|我想知道|[请請]介[绍紹](?:一下)?|介[绍紹]一下)[，,：:]?"
    r"|[的了吗嗎呢吧啊呀之]|(?<=[0-9])[年月日号號届屆]|(?<=[0-9] )[年月日号號届屆]"
    r"|(?:です|ます|でした|ました)か?"
)
_HIRAGANA = re.compile(r"[\u3040-\u309f]+")
_UNIT = re.compile(rf"(?:多少|[几幾](?![乎何内]))\s*([{RUN.pattern[1:-2]}])")
_NUMBER = r"[0-9０-９一二三四五六七八九十百千万萬亿億两兩半数數][\s,.多余餘]*"

_LENGTH = "(?:[公千厘毫]?米|公里|公尺|英[里尺寸]|[里尺呎])"
_TIME = "(?:[个個]?(?:世[纪紀]|月|小[时時]|星期|[学學]期)|年|天|日|[周週]|分[钟鐘]|秒)"
_AREA = "(?:平方|公[顷頃]|英[亩畝]|[亩畝]|[岁歲])"
_MEASURES = (
    dict.fromkeys("高远遠深宽寬厚", _LENGTH)
    | dict.fromkeys("长長", f"(?:{_LENGTH}|{_TIME})")
    | {"久": _TIME, "大": f"(?:{_AREA}|{_LENGTH})", "重": "(?:[公千毫]?克|公斤|[吨噸磅斤])"}
    | {"快": f"(?:{_LENGTH}|[节節]|[马馬]赫)"}
)
_MEASURE = re.compile(f"多([{''.join(_MEASURES)}])")
_UNITS = {"钱": "(?:[美欧歐日港]?元|[块塊]|英?[镑鎊]|[亿億万萬])", "歲": "[岁歲]"}
_UNITS["錢"] = _UNITS["钱"]

# Small words that a missing word may seem to begin or to end with. Left out are characters that
# names and nouns begin or end with as often: 上海, 日本, 以色列; 首都, 委员会.
_BEFORE = frozenset(
    "在对對是将將被把与與而曾能要也又就还還其这這那从從到后後前做为為让讓使给給更最很已未没沒并並但若如所该該"
    "每各某此次个個种種项項位座条條只隻它他她们們我你"
)
_AFTER = frozenset(
    "在上下中里裡对對是将將被把与與和及或而曾能要也又就其这這那有用从從到以于於由叫做为為让讓使给給比更最很已"
    "所可该該每各某此说說称稱问問时時"
)
_GREETING = re.compile(
    r"(?:你好|您好|大家好|早上好|早安|晚上好|晚安|[谢謝]{2}(?:你|您)?|多[谢謝]|再[见見]|你好[吗嗎]"
    r"|こんにちは|ありがとう(?:ございます)?|안녕(?:하세요)?|감사합니다|[\s,，.。!！?？~啊呀])+"
)
_ORDER = re.compile(
    r"(?:[请請]|[帮幫](?:我|忙))*(?:写一|寫一|[写寫](?:[个個]|首|篇)|[编編](?:[个個]|一)|翻[译譯]"
    r"|[计計]算|扮演|忽略|假[装裝]|[画畫](?:一|[个個]|幅))"
)
_OPINION = re.compile(
    r"你(?:[觉覺]得|[认認][为為]|喜[欢歡]|怎[么麼]看|是[谁誰]|叫什[么麼]|[几幾][岁歲])"
)


def kind_asked(text: str) -> str | None:
    """The kind of thing that is asked for, as `Wanted` has it; none without a question word."""
    found = _ASKS.search(text)
    if found is not None and found.lastindex is not None:
        return _KINDS[found.lastindex - 1]
    return "yes or no" if _YES_NO.search(text) else None


def phrases(text: str) -> list[Span]:
    """What is left of the runs of `text` without question words and particles."""
    blank = _ASKS.sub(_blank, _IDLE.sub(_blank, text))
    return [Span(*found.span()) for found in RUN.finditer(blank)]


def telling_grams(text: str) -> list[Gram]:
    """The bigrams that say what a question is about.

    Endings in hiragana say nothing; single characters count only where there is nothing else,
    for a single one stands in many words.
    """
    found = [gram for phrase in phrases(text) for gram in grams(text, phrase)]
    found = [gram for gram in found if not _HIRAGANA.fullmatch(gram.text)] or found
    return [gram for gram in found if len(gram.text) > 1] or found


def without_function_words(text: str, within: Span) -> Span:
    """`within` without the small words that it begins or ends with: 曾在 is nothing missing."""
    start, end = within.start, within.end
    while start < end and text[start] in _BEFORE:
        start += 1
    while end > start and text[end - 1] in _AFTER:
        end -= 1
    return Span(start, end)


@lru_cache(maxsize=256)
def counted_unit(text: str) -> re.Pattern[str] | None:
    """A number with the unit that is asked for: 次 of 多少次, a length of 多高; none for others."""
    if found := _UNIT.search(text):
        return re.compile(_NUMBER + _UNITS.get(found.group(1), re.escape(found.group(1))))
    if found := _MEASURE.search(text):
        return re.compile(_NUMBER + _MEASURES[found.group(1)])
    return None


def greets(text: str) -> bool:
    """Whether it is a greeting or thanks, and nothing else."""
    return _GREETING.fullmatch(text.strip()) is not None and RUN.search(text) is not None


def orders(text: str) -> bool:
    """Whether it orders to write, to translate or to calculate."""
    return _ORDER.match(text.strip()) is not None


def asks_for_opinion(text: str) -> bool:
    """Whether it asks the one who answers, not the sources."""
    return _OPINION.match(text.strip()) is not None


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())

"""Signs in Chinese text: what speaks of a person, a time, a place, a number or a reason."""

from __future__ import annotations

import re

# The characters that foreign names are written with; three in a row are a name.
_SOUNDS = (
    "阿埃艾安奥奧澳巴贝貝比伯布查达達德迪蒂杜恩尔爾法菲费費弗福盖蓋格戈哈海赫霍基吉加卡凯凱坎科克肯库庫"
    "拉莱萊陆陸顿頓森逊遜娜妮玛瑪琳娅婭夫捷冈岡赛賽翰密兰蘭朗劳勞勒雷里利林卢盧鲁魯罗羅洛马馬麦麥曼梅米蒙莫姆穆纳納内內尼诺諾帕佩皮普奇乔喬萨薩塞"
    "莎斯史索塔泰特廷图圖托厄瓦威韦韋维維沃乌烏西希谢謝亚亞扬揚伊因约約扎詹兹茲丹丽麗琼瓊汤湯"
)
DOTS = "·•‧・"  # between the parts of a foreign name
_NAME = re.compile(
    rf"[{_SOUNDS}]{{1,8}}(?:[{DOTS}][{_SOUNDS}]{{1,8}})+|[{_SOUNDS}]{{3,}}|(?<=《)[^《》]+(?=》)"
)
_LATIN = re.compile(r"[A-Z][A-Za-z0-9.-]+")
_NUMBER = re.compile("[0-9０-９一二三四五六七八九十百千万萬亿億两兩半]")
SIGNS = {
    "person": re.compile(
        r"[·•‧・]|先生|女士|[总總][统統理]|主席|教授|博士|[国國]王|女王|皇帝|公爵|部[长長]|市[长長]"
        r"|作家|[学學]家|[记記]者|[发發]言人|他|她|者|人|さん|氏|씨"
    ),
    "date": re.compile(
        r"[0-9]{3,4} ?[年-]|\b[0-9]{4}\b|[0-9一二三四五六七八九十] ?[月日号號]|世[纪紀]|年代"
        r"|期[间間]|[时時]期|之[后後前]|以[来來]|[今昨明前後后][天年日]|[周週星期][一二三四五六日末]|년"
    ),
    "place": re.compile("位[于於]|在|[于於]|[省市县縣州国國城镇鎮区區岛島河山洲村湖]|에서"),
    "quantity": _NUMBER,
    "reason": re.compile(
        "因[为為此而]|由[于於]|所以|原因|[为為]了|以便|[导導]致|使得|[从從]而|旨在|目的|出[于於]|ため|から"
    ),
}
_DIGITS = re.compile(r"[0-9０-９]+")


def names(text: str) -> list[re.Match[str]]:
    """The names in `text` that are known by how they are written: foreign ones, and titles.

    Chinese names are written with the characters of all other words, and are not found.
    """
    return list(_NAME.finditer(text))


def fresh_name(text: str, question: str) -> bool:
    """Whether `text` has a name that the question does not have."""
    found = [match.group() for match in (*names(text), *_LATIN.finditer(text))]
    return any(name not in question for name in found)


def fresh_number(text: str, question: str) -> bool:
    """Whether `text` has a number in digits that the question does not have."""
    asked = set(_DIGITS.findall(question))
    return any(number not in asked for number in _DIGITS.findall(text))

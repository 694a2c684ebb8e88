"""Pinyin of Chinese names: full syllables and initials, with the place names that general dictionaries misread."""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin, load_phrases_dict

_HAN = re.compile(r"[㐀-䶿一-鿿]+")

PLACE_READINGS = {
    "长宁": "cháng níng",
    "长沙": "cháng shā",
    "长沙县": "cháng shā xiàn",
    "长春": "cháng chūn",
    "长治": "cháng zhì",
    "长乐": "cháng lè",
    "长安": "cháng ān",
    "长兴": "cháng xīng",
    "长丰": "cháng fēng",
    "长岛": "cháng dǎo",
    "长阳": "cháng yáng",
    "长葛": "cháng gě",
    "长清": "cháng qīng",
    "长寿": "cháng shòu",
    "长洲": "cháng zhōu",
    "长江": "cháng jiāng",
    "长滩": "cháng tān",
    "长桥": "cháng qiáo",
    "长风": "cháng fēng",
    "长征": "cháng zhēng",
    "长白": "cháng bái",
    "重庆": "chóng qìng",
    "厦门": "xià mén",
    "广厦": "guǎng shà",
    "闵行": "mǐn háng",
    "莘庄": "xīn zhuāng",
    "莘县": "shēn xiàn",
    "六安": "lù ān",
    "六合": "lù hé",
    "蚌埠": "bèng bù",
    "番禺": "pān yú",
    "东莞": "dōng guǎn",
    "台州": "tāi zhōu",
    "天台": "tiān tāi",
    "丽水": "lí shuǐ",
    "乐清": "yuè qīng",
    "乐亭": "lào tíng",
    "乐陵": "lào líng",
    "涡阳": "guō yáng",
    "亳州": "bó zhōu",
    "单县": "shàn xiàn",
    "尉犁": "yù lí",
    "铅山": "yán shān",
    "洪洞": "hóng tóng",
    "黄陂": "huáng pí",
    "监利": "jiàn lì",
    "华容": "huá róng",
    "华阴": "huà yīn",
    "曾都": "zēng dū",
    "盖州": "gài zhōu",
    "任丘": "rén qiū",
    "任城": "rén chéng",
    "朝阳": "cháo yáng",
    "会稽": "kuài jī",
    "会同": "huì tóng",
    "浚县": "xùn xiàn",
    "郫都": "pí dū",
    "郫县": "pí xiàn",
    "犍为": "qián wéi",
    "耒阳": "lěi yáng",
    "郴州": "chēn zhōu",
    "枞阳": "zōng yáng",
    "歙县": "shè xiàn",
    "燕郊": "yān jiāo",
    "大堡": "dà bǔ",
    "十里堡": "shí lǐ pù",
    "七宝": "qī bǎo",
    "漕河泾": "cáo hé jīng",
    "北碚": "běi bèi",
    "涪陵": "fú líng",
    "綦江": "qí jiāng",
    "硚口": "qiáo kǒu",
    "沌口": "zhuàn kǒu",
    "宓城": "mì chéng",
}

load_phrases_dict({name: [[part] for part in reading.split()] for name, reading in PLACE_READINGS.items()})


@lru_cache(maxsize=20_000)
def syllables(text: str) -> tuple[str, ...]:
    """Pinyin syllables without tones of the Chinese characters in `text`; other characters are left out."""
    found: list[str] = []
    for run in _HAN.findall(text):
        found.extend(part.replace("ü", "v") for part in lazy_pinyin(run, style=Style.NORMAL, errors="ignore"))
    return tuple(found)


def full(text: str) -> str:
    """Syllables joined: 岳麓 -> `yuelu`."""
    return "".join(syllables(text))


def initials(text: str) -> str:
    """First letters: 岳麓区 -> `ylq`."""
    return "".join(part[0] for part in syllables(text))


def keys(text: str) -> tuple[str, ...]:
    """Every spelling by which a name may be begun: full pinyin and initials, from each syllable on.

    云澜府 -> yunlanfu, lanfu, ylf, lf (single syllables from the middle are left out: too many false friends).
    """
    parts = syllables(text)
    out: list[str] = []
    for start in range(max(1, len(parts) - 1)):
        rest = parts[start:]
        if rest:
            out.extend(("".join(rest), "".join(part[0] for part in rest)))
    return tuple(dict.fromkeys(out))

"""Fixed phrases of a housing sentence, Chinese and English, and what each asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from guangsha.search.domain.metro import near_metro


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern over flat text and the filters it stands for."""

    pattern: re.Pattern[str]
    filters: dict[str, Any]


def _p(pattern: str, **filters: Any) -> Phrase:
    return Phrase(re.compile(pattern), filters)


_SIDE = r"(?:朝|向|面)\s*{0}(?:的)?|正?{0}(?:朝向|向)(?!\w*楼)"
_FACES = r"\b(?:{0}[- ]?(?:facing|oriented|exposure)|facing[- ]{0}|faces[- ]{0})\b"


def _facing(chinese: str, english: str, *codes: str) -> Phrase:
    return _p(_SIDE.format(chinese) + "|" + _FACES.format(english), orientations=codes)


FIRST = (
    _p(r"即将开盘|未开盘|待开盘|待售|\b(?:upcoming|coming soon|opening soon)\b", sale_statuses=("upcoming",)),
    _p(r"在售(?:楼盘)?|已开盘|\bon sale\b", sale_statuses=("on_sale",)),
    _p(r"售罄|售完|卖完|\bsold out\b", sale_statuses=("sold_out",)),
    _p(r"可售|可选房源|\b(?:available|for sale)\b", statuses=("available",)),
    _p(r"坐北朝南|\bsouth and north\b", orientations=("S", "SN")),
    _p(r"南北(?:通透|通|朝向|向|双阳台)?|\bnorth[- ](?:and[- ])?south\b|\bsouth[- ]north\b", orientations=("SN",)),
    _p(r"东西(?:通透|朝向|向)|\beast[- ](?:and[- ])?west\b", orientations=("EW",)),
    _facing("东南", "south[- ]?east", "SE"),
    _facing("西南", "south[- ]?west", "SW"),
    _facing("东北", "north[- ]?east", "NE"),
    _facing("西北", "north[- ]?west", "NW"),
    _facing("南", "south", "S", "SN"),
    _facing("北", "north", "N", "SN"),
    _facing("东", "east", "E", "EW"),
    _facing("西", "west", "W", "EW"),
    _p(r"中高(?:楼层|层|区)", floor_bands=("mid", "high")),
    _p(r"中低(?:楼层|层|区)", floor_bands=("low", "mid")),
    _p(r"低(?:楼层|楼|区|层)|楼层低|\b(?:low|lower)[- ]floors?\b", floor_bands=("low",)),
    _p(r"中(?:间)?(?:楼层|层|区)|\b(?:mid|middle)[- ]floors?\b", floor_bands=("mid",)),
    _p(r"高(?:楼层|楼|区|层)|楼层高|\b(?:high|higher|upper|top)[- ]floors?\b", floor_bands=("high",)),
    _p(
        r"毛坯(?:房|交付)?|清水房|(?:没有?|无|未|不带)装修|\b(?:bare shell|unfurnished|unfinished|rough)\b",
        fit_outs=("rough",),
    ),
    _p(r"豪(?:华)?装(?:修|房|交付)?|\bluxur(?:y|ious)(?: (?:fit[- ]?out|finish|decoration))?\b", fit_outs=("luxury",)),
    _p(
        r"(?:精|全|简)装(?:修|房)?(?:交付)?|带装修|拎包入住|\b(?:fitted|furnished|decorated|renovated|finished)\b",
        fit_outs=("fitted",),
    ),
    _p(r"(?:无|没有?)(?:预售(?:许可)?)?证|\bwithout (?:a )?permit\b", permit=False),
    _p(r"(?:有|带|已取|已拿)(?:预售(?:许可)?)?证|证件齐全|预售证|\bwith (?:a )?permit\b|\bpermitted\b", permit=True),
    _p(r"商铺|店铺|门面|底商|\b(?:shops?|retail)\b", unit_kinds=("shop",)),
    _p(r"(?:地下)?车位|停车位|\bparking(?: (?:bays?|spaces?|lots?))?\b", unit_kinds=("parking",)),
    _p(r"住宅|\bresidential\b", unit_kinds=("home",)),
    _p(r"(?:最)?便宜(?:的)?|不贵(?:的)?|总价(?:最低|从低到高)|\b(?:cheapest|cheap|lowest price)\b", sort="price"),
    _p(r"单价最低|单价从低到高", sort="unit_price"),
    _p(r"最贵(?:的)?|\bmost expensive\b", sort="-price"),
    _p(r"最大(?:的)?|\b(?:largest|biggest)\b", sort="-size"),
    _p(r"最新(?:的|上架|发布)?|\b(?:newest|latest)\b", sort="newest"),
)


def understood(words: str) -> bool:
    """Whether flat text as a whole is one of the fixed phrases, or says that the metro is near."""
    return near_metro(words) or any(phrase.pattern.fullmatch(words) for phrase in FIRST)


_ANY = r"(?:楼层|户型|面积|价格|总价|单价|朝向|装修|区域|地段|预算)"
NOISE_HAN = re.compile(
    rf"(?:{_ANY}都?不限|不限{_ANY}?|"
    r"要不要|想不想|是不是|有没有|有哪些|有什么|哪些|哪里|什么样|什么|可不可以|可以|能不能|都可以|都行|也可以|也行|均可|就行|就好|即可|其他|其它|别的|还|也|推荐|介绍"
    r"|给我|帮我|我们|我家|我|想要|需要|希望|打算|准备|考虑|想|求购|求|要|购买|购|买|寻找|找|看看|看|帮忙?|请问|请|比较|一点儿?|一些"
    r"|[一几]?[套间个处户](?!型)|套|间|的|在|从|和|或者?|以及|及|与|且|并|最好|左右|大概|附近|周边|靠近|附件|房子|房源|房产|楼盘|新房|新盘"
    r"|小区|户型|预算|总价|单价|面积|价格|价位|开盘|[吗呢吧啊呀哦])+"
)
"""Small words between filters, and runs of them."""

NOISE = re.compile(
    r"\b(?:i['’]m|i|we|want|need|am|looking|look|for|to|buy|find|search|a|an|the|in|at|on|of|with|and|or|near|around|by|please|some"
    r"|any|homes?|houses?|flats?|apartments?|units?|property|properties|places?|condos?|budget|price|area|size|me|my|us|our|show|that"
    r"|is|are|there|do|you|can|could|would|like|somewhere|anywhere|anything|everything|all|under|over|below|above|new|having|has|have"
    r"|which|from|per|district|city|view|yuan|rmb|cny|sqm)\b"
)
PUNCTUATION = re.compile(r"[\s,.;:!?/\\|·、，。；：！？…~\-–—+*#@&()（）\[\]【】「」『』《》<>“”\"'‘’]+")

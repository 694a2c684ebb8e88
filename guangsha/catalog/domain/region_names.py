"""Names of Chinese regions: the short form people say, and the English one, spelled in pinyin with place-name readings."""

import re

from pypinyin import Style, lazy_pinyin, load_phrases_dict

_SUFFIXES = ("特别行政区", "自治县", "自治旗", "自治州", "新区", "林区", "矿区", "地区", "市", "区", "县", "盟", "旗")
_KINDS = {
    "特别行政区": "",
    "自治县": " Autonomous County",
    "自治旗": " Autonomous Banner",
    "自治州": " Autonomous Prefecture",
    "新区": " New Area",
    "林区": " Forestry District",
    "矿区": " Mining District",
    "地区": " Prefecture",
    "市": "",
    "区": " District",
    "县": " County",
    "盟": " League",
    "旗": " Banner",
}
_PEOPLES = {
    "蒙古族": "Mongol", "回族": "Hui", "藏族": "Tibetan", "维吾尔": "Uygur", "苗族": "Miao", "彝族": "Yi", "壮族": "Zhuang",
    "布依族": "Bouyei", "朝鲜族": "Korean", "满族": "Manchu", "侗族": "Dong", "瑶族": "Yao", "白族": "Bai",
    "土家族": "Tujia", "哈尼族": "Hani", "哈萨克": "Kazak", "傣族": "Dai", "黎族": "Li", "傈僳族": "Lisu", "佤族": "Va",
    "畲族": "She", "拉祜族": "Lahu", "水族": "Sui", "东乡族": "Dongxiang", "纳西族": "Naxi", "景颇族": "Jingpo",
    "柯尔克孜": "Kirgiz", "土族": "Tu", "达斡尔族": "Daur", "仫佬族": "Mulao", "羌族": "Qiang", "布朗族": "Blang",
    "撒拉族": "Salar", "毛南族": "Maonan", "仡佬族": "Gelao", "锡伯": "Xibe", "普米族": "Pumi", "塔吉克": "Tajik",
    "怒族": "Nu", "鄂温克族": "Ewenki", "保安族": "Bonan", "裕固族": "Yugur", "独龙族": "Derung", "鄂伦春": "Oroqen",
    "哈萨克族": "Kazak", "维吾尔族": "Uygur", "蒙古": "Mongol", "各族": "Multi-ethnic",
}  # fmt: skip
_OWN_NAMES = {
    "150100": "Hohhot", "150200": "Baotou", "150600": "Ordos", "150700": "Hulunbuir", "150800": "Bayannur",
    "150900": "Ulanqab", "152200": "Hinggan League", "152500": "Xilin Gol League", "152900": "Alxa League",
    "230100": "Harbin", "230200": "Qiqihar", "540100": "Lhasa", "540200": "Xigaze", "540300": "Qamdo",
    "540400": "Nyingchi", "540500": "Shannan", "540600": "Nagqu", "542500": "Ngari Prefecture", "650100": "Urumqi",
    "650200": "Karamay", "650400": "Turpan", "650500": "Hami", "652900": "Aksu Prefecture", "653100": "Kashgar Prefecture",
    "653200": "Hotan Prefecture", "654200": "Tacheng Prefecture", "654300": "Altay Prefecture",
    "513300": "Garze Tibetan Autonomous Prefecture", "632600": "Golog Tibetan Autonomous Prefecture",
    "652700": "Bortala Mongol Autonomous Prefecture", "652800": "Bayingolin Mongol Autonomous Prefecture",
    "653000": "Kizilsu Kirgiz Autonomous Prefecture", "654000": "Ili Kazak Autonomous Prefecture",
    "659002": "Aral", "659003": "Tumxuk", "659008": "Kokdala",
    "810000": "Hong Kong", "820000": "Macao", "710000": "Taiwan",
}  # fmt: skip
_READINGS = {
    "漯河": "luo he", "闵行": "min hang", "花都": "hua du", "丰都": "feng du", "江都": "jiang du", "都匀": "du yun",
    "于都": "yu du", "宁都": "ning du", "都昌": "du chang", "都安": "du an", "武都": "wu du", "信都": "xin du",
    "新都": "xin du", "都江堰": "du jiang yan", "宜都": "yi du", "殷都": "yin du", "魏都": "wei du", "武侯": "wu hou",
    "长沙": "chang sha", "长宁": "chang ning", "长春": "chang chun", "长治": "chang zhi", "长安": "chang an",
    "长乐": "chang le", "长兴": "chang xing", "长泰": "chang tai", "长汀": "chang ting", "长葛": "chang ge",
    "长垣": "chang yuan", "长寿": "chang shou", "长清": "chang qing", "长岛": "chang dao", "长海": "chang hai",
    "长丰": "chang feng", "长阳": "chang yang", "长洲": "chang zhou", "长顺": "chang shun", "长白": "chang bai",
    "重庆": "chong qing", "厦门": "xia men", "六安": "lu an", "六合": "lu he", "蚌埠": "beng bu", "蚌山": "beng shan",
    "亳州": "bo zhou", "莘县": "shen xian", "莘": "shen", "乐清": "yue qing", "乐亭": "lao ting", "乐陵": "lao ling",
    "乐山": "le shan", "乐昌": "le chang", "乐平": "le ping", "乐安": "le an", "番禺": "pan yu", "涡阳": "guo yang",
    "单": "shan", "歙": "she", "洪洞": "hong tong", "东阿": "dong e", "台州": "tai zhou", "台江": "tai jiang",
    "丽水": "li shui", "浚": "xun", "铅山": "yan shan", "蔚": "yu", "尉犁": "yu li", "大埔": "da bu", "繁峙": "fan shi",
    "朝阳": "chao yang", "朝天": "chao tian", "行唐": "xing tang", "解": "xie", "盂": "yu", "隰": "xi", "郓城": "yun cheng",
    "鄄城": "juan cheng", "郯城": "tan cheng", "临朐": "lin qu", "牟平": "mu ping", "中牟": "zhong mu", "柘城": "zhe cheng",
    "荥阳": "xing yang", "荥经": "ying jing", "泌阳": "bi yang", "渑池": "mian chi", "武陟": "wu zhi", "浉河": "shi he",
    "黄陂": "huang pi", "硚口": "qiao kou", "监利": "jian li", "秭归": "zi gui", "郧阳": "yun yang", "耒阳": "lei yang",
    "郴州": "chen zhou", "汨罗": "mi luo", "澧": "li", "溆浦": "xu pu", "沅陵": "yuan ling", "芷江": "zhi jiang",
    "犍为": "qian wei", "郫都": "pi du", "邛崃": "qiong lai", "什邡": "shi fang", "珙": "gong", "筠连": "jun lian",
    "綦江": "qi jiang", "涪陵": "fu ling", "北碚": "bei bei", "垫江": "dian jiang", "会稽": "kuai ji", "会宁": "hui ning",
    "会泽": "hui ze", "会理": "hui li", "东莞": "dong guan", "莞城": "guan cheng", "深圳": "shen zhen", "高要": "gao yao",
    "曾都": "zeng du", "增城": "zeng cheng", "任丘": "ren qiu", "任县": "ren xian", "任城": "ren cheng", "华阴": "hua yin",
    "华县": "hua xian", "华州": "hua zhou", "鄠邑": "hu yi", "盩厔": "zhou zhi", "阎良": "yan liang", "灞桥": "ba qiao",
    "吴堡": "wu bu", "柞水": "zha shui", "洛川": "luo chuan", "宕昌": "tan chang", "漳": "zhang", "红古": "hong gu",
    "和硕": "he shuo", "婼羌": "ruo qiang", "巴音": "ba yin", "宿州": "su zhou", "宿迁": "su qian", "宿豫": "su yu",
    "宿松": "su song", "阜阳": "fu yang", "阜新": "fu xin", "阜宁": "fu ning", "盱眙": "xu yi", "邳州": "pi zhou",
    "甪直": "lu zhi", "浒墅": "xu shu", "鄞州": "yin zhou", "嵊州": "sheng zhou", "嵊泗": "sheng si", "衢州": "qu zhou",
    "缙云": "jin yun", "瓯海": "ou hai", "闽侯": "min hou", "侯官": "hou guan", "长汀县": "chang ting xian", "浦": "pu",
    "庐江": "lu jiang", "枞阳": "zong yang", "砀山": "dang shan", "濉溪": "sui xi", "泗": "si", "弋阳": "yi yang",
    "弋江": "yi jiang", "婺源": "wu yuan", "婺城": "wu cheng", "鄱阳": "po yang", "余干": "yu gan", "干将": "gan jiang",
    "万年": "wan nian", "万载": "wan zai", "新干": "xin gan", "吉州": "ji zhou", "青浦": "qing pu", "黄浦": "huang pu",
    "莘庄": "xin zhuang", "迪庆": "di qing", "勐海": "meng hai", "勐腊": "meng la", "景洪": "jing hong", "畹町": "wan ding",
    "陆良": "lu liang", "禄劝": "lu quan", "寻甸": "xun dian", "石屏": "shi ping", "屏山": "ping shan", "屏边": "ping bian",
    "大足": "da zu", "大姚": "da yao", "大城": "dai cheng", "无为": "wu wei", "无极": "wu ji", "平乡": "ping xiang",
    "柏乡": "bai xiang", "藁城": "gao cheng", "井陉": "jing xing", "蠡": "li", "涿州": "zhuo zhou", "涞源": "lai yuan",
    "容城": "rong cheng", "徐水": "xu shui", "秦皇岛": "qin huang dao", "曹妃甸": "cao fei dian", "乐": "le",
    "番": "pan", "台儿庄": "tai er zhuang", "峄城": "yi cheng", "莒": "ju", "芝罘": "zhi fu", "兖州": "yan zhou",
    "阳谷": "yang gu", "茌平": "chi ping", "高唐": "gao tang", "罗山": "luo shan", "瀍河": "chan he", "廛河": "chan he",
}  # fmt: skip

load_phrases_dict({words: [[part] for part in said.split()] for words, said in _READINGS.items() if len(words) > 1})
_SINGLES = {sign: said for sign, said in _READINGS.items() if len(sign) == 1}


def short_name(name: str) -> str:
    """The name people say: 岳麓 for 岳麓区, 长沙 for 长沙市; unchanged where one sign would remain (沙县, 长沙县)."""
    if name.endswith("县") and not name.endswith("自治县"):
        return name  # 长沙县 and 长沙市 are two places: the word stays
    for suffix in ("特别行政区", "新区", "地区", "市", "区", "盟"):
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name


def spelled(words: str) -> str:
    """One word of pinyin without tones, first letter large, with the apostrophe where two vowels would run together."""
    if words in _SINGLES:
        return _SINGLES[words].capitalize()
    result = ""
    for syllable in lazy_pinyin(words, style=Style.NORMAL, v_to_u=True):
        result += ("'" if result and syllable[:1] in "aoe" else "") + syllable
    return result[:1].upper() + result[1:]


def english_name(name: str, code: str = "") -> str:
    """The English name: ``Changsha``, ``Yuelu District``, ``Pudong New Area``, ``Baoting Li and Miao Autonomous County``."""
    if code in _OWN_NAMES:
        return _OWN_NAMES[code]
    suffix = next((item for item in _SUFFIXES if name.endswith(item)), "")
    if suffix in ("林区", "矿区") and len(name) < 5:
        suffix = "区"  # 碑林区 is a district named Beilin
    stem, kind = (name[: -len(suffix)] if suffix else name), _KINDS.get(suffix, "")
    peoples: list[str] = []
    if suffix.startswith("自治"):
        stem, peoples = _without_peoples(stem)
    if not stem or (len(stem) == 1 and suffix in ("县", "区", "旗")):
        return spelled(stem or name) + kind
    return spelled(stem) + (" " + " and ".join(peoples) if peoples else "") + kind


def _without_peoples(stem: str) -> tuple[str, list[str]]:
    found: list[str] = []
    pattern = re.compile(rf"^(.+?)({'|'.join(sorted(_PEOPLES, key=len, reverse=True))})$")
    while match := pattern.match(stem):
        stem = match.group(1)
        found.insert(0, _PEOPLES[match.group(2)])
    return stem, found

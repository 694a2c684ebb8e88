"""The words people write for the closed lists, in both languages, and the codes they mean. A mapping may add its own."""

CODE_WORDS: dict[str, dict[str, str]] = {
    "property_type": {
        "住宅": "residential", "普通住宅": "residential", "residential": "residential",
        "别墅": "villa", "villa": "villa",
        "公寓": "apartment", "商住": "apartment", "酒店式公寓": "apartment", "apartment": "apartment",
        "写字楼": "office", "办公": "office", "office": "office",
        "商铺": "retail", "商业": "retail", "底商": "retail", "retail": "retail", "shop": "retail",
        "综合": "mixed", "综合体": "mixed", "mixed": "mixed",
        "unknown": "unknown",
    },
    "fit_out": {
        "毛坯": "rough", "rough": "rough", "bare": "rough",
        "精装": "fitted", "精装修": "fitted", "简装": "fitted", "带装修": "fitted", "装修": "fitted", "fitted": "fitted",
        "豪装": "luxury", "豪华装修": "luxury", "luxury": "luxury",
        "unknown": "unknown",
    },
    "sale_status": {
        "待售": "upcoming", "即将开盘": "upcoming", "未开盘": "upcoming", "upcoming": "upcoming",
        "在售": "on_sale", "热销": "on_sale", "on_sale": "on_sale", "on sale": "on_sale",
        "售罄": "sold_out", "售完": "sold_out", "sold_out": "sold_out", "sold out": "sold_out",
        "unknown": "unknown",
    },
    "kind": {
        "住宅": "home", "home": "home", "商铺": "shop", "shop": "shop",
        "车位": "parking", "parking": "parking", "parking bay": "parking",
    },
    "floor_band": {
        "低": "low", "低区": "low", "低层": "low", "low": "low",
        "中": "mid", "中区": "mid", "中层": "mid", "mid": "mid", "middle": "mid",
        "高": "high", "高区": "high", "高层": "high", "high": "high",
    },
}  # fmt: skip

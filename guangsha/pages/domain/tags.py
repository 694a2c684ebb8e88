"""English words for the tags that listings use; a tag without one is shown as it was written."""

from __future__ import annotations

from guangsha.pages.domain.wording import Language

ENGLISH = {
    "近地铁": "Near metro",
    "地铁上盖": "On top of the metro",
    "江景": "River view",
    "海景": "Sea view",
    "湖景": "Lake view",
    "山景": "Hill view",
    "低密度": "Low density",
    "花园洋房": "Garden apartments",
    "联排": "Townhouses",
    "独栋": "Detached houses",
    "叠拼": "Stacked townhouses",
    "大平层": "Large flats",
    "小户型": "Compact homes",
    "复式公寓": "Loft apartments",
    "首次置业": "First home",
    "改善住房": "Room to grow",
    "老城": "Old town",
    "近学校": "Near schools",
    "近公园": "Near a park",
    "近医院": "Near a hospital",
    "精装交付": "Fitted",
    "毛坯交付": "Rough finish",
    "准现房": "Nearly complete",
    "现房": "Completed",
    "南北通透": "Air from both sides",
    "人车分流": "Car-free courtyard",
    "底商": "Shops below",
    "度假": "Holiday",
    "小地块": "Small plot",
    "总价可控": "Modest total price",
}


def tag_label(tag: str, language: Language) -> str:
    """The tag in the language."""
    return ENGLISH.get(tag, tag) if language == "en" else tag

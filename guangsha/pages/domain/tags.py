"""English words for the tags and facilities that listings name; one without is shown as it was written."""

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

FACILITIES = {
    "架空层会客厅": "Open-floor lounge", "儿童乐园": "Playground", "环形跑道": "Running loop", "社区食堂": "Canteen",
    "健身房": "Gym", "室外泳池": "Outdoor pool", "恒温泳池": "Indoor pool", "图书角": "Reading room",
    "充电车位": "Charging bays", "幼儿园": "Kindergarten", "长者活动室": "Seniors' room", "共享厨房": "Shared kitchen",
    "快递柜": "Parcel lockers", "宠物花园": "Dog garden", "羽毛球场": "Badminton court", "茶室": "Tea house",
    "观景平台": "Viewing deck", "社区菜园": "Allotments", "自行车房": "Bicycle room", "共享办公": "Co-working room",
    "半场篮球": "Half-court basketball", "下沉庭院": "Sunken court",
}  # fmt: skip


def tag_label(tag: str, language: Language) -> str:
    """The tag in the language."""
    return ENGLISH.get(tag, tag) if language == "en" else tag


def facility_label(facility: str, language: Language) -> str:
    """Something the residents share, in the language."""
    return FACILITIES.get(facility, facility) if language == "en" else facility

"""The sentences of the truth checks, in both languages. ``{name}`` stands for a figure of the finding."""

from typing import Any

SENTENCES: dict[str, tuple[str, str]] = {
    "permit_missing": (
        "有 {units} 套房源已有备案价，但没有预售许可证覆盖本楼栋",
        "{units} units have a filed price, but no pre-sale permit names this building",
    ),
    "price_above_filed": (
        "展示价格高于备案价（最高备案价 {highest_yuan} 元/㎡）",
        "The shown price is above the filed price (highest filed: ¥{highest_yuan}/㎡)",
    ),
    "price_below_filed": (
        "展示价格比备案价低 {below_percent}% 以上（最低备案价 {lowest_yuan} 元/㎡）",
        "The shown price is more than {below_percent} % below the filed price (lowest filed: ¥{lowest_yuan}/㎡)",
    ),
    "inner_above_built": ("套内面积大于建筑面积", "The inner area is larger than the built area"),
    "drawing_unreadable": ("户型图数据无法读取", "The floor plan cannot be read"),
    "rooms_differ_from_area": (
        "户型图各房间面积合计 {drawn}㎡，与标注的 {stated}㎡ 不符",
        "The rooms as drawn add up to {drawn} m², which does not fit the stated {stated} m²",
    ),
    "floor_outside_building": (
        "有 {units} 套房源的楼层不在本楼栋的层数之内",
        "{units} units stand on a floor this building does not have",
    ),
    "area_differs_from_layout": (
        "有 {units} 套房源的面积与其户型相差超过 3%",
        "{units} units differ by more than 3 % from the area of their layout",
    ),
    "footprints_overlap": (
        "与 {other} 的占地重叠 {shared_m2}㎡",
        "It shares {shared_m2} m² of ground with {other}",
    ),
    "picture_of_other_project": (
        "该图片与另一个楼盘的图片相同或近似",
        "This picture is the same as, or nearly the same as, one of another project",
    ),
    "picture_resembles_other": (
        "该图片与另一个楼盘的图片相像，请核对",
        "This picture resembles one of another project: please look",
    ),
    "picture_not_compared": (
        "该图片尚未与其他楼盘的图片比对",
        "This picture has not been compared with those of other projects yet",
    ),
}


def sentence(code: str, data: dict[str, Any], *, english: bool) -> str:
    """What a person reads of a finding; money in yuan."""
    yuan = {
        f"{name.removesuffix('_fen')}_yuan": f"{fen / 100:,.0f}" for name, fen in data.items() if name.endswith("_fen")
    }
    return SENTENCES[code][english].format_map({**data, **yuan})

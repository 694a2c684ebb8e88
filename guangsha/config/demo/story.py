"""What surrounds a demo project and what happened to it: places nearby, progress of the building site, permits."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

from guangsha.catalog.public import PoiKind, PoiSpec
from guangsha.config.demo.ground import block_name
from guangsha.config.demo.spec import Block, DemoProject
from guangsha.config.demo.words import CITIES, DISTRICTS

METRES_PER_DEGREE = 111_195.0
PLANNED = ("在建", "规划")


@dataclass(frozen=True, slots=True)
class Report:
    """A dated statement of progress."""

    on: date
    title: str
    title_en: str
    body: str
    body_en: str
    building: str | None = None
    floors: int | None = None


def places_of(project: DemoProject) -> list[PoiSpec]:
    """The places of a project with coordinates: so many metres away in such a direction."""
    lng, lat = project.at
    out = []
    for line in project.places.splitlines():
        kind, name, name_en, metres, bearing = line.split("|")
        away, angle = float(metres), math.radians(float(bearing))
        north, east = away * math.cos(angle), away * math.sin(angle)
        out.append(
            PoiSpec(
                kind=PoiKind(kind),
                name=name,
                name_en=name_en,
                lng=round(lng + east / (METRES_PER_DEGREE * math.cos(math.radians(lat))), 6),
                lat=round(lat + north / METRES_PER_DEGREE, 6),
                planned=any(word in name for word in PLANNED),
            )
        )
    return out


def permit_number(project: DemoProject, permit: int) -> tuple[str, str, str]:
    """Number and issuer of a permit: clearly a sample, in the form of the place."""
    day = project.permits[permit - 1]
    city, city_en = CITIES[project.city]
    county = DISTRICTS[project.district][0]
    if county.endswith(("市", "县")) and project.district[4:] > "20":  # they issue their own
        city, city_en = DISTRICTS[project.district]
    serial = day.timetuple().tm_yday * 3 + sum(map(ord, project.slug)) % 3  # counted from new year on
    return (
        f"{city[0]}房售许字({day.year})第{serial:04d}号（示例）",
        f"{city}住房和城乡建设局（示例）",
        f"{city_en} Housing and Urban-Rural Development Bureau (sample)",
    )


def _tallest(project: DemoProject) -> Block:
    return max(project.blocks, key=lambda block: (block.floors, -project.blocks.index(block)))


def progress_of(project: DemoProject, *, today: date) -> list[Report]:
    """Reports of the building site up to ``today``, oldest first: ground, structure, topping out, facade, gardens, keys."""
    block = _tallest(project)
    name, name_en = block_name(block.no)
    whole = (project.handover - project.started).days
    start = project.started

    def at(share: float) -> date:
        return start + timedelta(days=round(whole * share))

    structure, top = at(0.22), at(0.58)
    floors_at = {share: max(1, round(block.floors * share)) for share in (0.2, 0.5, 0.8)}
    reports = [
        Report(
            start, "开工", "Work begins", "场地平整完成，桩机进场。",
            "The ground is levelled and the piling rigs are on site.",
        ),
        Report(
            at(0.12), "基坑与地下室", "Excavation and basement", "基坑支护验收通过，地下室底板分段浇筑。",
            "The excavation support was accepted; the basement slab is being cast in sections.",
        ),
    ]  # fmt: skip
    for share, floor in floors_at.items():
        day = structure + timedelta(days=round((top - structure).days * share))
        reports.append(
            Report(
                day, f"{name}主体施工至{floor}层", f"{name_en} has reached floor {floor}",
                f"{name}完成第{floor}层结构，混凝土试块强度合格；其余楼栋按计划跟进。",
                f"The structure of floor {floor} is cast and the concrete samples hold; the other buildings follow as planned.",
                name, floor,
            )
        )  # fmt: skip
    reports += [
        Report(
            top, f"{name}封顶", f"{name_en} topped out", f"{name}共{block.floors}层全部完成结构，开始砌体与机电安装。",
            f"All {block.floors} floors stand; masonry and services begin.", name, block.floors,
        ),
        Report(
            at(0.76), "外墙与窗", "Facade and windows", "外墙保温与门窗安装过半，样板段淋水试验无渗漏。",
            "Insulation and windows are more than half done; the sample bay stayed dry in the water test.", name, block.floors,
        ),
        Report(
            at(0.9), "园林与公共区", "Gardens and shared rooms", "苗木进场，道路基层完成，公共走廊开始铺贴。",
            "Planting has begun, the road base is laid, the corridors are being tiled.",
        ),
        Report(
            project.handover, "集中交付", "Handover", "竣工备案完成，开始分批交付。",
            "Completion is registered and homes are handed over in turn.",
        ),
    ]  # fmt: skip
    return [report for report in reports if report.on <= today]

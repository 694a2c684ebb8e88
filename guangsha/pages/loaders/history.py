"""What the public saw of a project on a day, and what differs today."""

from __future__ import annotations

from datetime import date
from typing import Any

from guangsha.catalog.public import ShownOnDay, shown_on_day
from guangsha.kit.errors import NotFound
from guangsha.pages.domain.change_words import label_of, value_of
from guangsha.pages.domain.wording import Language, pick, total_range, unit_price
from guangsha.pages.loaders.project_words import NOT_DWELLINGS
from guangsha.pages.pictures.addresses import site_path
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.pages.schemas import ShownChangeOut, ShownData, ShownFactOut

MOST_CHANGES = 200


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound("day") from None


def _facts(content: dict[str, Any], language: Language) -> list[ShownFactOut]:
    project, shown = content["project"], content["project"]["shown"]
    low, high = shown["total_min_fen"], shown["total_max_fen"]
    totals = total_range(low, high, language)
    each = shown["unit_price_fen"]
    average = (
        ("参考均价", "Stated average price") if shown["unit_price_basis"] == "stated" else ("均价", "Average price")
    )
    lines = (
        (("地址", "Address"), pick(language, project["address"], project["address_en"])),
        (average, unit_price(each, language) if each is not None else ""),
        (("总价", "Total price"), totals),
        (("楼栋", "Buildings"), str(sum(one["kind"] not in NOT_DWELLINGS for one in content["buildings"]))),
        (("户型", "Layouts"), str(len(content["layouts"]))),
        (("房源", "Homes, shops and bays"), str(len(content["units"]["rows"]))),
        (
            ("预售许可证", "Pre-sale permits"),
            pick(language, "、", ", ").join(one["number"] for one in content["permits"]),
        ),
        (("介绍", "Description"), pick(language, project["description"], project["description_en"])),
    )
    return [ShownFactOut(label=pick(language, *label), value=value) for label, value in lines if value]


def _changes(shown: ShownOnDay, language: Language) -> list[ShownChangeOut]:
    return [
        ShownChangeOut(
            path=one.path,
            label=label_of(one.path, language),
            kind=one.kind.value,
            before=value_of(one.path, one.before, one.count, language),
            after=value_of(one.path, one.after, one.count, language),
        )
        for one in shown.changes[:MOST_CHANGES]
    ]


def load_shown(request: PageRequest) -> LoadedPage:
    """A project as the public saw it last on a day (China time). Raises NotFound, Gone."""
    slug, language = request.get("slug"), request.language
    shown = shown_on_day(slug=slug, day=_day(request.get("day")), now=request.now)
    content = dict(shown.version.content)
    project = content["project"]
    name = pick(language, project["name"], project["name_en"])
    day = shown.day.isoformat()
    facts, changes = _facts(content, language), _changes(shown, language)
    return LoadedPage(
        data=ShownData(
            name=name,
            project_path=f"/projects/{slug}",
            day=day,
            first_day=shown.first_day.isoformat(),
            today=shown.today.isoformat(),
            version=shown.version.number,
            content_hash=shown.version.content_hash,
            facts=facts,
            changes=changes,
            more=len(shown.changes) - len(changes),
        ),
        title=request.text(zh=f"{name}：{day} 的公示内容", en=f"{name} as shown on {day}"),
        description=request.text(
            zh="当天公众看到的内容，以及与今天的差别。", en="What the public saw that day, and what differs today."
        ),
        path=f"/projects/{slug}/on/{day}",
        city=project["city_code"],
        share=site_path(slug, shown.version.number, "share", language),
        indexed=False,
        summary=[*(f"{fact.label}: {fact.value}" for fact in facts), *(f"{one.label}: {one.after}" for one in changes)],
        links={name: f"/projects/{slug}"},
    )

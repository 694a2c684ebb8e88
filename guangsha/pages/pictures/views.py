"""Drawings over HTTP: made by the same code as in the browser, kept in memory, cached by the browser for ever."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from gzip import compress, decompress
from typing import get_args

import msgspec
import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from guangsha.catalog.public import ProjectFacts, project_by_slug
from guangsha.inventory.public import steps_taken
from guangsha.kit.bounded_cache import MEGABYTE, BoundedCache
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import BusinessError, Gone, OperationalError
from guangsha.kit.ids import parse_id
from guangsha.pages import geography
from guangsha.pages.assembly import SITE_NAME
from guangsha.pages.cards import price_basis
from guangsha.pages.domain.wording import Language, named_price, pick, plain, total_range
from guangsha.pages.pictures.addresses import DRAWING_VERSION, SiteMode, geometry_key
from guangsha.pages.pictures.brand import VERSE, brand_input
from guangsha.pages.pictures.raster import png_of, share_svg
from guangsha.pages.pictures.site_model import plain_ground, plan_input, site_input
from guangsha.pages.registry import BY_NAME
from guangsha.pages.rendering.engine import RenderFailed, drawing_engine
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.pages.schemas import HomeData, LandingData
from guangsha.pages.stock import data_version, load_page

log = structlog.get_logger(__name__)
PLAIN = "text/plain; charset=utf-8"
_drawn: BoundedCache[bytes] = BoundedCache(24 * MEGABYTE)


class NotDrawn(OperationalError):
    """The drawing engine is busy or failed: ask again."""

    code = "pages.not_drawn"
    title = "The drawing is not ready yet"
    title_zh = "图还没有画好"


def _answers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A drawing view that says 503 with Retry-After when there is no drawing now, and 410 where the page says so too."""

    @wraps(view)
    def answered(request: HttpRequest, **params: str) -> HttpResponse:
        try:
            return view(request, **params)
        except Gone as gone:
            return HttpResponse(
                gone.title, status=gone.status, content_type=PLAIN, headers={"Cache-Control": "no-store"}
            )
        except BusinessError as refusal:
            raise Http404(refusal.code) from refusal
        except OperationalError as busy:
            log.warning("pages.not_drawn", path=request.path, reason=str(busy))
            headers = {"Retry-After": str(busy.retry_after_s), "Cache-Control": "no-store"}
            return HttpResponse(busy.title, status=busy.status, content_type=PLAIN, headers=headers)

    return answered


def _language(request: HttpRequest) -> Language:
    return "en" if request.GET.get("l") == "en" else "zh-CN"


def _send(request: HttpRequest, body: bytes, kind: str, *, current: bool) -> HttpResponse:
    packed = body[:2] == b"\x1f\x8b"
    accepted = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(decompress(body) if packed and not accepted else body, content_type=kind)
    if packed:
        response["Vary"] = "Accept-Encoding"
        if accepted:
            response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = "public, max-age=31536000, immutable" if current else "public, max-age=60"
    # A drawing opened by itself must not be able to do more than be looked at.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


def _draw(function: str, given: dict[str, object]) -> str:
    try:
        return drawing_engine().draw(function=function, input_json=msgspec.json.encode(given).decode())
    except RenderFailed as error:
        raise NotDrawn(str(error)) from error


def _site_svg(facts: ProjectFacts, mode: SiteMode, language: Language) -> str:
    given = site_input(facts, mode, language)
    if given is None:
        return plain_ground(pick(language, facts.name, facts.name_en))
    return _draw("drawSite", given)


def _share(facts: ProjectFacts, language: Language) -> bytes:
    district = geography.place(facts.district_code)
    shown = facts.shown
    figures = [
        named_price(shown.unit_price_fen, price_basis(facts), language),
        total_range(shown.total_min_fen, shown.total_max_fen, language),
    ]
    place = [district.label(language) if district else "", pick(language, facts.address, facts.address_en)]
    return png_of(
        share_svg(
            drawing=_site_svg(facts, "share", language),
            title=pick(language, facts.name, facts.name_en),
            lines=[" · ".join(filter(None, figures)), " · ".join(filter(None, place))],
        )
    )


@require_safe
@_answers
def site_drawing(request: HttpRequest, slug: str, version: str, mode: str, kind: str) -> HttpResponse:
    """A project's site model: SVG, for sharing PNG. Kept a minute: its windows show what is still to be had."""
    language = _language(request)
    facts = project_by_slug(slug=slug)
    if (mode == "share") != (kind == "png") or mode not in get_args(SiteMode):
        raise Http404("no such drawing")
    key = ("site", facts.id, facts.revision, steps_taken(project_id=facts.id), mode, language)
    body = _drawn.get(key)
    if body is None:
        made = _share(facts, language) if mode == "share" else _packed(_site_svg(facts, mode, language))  # type: ignore[arg-type]
        _drawn.put(key, made, len(made))
        body = made
    return _send(request, body, "image/png" if kind == "png" else "image/svg+xml; charset=utf-8", current=False)


@require_safe
@_answers
def plan_drawing(request: HttpRequest, layout: str, version: str, mode: str) -> HttpResponse:
    """A layout's floor plan as SVG: for cards, or with its dimensions."""
    language, layout_id = _language(request), parse_id(layout)
    if layout_id is None or mode not in ("card", "plan"):
        raise Http404("no such drawing")
    given = plan_input(layout_id, compact=mode == "card", language=language)
    if given is None:
        raise Http404("no geometry")
    # Kept under what it really shows: the version in the address is the visitor's word only.
    shown = f"{DRAWING_VERSION}-{geometry_key(given['input']['geometry'])}"
    key = ("plan", layout_id, shown, mode, language)
    body = _drawn.get(key)
    if body is None:
        body = _packed(_draw("drawPlan", given))
        _drawn.put(key, body, len(body))
    return _send(request, body, "image/svg+xml; charset=utf-8", current=version == shown)


def _loaded(request: HttpRequest, page: str, params: dict[str, str]) -> LoadedPage:
    """The page a picture belongs to, as visitors see it now."""
    wanted = PageRequest(page=page, language=_language(request), params=params, query={}, now=utc_now())
    return load_page(wanted, BY_NAME[page].load, data_version(wanted))


def _figures(projects: int, homes: int, language: Language) -> str:
    """``24 个楼盘 · 3,214 套可售``."""
    if language == "en":
        parts = [f"{plain(projects)} {'project' if projects == 1 else 'projects'}"]
        parts += [f"{plain(homes)} {'home' if homes == 1 else 'homes'} available"] if homes else []
    else:
        parts = [f"{plain(projects)} 个楼盘"] + ([f"{plain(homes)} 套可售"] if homes else [])
    return " · ".join(parts)


@require_safe
@_answers
def city_drawing(request: HttpRequest, city: str, version: str, district: str = "") -> HttpResponse:
    """The share image of a city or district: the site model of the project that leads its page, and its figures of now."""
    language = _language(request)
    data = _loaded(
        request, *(("landing", {"city": city, "district": district}) if district else ("home", {"city": city}))
    ).data
    if isinstance(data, LandingData):
        title, leading = data.heading, data.projects[:1]
        figures = _figures(data.district.projects, data.district.units_available, language)
    else:
        assert isinstance(data, HomeData)
        found = geography.city_called(city)
        name = found.label(language) if found else ""
        title, leading = (f"New homes in {name}" if language == "en" else f"{name}新房"), data.featured[:1]
        figures = _figures(data.numbers.projects, data.numbers.units_available, language)
    facts = project_by_slug(slug=leading[0].slug) if leading else None
    shown = (facts.id, facts.revision, steps_taken(project_id=facts.id)) if facts else ()
    key = ("city", language, title, figures, *shown)
    body = _drawn.get(key)
    if body is None:
        given = site_input(facts, "share", language) if facts else None
        drawing = _draw("drawSite", given or brand_input(language))
        # A drawn project is named: the picture is of it, not of the whole city.
        pictured = pick(language, facts.name, facts.name_en) if facts and given else ""
        caption = (f"Pictured: {pictured}" if language == "en" else f"图为 {pictured}") if pictured else VERSE[language]
        body = png_of(share_svg(drawing=drawing, title=title, lines=[figures, caption]))
        _drawn.put(key, body, len(body))
    return _send(request, body, "image/png", current=False)


@require_safe
@_answers
def page_drawing(request: HttpRequest, page: str, version: str) -> HttpResponse:
    """The share image of a page that shows no listing: its name under a made-up estate."""
    language = _language(request)
    if page not in BY_NAME:
        raise Http404("no such page")
    try:
        title = _loaded(request, page, {}).title
    except (BusinessError, OperationalError):
        title = SITE_NAME[language]  # one that is many pages, as articles are, or has nothing to show now
    key = ("page", language, title)
    body = _drawn.get(key)
    if body is None:
        body = png_of(share_svg(drawing=_draw("drawSite", brand_input(language)), title=title, lines=[VERSE[language]]))
        _drawn.put(key, body, len(body))
    return _send(request, body, "image/png", current=False)


def _packed(svg: str) -> bytes:
    return compress(svg.encode(), 6, mtime=0)

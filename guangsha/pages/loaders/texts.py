"""Pages that need no listing: help, legal texts, calculator, favourites."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from django.conf import settings

from guangsha.kit.errors import BusinessError, Invalid, NotFound
from guangsha.kit.paging import BadCursor
from guangsha.pages.domain.rates import Rate, read_rates
from guangsha.pages.domain.wording import pick
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.pages.schemas import (
    ArticleData,
    ArticleListData,
    CalculatorData,
    EditionLinkOut,
    EditionOut,
    ErrorData,
    LinkOut,
    RateOut,
    SavedData,
    SectionOut,
)
from guangsha.pages.texts import FOLDER, SHELVES, Article, articles, articles_about, find_article, says
from guangsha.privacy.public import Document, Edition, current_edition, edition_of, known_editions
from guangsha.search.public import PARAMS


def _article(article: Article) -> ArticleData:
    return ArticleData(
        slug=article.path,
        title=article.title,
        summary=article.summary,
        updated_on=article.updated_on.isoformat(),
        sections=[SectionOut(heading=one.heading, paragraphs=list(one.paragraphs)) for one in article.sections],
        edition=None,
    )


def _version(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise NotFound("no such version")
    return int(text)


def _load_agreement(document: Document, request: PageRequest) -> LoadedPage:
    """A policy or agreement: the version in force, or the one in ``?version=``. Raises NotFound."""
    wanted = _version(request.get("version"))
    edition = edition_of(document=document, language=request.language, version=wanted, now=request.now)
    current = current_edition(document=document, language=request.language, now=request.now)
    path, older = f"/legal/{document.value}", edition.version != current.version
    known = known_editions(document=document, language=request.language)
    return LoadedPage(
        data=ArticleData(
            slug=path,
            title=edition.title,
            summary=edition.summary,
            updated_on=edition.effective_on.isoformat(),
            sections=[SectionOut(heading=part.heading, paragraphs=list(part.paragraphs)) for part in edition.parts],
            edition=EditionOut(
                version=edition.version,
                effective_on=edition.effective_on.isoformat(),
                text_hash=edition.text_hash,
                in_force=not older,
                versions=[
                    EditionLinkOut(
                        version=one.version,
                        effective_on=one.effective_on.isoformat(),
                        path=path if one.version == current.version else f"{path}?version={one.version}",
                    )
                    for one in reversed(known)
                ],
            ),
        ),
        title=edition.title,
        description=edition.summary,
        path=path,
        query=f"version={edition.version}" if older else "",
        og_type="article",
        indexed=not older,
        summary=[line for part in edition.parts for line in (part.heading, *part.paragraphs)],
    )


_AGREEMENTS_SAY: dict[Document, tuple[str, ...]] = {
    Document.PRIVACY: (
        *("隐私", "个人信息", "个人数据", "我的数据", "信息安全", "注销"),
        *("privacy", "personal data", "my data", "cookie", "gdpr", "pipl"),
    ),
    Document.TERMS: ("协议", "条款", "terms", "agreement"),
    Document.REAL_NAME: ("实名", "身份证", "real name", "identity"),
    Document.SHARING: ("共享信息", "信息共享", "sharing"),
    Document.MARKETING: ("营销", "骚扰", "marketing", "unsubscribe"),
}
"""What people call the policies and agreements, besides their titles."""

MOST_ANSWERS = 3


def help_about(text: str, request: PageRequest, *, deep: bool = False) -> list[LinkOut]:
    """Help articles, policies and agreements about what was typed, at most three.

    ``deep`` also reads the texts themselves, for where no title and no word says it.
    """
    asked = text.strip().lower()
    found = [LinkOut(name=one.title, path=one.path) for one in articles_about(text, request.language)]
    editions = [current_edition(document=one, language=request.language, now=request.now) for one in Document]
    if len(asked) > 1:
        found += [_link(one) for one in editions if says((one.title, *_AGREEMENTS_SAY[one.document]), asked)]
    if deep and not found and len(asked) > 1:
        found = [LinkOut(name=one.title, path=one.path) for one in articles_about(text, request.language, deep=True)]
        found += [_link(one) for one in editions if asked in one.text.lower()]
    return found[:MOST_ANSWERS]


def _link(edition: Edition) -> LinkOut:
    return LinkOut(name=edition.title, path=f"/legal/{edition.document.value}")


def agreement_paths() -> list[str]:
    """Addresses of all policies and agreements, for the site map."""
    return [f"/legal/{document.value}" for document in Document]


def load_help(request: PageRequest) -> LoadedPage:
    """The list of help articles."""
    found = articles("help", request.language)
    return LoadedPage(
        data=ArticleListData(articles=[_article(article) for article in found]),
        title=request.text(zh="帮助中心", en="Help centre"),
        description=request.text(
            zh="买新房的步骤、备案价、搜索与房贷，写得明明白白。",
            en="Buying steps, filed prices, search and mortgages, in plain words.",
        ),
        path="/help",
        summary=[f"{article.title}: {article.summary}" for article in found],
    )


def load_article(request: PageRequest) -> LoadedPage:
    """One help or legal article. Raises NotFound."""
    shelf, slug = request.get("shelf"), request.get("slug")
    if shelf == "legal" and slug in set(Document):
        return _load_agreement(Document(slug), request)
    article = find_article(shelf, slug, request.language) if shelf in SHELVES else None
    if article is None:
        raise NotFound("article")
    return LoadedPage(
        data=_article(article),
        title=article.title,
        description=article.summary,
        path=article.path,
        og_type="article",
        json_ld=[
            {
                "@context": "https://schema.org",
                "@type": "Article",
                "headline": article.title,
                "description": article.summary,
                "dateModified": article.updated_on.isoformat(),
                "inLanguage": request.language,
            }
        ],
        summary=[line for section in article.sections for line in (section.heading, *section.paragraphs)],
    )


@lru_cache(maxsize=1)
def _rates() -> tuple[Rate, ...]:
    own = Path(settings.DATA_DIR) / "rates.toml"
    return read_rates((own if own.is_file() else FOLDER / "rates.toml").read_text("utf-8"))


def _whole(text: str, top: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 and 0 < int(text) <= top else None


def load_calculator(request: PageRequest) -> LoadedPage:
    """The calculator; ``total_fen`` and ``area`` in the query fill its first fields."""
    area = _whole(request.query.get("area", "").partition(".")[0], 100_000)
    return LoadedPage(
        data=CalculatorData(
            rates=[
                RateOut(
                    code=rate.code,
                    value=rate.value,
                    source=pick(request.language, rate.source, rate.source_en),
                    as_of=rate.as_of.isoformat(),
                )
                for rate in _rates()
            ],
            total_fen=_whole(request.query.get("total_fen", ""), 10**13),
            area=float(request.query["area"]) if area and _is_decimal(request.query["area"]) else None,
        ),
        title=request.text(zh="房贷与税费计算器", en="Mortgage and tax calculator"),
        description=request.text(
            zh="商业贷款、公积金与组合贷款，等额本息与等额本金，提前还款，契税与维修资金。",
            en="Commercial, provident-fund and combined loans, both repayment methods, prepayment, deed tax.",
        ),
        path="/calculator",
        summary=[
            f"{pick(request.language, rate.source, rate.source_en)} ({rate.as_of.isoformat()})" for rate in _rates()
        ],
    )


def _is_decimal(text: str) -> bool:
    whole, _, part = text.partition(".")
    return whole.isascii() and whole.isdigit() and (not part or (part.isascii() and part.isdigit() and len(part) <= 2))


def load_saved(request: PageRequest) -> LoadedPage:
    """The frame of favourites and history; the lists themselves never leave the browser."""
    return LoadedPage(
        data=SavedData(note=""),
        title=request.text(zh="收藏与足迹", en="Saved and seen"),
        description=request.text(zh="只保存在你的浏览器里。", en="Kept in your browser only."),
        path="/favourites",
        indexed=False,
    )


def load_error(request: PageRequest) -> LoadedPage:
    """The page behind a missing address, for whoever wants to show it."""
    return error_page(request, 404)


def refusal_page(request: PageRequest, refusal: BusinessError) -> LoadedPage:
    """The page that tells what of an address cannot be used, with the way back: the same without it."""
    if isinstance(refusal, BadCursor):
        return error_page(request, 400, drop=("cursor",))
    if isinstance(refusal, Invalid):
        errors = refusal.data.get("errors") or []
        return error_page(request, 422, drop=tuple(PARAMS.get(one["field"], one["field"]) for one in errors))
    return error_page(request, 404)


def error_page(request: PageRequest, status: Literal[400, 404, 410, 422, 500], drop: Sequence[str] = ()) -> LoadedPage:
    """The page behind a missing, withdrawn, unusable or broken address. ``drop`` are the parameters that spoil it."""
    rest = {name: value for name, value in request.query.items() if name not in drop}
    titles = {
        400: ("这一页的链接失效了", "This page link is not valid any more"),
        422: ("这些筛选条件用不了", "These filters cannot be used"),
        404: ("没有找到这个页面", "This page does not exist"),
        410: ("这里的房源已经下架", "This listing was taken down"),
        500: ("页面出了问题", "Something went wrong"),
    }
    zh, en = titles[status]
    return LoadedPage(
        data=ErrorData(
            status=status,
            home_path="/",
            back_path=f"/search?{urlencode(rest)}" if drop and rest else "/search",
            problems=list(dict.fromkeys(drop)),
        ),
        title=request.text(zh=zh, en=en),
        description="",
        path="",
        indexed=False,
        status=status,
    )

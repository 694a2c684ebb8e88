"""The frame of every page: shell and head."""

from __future__ import annotations

from typing import Literal

from ninja import Schema


class LinkOut(Schema):
    """A named address inside the site, without language prefix."""

    name: str
    path: str


class CityOut(Schema):
    """A city that has listings; `path` is its home page, `feed` the Atom feed of its new listings."""

    slug: str
    code: str
    name: str
    path: str
    feed: str


class ShellOut(Schema):
    """What every page's frame needs."""

    language: Literal["zh-CN", "en"]
    path: str
    city: CityOut | None
    cities: list[CityOut]
    company: str
    icp_filing: str
    police_filing: str
    demo: bool
    tiles_url: str
    tiles_attribution: str


class HeadOut(Schema):
    """Title and address of the page, so that moving between pages in the browser keeps them true."""

    title: str
    description: str
    canonical: str
    robots: str
    image: str

"""The picture that goes with a link: every page has one, drawn here, in both languages; what is gone has none."""

import re
import struct
from html import unescape
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import call_command
from django.test import Client

from guangsha.catalog.models import Layout, Unit
from guangsha.pages import stock
from guangsha.pages.pictures import views
from guangsha.pages.pictures.brand import brand_input
from guangsha.pages.rendering.assets import is_built
from guangsha.pages.schemas import SiteOut
from tests.catalog.support import NOW, fill, make_project, publish, run, take_down

pytestmark = pytest.mark.django_db(transaction=True)
needs_build = pytest.mark.skipif(not is_built(), reason="the web application is not built")
SLUG = "yunlu-lane"
DISTRICT = "/cities/changsha/yuelu-district"


@pytest.fixture
def project() -> UUID:
    project_id = make_project()
    fill(project_id)
    publish(project_id)
    call_command("index_rebuild", stdout=StringIO())
    return project_id


def image_of(path: str) -> str:
    """The path of a page's share image; empty when it names none."""
    html = unescape(Client().get(path).content.decode())
    found = re.search(r'<meta property="og:image" content="https?://[^/]+([^"]*)">', html)
    return found[1] if found else ""


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


class TestOfEveryPage:
    @pytest.mark.parametrize(
        ("path", "image"),
        [
            ("/", "/drawings/cities/changsha/"),
            ("/cities/changsha", "/drawings/cities/changsha/"),
            (DISTRICT, "/drawings/cities/changsha/yuelu-district/"),
            ("/search", "/drawings/cities/changsha/"),
            ("/calculator", "/drawings/pages/calculator/"),
            ("/compare", "/drawings/pages/compare/"),
            ("/help", "/drawings/pages/help/"),
            ("/help/filed-prices", "/drawings/pages/article/"),
            ("/ledger", "/drawings/pages/ledger/"),
            ("/verify", "/drawings/pages/verify/"),
            (f"/projects/{SLUG}", f"/drawings/projects/{SLUG}/"),
            (f"/projects/{SLUG}/on/{NOW:%Y-%m-%d}", f"/drawings/projects/{SLUG}/"),
        ],
    )
    @needs_build
    def test_one_is_named_and_drawn_in_both_languages(self, project: UUID, path: str, image: str) -> None:
        chinese, english = image_of(path), image_of("/en" if path == "/" else f"/en{path}")
        assert chinese.startswith(image)
        assert english == f"{chinese}?l=en"
        pictures = [Client().get(address) for address in (chinese, english)]
        assert [one.status_code for one in pictures] == [200, 200]
        assert [size_of(one.content) for one in pictures] == [(1200, 630)] * 2
        assert pictures[0].content != pictures[1].content

    @needs_build
    def test_a_citys_is_kept_until_something_on_it_changes(
        self, project: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = image_of("/")
        first = Client().get(address).content
        monkeypatch.setattr(views, "_draw", lambda *_: pytest.fail("drawn again"))
        assert Client().get(address).content == first

    def test_a_page_that_is_not_there_has_none(self, project: UUID) -> None:
        assert image_of("/nothing-here") == ""
        for path in (
            "cities/atlantis/3/share.png",
            "cities/changsha/atlantis/3/share.png",
            "pages/atlantis/3/share.png",
        ):
            assert Client().get(f"/drawings/{path}").status_code == 404

    def test_the_made_up_estate_is_a_site_like_the_real_ones(self) -> None:
        site = SiteOut.model_validate(brand_input("en")["input"])
        (west, south), (east, north) = site.site.boundary[0], site.site.boundary[2]
        for building in site.buildings:
            assert all(west < x < east and south < y < north for x, y in building.footprint)


class TestOfWhatIsGone:
    def test_drawings_say_what_the_page_says(self, project: UUID) -> None:
        layout, unit = Layout.objects.all()[0].pk, Unit.objects.all()[0].pk
        run(lambda: Layout.objects.filter(pk=layout).update(geometry={"version": 1}))
        take_down(project)
        stock._pages.clear()
        addresses = [f"/projects/{SLUG}", f"/units/{unit}", f"/drawings/projects/{SLUG}/3-1/card.svg",
                     f"/drawings/projects/{SLUG}/3-1/share.png", f"/drawings/layouts/{layout}/3-x/card.svg"]  # fmt: skip
        answers = [Client().get(address) for address in addresses]
        assert [one.status_code for one in answers] == [410] * 5
        assert {one["Cache-Control"] for one in answers} == {"no-store"}

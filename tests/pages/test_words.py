"""Figures and dates in words; bands, rates, chips: rules without a database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guangsha.pages.domain.bands import BANDS, BY_SLUG, rooms_of
from guangsha.pages.domain.rates import CODES, RatesUnreadable, read_rates
from guangsha.pages.domain.search_words import range_label
from guangsha.pages.domain.wording import PriceBasis, area_range, day, named_price, total, total_range, unit_price
from guangsha.pages.loaders.search_filters import chips_of, facets_of, relax_out, search_path, sorts_of
from guangsha.pages.rendering.document import data_block
from guangsha.pages.texts import FOLDER, SHELVES, articles, articles_about
from guangsha.search.public import Facet, FacetValue, Near, Relaxation, SearchQuery


class TestWording:
    def test_totals_read_as_people_say_them(self) -> None:
        assert total(208_500_000, "zh-CN") == "208.5 万"
        assert total(12_000_000_000, "zh-CN") == "1.2 亿"
        assert total(208_500_000, "en") == "¥2.085M"
        assert total_range(None, None, "en") == ""
        assert total_range(200_000_000, 200_000_000, "zh-CN") == "200 万"
        assert total_range(78_000_000, 101_900_000, "en") == "¥0.78–1.019M"
        assert total_range(9_000_000_000, 12_000_000_000, "zh-CN") == "9,000 万–1.2 亿"

    def test_halves_go_up_as_in_the_browser(self) -> None:
        assert total(101_950_000_000, "zh-CN") == "10.2 亿"
        assert total(20_825_000, "zh-CN") == "20.8 万"
        assert total(208_250_000, "zh-CN") == "208.3 万"
        assert unit_price(1_234_450, "zh-CN") == "12,345 元/㎡"
        assert area_range(98.5, 142.5) == "99–143 ㎡"

    @pytest.mark.parametrize(("basis", "zh", "en"), [("filed", "备案均价", "average filed price"),
                                                     ("stated", "参考均价", "stated average price"),
                                                     ("asked", "均价", "average price")])  # fmt: skip
    def test_only_a_filed_price_is_called_filed(self, basis: PriceBasis, zh: str, en: str) -> None:
        assert named_price(1_250_000, basis, "zh-CN") == f"{zh} 12,500 元/㎡"
        assert named_price(1_250_000, basis, "en") == f"{en} 12,500 CNY/㎡"
        assert named_price(None, basis, "en") == ""

    def test_unit_prices_and_areas_have_their_unit(self) -> None:
        assert unit_price(1_680_000, "zh-CN") == "16,800 元/㎡"
        assert area_range(98.2, 143.4) == "98–143 ㎡"
        assert area_range(98.2, None) == "98 ㎡"

    def test_a_date_says_no_more_than_is_known(self) -> None:
        known = date(2026, 11, 22)
        assert day(known, "day", "zh-CN") == "2026年11月22日"
        assert day(known, "month", "en") == "Nov 2026"
        assert day(known, "", "en") == ""
        assert day(None, "day", "en") == ""

    def test_ranges_are_as_short_as_they_can_be(self) -> None:
        assert range_label("price", None, 200_000_000, "zh-CN") == "≤ 200 万"
        assert range_label("size", Decimal(90), Decimal(120), "en") == "90 ㎡–120 ㎡"


class TestBands:
    def test_bands_leave_no_gap(self) -> None:
        assert BANDS[0].low is None
        assert BANDS[-1].high is None
        assert [band.high for band in BANDS[:-1]] == [band.low for band in BANDS[1:]]
        assert len(BY_SLUG) == len(BANDS)

    @pytest.mark.parametrize("slug", ["", "rooms", "6-rooms", "0-rooms", "３-rooms", "3-room", "-1-rooms"])
    def test_only_real_rooms_are_an_address(self, slug: str) -> None:
        assert rooms_of(slug) is None

    def test_three_rooms_is_three(self) -> None:
        assert rooms_of("3-rooms") == 3


class TestRates:
    def test_the_shipped_figures_are_complete_and_dated(self) -> None:
        rates = read_rates((FOLDER / "rates.toml").read_text("utf-8"))
        assert [rate.code for rate in rates] == list(CODES)
        figures = {rate.code: rate.value for rate in rates}
        assert (figures["fund_first"], figures["fund_second"], figures["maintenance"]) == (26_000, 30_750, 10_000)

    @pytest.mark.parametrize("value", ["307.555", "nan", "inf", "true", "'3'", "1e9"])
    def test_a_figure_finer_than_a_hundredth_of_a_basis_point_or_none_at_all_is_refused(self, value: str) -> None:
        text = (FOLDER / "rates.toml").read_text("utf-8").replace("value = 307.5", f"value = {value}")
        with pytest.raises(RatesUnreadable, match="fund_second"):
            read_rates(text)

    @pytest.mark.parametrize("text", ["", "x", "[lpr_5y]\nvalue = '3'", "[lpr_5y]\nvalue = true\nas_of = 2025-01-01"])
    def test_a_wrong_file_names_what_is_wrong(self, text: str) -> None:
        with pytest.raises(RatesUnreadable):
            read_rates(text)


class TestTexts:
    @pytest.mark.parametrize("shelf", SHELVES)
    def test_both_languages_have_the_same_articles(self, shelf: str) -> None:
        chinese, english = articles(shelf, "zh-CN"), articles(shelf, "en")
        assert [one.slug for one in chinese] == [one.slug for one in english]
        assert [len(one.sections) for one in chinese] == [len(one.sections) for one in english]

    def test_the_search_box_finds_help(self) -> None:
        assert [one.slug for one in articles_about("公积金怎么贷", "zh-CN")] == ["loans"]
        assert articles_about("", "en") == []

    def test_what_only_an_article_itself_says_is_found_when_it_is_read(self) -> None:
        asked = articles("help", "zh-CN")[0].sections[1].paragraphs[0][:6]
        assert articles_about(asked, "zh-CN") == []
        assert articles("help", "zh-CN")[0] in articles_about(asked, "zh-CN", deep=True)


class TestFilters:
    def test_a_chip_takes_only_its_own_filter_away(self) -> None:
        query = SearchQuery.of(kind="projects", districts=("430104",), rooms=(3,), price_max=200_000_000)
        chips = {chip.code: chip for chip in chips_of(query, frozenset({"rooms"}), "zh-CN")}
        assert chips["rooms:3"].path_without == "/search?district=430104&price_max=200000000"
        assert chips["rooms:3"].from_sentence
        assert not chips["price"].from_sentence
        assert chips["price"].label == "总价 ≤ 200 万"

    def test_every_filter_in_force_has_a_chip_of_its_own(self) -> None:
        square = ((112.9, 28.1), (113.0, 28.1), (113.0, 28.2))
        near = Near(112.9, 28.2, 1_500)
        query = SearchQuery.of(kind="projects", text="云澜", polygon=square, near=near, sort="price")
        chips = {chip.code: chip for chip in chips_of(query, frozenset(), "zh-CN")}
        assert [chips[code].label for code in ("polygon", "near", "q")] == ["手绘范围", "1.5 公里内", "“云澜”"]
        assert "polygon" not in chips["polygon"].path_without
        assert "sort=price" in chips["near"].path_without

    def test_a_month_of_opening_is_chosen_and_left_again(self) -> None:
        facet = Facet("opening", tuple(FacetValue(code, "", "", 2) for code in ("2026-12", "2027-01")))
        (out,) = facets_of(SearchQuery.of(kind="projects"), [facet], "zh-CN")
        assert [value.label for value in out.values] == ["2026年12月", "2027年1月"]
        assert out.values[0].path == "/search?opening_from=2026-12&opening_to=2026-12"
        chosen = SearchQuery.of(kind="projects", opening_from=202612, opening_to=202612)
        (out,) = facets_of(chosen, [facet], "zh-CN")
        assert [value.selected for value in out.values] == [True, False]
        assert out.values[0].path == "/search"

    def test_a_chosen_value_without_homes_can_still_be_changed(self) -> None:
        (out,) = facets_of(SearchQuery.of(kind="projects", rooms=(5,)), [Facet("rooms", ())], "zh-CN")
        assert [(value.label, value.count, value.selected) for value in out.values] == [("5 室及以上", 0, True)]

    def test_nearest_is_an_order_only_where_a_place_is_known(self) -> None:
        plain, near = SearchQuery.of(kind="projects"), SearchQuery.of(kind="projects", near=Near(112.9, 28.2))
        assert "distance" not in [sort.value for sort in sorts_of(plain, "en")]
        assert "distance" in [sort.value for sort in sorts_of(near, "en")]

    def test_relaxing_is_said_in_homes(self) -> None:
        query = SearchQuery.of(kind="projects", rooms=(3,))
        way = Relaxation(("rooms",), "drop", SearchQuery.of(kind="projects"), 2, 31)
        (out,) = relax_out([way], query, "zh-CN")
        assert (out.label, out.homes, out.projects) == ("去掉“3 室”", 31, 2)

    def test_projects_are_the_bare_address_and_homes_say_so(self) -> None:
        assert search_path(SearchQuery.of(kind="projects")) == "/search"
        assert search_path(SearchQuery.of(kind="units", rooms=(3,))) == "/search?kind=units&rooms=3"


@given(st.text())
def test_a_data_block_can_never_end_its_script(text: str) -> None:
    block = data_block({"text": text, "more": "</script><!--"})
    assert "<" not in block
    assert ">" not in block

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guangsha.catalog.domain import listing_text, partial_dates, readings
from guangsha.catalog.domain.choices import DatePrecision, FloorBand, Orientation
from guangsha.catalog.domain.coordinates import Datum, to_wgs84
from guangsha.catalog.domain.readings import Unreadable
from guangsha.catalog.importing.conversion import READERS, cell_problem
from guangsha.catalog.importing.mapping import Column, shipped_mappings

READINGS = [
    readings.number,
    readings.integer,
    readings.area,
    readings.money,
    readings.money_range,
    readings.area_range,
    readings.percent,
    readings.flag,
    readings.year,
    partial_dates.partial_date,
    partial_dates.full_date,
    listing_text.rooms,
    listing_text.room_counts,
    listing_text.floor,
    listing_text.orientation,
]
WORDS = st.text(alphabet="0123456789.,-~/元万亿㎡平室厅卫居房低中高区层共()年月日朝东南西北至１２ =+eE", max_size=16)


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "fen"),
        [
            ("19700", 1_970_000),
            ("均价19700元/平", 1_970_000),
            ("19,700", 1_970_000),
            ("1.97万/㎡", 1_970_000),
            ("１９７００", 1_970_000),
            ("19700元/㎡起", 1_970_000),
            ("0.01", 1),
            ("1.2亿", 12_000_000_000),
            ("--待定--", None),
            ("", None),
        ],
    )
    def test_money(self, text: str, fen: int | None) -> None:
        assert readings.money(text) == fen

    @pytest.mark.parametrize(
        "text", ["abc", "12a", "1e5", "-5", "=1+1", "1.2.3", "12元石头", "9" * 100, "∞", "NaN元", "1,2"]
    )
    def test_not_money(self, text: str) -> None:
        with pytest.raises(Unreadable):
            readings.money(text)

    @pytest.mark.parametrize(
        ("text", "ends"),
        [
            ("310-390", (310, 390)),
            ("246.96-362.88", (246.96, 362.88)),
            ("625", (625, 625)),
            ("100万-200万", (100, 200)),
            ("100~200", (100, 200)),
            ("100至200", (100, 200)),
        ],
    )
    def test_ranges_in_wan(self, text: str, ends: tuple[float, float]) -> None:
        assert readings.money_range(text, wan=True) == tuple(round(end * 1_000_000) for end in ends)

    def test_areas(self) -> None:
        assert readings.area_range("161-201㎡") == (Decimal("161.00"), Decimal("201.00"))
        assert readings.area("89.999 平方米") == Decimal("90.00")
        with pytest.raises(Unreadable, match="range_reversed"):
            readings.area_range("201-161㎡")

    def test_percent_and_flags(self) -> None:
        assert [readings.percent(text) for text in ("35%", "35", "0.35")] == [Decimal("35.00")] * 3
        assert [readings.flag(text) for text in ("1", "是", "no", "无", "")] == [True, True, False, False, None]

    @given(st.decimals(min_value="0.01", max_value="99999999", places=2))
    def test_every_amount_comes_back(self, yuan: Decimal) -> None:
        assert readings.money(f"{yuan:,}元") == int(yuan * 100)


class TestDates:
    @pytest.mark.parametrize(
        ("text", "day", "precision"),
        [
            ("2021-11-99", date(2021, 11, 1), DatePrecision.MONTH),
            ("2021-11-00", date(2021, 11, 1), DatePrecision.MONTH),
            ("2021-99-99", date(2021, 1, 1), DatePrecision.YEAR),
            ("2021年11月", date(2021, 11, 1), DatePrecision.MONTH),
            ("2021/3/5", date(2021, 3, 5), DatePrecision.DAY),
            ("20210305", date(2021, 3, 5), DatePrecision.DAY),
            ("预计2023年底", date(2023, 1, 1), DatePrecision.YEAR),
            ("2021-03-30 00:00:00", date(2021, 3, 30), DatePrecision.DAY),
        ],
    )
    def test_as_far_as_they_are_known(self, text: str, day: date, precision: DatePrecision) -> None:
        assert partial_dates.partial_date(text) == (day, precision)

    @pytest.mark.parametrize(
        "text", ["2021-02-30", "2021-13-01", "21-01-01", "1850-01-01", "2021-99-05", "44286", "soon"]
    )
    def test_no_dates(self, text: str) -> None:
        with pytest.raises(Unreadable):
            partial_dates.partial_date(text)

    @pytest.mark.parametrize("text", ["", "--", "0000-00-00", "待定"])
    def test_nothing_said(self, text: str) -> None:
        assert partial_dates.partial_date(text) is None

    @given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
    def test_every_day_comes_back(self, day: date) -> None:
        assert partial_dates.full_date(day.isoformat()) == day
        assert partial_dates.full_date(f"{day.year}年{day.month}月{day.day}日") == day


class TestHomes:
    @pytest.mark.parametrize(
        ("text", "counts"),
        [
            ("3室2厅", (3, 2, None)),
            ("三房两厅两卫", (3, 2, 2)),
            ("3居", (3, None, None)),
            ("1室0厅", (1, 0, None)),
            ("开间", (1, 0, None)),
            ("2 bed 1 bath", (2, None, 1)),
        ],
    )
    def test_rooms(self, text: str, counts: tuple[int, int | None, int | None]) -> None:
        found = listing_text.rooms(text)
        assert found is not None
        assert (found.rooms, found.halls, found.baths) == counts

    def test_rooms_on_offer(self) -> None:
        assert listing_text.room_counts("3/4/5居") == (3, 4, 5)
        assert listing_text.room_counts("1-3居") == (1, 2, 3)
        with pytest.raises(Unreadable):
            listing_text.room_counts("99居")

    @pytest.mark.parametrize(
        ("text", "floor", "band", "total"),
        [
            ("高区/6层", None, FloorBand.HIGH, 6),
            ("低楼层(共33层)", None, FloorBand.LOW, 33),
            ("地上3层", None, FloorBand.UNKNOWN, 3),
            ("地上2层 地下1层", None, FloorBand.UNKNOWN, 2),
            ("12/33", 12, FloorBand.UNKNOWN, 33),
            ("8层", 8, FloorBand.UNKNOWN, None),
            ("B1", -1, FloorBand.UNKNOWN, None),
        ],
    )
    def test_floors(self, text: str, floor: int | None, band: FloorBand, total: int | None) -> None:
        assert listing_text.floor(text) == listing_text.FloorStatement(floor, band, total)

    @pytest.mark.parametrize("text", ["0", "34/33", "999层", "高高区", "中区/0层"])
    def test_no_floors(self, text: str) -> None:
        with pytest.raises(Unreadable):
            listing_text.floor(text)

    def test_orientation(self) -> None:
        assert listing_text.orientation("朝南北") is Orientation.SN
        assert listing_text.orientation("东南") is Orientation.SE
        assert listing_text.orientation("(进门) 南") is None
        with pytest.raises(Unreadable):
            listing_text.orientation("东南西")


class TestNothingEscapes:
    @given(WORDS | st.text(max_size=30))
    def test_a_reading_gives_a_value_or_unreadable(self, text: str) -> None:
        for read in READINGS:
            try:
                read(text)
            except Unreadable as refused:
                assert refused.code  # noqa: PT017 - every refusal has one

    @given(st.text(max_size=30))
    def test_a_cell_is_fine_or_named(self, text: str) -> None:
        problem = cell_problem(text)
        if problem is None:
            for name, field in (("text", "name"), ("words", "tags"), ("code", "fit_out")):
                try:
                    READERS[name](text, Column(heading="x", to=field), field)
                except Unreadable as refused:
                    assert refused.code  # noqa: PT017 - every refusal has one

    @given(st.floats(allow_nan=True), st.floats(allow_nan=True), st.sampled_from(list(Datum)))
    def test_a_position_is_in_china_or_refused(self, lng: float, lat: float, datum: Datum) -> None:
        try:
            found = to_wgs84(lng, lat, datum)
        except Unreadable as refused:
            assert refused.code in {"position_outside", "position_swapped"}  # noqa: PT017
        else:
            assert abs(found[0] - lng) < 0.05
            assert abs(found[1] - lat) < 0.05


def test_the_shipped_mappings_are_told_apart_by_their_headings() -> None:
    mappings = shipped_mappings()
    assert set(mappings) == {"changsha-projects", "shanghai-listings", "projects", "units"}
    for mapping in mappings.values():
        for place in (0, -1):  # the Chinese headings, then the English ones
            heading = tuple({column.headings[place] for column in mapping.columns})
            needed = tuple({names[place] for names in mapping.required_headings()})
            fitting = [other.name for other in mappings.values() if other.fits((*{*heading, *needed},))]
            assert fitting == [mapping.name]

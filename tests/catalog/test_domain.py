from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guangsha.catalog.domain.checks import footprint_errors, position_errors, text_errors
from guangsha.catalog.domain.choices import FloorBand, ListingState
from guangsha.catalog.domain.distance import geodesic_m, haversine_m
from guangsha.catalog.domain.errors import IllegalMove
from guangsha.catalog.domain.figures import floor_band, weighted_unit_price
from guangsha.catalog.domain.slugs import slug_base, slug_candidates
from guangsha.catalog.domain.states import INITIAL, TRANSITIONS, Move, mermaid, moved

DIAGRAM = Path(__file__).resolve().parents[2] / "docs" / "states" / "listing.md"
LNG = st.floats(73, 136)
LAT = st.floats(3, 54)


class TestStates:
    @pytest.mark.parametrize("state", ListingState)
    @pytest.mark.parametrize("move", Move)
    def test_every_pair_is_either_a_transition_or_refused(self, state: ListingState, move: Move) -> None:
        if (state, move) in TRANSITIONS:
            assert moved(state, move) is TRANSITIONS[state, move]
        else:
            with pytest.raises(IllegalMove) as refused:
                moved(state, move)
            assert refused.value.data == {"state": str(state), "move": str(move)}

    def test_every_state_can_be_reached_and_left(self) -> None:
        reached, waiting = {INITIAL}, [INITIAL]
        while waiting:
            state = waiting.pop()
            following = {after for (before, _), after in TRANSITIONS.items() if before is state}
            assert following - {state}, f"{state} is a dead end"
            waiting.extend(following - reached)
            reached |= following
        assert reached == set(ListingState)

    def test_only_publishing_makes_public(self) -> None:
        ways = {move for (_, move), after in TRANSITIONS.items() if after is ListingState.PUBLISHED}
        assert ways == {Move.PUBLISH}

    def test_the_diagram_in_the_docs_is_this_one(self) -> None:
        assert mermaid() in DIAGRAM.read_text()


class TestDistance:
    def test_agrees_with_published_geodesics(self) -> None:
        # Flinders Peak to Buninyong, the worked example of the Geocentric Datum of Australia manual (GRS80 = WGS84 here)
        flinders = geodesic_m(
            lng_a=144 + 25 / 60 + 29.52440 / 3600,
            lat_a=-(37 + 57 / 60 + 3.72030 / 3600),
            lng_b=143 + 55 / 60 + 35.38390 / 3600,
            lat_b=-(37 + 39 / 60 + 10.15610 / 3600),
        )
        assert flinders == pytest.approx(54972.271, abs=0.01)

    def test_a_degree_on_the_equator_and_on_a_meridian(self) -> None:
        assert geodesic_m(lng_a=0, lat_a=0, lng_b=1, lat_b=0) == pytest.approx(111319.491, abs=0.01)
        assert geodesic_m(lng_a=10, lat_a=0, lng_b=10, lat_b=1) == pytest.approx(110574.389, abs=0.01)

    def test_antipodes_do_not_hang(self) -> None:
        assert geodesic_m(lng_a=0, lat_a=0, lng_b=179.9, lat_b=0.1) == pytest.approx(20_000_000, rel=0.01)

    @given(LNG, LAT, LNG, LAT)
    def test_is_symmetric_and_near_the_great_circle(self, a: float, b: float, c: float, d: float) -> None:
        there = geodesic_m(lng_a=a, lat_a=b, lng_b=c, lat_b=d)
        assert there == pytest.approx(geodesic_m(lng_a=c, lat_a=d, lng_b=a, lat_b=b), abs=0.001)
        assert there == pytest.approx(haversine_m(lng_a=a, lat_a=b, lng_b=c, lat_b=d), rel=0.006, abs=0.01)


class TestFigures:
    @given(st.integers(-5, 60), st.integers(1, 60))
    def test_floor_bands_rise_with_the_floor(self, floor: int, floors: int) -> None:
        rank = {FloorBand.LOW: 0, FloorBand.MID: 1, FloorBand.HIGH: 2}
        band = floor_band(floor=floor, floors=floors)
        if not 1 <= floor <= floors:
            assert band is FloorBand.UNKNOWN
        elif floor < floors:
            assert rank[band] <= rank[floor_band(floor=floor + 1, floors=floors)]

    def test_the_average_is_weighted_by_area(self) -> None:
        assert weighted_unit_price(total_fen=300, area_m2=Decimal(200)) == 2
        assert weighted_unit_price(total_fen=300, area_m2=Decimal(0)) is None


class TestChecks:
    @pytest.mark.parametrize(
        ("lng", "lat", "count"),
        [(None, None, 0), (112.9, 28.2, 0), (112.9, None, 1), (float("nan"), 28.2, 1), (28.2, 112.9, 1), (999, -91, 2)],
    )
    def test_positions(self, lng: float | None, lat: float | None, count: int) -> None:
        assert len(position_errors(lng, lat)) == count

    @pytest.mark.parametrize(
        "corners",
        [
            [(0, 0), (1, 0)],
            [(0, 0), (1, 0), (1, 1), (0, 0)],
            [(0, 0), (1, 1), (1, 0)],
            [(0, 0), (1, 1), (2, 2)],
            [(0, 0), (1, 0), (float("inf"), 1)],
            [(0, 0), (4, 0), (0, 4), (4, 4), (2, 9)],
        ],
    )
    def test_footprints_that_are_none(self, corners: list[tuple[float, float]]) -> None:
        assert len(footprint_errors("footprint", corners)) == 1

    def test_characters_no_database_stores(self) -> None:
        assert {error["field"] for error in text_errors({"a": "\x00", "b": "\ud800", "c": "广厦", "d": None})} == {
            "a",
            "b",
        }


class TestSlugs:
    def test_come_from_english_else_pinyin(self) -> None:
        assert slug_base(name="云麓里", name_en="Yunlu Lane!") == "yunlu-lane"
        assert slug_base(name="云麓里二期", name_en="") == "yun-lu-li-er-qi"
        assert slug_base(name="???", name_en="") == "project"

    @given(st.text(), st.text())
    def test_are_addresses(self, name: str, name_en: str) -> None:
        for slug in slug_candidates(name=name, name_en=name_en, source="s", source_id="1"):
            assert slug.isascii()
            assert 0 < len(slug) <= 100
            assert not set(slug) - set("abcdefghijklmnopqrstuvwxyz0123456789-")

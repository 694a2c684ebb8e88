import os
import subprocess
import sys
from pathlib import Path

import pytest

from guangsha.catalog import regions
from guangsha.catalog.domain.region_names import english_name, short_name


class TestNames:
    @pytest.mark.parametrize(
        ("code", "name", "name_en"),
        [
            ("430100", "长沙市", "Changsha"),
            ("430104", "岳麓区", "Yuelu District"),
            ("430121", "长沙县", "Changsha County"),
            ("310000", "上海市", "Shanghai"),
            ("310105", "长宁区", "Changning District"),
            ("310115", "浦东新区", "Pudong New Area"),
            ("310112", "闵行区", "Minhang District"),
            ("610103", "碑林区", "Beilin District"),
            ("500000", "重庆市", "Chongqing"),
            ("610100", "西安市", "Xi'an"),
            ("410900", "濮阳市", "Puyang"),
            ("469029", "保亭黎族苗族自治县", "Baoting Li and Miao Autonomous County"),
        ],
    )
    def test_in_both_languages(self, code: str, name: str, name_en: str) -> None:
        found = regions.region(code)
        assert found is not None
        assert (found.name, found.name_en) == (name, name_en)

    def test_short_names_keep_counties_apart_from_their_city(self) -> None:
        assert [short_name(name) for name in ("岳麓区", "长沙市", "长沙县", "浦东新区", "沙市区")] == [
            "岳麓",
            "长沙",
            "长沙县",
            "浦东",
            "沙市",
        ]

    def test_every_region_has_a_name_in_latin_letters(self) -> None:
        for region in [
            *regions.cities(),
            *(item for city in regions.cities() for item in regions.districts_of(city.code)),
        ]:
            assert region.name_en.replace("ü", "u").isascii(), region
            assert english_name(region.name, region.code) == region.name_en


class TestLookUps:
    def test_cities_and_districts(self) -> None:
        assert len(regions.cities()) > 370
        assert [item.code for item in regions.districts_of("430100")] == sorted(
            item.code for item in regions.districts_of("430100")
        )
        assert len(regions.districts_of("310000")) == 16
        assert regions.districts_of("999999") == []
        for word in ("长沙", "长沙市", "changsha", "430100"):
            found = regions.find_city(word)
            assert found is not None
            assert found.code == "430100"
        assert regions.find_district("开福", "430100") == regions.region("430105")
        assert regions.find_district("浏阳", "430100") == regions.region("430181")
        assert regions.find_district("浦东", "430100") is None
        assert regions.find_city("不存在") is None

    def test_points(self) -> None:
        inside = regions.district_at(112.9388, 28.2282)
        assert inside is not None
        assert inside.code == "430104"
        assert regions.district_at(0.0, 0.0) is None
        assert regions.district_at(float("nan"), 28.0) is None
        box = regions.bounding_box("430100")
        assert box is not None
        west, south, east, north = box
        assert west < 112.9 < east
        assert south < 28.2 < north

    def test_outlines_get_simpler(self) -> None:
        full, simple = regions.outline("430104"), regions.outline("430104", tolerance_deg=0.02)
        assert full is not None
        assert simple is not None
        assert len(simple.wkb) < len(full.wkb)
        assert regions.outline("000000") is None


def test_nothing_is_written_at_home_and_no_network_is_asked(tmp_path: Path) -> None:
    script = (
        "import socket; socket.socket.connect = None\n"
        "from guangsha.catalog import regions; print(regions.district_at(112.9388, 28.2282).code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "430104"
    assert list(tmp_path.iterdir()) == []

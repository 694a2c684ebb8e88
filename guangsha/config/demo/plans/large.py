"""Large flats: suites, rooms for help and tea, a hall that runs along the south facade."""

from guangsha.config.demo.plans.grid import DoorAt as D
from guangsha.config.demo.plans.grid import Sketch
from guangsha.config.demo.plans.grid import WindowAt as W

CLOSED_KITCHEN = frozenset(("KF", "KD"))


def utility_four(*, suite: int = 3700, living: int = 4900, second: int = 3200, main: int = 4000) -> Sketch:
    """Four bedrooms, two of them suites, and a utility room with its own bath behind the kitchen."""
    return Sketch(
        cols=(1500, suite - 1500, 2600, living - 2600, second, 1700, main - 1700),
        rows=(1200, 2700, 1000, 1400, 4500, 1800),
        art="..#....\nVZFTEwU\nKKDTEwU\nKKDccMM\nCCLLBMM\n..bbb..",
        kinds={
            "V": "bath", "Z": "storage", "F": "foyer", "T": "bath", "E": "bedroom", "w": "storage", "U": "bath",
            "K": "kitchen", "D": "dining", "c": "corridor", "M": "master", "C": "bedroom", "L": "living",
            "B": "bedroom", "b": "balcony",
        },
        names={
            "V": ("工人卫", "Utility bath"), "Z": ("家政间", "Utility room"), "U": ("主卫", "En-suite bath"),
            "T": ("公卫", "Family bath"), "w": ("衣帽间", "Wardrobe"), "C": ("长辈房", "Parents' bedroom"),
        },
        doors=(
            D("#", "F", "entrance", 1200, 0.3, "F"),
            D("K", "D", "sliding", 1500, 0.5),
            D("Z", "K", "swing", 800, 0.2, "Z"),
            D("V", "Z", "swing", 700, 0.0, "V"),
            D("T", "c", "swing", 800, 0.0, "T"),
            D("E", "c", "swing", 900, 0.0, "E"),
            D("B", "c", "swing", 900, 0.0, "B"),
            D("c", "M", "swing", 900, 0.5, "M"),
            D("w", "M", "sliding", 900, 0.5),
            D("U", "M", "swing", 800, 0.5, "U"),
            D("C", "L", "swing", 900, 1.0, "C"),
            D("L", "b", "sliding", 0),
            D("B", "b", "sliding", 1800, 0.5),
        ),
        windows=(
            W("V", "n", 600, "window", 1500), W("Z", "n", 900), W("T", "n", 700, "window", 1500),
            W("E", "n", 1800), W("U", "n", 900, "window", 1500), W("K", "w", 1500, "window", 1000),
            W("C", "s", 0), W("M", "s", 0, "bay", 450),
        ),
        closed=CLOSED_KITCHEN | {"KL"},
    )  # fmt: skip


def grand_flat(*, main: int = 4000, hall: int = 7400, second: int = 4200, depth: int = 4800) -> Sketch:
    """One hall across the middle, a suite at each end reached through its own lobby."""
    return Sketch(
        cols=(2200, main - 2200, 2800, 2000, hall - 4800, second - 2400, 2400),
        rows=(1200, 3300, 1200, 2050, depth, 1900),
        art="...#...\nEEKFNCC\nccDDDee\nUwDDDTV\nMMLLLBB\n..bbb..",
        kinds={
            "E": "bedroom", "K": "kitchen", "F": "foyer", "N": "kitchen", "C": "bedroom", "c": "corridor",
            "D": "dining", "e": "corridor", "U": "bath", "w": "storage", "T": "bath", "V": "bath", "M": "master",
            "L": "living", "B": "bedroom", "b": "balcony",
        },
        names={
            "N": ("西厨", "Open kitchen"), "K": ("中厨", "Kitchen"), "U": ("主卫", "En-suite bath"),
            "w": ("衣帽间", "Dressing room"), "T": ("公卫", "Family bath"), "V": ("次卫", "Second bath"),
            "B": ("次主卧", "Second suite"), "D": ("餐厅", "Dining"),
        },
        doors=(
            D("#", "F", "entrance", 1300, 0.5, "F"),
            D("K", "D", "sliding", 1600, 0.5),
            D("E", "c", "swing", 900, 1.0, "E"),
            D("w", "c", "swing", 900, 0.0, "w"),
            D("w", "M", "opening", 900, 0.5),
            D("U", "M", "swing", 800, 0.5, "U"),
            D("C", "e", "swing", 900, 0.0, "C"),
            D("T", "e", "swing", 800, 0.5, "T"),
            D("V", "B", "swing", 800, 0.5, "V"),
            D("B", "L", "swing", 900, 1.0, "B"),
            D("L", "b", "sliding", 0),
        ),
        windows=(
            W("E", "n", 2000), W("K", "n", 1600, "window", 1000), W("N", "n", 1500, "window", 1000),
            W("C", "n", 2000), W("U", "w", 900, "window", 1200), W("V", "e", 700, "window", 1500),
            W("M", "s", 0, "french", 300), W("B", "s", 0, "french", 300), W("M", "w", 1800),
        ),
        closed=frozenset(("KF", "KD", "NF")),
    )  # fmt: skip


def penthouse(*, main: int = 4600, hall: int = 8000, second: int = 4400, depth: int = 5200) -> Sketch:
    """The top of a tower: study and family hall, two suites, roof terraces on both sides of the balcony."""
    return Sketch(
        cols=(2400, main - 2400, 3000, 2400, hall - 5400, second - 2400, 2400),
        rows=(1200, 3600, 1300, 2400, depth, 2400),
        art="...#...\nEEKFSCC\nccDDDee\nUwDDDTV\nMMLLLBB\nttbbbgg",
        kinds={
            "E": "bedroom", "K": "kitchen", "F": "foyer", "S": "study", "C": "bedroom", "c": "corridor",
            "D": "dining", "e": "corridor", "U": "bath", "w": "storage", "T": "bath", "V": "bath", "M": "master",
            "L": "living", "B": "bedroom", "b": "balcony", "t": "terrace", "g": "terrace",
        },
        names={
            "U": ("主卫", "En-suite bath"), "w": ("衣帽间", "Dressing room"), "T": ("公卫", "Family bath"),
            "V": ("次卫", "Second bath"), "B": ("次主卧", "Second suite"), "t": ("西露台", "West terrace"),
            "g": ("东露台", "East terrace"), "D": ("餐厅与家庭厅", "Dining and family hall"),
        },
        doors=(
            D("#", "F", "entrance", 1400, 0.5, "F"),
            D("K", "D", "sliding", 1800, 0.5),
            D("S", "D", "sliding", 1600, 0.5),
            D("E", "c", "swing", 900, 1.0, "E"),
            D("w", "c", "swing", 900, 0.0, "w"),
            D("w", "M", "opening", 1000, 0.5),
            D("U", "M", "swing", 800, 0.5, "U"),
            D("C", "e", "swing", 900, 0.0, "C"),
            D("T", "e", "swing", 800, 0.5, "T"),
            D("V", "B", "swing", 800, 0.5, "V"),
            D("B", "L", "swing", 900, 1.0, "B"),
            D("L", "b", "sliding", 0),
            D("M", "t", "sliding", 2400, 0.5),
            D("B", "g", "sliding", 2400, 0.5),
        ),
        windows=(
            W("E", "n", 2200), W("K", "n", 1800, "window", 1000), W("S", "n", 1600), W("C", "n", 2200),
            W("U", "w", 1200, "window", 1000), W("V", "e", 800, "window", 1500), W("M", "w", 2200),
            W("B", "e", 2200),
        ),
        closed=frozenset(("KF", "KD", "SF", "SD", "Se")),
        height=3150,
    )  # fmt: skip


def east_hall(*, hall: int = 4600, main: int = 3700, second: int = 3200, third: int = 3000) -> Sketch:
    """A corner hall open to south and gable, dining in the middle, four bedrooms, service balcony by the kitchen."""
    return Sketch(
        cols=(third, 2000, 1700, second - 1700, 1900, hall - 1900),
        rows=(1300, 3000, 1500, 1800, 4500, 1900),
        art="..#..k\nETFFKK\nccDDDD\nUcDDDD\nMMCCLL\n....bb",
        kinds={
            "E": "bedroom", "T": "bath", "F": "foyer", "K": "kitchen", "k": "balcony", "c": "corridor",
            "D": "dining", "U": "bath", "M": "master", "C": "bedroom", "L": "living", "b": "balcony",
        },
        names={
            "T": ("公卫", "Family bath"), "U": ("主卫", "En-suite bath"), "k": ("生活阳台", "Service balcony"),
            "E": ("儿童房", "Child's room"),
        },
        doors=(
            D("#", "F", "entrance", 1200, 0.4, "F"),
            D("K", "D", "sliding", 1800, 0.5),
            D("K", "k", "swing", 800, 0.1, "k"),
            D("T", "c", "swing", 800, 0.5, "T"),
            D("E", "c", "swing", 900, 1.0, "E"),
            D("c", "M", "swing", 900, 0.5, "M"),
            D("U", "M", "swing", 800, 0.2, "U"),
            D("D", "C", "swing", 900, 0.0, "C"),
            D("L", "b", "sliding", 0),
        ),
        windows=(
            W("E", "n", 1800), W("T", "n", 700, "window", 1500), W("U", "w", 700, "window", 1500),
            W("M", "s", 0, "bay", 450), W("C", "s", 0), W("L", "e", 2700, "french", 300),
            W("D", "e", 1800), W("K", "e", 1200, "window", 1000),
        ),
        closed=CLOSED_KITCHEN,
    )  # fmt: skip

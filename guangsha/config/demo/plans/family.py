"""Family homes: three and four bedrooms in slabs and towers."""

from guangsha.config.demo.plans.grid import DoorAt as D
from guangsha.config.demo.plans.grid import Sketch
from guangsha.config.demo.plans.grid import WindowAt as W

ROOMS = {
    "K": "kitchen", "F": "foyer", "T": "bath", "U": "bath", "C": "bedroom", "D": "dining", "c": "corridor",
    "B": "bedroom", "E": "bedroom", "L": "living", "M": "master", "S": "study", "w": "storage", "b": "balcony",
    "k": "balcony", "Q": "equipment",
}  # fmt: skip
NAMED = {"U": ("主卫", "En-suite bath"), "T": ("公卫", "Family bath"), "k": ("生活阳台", "Service balcony")}
CLOSED_KITCHEN = frozenset(("KF", "KD"))


def _used(art: str) -> dict[str, str]:
    return {letter: kind for letter, kind in ROOMS.items() if letter in art}


def three_compact(*, second: int = 2700, living: int = 3300, main: int = 3000, depth: int = 3900) -> Sketch:
    """Three bedrooms in under ninety square metres: three south bays, kitchen, bath and child's room north."""
    art = ".#..\nKFTC\nDDcc\nBLLM\n.bb."
    return Sketch(
        cols=(second, 1350, living - 1350, main),
        rows=(1200, 2600, 1350, depth, 1500),
        art=art,
        kinds=_used(art),
        names={"T": ("卫生间", "Bathroom")},
        doors=(
            D("#", "F", "entrance", 1000, 0.2, "F"),
            D("K", "D", "sliding", 1400, 0.5),
            D("T", "c", "swing", 800, 0.0, "T"),
            D("C", "c", "swing", 900, 0.0, "C"),
            D("c", "M", "swing", 900, 0.0, "M"),
            D("D", "B", "swing", 900, 1.0, "B"),
            D("L", "b", "sliding", 0),
        ),
        windows=(
            W("K", "n", 1400, "window", 1000), W("T", "n", 600, "window", 1500), W("C", "n", 1500),
            W("B", "s", 0, "bay", 450), W("M", "s", 0, "bay", 450),
        ),
        closed=CLOSED_KITCHEN,
    )  # fmt: skip


def three_ensuite(
    *, second: int = 3000, living: int = 3500, main: int = 3500, depth: int = 4000, yard: bool = False
) -> Sketch:
    """Three bedrooms and two baths at the end of a slab; the main bath has a gable window."""
    art = ("k" if yard else ".") + "#...\nKFTCC\nDDccU\nBLLMM\n.bb.."
    return Sketch(
        cols=(second, 1500, living - 1500, main - 2200, 2200),
        rows=(1300, 2800, 1600, depth, 1600),
        art=art,
        kinds=_used(art),
        names=NAMED,
        doors=(
            D("#", "F", "entrance", 1000, 0.3, "F"),
            D("K", "D", "sliding", 1600, 0.5),
            D("T", "c", "swing", 800, 0.0, "T"),
            D("C", "c", "swing", 900, 0.0, "C"),
            D("c", "M", "swing", 900, 0.5, "M"),
            D("U", "M", "swing", 750, 0.0, "U"),
            D("D", "B", "swing", 900, 1.0, "B"),
            D("L", "b", "sliding", 0),
            *((D("K", "k", "swing", 800, 0.1, "k"),) if yard else ()),
        ),
        windows=(
            *(() if yard else (W("K", "n", 1600, "window", 1000),)),
            W("T", "n", 600, "window", 1500), W("C", "n", 1800), W("U", "e", 600, "window", 1500),
            W("B", "s", 0), W("M", "s", 0, "bay", 450),
        ),
        closed=CLOSED_KITCHEN,
    )  # fmt: skip


def three_deep(*, living: int = 3900, main: int = 3600, depth: int = 4200) -> Sketch:
    """A deep plan for low buildings: two wide south bays, dining at its heart, bedrooms along the gable."""
    art = ".##.\nKFFC\nDDcC\nDDcT\nLLcB\nLLcB\nLLMM\nbb.."
    return Sketch(
        cols=(2200, living - 2200, 1250, main - 1250),
        rows=(1200, 2250, 1300, 1900, 1300, 1600, depth, 1700),
        art=art,
        kinds=_used(art),
        names={"T": ("卫生间", "Bathroom"), "B": ("小孩房", "Child's room")},
        doors=(
            D("#", "F", "entrance", 1100, 0.6, "F"),
            D("K", "D", "sliding", 1400, 0.5),
            D("c", "C", "swing", 900, 0.5, "C"),
            D("c", "T", "swing", 800, 0.5, "T"),
            D("c", "B", "swing", 900, 0.0, "B"),
            D("c", "M", "swing", 900, 0.5, "M"),
            D("L", "b", "sliding", 0),
        ),
        windows=(
            W("K", "n", 1200, "window", 1000), W("C", "n", 1500), W("T", "e", 600, "window", 1500),
            W("B", "e", 1500), W("M", "s", 0, "bay", 450),
        ),
        closed=CLOSED_KITCHEN,
    )  # fmt: skip


def three_corner(*, living: int = 4300, main: int = 3300, second: int = 3000, depth: int = 4200) -> Sketch:
    """A corner flat: the living room has windows on two sides, bedrooms to the south, child's room north."""
    art = "...#.\nCTKFw\nccDDD\nLLMBB\nbb..."
    return Sketch(
        cols=(living - 1700, 1700, main, 1600, second - 1600),
        rows=(1200, 2900, 1500, depth, 1600),
        art=art,
        kinds=_used(art),
        names={"T": ("卫生间", "Bathroom"), "C": ("儿童房", "Child's room")},
        doors=(
            D("#", "F", "entrance", 1000, 0.5, "F"),
            D("K", "D", "sliding", 1600, 0.5),
            D("T", "c", "swing", 800, 0.0, "T"),
            D("C", "c", "swing", 900, 1.0, "C"),
            D("D", "M", "swing", 900, 0.0, "M"),
            D("D", "B", "swing", 900, 0.0, "B"),
            D("w", "F", "sliding", 900, 0.2),
            D("L", "b", "sliding", 0),
        ),
        windows=(
            W("L", "w", 2400, "french", 300, 2500), W("C", "n", 1500), W("T", "n", 600, "window", 1500),
            W("K", "n", 1800, "window", 1000), W("M", "s", 0), W("B", "s", 0, "bay", 450), W("C", "w", 900),
        ),
        closed=CLOSED_KITCHEN,
    )  # fmt: skip


def double_south(*, living: int = 3800, second_hall: int = 2800, main: int = 3500, depth: int = 4000) -> Sketch:
    """Living room and an open study both face south behind one wide balcony; the main suite lies apart."""
    art = ".#...\nKFBCC\nDDccc\nDDTcU\nLLSMM\nbbb.."
    return Sketch(
        cols=(living - 1600, 1600, second_hall, 1500, main - 1500),
        rows=(1200, 3000, 1300, 1800, depth, 1700),
        art=art,
        kinds=_used(art),
        names=NAMED | {"S": ("多功能厅", "Open study")},
        doors=(
            D("#", "F", "entrance", 1100, 0.5, "F"),
            D("K", "D", "sliding", 1500, 0.5),
            D("B", "c", "swing", 900, 0.0, "B"),
            D("C", "c", "swing", 900, 0.0, "C"),
            D("T", "c", "swing", 800, 0.0, "T"),
            D("c", "M", "swing", 900, 0.5, "M"),
            D("U", "M", "swing", 750, 0.5, "U"),
            D("L", "b", "sliding", 0),
            D("S", "b", "sliding", 0),
        ),
        windows=(
            W("K", "n", 1400, "window", 1000), W("B", "n", 1600), W("C", "n", 1800),
            W("U", "e", 600, "window", 1500), W("M", "s", 0, "bay", 450),
        ),
        closed=CLOSED_KITCHEN,
    )  # fmt: skip


def wide_hall(*, second: int = 2900, hall: int = 6400, main: int = 3500, depth: int = 4000) -> Sketch:
    """Dining and living lie side by side along the south facade: one hall more than six metres wide."""
    art = "..#....\nKwFTCCU\nDDDccMM\nBDDLLMM\n.bbbb.."
    return Sketch(
        cols=(second, 1100, 1600, 1800, hall - 4500, 1500, main - 1500),
        rows=(1200, 2800, 1450, depth, 1600),
        art=art,
        kinds=_used(art),
        names=NAMED | {"w": ("玄关柜", "Cloakroom")},
        doors=(
            D("#", "F", "entrance", 1100, 0.5, "F"),
            D("K", "D", "sliding", 1600, 0.5),
            D("w", "F", "sliding", 800, 0.5),
            D("T", "c", "swing", 800, 0.0, "T"),
            D("C", "c", "swing", 900, 0.0, "C"),
            D("c", "M", "swing", 900, 0.5, "M"),
            D("U", "M", "swing", 750, 0.0, "U"),
            D("D", "B", "swing", 900, 1.0, "B"),
            D("L", "b", "sliding", 0),
            D("D", "b", "sliding", 0),
        ),
        windows=(
            W("K", "n", 1600, "window", 1000), W("T", "n", 600, "window", 1500), W("C", "n", 1800),
            W("U", "n", 700, "window", 1500), W("B", "s", 0), W("M", "s", 0, "bay", 450),
        ),
        closed=CLOSED_KITCHEN,
    )  # fmt: skip


def four_bed(
    *, third: int = 2900, living: int = 4000, second: int = 3000, main: int = 3600, depth: int = 4200
) -> Sketch:
    """Four bedrooms, three of them south; the main suite with wardrobe and a bath on the gable."""
    art = ".#....\nKFTEwU\nDDccMM\nCLLBMM\n.bbb.."
    return Sketch(
        cols=(third, 1800, living - 1800, second, 1600, main - 1600),
        rows=(1200, 2800, 1700, depth, 1700),
        art=art,
        kinds=_used(art),
        names=NAMED | {"w": ("衣帽间", "Wardrobe"), "E": ("书房/次卧", "Study or bedroom")},
        doors=(
            D("#", "F", "entrance", 1100, 0.4, "F"),
            D("K", "D", "sliding", 1600, 0.5),
            D("T", "c", "swing", 800, 0.0, "T"),
            D("E", "c", "swing", 900, 0.0, "E"),
            D("B", "c", "swing", 900, 1.0, "B"),
            D("c", "M", "swing", 900, 0.5, "M"),
            D("w", "M", "sliding", 900, 0.5),
            D("U", "M", "swing", 750, 0.8, "U"),
            D("D", "C", "swing", 900, 1.0, "C"),
            D("L", "b", "sliding", 0),
            D("B", "b", "sliding", 1800, 0.5),
        ),
        windows=(
            W("K", "n", 1600, "window", 1000), W("T", "n", 700, "window", 1500), W("E", "n", 1600),
            W("U", "e", 700, "window", 1500), W("C", "s", 0), W("M", "s", 0, "bay", 450),
        ),
        closed=CLOSED_KITCHEN,
    )  # fmt: skip


def two_suites(*, second: int = 3800, hall: int = 6600, main: int = 4000, depth: int = 4400) -> Sketch:
    """Two suites at the two ends of a hall of more than six metres; study and child's room to the north."""
    art = "...#...\nVSKFEwU\nccDDeMM\nBBLLLMM\n..bbb.."
    kinds = _used(art) | {"V": "bath", "e": "corridor"}
    return Sketch(
        cols=(1700, second - 1700, 2700, 1600, hall - 4300, 1900, main - 1900),
        rows=(1200, 3000, 1500, depth, 1800),
        art=art,
        kinds=kinds,
        names=NAMED | {"V": ("次卫", "Second bath"), "w": ("衣帽间", "Wardrobe")},
        doors=(
            D("#", "F", "entrance", 1100, 0.5, "F"),
            D("K", "D", "sliding", 1600, 0.5),
            D("V", "c", "swing", 750, 0.0, "V"),
            D("S", "c", "swing", 900, 0.5, "S"),
            D("c", "B", "swing", 900, 0.7, "B"),
            D("E", "e", "swing", 900, 0.0, "E"),
            D("e", "M", "swing", 900, 0.5, "M"),
            D("w", "M", "sliding", 900, 0.5),
            D("U", "M", "swing", 750, 0.8, "U"),
            D("L", "b", "sliding", 0),
        ),
        windows=(
            W("V", "n", 600, "window", 1500), W("S", "n", 1300), W("K", "n", 1600, "window", 1000),
            W("E", "n", 1500), W("U", "n", 700, "window", 1500), W("B", "s", 0, "bay", 450),
            W("M", "s", 0, "french", 300),
        ),
        closed=CLOSED_KITCHEN | {"Sc", "SK"},
    )  # fmt: skip

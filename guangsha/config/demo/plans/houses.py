"""Houses on several levels, drawn side by side from the ground floor up and joined by their stairs."""

from guangsha.config.demo.plans.grid import DoorAt as D
from guangsha.config.demo.plans.grid import Sketch
from guangsha.config.demo.plans.grid import WindowAt as W


def _levels(*levels: tuple[int, ...], gap: int) -> tuple[int, ...]:
    """Column widths of levels standing side by side with a gap between."""
    out: list[int] = []
    for level in levels:
        out += [*([gap] if out else []), *level]
    return tuple(out)


def townhouse(*, wide: int = 7000, living: int = 4600, gap: int = 1600) -> Sketch:
    """A row house on three levels with a garden: living below, children above, the parents at the top."""
    low = (wide - 4300, 2000, 2300)
    split = (wide - 4700, 1200, 1200, 2300)
    return Sketch(
        cols=_levels(low, split, split, gap=gap),
        rows=(1000, 2400, 1400, 1300, living - 1300, 1300, 2600),
        art=(
            ".#...........\nKFT.BBBV.UUZZ\nDDX.waaY.Seez\nDDX.gaaY.Seez\n"
            "LLL.CCNN.MMMM\nLLL.CCNN.tttt\nhhh.........."
        ),
        kinds={
            "K": "kitchen", "F": "foyer", "T": "bath", "D": "dining", "X": "corridor", "L": "living", "h": "terrace",
            "B": "bedroom", "V": "bath", "w": "storage", "a": "corridor", "Y": "corridor", "g": "bath",
            "C": "bedroom", "N": "bedroom",
            "U": "bath", "Z": "storage", "S": "study", "e": "corridor", "z": "corridor", "M": "master", "t": "terrace",
        },
        names={
            "T": ("客卫", "Guest bath"), "X": ("楼梯 一层", "Stairs, ground"), "Y": ("楼梯 二层", "Stairs, first"),
            "z": ("楼梯 三层", "Stairs, second"), "h": ("花园", "Garden"), "B": ("长辈房", "Parents' bedroom"),
            "V": ("次卫", "Second bath"), "w": ("储物", "Store"), "g": ("公卫", "Family bath"),
            "a": ("二层过道", "Landing"), "e": ("三层过道", "Upper landing"), "U": ("主卫", "En-suite bath"),
            "Z": ("衣帽间", "Dressing room"),
        },
        doors=(
            D("#", "F", "entrance", 1200, 0.5, "F"),
            D("K", "D", "sliding", 1400, 0.5),
            D("T", "F", "swing", 800, 0.0, "T"),
            D("L", "h", "sliding", 0),
            D("B", "a", "swing", 900, 0.2, "B"),
            D("B", "V", "swing", 750, 0.5, "V"),
            D("w", "a", "swing", 750, 0.5, "w"),
            D("g", "a", "swing", 750, 0.5, "g"),
            D("C", "a", "swing", 900, 1.0, "C"),
            D("N", "a", "swing", 900, 0.0, "N"),
            D("U", "e", "swing", 800, 0.5, "U"),
            D("Z", "e", "swing", 900, 0.5, "Z"),
            D("S", "e", "sliding", 1400, 0.5),
            D("e", "M", "swing", 1000, 0.5, "M"),
            D("M", "t", "sliding", 0),
        ),
        windows=(
            W("K", "n", 1500, "window", 1000), W("T", "n", 700, "window", 1500), W("B", "n", 2000),
            W("V", "n", 700, "window", 1500), W("C", "s", 0), W("N", "s", 0), W("U", "n", 1400, "window", 1200),
            W("Z", "n", 900, "window", 1200),
        ),
        closed=frozenset(("KF", "KD", "Se", "Sz")),
        height=3000,
    )  # fmt: skip


def stacked(*, wide: int = 8700, living: int = 4500, gap: int = 1600, garden: bool = True) -> Sketch:
    """A home on two levels in a stacked row: the lower ones own the garden, the upper ones a roof terrace."""
    level = (2700, 1700, 1600, wide - 6000)
    return Sketch(
        cols=_levels(level, level, gap=gap),
        rows=(1000, 3000, 1250, 2700, living, 2200),
        art=".#.......\nKFTS.EwVC\nDDcc.eeee\nDDcX.UeeY\nLLBB.MMNN\n" + ("hhhh....." if garden else "bb...tt.."),
        kinds={
            "K": "kitchen", "F": "foyer", "T": "bath", "S": "study", "D": "dining", "X": "corridor", "L": "living",
            "c": "corridor", "B": "bedroom", "U": "bath", "w": "storage", "V": "bath", "C": "bedroom",
            "e": "corridor", "E": "bedroom", "Y": "corridor", "M": "master", "N": "bedroom",
        } | ({"h": "terrace"} if garden else {"b": "balcony", "t": "terrace"}),
        names={
            "T": ("客卫", "Guest bath"), "X": ("楼梯 下层", "Stairs, lower"), "Y": ("楼梯 上层", "Stairs, upper"),
            "h": ("花园", "Garden"), "B": ("长辈房", "Parents' bedroom"), "U": ("主卫", "En-suite bath"),
            "V": ("公卫", "Family bath"), "w": ("家政间", "Laundry"), "e": ("家庭过厅", "Landing"),
            "t": ("露台", "Roof terrace"),
        },
        doors=(
            D("#", "F", "entrance", 1100, 0.5, "F"),
            D("K", "D", "sliding", 1500, 0.5),
            D("T", "c", "swing", 750, 0.5, "T"),
            D("S", "c", "swing", 900, 0.0, "S"),
            D("c", "B", "swing", 900, 0.5, "B"),
            D("L", "h", "sliding", 0) if garden else D("L", "b", "sliding", 0),
            D("B", "h", "sliding", 1800, 0.5) if garden else D("M", "t", "sliding", 0),
            D("E", "e", "swing", 900, 1.0, "E"),
            D("w", "e", "swing", 800, 0.5, "w"),
            D("V", "e", "swing", 750, 0.5, "V"),
            D("C", "e", "swing", 900, 0.0, "C"),
            D("e", "M", "swing", 900, 0.5, "M"),
            D("e", "N", "swing", 900, 0.5, "N"),
            D("U", "M", "swing", 800, 0.2, "U"),
        ),
        windows=(
            W("K", "n", 1500, "window", 1000), W("T", "n", 600, "window", 1500), W("S", "n", 1300),
            W("E", "n", 1500), W("V", "n", 600, "window", 1500), W("C", "n", 1300), W("w", "n", 900, "window", 1200),
            W("N", "s", 0, "bay", 450), W("M", "s", 0, "french", 300) if garden else W("B", "s", 0),
        ),
        closed=frozenset(("KF", "KD", "Sc")),
        height=3000,
    )  # fmt: skip


def villa(*, wide: int = 10500, living: int = 4600, gap: int = 1800) -> Sketch:
    """A detached house on two levels: hall and tea room to the garden, a family room between the suites above."""
    level = (3200, 2000, 1800, wide - 7000)
    return Sketch(
        cols=_levels(level, level, gap=gap),
        rows=(1000, 2900, 1350, 2600, living, 2600),
        art=".#.......\nKFTB.CVwE\nDDcc.eeee\nDDcX.UZeY\nLLLS.MMGG\nhhhh.bb..",
        kinds={
            "K": "kitchen", "F": "foyer", "T": "bath", "B": "bedroom", "D": "dining", "c": "corridor",
            "X": "corridor", "L": "living", "S": "study", "h": "terrace", "C": "bedroom", "V": "bath",
            "w": "storage", "E": "bedroom", "e": "corridor", "U": "bath", "Z": "storage", "Y": "corridor",
            "M": "master", "G": "living", "b": "balcony",
        },
        names={
            "T": ("客卫", "Guest bath"), "B": ("长辈房", "Parents' bedroom"), "X": ("楼梯 一层", "Stairs, ground"),
            "S": ("茶室", "Tea room"), "h": ("庭院", "Garden court"), "V": ("公卫", "Family bath"),
            "w": ("家政间", "Laundry"), "U": ("主卫", "En-suite bath"), "Z": ("衣帽间", "Dressing room"),
            "Y": ("楼梯 二层", "Stairs, first"), "G": ("家庭厅", "Family room"), "e": ("二层过厅", "Landing"),
        },
        doors=(
            D("#", "F", "entrance", 1400, 0.5, "F"),
            D("K", "D", "sliding", 1800, 0.5),
            D("T", "c", "swing", 800, 0.5, "T"),
            D("B", "c", "swing", 900, 0.0, "B"),
            D("S", "L", "sliding", 1800, 0.5),
            D("L", "h", "sliding", 0),
            D("S", "h", "sliding", 1800, 0.5),
            D("C", "e", "swing", 900, 1.0, "C"),
            D("V", "e", "swing", 800, 0.5, "V"),
            D("w", "e", "swing", 800, 0.5, "w"),
            D("E", "e", "swing", 900, 0.0, "E"),
            D("Z", "e", "swing", 900, 0.8, "Z"),
            D("Z", "M", "opening", 1000, 0.5),
            D("U", "M", "swing", 800, 0.5, "U"),
            D("M", "b", "sliding", 0),
        ),
        windows=(
            W("K", "n", 1800, "window", 1000), W("T", "n", 700, "window", 1500), W("B", "n", 2000),
            W("C", "n", 1800), W("V", "n", 700, "window", 1500), W("E", "n", 2000), W("U", "w", 1200, "window", 1200),
            W("G", "s", 0, "french", 300), W("D", "w", 1800), W("B", "e", 1500), W("w", "n", 900, "window", 1200),
        ),
        closed=frozenset(("KF", "KD", "SL", "Sc", "SX")),
        height=3100,
    )  # fmt: skip

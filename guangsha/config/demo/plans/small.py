"""Homes of one and two bedrooms, lofts, shops and parking bays."""

from guangsha.config.demo.plans.grid import DoorAt as D
from guangsha.config.demo.plans.grid import Sketch
from guangsha.config.demo.plans.grid import WindowAt as W


def studio(*, bay: int = 4200, depth: int = 4600) -> Sketch:
    """One room to live and sleep in, kitchen and bath on the corridor side, a balcony before the window."""
    return Sketch(
        cols=(1900, bay - 1900),
        rows=(1200, 2000, 2200, depth, 1400),
        art=".#\nTF\nKF\nLL\nbb",
        kinds={"T": "bath", "F": "foyer", "K": "kitchen", "L": "living", "b": "balcony"},
        names={"L": ("起居卧室", "Living and sleeping"), "K": ("开放厨房", "Open kitchen")},
        doors=(
            D("#", "F", "entrance", 1000, 0.5, "F"),
            D("T", "F", "swing", 750, 0.0, "T"),
            D("L", "b", "sliding", 0),
        ),
        windows=(),
    )


def one_bed(*, living: int = 3600, bedroom: int = 3000, depth: int = 4200, bay_window: bool = False) -> Sketch:
    """Living room and bedroom side by side to the south; kitchen, bath and wardrobe behind them."""
    kind, sill = ("bay", 450) if bay_window else ("window", 900)
    return Sketch(
        cols=(living - 1500, 1500, 1900, bedroom - 1900),
        rows=(1200, 2300, depth, 1400),
        art=".#..\nKFTw\nLLMM\nbb..",
        kinds={
            "K": "kitchen",
            "F": "foyer",
            "T": "bath",
            "w": "storage",
            "L": "living",
            "M": "master",
            "b": "balcony",
        },
        names={"w": ("衣帽间", "Wardrobe"), "K": ("开放厨房", "Open kitchen"), "M": ("卧室", "Bedroom")},
        doors=(
            D("#", "F", "entrance", 1000, 0.3, "F"),
            D("T", "F", "swing", 750, 0.2, "T"),
            D("L", "M", "swing", 900, 1.0, "M"),
            D("w", "M", "sliding", 800, 0.5),
            D("L", "b", "sliding", 0),
        ),
        windows=(
            W("M", "s", 0, kind, sill),
            W("K", "n", 1200, "window", 1000),
            W("T", "n", 600, "window", 1500),
        ),
    )


def loft(*, bay: int = 4500, depth: int = 4200) -> Sketch:
    """Two low storeys of one tall room: living below, sleeping above; both levels are drawn side by side."""
    return Sketch(
        cols=(1950, 1450, bay - 3400, 1600, 1950, 1450, bay - 3400),
        rows=(1200, 2300, 2700, depth),
        art=".##....\nTFF.Uee\nKFX.wey\nLLL.MMM",
        kinds={
            "T": "bath", "F": "foyer", "K": "kitchen", "X": "corridor", "L": "living",
            "U": "bath", "e": "corridor", "w": "storage", "y": "corridor", "M": "master",
        },
        names={
            "X": ("楼梯 下层", "Stairs, lower"), "y": ("楼梯 上层", "Stairs, upper"), "K": ("开放厨房", "Open kitchen"),
            "w": ("衣帽间", "Wardrobe"), "U": ("上层卫生间", "Upper bathroom"),
        },
        doors=(
            D("#", "F", "entrance", 1000, 0.5, "F"),
            D("T", "F", "swing", 750, 0.1, "T"),
            D("U", "e", "swing", 750, 0.1, "U"),
            D("w", "e", "sliding", 900, 0.5),
            D("e", "M", "swing", 900, 0.0, "M"),
        ),
        windows=(W("L", "s", 0, "french", 0, 2700), W("M", "s", 0, "window", 900, 2300)),
        height=2700,
    )  # fmt: skip


def two_middle(*, second: int = 2800, living: int = 3400, main: int = 3000, depth: int = 3900) -> Sketch:
    """A middle flat of a tower: three south bays, kitchen and bath on the north notch."""
    return Sketch(
        cols=(second, 1500, living - 1500, main),
        rows=(1200, 2100, 1600, depth, 1500),
        art=".#..\nKFT.\nDDcM\nBLLM\n.bb.",
        kinds={
            "K": "kitchen", "F": "foyer", "T": "bath", "D": "dining", "c": "corridor",
            "M": "master", "B": "bedroom", "L": "living", "b": "balcony",
        },
        doors=(
            D("#", "F", "entrance", 1000, 0.4, "F"),
            D("K", "D", "sliding", 1500, 0.5),
            D("T", "c", "swing", 800, 0.0, "T"),
            D("c", "M", "swing", 900, 0.0, "M"),
            D("D", "B", "swing", 900, 1.0, "B"),
            D("L", "b", "sliding", 0),
        ),
        windows=(
            W("K", "n", 1500, "window", 1000), W("T", "n", 600, "window", 1500),
            W("B", "s", 0), W("M", "s", 0, "bay", 450), W("M", "n", 900, "window", 1500, pos=0.8),
        ),
        closed=frozenset(("KF", "KD")),
    )  # fmt: skip


def two_through(*, living: int = 3600, main: int = 3200, depth: int = 4200, yard: bool = False) -> Sketch:
    """Two bedrooms with air from south and north, as in slabs of two flats per stair."""
    return Sketch(
        cols=(living - 1700, 1700, 1300, main - 1300),
        rows=(1300, 2900, 1900, depth, 1500),
        art=("k" if yard else ".") + "#..\nKFBB\nDDcT\nLLMM\nbb..",
        kinds={
            "K": "kitchen", "F": "foyer", "T": "bath", "D": "dining", "c": "corridor",
            "M": "master", "B": "bedroom", "L": "living", "b": "balcony",
        } | ({"k": "balcony"} if yard else {}),
        names={"k": ("生活阳台", "Service balcony")},
        doors=(
            D("#", "F", "entrance", 1000, 0.3, "F"),
            D("K", "D", "swing", 800, 1.0, "K"),
            D("B", "c", "swing", 900, 0.0, "B"),
            D("T", "c", "swing", 800, 1.0, "T"),
            D("c", "M", "swing", 900, 0.0, "M"),
            D("L", "b", "sliding", 0),
            *((D("K", "k", "swing", 800, 0.0, "k"),) if yard else ()),
        ),
        windows=(
            *(() if yard else (W("K", "n", 1300, "window", 1000),)),
            W("B", "n", 1600), W("T", "e", 600, "window", 1500), W("M", "s", 0, "bay", 450),
        ),
        closed=frozenset(("KF", "KD")),
    )  # fmt: skip


def two_side(*, living: int = 3900, depth: int = 3600) -> Sketch:
    """The side flat of a tower: rooms strung along one facade, the entrance from the core behind."""
    return Sketch(
        cols=(2900, 1550, living - 1550, 1200, 2200),
        rows=(1200, 2300, 1300, depth, 1400),
        art=".#...\nKFTSS\nKDDcc\nBLLMM\n.bb..",
        kinds={
            "K": "kitchen", "F": "foyer", "T": "bath", "S": "study", "D": "dining", "c": "corridor",
            "B": "bedroom", "L": "living", "M": "master", "b": "balcony",
        },
        doors=(
            D("#", "F", "entrance", 1000, 0.5, "F"),
            D("K", "D", "sliding", 900, 0.5),
            D("T", "D", "swing", 800, 1.0, "T"),
            D("S", "c", "swing", 900, 0.0, "S"),
            D("c", "M", "swing", 900, 0.0, "M"),
            D("B", "L", "swing", 900, 1.0, "B"),
            D("L", "b", "sliding", 0),
        ),
        windows=(
            W("K", "n", 1500, "window", 1000), W("T", "n", 700, "window", 1500), W("S", "n", 1800),
            W("B", "s", 0), W("M", "s", 0, "bay", 450),
        ),
        closed=frozenset(("KF", "KD", "Sc", "SD")),
    )  # fmt: skip


def shop(*, front: int = 4200, depth: int = 9000) -> Sketch:
    """A street-front shop with a washroom at the back and a glazed door to the pavement."""
    return Sketch(
        cols=(1500, front - 1500),
        rows=(2000, depth - 2000),
        art="Ta\naa",
        kinds={"T": "bath", "a": "shop"},
        names={"T": ("卫生间", "Washroom")},
        doors=(D("a", "v", "entrance", 1600, 0.5), D("T", "a", "swing", 800, 0.5, "a")),
        windows=(),
        height=4200,
    )


def bay(*, wide: int = 2500, long: int = 5300) -> Sketch:
    """A parking bay, marked on three sides."""
    return Sketch(
        cols=(wide,),
        rows=(long,),
        art="p",
        kinds={"p": "parking"},
        doors=(D("p", "v", "opening", 0, 0.5),),
        windows=(),
        height=2400,
    )

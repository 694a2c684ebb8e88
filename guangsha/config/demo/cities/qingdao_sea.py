"""Qingdao by the sea."""

from datetime import date
from functools import partial

from guangsha.catalog.public import FitOut, PropertyType
from guangsha.config.demo.plans import family, large, small
from guangsha.config.demo.shapes import pond
from guangsha.config.demo.spec import Block, DemoProject, Garage, HomePlan, ShopRow, Site

LISTENING_HILL = DemoProject(
    slug="fushan-tinglan",
    name="浮山听澜",
    name_en="Fushan Listening to Waves",
    alias="听澜",
    developer="haiyu",
    city="370200",
    district="370202",
    area=("浮山湾", "Fushan Bay"),
    address=("市南区听澜路与银滩西路交汇处", "Tinglan Road at Yintan West Road, Shinan"),
    at=(120.4020, 36.0745),
    bearing=-18,
    headline=("三栋楼，依坡退台，都看得见海", "Three towers down a slope, each with the sea"),
    about=(
        (
            "地块南低北高，差着十一米。三栋塔楼依次退后、依次升高，后一栋从前一栋的肩上看海。"
            "冬天北风大，北窗都做得小，山墙不开大窗。"
        ),
        (
            "The ground falls eleven metres to the south. Three towers step back and up, each looking over "
            "the shoulder of the one before. Winters are windy: north windows are small and gables nearly "
            "blank."
        ),
    ),
    fit_out=FitOut.LUXURY,
    price=46800,
    floor_step=260,
    floor_height="3.30",
    fee="6.50",
    sold=0.38,
    permits=(date(2026, 4, 17), date(2026, 10, 9)),
    opening=date(2026, 4, 25),
    handover=date(2029, 6, 30),
    started=date(2025, 9, 16),
    tags=("海景", "大平层", "精装交付", "山景", "近地铁"),
    facilities=("恒温泳池", "健身房", "观景平台", "茶室", "充电车位"),
    site=Site(
        boundary=((-70, -50), (26, -66), (66, -20), (72, 52), (-20, 72), (-74, 30)),
        waters=(pond(-30, -30, 22, 10, seed=6),),
        paths=(
            (3, ((-72, -10), (-40, -6), (-10, -24), (20, -40), (42, -46))),
            (3, ((70, 20), (44, 14), (30, -4), (4, -8), (-10, -24))),
        ),
        plazas=((-12, -24, 8), (-52, 8, 6)),
        green=0.40,
    ),
    homes=(
        HomePlan(code="A", sketch=large.utility_four, built=189, share=0.78),
        HomePlan(code="B", sketch=family.two_suites, built=168, share=0.78),
        HomePlan(code="C", sketch=large.grand_flat, built=228, share=0.79),
        HomePlan(code="PH", sketch=large.penthouse, built=268, share=0.79),
    ),
    blocks=(
        Block(
            no="1",
            at=(20, -14),
            floors=26,
            homes="B A",
            shape="chamfer",
            aspect=1.7,
            first=2,
            top="PH",
            turn=-4,
        ),
        Block(
            no="2",
            at=(-34, 20),
            floors=30,
            homes="A B",
            shape="butterfly",
            aspect=1.8,
            first=2,
            top="PH",
            turn=6,
        ),
        Block(
            no="3",
            at=(34, 42),
            floors=33,
            homes="C",
            shape="chamfer",
            aspect=1.3,
            first=2,
            top="PH",
            turn=-8,
            permit=2,
        ),
    ),
    places=(
        "metro|听澜路站|Tinglan Road station|460|350\n"
        "bus|银滩西路公交站|Yintan West Road stop|150|190\n"
        "school|浮山湾小学|Fushan Bay Primary School|730|290\n"
        "hospital|市南滨海医院|Shinan Seaside Hospital|1200|300\n"
        "park|听澜岬公园|Tinglan Cape Park|380|180\n"
        "shopping|银滩里|Yintan Lane|620|265"
    ),
)

BAY_NINE = DemoProject(
    slug="wanpan-jiuzhang",
    name="湾畔九章",
    name_en="Nine Verses by the Bay",
    alias="九章",
    developer="songtao",
    city="370200",
    district="370211",
    area=("唐岛湾", "Tangdao Bay"),
    address=("黄岛区九章路与滨湾大道交汇处", "Jiuzhang Road at Binwan Avenue, Huangdao"),
    at=(120.1880, 35.9610),
    bearing=-20,
    headline=("九栋楼写成一个 S", "Nine houses in the shape of an S"),
    about=(
        "楼沿一条 S 形的慢跑道站开，前后两栋从不正对。八栋十七层，一栋十一层压在最南，让后面的人也看到湾。",
        (
            "Houses stand along an S-shaped running path, never one straight behind another. Eight have "
            "seventeen floors; the ninth, with eleven, stands southernmost so that those behind still see "
            "the bay."
        ),
    ),
    price=14900,
    floor_step=65,
    floor_height="3.05",
    fee="2.60",
    sold=0.52,
    permits=(date(2025, 12, 19), date(2026, 8, 21)),
    opening=date(2026, 1, 10),
    handover=date(2028, 8, 31),
    started=date(2025, 5, 26),
    tags=("海景", "改善住房", "南北通透", "人车分流", "近公园"),
    facilities=("环形跑道", "儿童乐园", "羽毛球场", "充电车位", "图书角"),
    site=Site(
        boundary=(
            (-74, -114),
            (40, -120),
            (94, -74),
            (92, 20),
            (96, 90),
            (40, 126),
            (-60, 118),
            (-98, 54),
            (-92, -20),
        ),
        waters=(pond(-26, 44, 36, 18, seed=21, turn=30),),
        paths=(
            (
                3.5,
                (
                    (56, 104),
                    (22, 80),
                    (-30, 76),
                    (-58, 44),
                    (-34, 12),
                    (20, 0),
                    (46, -26),
                    (26, -60),
                    (-20, -66),
                    (-56, -92),
                ),
            ),
        ),
        plazas=((6, 4, 8),),
        green=0.38,
        scale=0.86,
    ),
    homes=(
        HomePlan(code="A", sketch=family.three_ensuite, built=115, share=0.80),
        HomePlan(code="B", sketch=family.double_south, built=131, share=0.80),
        HomePlan(code="C", sketch=family.three_compact, built=97, share=0.80, mirror=True),
        HomePlan(code="P", sketch=small.bay, built=32, share=0.42),
    ),
    blocks=(
        Block(no="1", at=(62, 78), floors=17, homes="A B", shape="step", turn=-20),
        Block(no="2", at=(14, 98), floors=17, homes="A C|C A", shape="comb", turn=-4),
        Block(no="3", at=(-44, 92), floors=17, homes="B A", shape="step", turn=12),
        Block(no="5", at=(-72, 14), floors=17, homes="A B", shape="step", turn=-10),
        Block(no="6", at=(-10, 22), floors=17, homes="B B", shape="plain", turn=-14),
        Block(no="7", at=(54, 12), floors=17, homes="A C|C A", shape="comb", turn=8, permit=2),
        Block(no="8", at=(66, -56), floors=17, homes="B A", shape="step", turn=18, permit=2),
        Block(no="9", at=(0, -40), floors=17, homes="A C|C A", shape="comb", turn=6, permit=2),
        Block(no="10", at=(2, -94), floors=11, homes="B C|C B", shape="bow", turn=-8, permit=0),
    ),
    garage=Garage(outline=(-40, -20, 30, 8), bays=36, price=98000),
    places=(
        "metro|滨湾大道站|Binwan Avenue station|720|250\n"
        "bus|九章路公交站|Jiuzhang Road stop|130|270\n"
        "school|唐湾小学|Tangwan Primary School|540|20\n"
        "hospital|西海岸湾区医院|West Coast Bay Hospital|2100|30\n"
        "park|湾畔步道|Bayside promenade|410|175\n"
        "shopping|九章坊|Jiuzhang Arcade|330|300"
    ),
)

STAR_ISLES = DemoProject(
    slug="xingyu-haian",
    name="星屿海岸",
    name_en="Star Isles Shore",
    alias="星屿公寓",
    developer="songtao",
    city="370200",
    district="370211",
    area=("灵山湾", "Lingshan Bay"),
    address=("黄岛区星屿路与灵海街交汇处", "Xingyu Road at Linghai Street, Huangdao"),
    at=(120.0830, 35.9120),
    bearing=-14,
    headline=("一年住两个月，也住得舒服", "For two months a year, in comfort"),
    about=(
        (
            "两栋弯曲的板楼面海张开，后面一栋小塔楼收住街角。多是一室和开间，家具电器齐备，"
            "空置时物业每周开一次窗——海边潮，这件事要有人做。"
        ),
        (
            "Two bent slabs open to the sea; a small tower closes the corner behind. Mostly studios and "
            "one-bedroom homes, furnished; while you are away the windows are opened weekly, because sea "
            "air is damp."
        ),
    ),
    kind=PropertyType.APARTMENT,
    price=11600,
    floor_step=75,
    floor_height="3.15",
    fee="3.40",
    sold=0.28,
    permits=(date(2026, 5, 8), date(2026, 9, 4)),
    opening=date(2026, 5, 23),
    handover=date(2027, 12, 31),
    started=date(2025, 8, 28),
    tags=("海景", "度假", "小户型", "总价可控", "精装交付"),
    facilities=("室外泳池", "共享厨房", "观景平台", "快递柜"),
    site=Site(
        boundary=((-84, -40), (-10, -56), (70, -46), (90, 4), (60, 58), (-50, 60), (-92, 14)),
        waters=(pond(-4, -32, 44, 12, seed=8),),
        paths=((3, ((-86, -8), (-30, -14), (30, -16), (84, -8))),),
        plazas=((-4, -14, 10), (6, 24, 7)),
        green=0.36,
        scale=0.9,
    ),
    homes=(
        HomePlan(code="S", sketch=small.studio, built=46, share=0.74),
        HomePlan(code="A", sketch=partial(small.one_bed, bay_window=True), built=63, share=0.75),
        HomePlan(code="B", sketch=small.two_side, built=89, share=0.76),
        HomePlan(code="SP", sketch=small.shop, built=48, share=0.88),
    ),
    blocks=(
        Block(
            no="1",
            at=(-46, 16),
            floors=13,
            homes="S A S|S A S",
            shape="bow",
            aspect=3.0,
            turn=20,
            first=2,
            kind="slab",
        ),
        Block(
            no="2",
            at=(46, 12),
            floors=13,
            homes="S A S|S A S",
            shape="bow",
            aspect=3.0,
            turn=-20,
            first=2,
            kind="slab",
            permit=2,
        ),
        Block(no="3", at=(2, 40), floors=21, homes="B A A B", shape="chamfer", aspect=1.4, first=2, permit=2),
    ),
    shops=(ShopRow(no="S1", at=(52, -34), count=6, layout="SP", turn=-8, price=21800),),
    spaces=0.6,
    places=(
        "bus|灵海街公交站|Linghai Street stop|110|100\n"
        "metro|灵山湾西站（规划）|Lingshan Bay West station (planned)|1400|320\n"
        "hospital|灵山卫生院|Lingshan Clinic|1700|350\n"
        "park|星屿沙滩|Star Isles beach|260|170\n"
        "shopping|星屿食街|Star Isles food street|190|60\n"
        "adverse|污水泵站|Sewage pumping station|380|90"
    ),
)

PROJECTS = (
    LISTENING_HILL,
    BAY_NINE,
    STAR_ISLES,
)

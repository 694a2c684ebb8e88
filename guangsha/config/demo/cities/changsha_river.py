"""Changsha, Kaifu on the river and Tianxin in the south."""

from datetime import date
from functools import partial

from guangsha.catalog.public import FitOut
from guangsha.config.demo.plans import family, large, small
from guangsha.config.demo.shapes import arc, pond, rectangle
from guangsha.config.demo.spec import Block, DemoProject, Garage, HomePlan, ShopRow, Site

TIDE_SOUND = DemoProject(
    slug="fuyuan-chaosheng",
    name="福元潮声",
    name_en="Fuyuan Tide",
    alias="潮声里",
    developer="shirui",
    city="430100",
    district="430105",
    area=("福元路", "Fuyuan Road"),
    address=("开福区潮声路与盛世西路交汇处", "Chaosheng Road at Shengshi West Road, Kaifu"),
    at=(112.9850, 28.2440),
    bearing=12,
    headline=("扇形的高楼，扇柄是一座街心花园", "A fan of towers with a garden for a handle"),
    about=(
        (
            "五栋高楼朝江面扇形展开，前面两栋只有九层，把视线让给后面的人。中间留着一片水和草地。"
            "北侧是城市主干道，近路两栋装了双层窗。"
        ),
        (
            "Five towers open like a fan towards the river; the two houses in front have only nine floors "
            "and leave the view to those behind. Water and lawn lie between. A main road runs in the "
            "north; the two towers next to it have double windows."
        ),
    ),
    price=15600,
    floor_step=75,
    floor_height="3.05",
    fee="2.90",
    sold=0.64,
    permits=(date(2025, 4, 25), date(2025, 12, 5), date(2026, 7, 31)),
    opening=date(2025, 5, 10),
    handover=date(2028, 3, 31),
    started=date(2024, 10, 21),
    tags=("江景", "近地铁", "近学校", "人车分流", "精装交付"),
    facilities=("架空层会客厅", "健身房", "儿童乐园", "环形跑道", "充电车位", "图书角"),
    site=Site(
        boundary=(
            (-20, -98),
            (60, -88),
            (112, -20),
            (116, 56),
            (60, 96),
            (-30, 100),
            (-92, 62),
            (-104, -10),
            (-84, -80),
        ),
        waters=(pond(-4, -30, 40, 24, seed=15, turn=-20),),
        paths=(
            (3.5, arc(0, -70, 74, 20, 160)),
            (3, ((-4, -96), (-8, -66), (-6, -46))),
            (3, ((2, -12), (6, 20), (4, 66))),
        ),
        plazas=((4, 14, 10), (-58, -30, 6), (56, -34, 6)),
        green=0.38,
        scale=0.9,
    ),
    homes=(
        HomePlan(code="A", sketch=family.three_corner, built=124, share=0.78),
        HomePlan(code="B", sketch=family.three_compact, built=96, share=0.78, wide=1.03),
        HomePlan(code="C", sketch=family.wide_hall, built=138, share=0.79),
        HomePlan(code="D", sketch=small.two_middle, built=80, share=0.78, wide=0.98),
        HomePlan(code="P", sketch=small.bay, built=32, share=0.42),
    ),
    blocks=(
        Block(no="1", at=(-76, 2), floors=30, homes="A D D B", shape="cross", aspect=1.4, turn=20),
        Block(no="2", at=(-52, 58), floors=32, homes="A D D B", shape="butterfly", aspect=1.6, turn=10),
        Block(no="3", at=(4, 80), floors=32, homes="C B B C", shape="butterfly", aspect=1.8),
        Block(no="5", at=(62, 58), floors=30, homes="B D D A", shape="butterfly", aspect=1.6, turn=-10, permit=2),
        Block(no="6", at=(90, 0), floors=28, homes="B D D A", shape="cross", aspect=1.4, turn=-18, permit=2),
        Block(no="7", at=(-44, -66), floors=9, homes="C C", shape="step", turn=12, permit=3),
        Block(no="8", at=(46, -68), floors=9, homes="C C", shape="step", turn=-10, permit=3),
    ),
    garage=Garage(outline=(-36, -8, 44, 40), bays=40, price=138000, permit=3),
    places=(
        "metro|潮声路站|Chaosheng Road station|360|20\n"
        "bus|盛世西路公交站|Shengshi West Road stop|120|350\n"
        "school|福元第二小学|Fuyuan Second Primary School|510|75\n"
        "school|潮声中学|Chaosheng Middle School|1150|50\n"
        "hospital|开福滨江医院|Kaifu Riverside Hospital|1350|160\n"
        "park|北岸绿地|North Bank Green|480|235\n"
        "shopping|潮声坊|Chaosheng Arcade|300|95\n"
        "adverse|城市主干道|Main road|110|0"
    ),
)

NINE_TERRACES = DemoProject(
    slug="tianxin-lantai",
    name="天心澜台",
    name_en="Tianxin Terraces",
    alias="澜台",
    developer="lushui",
    city="430100",
    district="430103",
    area=("省府", "Provincial Government"),
    address=("天心区澜台路与友谊西路交汇处", "Lantai Road at Youyi West Road, Tianxin"),
    at=(112.9840, 28.1080),
    bearing=-14,
    headline=("院子分三进，房子大一些", "Three courts deep, and a little larger"),
    about=(
        (
            "三进院落沿一条轴线向南降下去，前院停水、中院种竹、后院晒太阳。户型从一百四十多到二百一十，"
            "全部两户一梯，没有暗厅。"
        ),
        (
            "Three courts step down southwards on one axis: water in the first, bamboo in the second, sun "
            "in the third. Homes of 140 to 210 square metres, two to a lift, and no hall without a window."
        ),
    ),
    fit_out=FitOut.LUXURY,
    price=18900,
    floor_step=65,
    floor_height="3.15",
    fee="3.60",
    sold=0.44,
    permits=(date(2026, 2, 6), date(2026, 9, 11)),
    opening=date(2026, 2, 28),
    handover=date(2028, 10, 31),
    started=date(2025, 6, 30),
    refiled=(date(2026, 8, 14), 1.019),
    tags=("大平层", "改善住房", "南北通透", "近公园", "精装交付"),
    facilities=("恒温泳池", "茶室", "健身房", "下沉庭院", "长者活动室"),
    site=Site(
        boundary=((-62, -104), (58, -104), (66, -70), (66, 92), (30, 106), (-36, 106), (-66, 90)),
        waters=(rectangle(-14, -64, 14, -48),),
        paths=((3, ((0, -102), (0, -70))), (4, ((-62, -26), (64, -26))), (4, ((-62, 44), (64, 44)))),
        plazas=((0, -14, 7), (0, 14, 7), (0, 66, 8)),
        green=0.38,
        scale=0.92,
    ),
    homes=(
        HomePlan(code="A", sketch=family.four_bed, built=146, share=0.80, mirror=True),
        HomePlan(code="B", sketch=family.two_suites, built=172, share=0.80),
        HomePlan(code="C", sketch=large.utility_four, built=208, share=0.80, mirror=True),
        HomePlan(code="SP", sketch=partial(small.shop, front=4400), built=60, share=0.88),
    ),
    blocks=(
        Block(no="1", at=(-38, 80), floors=18, homes="B B", shape="stairs"),
        Block(no="2", at=(38, 80), floors=18, homes="B B", shape="stairs"),
        Block(no="3", at=(-38, 10), floors=15, homes="C C", shape="slab"),
        Block(no="5", at=(38, 10), floors=15, homes="C C", shape="slab"),
        Block(no="6", at=(-40, -56), floors=11, homes="A A", shape="comb", permit=2),
        Block(no="7", at=(40, -56), floors=11, homes="A A", shape="comb", permit=2),
    ),
    shops=(ShopRow(no="S1", at=(-38, -92), count=8, layout="SP", price=27500, permit=2),),
    places=(
        "metro|友谊西路站|Youyi West Road station|820|35\n"
        "bus|澜台路公交站|Lantai Road stop|90|180\n"
        "school|省府小学|Provincial Primary School|600|20\n"
        "hospital|天心南医院|Tianxin South Hospital|1250|330\n"
        "park|竹影公园|Bamboo Shade Park|340|265\n"
        "shopping|澜台里|Lantai Lane|200|190\n"
        "adverse|高架桥|Viaduct|420|95"
    ),
)

PROJECTS = (TIDE_SOUND, NINE_TERRACES)

"""Qingdao, the old goods harbour and Jiaozhou."""

from datetime import date
from functools import partial

from guangsha.catalog.public import FitOut, PropertyType
from guangsha.config.demo.plans import family, small
from guangsha.config.demo.shapes import arc, pond
from guangsha.config.demo.spec import Block, DemoProject, Garage, HomePlan, ShopRow, Site

STEAM_WHISTLE = DemoProject(
    slug="beigang-qidi",
    name="北港汽笛",
    name_en="North Harbour Whistle",
    alias="汽笛里",
    developer="songtao",
    city="370200",
    district="370203",
    area=("邮轮港", "Cruise harbour"),
    address=("市北区汽笛路与货运二街交汇处", "Qidi Road at Goods Second Street, Shibei"),
    at=(120.3290, 36.0960),
    bearing=20,
    headline=("三条老铁轨，一座新塔", "Three old tracks and one new tower"),
    about=(
        (
            "旧货场的三股铁轨留在地上，楼沿着它们排成两行，尽头立一座塔。户型偏小，适合两个人；"
            "港口夜里偶尔有作业声，我们测过分贝，数据在售楼处墙上。"
        ),
        (
            "Three tracks of the goods yard stay in the ground; two rows of houses follow them and a tower "
            "ends the line. Homes are small, for two. The port works some nights: we measured the noise, "
            "and the figures hang in the sales office."
        ),
    ),
    kind=PropertyType.MIXED,
    price=21500,
    floor_step=85,
    floor_height="3.15",
    fee="3.10",
    sold=0.57,
    permits=(date(2025, 8, 22), date(2026, 5, 15)),
    opening=date(2025, 9, 6),
    handover=date(2027, 11, 30),
    started=date(2025, 1, 13),
    tags=("老城", "小户型", "海景", "底商", "近地铁"),
    facilities=("共享办公", "图书角", "自行车房", "观景平台", "健身房"),
    site=Site(
        boundary=((-112, -46), (96, -46), (112, -10), (112, 46), (-100, 46), (-116, 12)),
        paths=((2.2, ((-108, 24), (60, 24))), (2.2, ((-112, 0), (108, 0))), (2.2, ((-108, -24), (60, -24)))),
        plazas=((52, 0, 9), (-96, 0, 5)),
        green=0.30,
        lane=0,
        scale=0.9,
    ),
    homes=(
        HomePlan(code="A", sketch=small.one_bed, built=59, share=0.79),
        HomePlan(code="B", sketch=small.two_through, built=82, share=0.79, mirror=True, wide=0.98),
        HomePlan(code="C", sketch=small.two_side, built=91, share=0.77),
        HomePlan(code="SP", sketch=partial(small.shop, front=4600), built=46, share=0.9),
    ),
    blocks=(
        Block(no="1", at=(-66, 35), floors=9, homes="B A|A A|A B", shape="plain", first=1),
        Block(no="2", at=(10, 35), floors=9, homes="B A|A A|A B", shape="plain"),
        Block(no="3", at=(-66, -12), floors=7, homes="B A|A A|A B", shape="plain"),
        Block(no="5", at=(2, -12), floors=7, homes="B A|A B", shape="plain", permit=2),
        Block(no="6", at=(86, 10), floors=27, homes="C A A C", shape="chamfer", aspect=1.2, first=2, permit=2),
    ),
    shops=(
        ShopRow(no="S1", at=(-50, -38), count=14, layout="SP", price=33800),
        ShopRow(no="S2", at=(40, -38), count=10, layout="SP", price=32600, permit=2),
    ),
    spaces=0.6,
    places=(
        "metro|货运街站|Goods Street station|430|120\n"
        "bus|汽笛路公交站|Qidi Road stop|90|160\n"
        "school|北港小学|North Harbour Primary School|640|80\n"
        "hospital|市北港湾医院|Harbour Hospital|1150|110\n"
        "park|灯塔绿地|Lighthouse Green|320|290\n"
        "shopping|货场市集|Goods Yard Market|70|180\n"
        "adverse|港口作业区|Port terminal|350|320"
    ),
)

THREE_LI = DemoProject(
    slug="jiaozhou-sanlihean",
    name="三里河岸",
    name_en="Three-Li River Bank",
    alias="三里河小区",
    developer="xingyu",
    city="370200",
    district="370281",
    area=("三里河", "Sanli River"),
    address=("胶州市河岸路与杏林街交汇处", "He'an Road at Xinglin Street, Jiaozhou"),
    at=(120.0190, 36.2560),
    bearing=-8,
    headline=("总价六十万起，走路到河边", "From about 600,000, on foot to the river"),
    about=(
        "三道同心的弧，楼沿弧转，路也沿弧走。户型两室和三室，毛坯交付；西边两栋明年交，钥匙先给先来的人。",
        (
            "Three concentric arcs: houses turn with them and so do the paths. Two and three rooms, rough "
            "finish; the western houses are finished next year, and keys go first to those who came first."
        ),
    ),
    fit_out=FitOut.ROUGH,
    price=7300,
    floor_step=26,
    fee="1.30",
    sold=0.69,
    permits=(date(2025, 6, 6), date(2026, 1, 23)),
    opening=date(2025, 6, 21),
    handover=date(2027, 9, 30),
    started=date(2024, 11, 18),
    tags=("首次置业", "总价可控", "近公园", "毛坯交付", "南北通透"),
    facilities=("儿童乐园", "社区菜园", "快递柜", "长者活动室"),
    site=Site(
        boundary=((-104, -44), (-40, -66), (40, -68), (104, -46), (124, 34), (80, 86), (-66, 88), (-124, 38)),
        waters=(pond(2, -50, 52, 14, seed=31),),
        paths=(
            (4, arc(0, -190, 200, 62, 118)),
            (4, arc(0, -190, 240, 64, 116)),
            (3, ((0, -40), (0, 10), (2, 50), (2, 74))),
        ),
        plazas=((0, 30, 8), (-56, -22, 6)),
        green=0.37,
        scale=0.92,
        lane=5,
    ),
    homes=(
        HomePlan(code="A", sketch=small.two_through, built=84, share=0.82),
        HomePlan(code="B", sketch=family.three_ensuite, built=110, share=0.82),
        HomePlan(code="C", sketch=family.three_deep, built=119, share=0.83),
        HomePlan(code="P", sketch=small.bay, built=29, share=0.44),
    ),
    blocks=(
        Block(no="1", at=(-74, 48), floors=11, homes="C C|C", shape="slab", turn=16),
        Block(no="2", at=(-24, 62), floors=11, homes="C C|C", shape="slab", turn=5),
        Block(no="3", at=(30, 62), floors=11, homes="C C|C", shape="slab", turn=-6, permit=2),
        Block(no="5", at=(80, 46), floors=11, homes="C C|C", shape="slab", turn=-18, permit=2),
        Block(no="6", at=(-86, 6), floors=9, homes="B A|A B", shape="comb", turn=20),
        Block(no="7", at=(-31, 26), floors=9, homes="B A|A B", shape="comb", turn=7),
        Block(no="8", at=(34, 25), floors=9, homes="B A|A B", shape="comb", turn=-8, permit=2),
        Block(no="9", at=(88, 4), floors=9, homes="B A|A B", shape="comb", turn=-20, permit=2),
        Block(no="10", at=(-62, -36), floors=6, homes="A A|A A", shape="bow", turn=12),
        Block(no="11", at=(64, -38), floors=6, homes="A A|A A", shape="bow", turn=-12, permit=0),
    ),
    garage=Garage(outline=(-30, -22, 34, 8), bays=24, price=42000),
    places=(
        "bus|杏林街公交站|Xinglin Street stop|120|350\n"
        "school|三里河小学|Sanli River Primary School|420|30\n"
        "hospital|胶州河东医院|Hedong Hospital|1500|300\n"
        "park|三里河公园|Sanli River Park|190|180\n"
        "shopping|杏林集市|Xinglin Market|340|60\n"
        "adverse|热力站|Heating plant|480|265"
    ),
)

PROJECTS = (STEAM_WHISTLE, THREE_LI)

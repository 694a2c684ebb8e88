"""Qingdao inland and round the bay: Licang, Chengyang, Jimo."""

from datetime import date
from functools import partial

from guangsha.catalog.public import SaleStatus
from guangsha.config.demo.plans import family, small
from guangsha.config.demo.shapes import rectangle, stream
from guangsha.config.demo.spec import Block, DemoProject, Garage, HomePlan, Site

RIVER_LIGHT = DemoProject(
    slug="hepan-youguang",
    name="河畔有光",
    name_en="Light on the River",
    alias="有光",
    developer="luyuan",
    city="370200",
    district="370213",
    area=("李村河", "Licun River"),
    address=("李沧区汾河路与有光街交汇处", "Fenhe Road at Youguang Street, Licang"),
    at=(120.4200, 36.1570),
    bearing=11,
    headline=("一字排开，户户临河", "All in one line, every home on the river"),
    about=(
        (
            "地块狭长，南面就是河。七栋楼一字排开，高低相间，像一排琴键；没有第二排，所以没有被挡的楼。"
            "汛期水位和堤顶高程在售楼处可查。"
        ),
        (
            "A long narrow plot on the north bank. Seven houses stand in one line, high and low like keys; "
            "there is no second row, so nothing is blocked. Flood levels and the height of the dyke can be "
            "read in the sales office."
        ),
    ),
    price=17900,
    floor_step=80,
    floor_height="3.05",
    fee="2.80",
    sold=0.61,
    permits=(date(2025, 9, 26), date(2026, 3, 13)),
    opening=date(2025, 10, 11),
    handover=date(2028, 5, 31),
    started=date(2025, 2, 17),
    tags=("近公园", "改善住房", "南北通透", "近地铁", "近医院"),
    facilities=("环形跑道", "架空层会客厅", "健身房", "图书角"),
    site=Site(
        boundary=((-178, -18), (-60, -34), (60, -32), (176, -14), (170, 30), (50, 34), (-60, 30), (-172, 36)),
        waters=(stream(7, (-150, -11), (-60, -24), (60, -22), (150, -8)),),
        paths=((3.5, ((-172, 26), (-60, 22), (60, 25), (170, 22))),),
        plazas=((-84, -8, 6), (84, -6, 6)),
        green=0.37,
        lane=0,
        scale=0.98,
    ),
    homes=(
        HomePlan(code="A", sketch=family.wide_hall, built=126, share=0.80, mirror=True),
        HomePlan(code="B", sketch=family.three_corner, built=118, share=0.80),
        HomePlan(code="C", sketch=family.four_bed, built=148, share=0.80, wide=1.03),
    ),
    blocks=tuple(
        Block(no=no, at=(x, y), floors=floors, homes=homes, shape=shape, turn=turn, permit=permit, aspect=aspect)
        for no, x, y, turn, floors, homes, shape, permit, aspect in (
            ("1", -148, 8, 8, 11, "A A", "step", 1, 0),
            ("2", -106, 4, 5, 24, "B A A B", "cross", 1, 1.4),
            ("3", -58, 2, 3, 15, "C C", "slab", 1, 0),
            ("5", 0, 4, 0, 28, "B C C B", "butterfly", 1, 1.7),
            ("6", 56, 4, -3, 15, "C C", "slab", 2, 0),
            ("7", 106, 6, -5, 24, "B A A B", "cross", 2, 1.4),
            ("8", 148, 8, -8, 11, "A A", "step", 2, 0),
        )
    ),
    places=(
        "metro|汾河路站|Fenhe Road station|610|20\n"
        "bus|有光街公交站|Youguang Street stop|90|10\n"
        "school|河畔小学|Riverside Primary School|450|330\n"
        "hospital|李沧东院|Licang East Hospital|820|60\n"
        "park|李村河公园|Licun River Park|80|185\n"
        "shopping|汾河街市|Fenhe Market|520|340\n"
        "adverse|跨河高架|Flyover|240|270"
    ),
)

SUN_HOMES = DemoProject(
    slug="yanghe-jinli",
    name="阳和锦里",
    name_en="Sunny Concord",
    alias="阳和里",
    developer="haiyu",
    city="370200",
    district="370214",
    area=("城阳中心", "Chengyang centre"),
    address=("城阳区和阳路与春城路交汇处", "Heyang Road at Chuncheng Road, Chengyang"),
    at=(120.3920, 36.3080),
    bearing=0,
    headline=("六层洋房，正南正北", "Six and seven floors, due north and south"),
    about=(
        "中间一条一百一十米长的轴线花园，两侧洋房正南正北。一楼有院，顶楼有露台，中间楼层价格最平。现房在售，推门就能看。",
        (
            "A garden axis a hundred and ten metres long with low houses due north and south on both "
            "sides. Gardens below, terraces on top, the plainest prices between. Completed: open the door "
            "and look."
        ),
    ),
    price=11200,
    floor_step=40,
    floor_height="3.10",
    fee="2.20",
    sold=0.86,
    permits=(date(2023, 6, 16), date(2024, 1, 19)),
    opening=date(2023, 7, 1),
    handover=date(2025, 10, 31),
    started=date(2022, 11, 8),
    refiled=(date(2025, 3, 21), 1.041),
    tags=("现房", "花园洋房", "低密度", "南北通透", "近学校"),
    facilities=("环形跑道", "长者活动室", "儿童乐园", "羽毛球场", "幼儿园"),
    site=Site(
        boundary=((-100, -72), (100, -72), (100, 72), (-100, 72)),
        waters=(rectangle(-5, -34, 5, -4), rectangle(-5, 6, 5, 36)),
        paths=(
            (3, ((-11, -66), (-11, 66))),
            (3, ((11, -66), (11, 66))),
            (4, ((-96, 1), (-11, 1))),
            (4, ((11, 1), (96, 1))),
        ),
        plazas=((0, 1, 8), (0, 52, 8), (0, -52, 8)),
        green=0.40,
        scale=0.84,
        lane=6,
    ),
    homes=(
        HomePlan(code="A", sketch=family.three_deep, built=132, share=0.86),
        HomePlan(code="B", sketch=family.double_south, built=142, share=0.86, mirror=True),
        HomePlan(code="C", sketch=partial(family.three_ensuite, yard=True), built=121, share=0.86, mirror=True),
        HomePlan(code="P", sketch=small.bay, built=30, share=0.44),
    ),
    blocks=(
        Block(no="1", at=(-58, 46), floors=7, homes="A A|A A"),
        Block(no="2", at=(58, 46), floors=7, homes="A A|A A"),
        Block(no="3", at=(-56, 20), floors=6, homes="C C|C C", shape="comb"),
        Block(no="5", at=(56, 20), floors=6, homes="C C|C C", shape="comb"),
        Block(no="6", at=(-56, -20), floors=6, homes="B B|B B", shape="comb", permit=2),
        Block(no="7", at=(56, -20), floors=6, homes="B B|B B", shape="comb", permit=2),
        Block(no="8", at=(-58, -50), floors=6, homes="C C|C C", permit=2),
        Block(no="9", at=(58, -50), floors=6, homes="C C|C C", permit=2),
    ),
    garage=Garage(outline=(-90, -8, -20, 8), bays=30, price=72000),
    places=(
        "metro|春城路站|Chuncheng Road station|940|165\n"
        "bus|和阳路公交站|Heyang Road stop|100|0\n"
        "school|阳和小学|Yanghe Primary School|330|120\n"
        "hospital|城阳第三医院|Chengyang Third Hospital|1400|200\n"
        "park|和阳广场公园|Heyang Square Park|420|80\n"
        "shopping|春城集市|Chuncheng Market|610|190"
    ),
)

SALT_PANS = DemoProject(
    slug="yantian-shiguang",
    name="盐田拾光",
    name_en="Salt Pan Days",
    alias="盐田里",
    developer="songtao",
    city="370200",
    district="370214",
    area=("红岛", "Hongdao"),
    address=("城阳区盐田路与鸥汀街交汇处", "Yantian Road at Outing Street, Chengyang"),
    at=(120.2810, 36.2150),
    bearing=-15,
    headline=("老盐田的格子，留给水和芦苇", "The grid of old salt pans, kept for water and reeds"),
    about=(
        (
            "地块原是盐田，设计保留了四格水面，楼在格子之间。海风咸，门窗五金用三一六不锈钢；离市区远，价格也因此低。"
            "预计明年春天取证，现在只看不卖。"
        ),
        (
            "The ground was a salt works; four of its pans stay as water and houses stand between. Sea air "
            "is salty, so fittings are marine steel. It is far from town and priced so. The permit is "
            "expected in spring: look now, buy then."
        ),
    ),
    price=8600,
    floor_step=35,
    floor_height="3.00",
    fee="1.80",
    sold=0.0,
    status=SaleStatus.UPCOMING,
    opening=date(2027, 4, 24),
    handover=date(2029, 9, 30),
    started=date(2026, 8, 12),
    tags=("首次置业", "总价可控", "近公园", "海景", "精装交付"),
    facilities=("儿童乐园", "自行车房", "社区食堂", "环形跑道"),
    site=Site(
        boundary=((-98, -70), (94, -76), (104, 66), (-92, 74)),
        waters=(
            rectangle(-62, -8, -36, 12),
            rectangle(-18, -10, 12, 10),
            rectangle(30, -12, 58, 8),
            rectangle(-20, 50, 14, 62),
        ),
        paths=((3, ((-96, 19), (-8, 17), (102, 14))), (3, ((-96, -16), (0, -18), (98, -20)))),
        plazas=((72, -2, 7), (-78, 2, 7)),
        green=0.34,
        scale=0.9,
        lane=5,
    ),
    homes=(
        HomePlan(code="A", sketch=family.three_compact, built=96, share=0.80, wide=1.04),
        HomePlan(code="B", sketch=small.two_through, built=83, share=0.80, wide=0.96),
        HomePlan(code="C", sketch=family.three_corner, built=110, share=0.80, mirror=True),
    ),
    blocks=tuple(
        Block(no=no, at=at, floors=floors, homes=homes, shape=shape, permit=0)
        for no, at, floors, homes, shape in (
            ("1", (-62, 44), 13, "C B|B C", "notch"),
            ("2", (58, 40), 13, "C B|B C", "notch"),
            ("3", (-60, -42), 9, "A B|B A", "slab"),
            ("5", (0, -46), 11, "C A", "step"),
            ("6", (58, -48), 9, "A B|B A", "slab"),
        )
    ),
    places=(
        "bus|盐田路公交站|Yantian Road stop|180|250\n"
        "metro|鸥汀站（规划）|Outing station (planned)|1900|300\n"
        "school|红岛海韵小学|Haiyun Primary School|1250|320\n"
        "hospital|红岛医院|Hongdao Hospital|2600|310\n"
        "park|盐田湿地|Salt pan wetland|150|180\n"
        "shopping|鸥汀渔市|Outing Fish Market|1100|290\n"
        "adverse|机场航线|Flight path|900|0"
    ),
)

INK_RIVER = DemoProject(
    slug="moshui-heting",
    name="墨水河庭",
    name_en="Ink River Court",
    alias="墨河庭",
    developer="luyuan",
    city="370200",
    district="370215",
    area=("即墨古城", "Jimo old city"),
    address=("即墨区墨水西路与文峰街交汇处", "Moshui West Road at Wenfeng Street, Jimo"),
    at=(120.4400, 36.3870),
    bearing=7,
    headline=("十二月中旬开盘，摇号选房", "Opens in mid-December, by public draw"),
    about=(
        (
            "三个半围合的院落朝河敞开，院门按古城的样子做了月洞。登记到十二月八日，十三日公证摇号，"
            "预售证与一房一价已公示。"
        ),
        (
            "Three half-closed courts open to the river through moon gates in the manner of the old city. "
            "Registration runs to 8 December, the draw before a notary is on the 13th; permit and prices "
            "are posted."
        ),
    ),
    price=9800,
    floor_step=42,
    floor_height="3.05",
    fee="2.00",
    sold=0.0,
    status=SaleStatus.UPCOMING,
    permits=(date(2026, 11, 6),),
    opening=date(2026, 12, 19),
    handover=date(2029, 5, 31),
    started=date(2026, 3, 16),
    tags=("改善住房", "南北通透", "老城", "人车分流", "近学校"),
    facilities=("图书角", "茶室", "儿童乐园", "架空层会客厅"),
    site=Site(
        boundary=((-108, -46), (-30, -58), (50, -50), (112, -34), (104, 50), (0, 62), (-104, 54)),
        waters=(stream(8, (-90, -39), (-30, -48), (50, -40), (92, -29)),),
        paths=((3.5, ((-100, -22), (-30, -30), (50, -23), (100, -14))),),
        plazas=((-70, 4, 7), (2, 2, 8), (72, 6, 7)),
        green=0.36,
        lane=0,
        scale=0.9,
    ),
    homes=(
        HomePlan(code="A", sketch=family.three_ensuite, built=112, share=0.82),
        HomePlan(code="B", sketch=family.double_south, built=130, share=0.82, wide=1.04),
        HomePlan(code="C", sketch=family.three_compact, built=98, share=0.82),
        HomePlan(code="D", sketch=family.wide_hall, built=140, share=0.82),
    ),
    blocks=(
        Block(no="1", at=(-70, 28), floors=11, homes="A C|C B A", shape="you", aspect=2.0),
        Block(no="2", at=(2, 32), floors=13, homes="B C|C D B", shape="you", aspect=2.0),
        Block(no="3", at=(72, 26), floors=11, homes="A C|C B A", shape="you", aspect=2.0),
        Block(no="5", at=(-36, -8), floors=6, homes="D D", shape="step", phase=1),
        Block(no="6", at=(38, -6), floors=6, homes="D D", shape="step", phase=1, permit=0),
    ),
    places=(
        "metro|文峰街站|Wenfeng Street station|780|100\n"
        "bus|墨水西路公交站|Moshui West Road stop|140|30\n"
        "school|墨河小学|Mohe Primary School|390|45\n"
        "hospital|即墨城西医院|Jimo West Hospital|1100|70\n"
        "park|墨水河公园|Ink River Park|90|190\n"
        "shopping|文峰集|Wenfeng Market|500|85"
    ),
)

PROJECTS = (
    RIVER_LIGHT,
    SUN_HOMES,
    SALT_PANS,
    INK_RIVER,
)

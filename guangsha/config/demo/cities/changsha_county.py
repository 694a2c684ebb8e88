"""Changsha, the southern districts, the county and Liuyang."""

from datetime import date
from functools import partial

from guangsha.catalog.public import FitOut, SaleStatus
from guangsha.config.demo.plans import family, small
from guangsha.config.demo.shapes import pond, stream
from guangsha.config.demo.spec import Block, DemoProject, Garage, HomePlan, ShopRow, Site

STAR_ELM = DemoProject(
    slug="xingyu-li",
    name="星榆里",
    name_en="Star Elm Row",
    alias="星榆小区",
    developer="xingyu",
    city="430100",
    district="430121",
    area=("星沙", "Xingsha"),
    address=("长沙县榆荫路与望仙东路交汇处", "Yuyin Road at Wangxian East Road, Changsha County"),
    at=(113.0950, 28.2460),
    bearing=3,
    headline=("把钱花在看得见的地方", "Money spent where you can see it"),
    about=(
        ("八栋板楼平行排开，朝向一致，间距按冬至日照算足。没有会所，有一条斜穿小区的林荫路，从北门走到小学六分钟。"),
        (
            "Eight slabs in parallel, all facing one way, as far apart as the winter sun asks. No club "
            "house, but a shaded walk that crosses the estate: six minutes from the north gate to the "
            "school."
        ),
    ),
    price=7600,
    floor_step=30,
    fee="1.60",
    sold=0.81,
    permits=(date(2025, 3, 28), date(2025, 10, 17)),
    opening=date(2025, 4, 12),
    handover=date(2027, 6, 30),
    started=date(2024, 9, 10),
    tags=("首次置业", "总价可控", "南北通透", "近学校", "毛坯交付"),
    facilities=("儿童乐园", "社区食堂", "长者活动室", "快递柜"),
    fit_out=FitOut.ROUGH,
    site=Site(
        boundary=((-96, -92), (92, -92), (98, 88), (-90, 96)),
        paths=(
            (4, ((-92, 60), (-70, 51), (-4, 22), (6, -22), (78, -52), (95, -56))),
            (3, ((-3, 92), (-3, 50), (-4, 22))),
            (3, ((6, -22), (4, -58), (4, -90))),
        ),
        plazas=((0, 0, 9),),
        green=0.35,
        scale=0.84,
    ),
    homes=(
        HomePlan(code="A", sketch=small.two_through, built=79, share=0.81),
        HomePlan(code="B", sketch=family.three_compact, built=95, share=0.81),
        HomePlan(code="C", sketch=family.three_ensuite, built=107, share=0.81, mirror=True),
        HomePlan(code="P", sketch=small.bay, built=28, share=0.46),
    ),
    blocks=(
        Block(no="1", at=(-50, 78), floors=11, homes="B A|A B"),
        Block(no="2", at=(48, 74), floors=11, homes="B A|A B"),
        Block(no="3", at=(-46, 30), floors=11, homes="C A|A C"),
        Block(no="5", at=(50, 28), floors=11, homes="C A|A C"),
        Block(no="6", at=(-48, -20), floors=11, homes="B A|A B", permit=2),
        Block(no="7", at=(50, -18), floors=11, homes="C A|A C", permit=2),
        Block(no="8", at=(-46, -70), floors=8, homes="C B|B C", permit=2),
        Block(no="9", at=(48, -76), floors=8, homes="C B|B C", permit=2),
    ),
    garage=Garage(outline=(-86, -58, 78, -34), bays=40, price=52000),
    places=(
        "metro|榆荫路站|Yuyin Road station|1150|255\n"
        "bus|望仙东路公交站|Wangxian East Road stop|110|10\n"
        "school|星榆小学|Xingyu Primary School|430|350\n"
        "school|望仙中学|Wangxian Middle School|1350|20\n"
        "hospital|星沙东医院|Xingsha East Hospital|1700|240\n"
        "park|榆湾公园|Yuwan Park|620|160\n"
        "shopping|望仙农贸市场|Wangxian Market|380|290\n"
        "adverse|垃圾中转站|Waste transfer station|340|120"
    ),
)

SOUTH_COURT = DemoProject(
    slug="guishui-nanting",
    name="圭水南庭",
    name_en="Gui Brook South Court",
    alias="南庭",
    developer="lushui",
    city="430100",
    district="430111",
    area=("圭塘", "Guitang"),
    address=("雨花区圭水路与木莲东路交汇处", "Guishui Road at Mulian East Road, Yuhua"),
    at=(113.0245, 28.1130),
    bearing=-9,
    headline=("两个院子，一条小河", "Two courts and a brook"),
    about=(
        (
            "四栋转角楼围出东西两个院子，河从中间流过。东院给孩子，有沙坑和滑梯；西院安静，种了三十二棵香樟。"
            "转角处的户型客厅两面开窗。"
        ),
        (
            "Four corner buildings enclose two courts with a brook between. The east one is for children, "
            "with sand and slides; the west one is quiet under thirty-two camphor trees. Corner homes have "
            "windows on two sides."
        ),
    ),
    price=13200,
    floor_step=60,
    fee="2.60",
    sold=0.66,
    permits=(date(2025, 8, 1), date(2026, 6, 26)),
    opening=date(2025, 8, 16),
    handover=date(2027, 12, 31),
    started=date(2025, 1, 8),
    tags=("近公园", "改善住房", "精装交付", "人车分流"),
    facilities=("儿童乐园", "环形跑道", "图书角", "健身房", "充电车位"),
    site=Site(
        boundary=((-92, -66), (-10, -72), (98, -62), (106, 58), (10, 74), (-88, 66)),
        waters=(stream(8, (6, 67), (2, 30), (8, 0), (-4, -36), (-2, -66)),),
        paths=((3, ((-86, 2), (-50, 0), (-6, 4))), (3, ((12, 2), (50, 4), (80, 0)))),
        plazas=((-46, 0, 9), (50, 2, 11)),
        green=0.36,
        scale=0.86,
    ),
    homes=(
        HomePlan(code="A", sketch=family.three_corner, built=119, share=0.79),
        HomePlan(code="B", sketch=family.three_compact, built=92, share=0.79, wide=0.97),
        HomePlan(code="C", sketch=family.four_bed, built=141, share=0.80, mirror=True),
        HomePlan(code="SP", sketch=small.shop, built=58, share=0.88),
    ),
    blocks=(
        Block(no="1", at=(-52, 42), floors=18, homes="A B|B A B", shape="ell", aspect=1.7),
        Block(no="2", at=(50, 40), floors=18, homes="A B|B A B", shape="ell_east", aspect=1.7),
        Block(no="3", at=(-50, -40), floors=15, homes="C B|B C", shape="ell_up", aspect=1.8, permit=2),
        Block(no="5", at=(50, -38), floors=15, homes="C B|B C", shape="ell_up_east", aspect=1.8, permit=2),
    ),
    shops=(ShopRow(no="S1", at=(91, 0), count=6, layout="SP", turn=90, price=24800),),
    places=(
        "metro|圭水路站|Guishui Road station|680|330\n"
        "bus|木莲东路公交站|Mulian East Road stop|90|185\n"
        "school|圭塘河小学|Guitang Brook Primary School|510|25\n"
        "hospital|雨花南院|Yuhua South Hospital|1600|310\n"
        "park|圭塘河绿道|Guitang Greenway|60|0\n"
        "shopping|木莲汇|Mulian Arcade|880|205"
    ),
)

FLOWER_TIME = DemoProject(
    slug="jingwan-huashi",
    name="井湾花时",
    name_en="Jingwan Blossom",
    alias="花时小区",
    developer="lushui",
    city="430100",
    district="430111",
    area=("井湾子", "Jingwanzi"),
    address=("雨花区花时路与环保西路交汇处", "Huashi Road at Huanbao West Road, Yuhua"),
    at=(112.9960, 28.1010),
    bearing=-2,
    headline=("十二月初开盘，先把价格贴出来", "Opens in early December; prices are posted now"),
    about=(
        (
            "九栋楼错落成三排，每栋退一步，阳台就多一点太阳。一期四栋已取得预售证，备案价全部公示；"
            "二期还没有证，所以现在不卖。"
        ),
        (
            "Buildings in three staggered rows: each step back gives a balcony more sun. Phase one has its "
            "permit and every filed price is public; phase two has none yet, so it is not for sale."
        ),
    ),
    price=8900,
    floor_step=38,
    fee="1.90",
    sold=0.0,
    status=SaleStatus.UPCOMING,
    permits=(date(2026, 11, 13),),
    opening=date(2026, 12, 5),
    handover=date(2029, 3, 31),
    started=date(2026, 4, 28),
    tags=("首次置业", "总价可控", "近学校", "精装交付", "人车分流"),
    facilities=("儿童乐园", "社区食堂", "幼儿园", "环形跑道"),
    site=Site(
        boundary=((-104, -66), (104, -78), (112, 62), (-40, 84), (-108, 60)),
        paths=(
            (4, ((-106, -16), (-30, -22), (40, -14), (110, -22))),
            (3, ((-30, 82), (-26, 30), (-30, -22))),
            (3, ((40, 72), (40, 30), (40, -14), (36, -74))),
        ),
        plazas=((-28, -20, 10), (40, -16, 10)),
        green=0.35,
        scale=0.84,
    ),
    homes=(
        HomePlan(code="A", sketch=small.two_middle, built=82, share=0.79, wide=1.03),
        HomePlan(code="B", sketch=family.three_ensuite, built=106, share=0.79, wide=0.97),
        HomePlan(code="C", sketch=family.three_corner, built=113, share=0.79),
        HomePlan(code="P", sketch=small.bay, built=30, share=0.43),
    ),
    blocks=(
        Block(no="1", at=(-70, 50), floors=17, homes="B A|A B", shape="stairs"),
        Block(no="2", at=(6, 54), floors=17, homes="C A|A C", shape="stairs"),
        Block(no="3", at=(76, 44), floors=17, homes="B A|A B", shape="stairs"),
        Block(no="5", at=(-68, 10), floors=15, homes="B A|A B", shape="stairs"),
        Block(no="6", at=(6, 14), floors=15, homes="C A", shape="step", phase=2, permit=0),
        Block(no="7", at=(78, 6), floors=15, homes="B A|A B", shape="stairs", phase=2, permit=0),
        Block(no="8", at=(-66, -46), floors=11, homes="B C|C B", shape="stairs", phase=2, permit=0),
        Block(no="9", at=(4, -52), floors=11, homes="C B", shape="step", phase=2, permit=0),
        Block(no="10", at=(74, -54), floors=11, homes="B C|C B", shape="stairs", phase=2, permit=0),
    ),
    garage=Garage(outline=(-56, 24, 60, 40), bays=30, price=58000, permit=0),
    places=(
        "metro|花时路站（在建）|Huashi Road station (under construction)|870|75\n"
        "bus|环保西路公交站|Huanbao West Road stop|130|180\n"
        "school|井湾小学|Jingwan Primary School|360|280\n"
        "hospital|井湾社区医院|Jingwan Community Hospital|740|20\n"
        "park|花时公园|Huashi Park|180|355\n"
        "shopping|井湾生活广场|Jingwan Plaza|560|60\n"
        "adverse|物流园|Logistics park|900|165"
    ),
    phases=(("一期", "Phase 1"), ("二期", "Phase 2")),
)

MAPLE_GRAIN = DemoProject(
    slug="liuyang-fengheli",
    name="枫禾里",
    name_en="Maple and Grain",
    alias="浏阳枫禾",
    developer="songtao",
    city="430100",
    district="430181",
    area=("浏阳河西", "West of Liuyang River"),
    address=("浏阳市枫禾路与金沙南路交汇处", "Fenghe Road at Jinsha South Road, Liuyang"),
    at=(113.6230, 28.1450),
    bearing=12,
    headline=("最高八层，中间是菜园", "Eight floors at most, allotments between"),
    about=(
        "小城的房子不必太高。六栋六到八层的小楼顺着缓坡摆开，中间留给菜园和晒场；毛坯交付，方便自己请熟悉的师傅。",
        (
            "Houses in a small town need not be tall. Six houses of six to eight floors follow a gentle "
            "slope round allotments and a drying yard. Rough finish, so that you can bring the craftsman "
            "you know."
        ),
    ),
    fit_out=FitOut.ROUGH,
    price=5900,
    floor_step=28,
    fee="1.40",
    sold=0.62,
    permits=(date(2025, 5, 16),),
    opening=date(2025, 5, 31),
    handover=date(2026, 9, 30),
    started=date(2024, 8, 20),
    tags=("现房", "花园洋房", "南北通透", "总价可控", "毛坯交付"),
    facilities=("社区菜园", "长者活动室", "儿童乐园", "快递柜"),
    site=Site(
        boundary=((-78, -50), (10, -70), (82, -42), (76, 48), (-10, 68), (-82, 40)),
        waters=(pond(-58, -4, 18, 26, seed=3),),
        paths=((3.5, ((-72, 26), (-30, 8), (30, 2), (79, 16))), (3, ((-8, 66), (-4, 30), (0, 4), (6, -66)))),
        plazas=((0, 4, 8),),
        green=0.38,
        scale=0.86,
        lane=5,
    ),
    homes=(
        HomePlan(code="A", sketch=partial(family.three_ensuite, yard=True), built=122, share=0.86),
        HomePlan(code="B", sketch=family.three_deep, built=128, share=0.86, mirror=True),
        HomePlan(code="C", sketch=partial(small.two_through, yard=True), built=90, share=0.86),
    ),
    blocks=(
        Block(no="1", at=(-44, 36), floors=8, homes="A C|C A", shape="comb", turn=14),
        Block(no="2", at=(36, 37), floors=8, homes="B B|B B", shape="slab", turn=-12),
        Block(no="3", at=(46, -10), floors=8, homes="A C|C A", shape="comb", turn=4),
        Block(no="5", at=(-30, -16), floors=8, homes="B B", shape="slab", turn=8),
        Block(no="6", at=(-38, -46), floors=6, homes="A C|C A", shape="comb", turn=-12),
        Block(no="7", at=(40, -44), floors=6, homes="A C|C A", shape="comb", turn=18),
    ),
    places=(
        "bus|枫禾路公交站|Fenghe Road stop|90|150\n"
        "school|河西实验小学|Hexi Primary School|520|60\n"
        "hospital|浏阳河西医院|Hexi Hospital|1900|80\n"
        "park|浏阳河滩公园|River Beach Park|700|100\n"
        "shopping|枫禾集市|Fenghe Market|260|200"
    ),
)

PROJECTS = (
    STAR_ELM,
    SOUTH_COURT,
    FLOWER_TIME,
    MAPLE_GRAIN,
)

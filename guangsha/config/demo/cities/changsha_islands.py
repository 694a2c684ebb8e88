"""Changsha, west of the river: wetlands, lofts and an island."""

from datetime import date
from functools import partial

from guangsha.catalog.public import FitOut, PropertyType, SaleStatus
from guangsha.config.demo.plans import family, houses, small
from guangsha.config.demo.shapes import arc, pond, stream
from guangsha.config.demo.spec import Block, DemoProject, Garage, HomePlan, ShopRow, Site

WETLAND_LANES = DemoProject(
    slug="yanghu-tingzhou",
    name="洋湖汀洲",
    name_en="Yanghu Holm",
    alias="汀洲别墅",
    developer="tingan",
    city="430100",
    district="430104",
    area=("洋湖", "Yanghu wetlands"),
    address=("岳麓区雅河路与渚云路交汇处", "Yahe Road at Zhuyun Road, Yuelu"),
    at=(112.9385, 28.1295),
    bearing=8,
    headline=("水巷进门，院子朝南", "In by the water lane, out to a south garden"),
    about=(
        (
            "一条活水穿过整个地块，联排沿水巷排开，独栋在水湾里。每户南北两个院，围墙不高，邻居看得见花。"
            "地势略低，首层全部抬高一米二。"
        ),
        (
            "A living stream runs through the site; rows of houses follow its lanes and detached ones sit "
            "in its bends. Gardens front and back behind low walls. The ground is low, so every floor is "
            "raised by 1.2 metres."
        ),
    ),
    kind=PropertyType.VILLA,
    fit_out=FitOut.ROUGH,
    price=27500,
    floor_step=0,
    floor_height="3.30",
    fee="4.50",
    sold=0.6,
    permits=(date(2025, 11, 5),),
    opening=date(2025, 11, 15),
    handover=date(2027, 6, 30),
    started=date(2025, 2, 20),
    tags=("联排", "独栋", "低密度", "毛坯交付", "近公园"),
    facilities=("茶室", "宠物花园", "社区菜园", "充电车位"),
    site=Site(
        boundary=((-118, -70), (-30, -84), (70, -72), (122, -30), (116, 58), (20, 80), (-90, 66), (-126, 8)),
        waters=(stream(10, (-114, 6), (-70, 12), (-20, -6), (36, 4), (72, -8), (108, 6)),),
        paths=((5, ((-100, -36), (-20, -47), (60, -40), (96, -24))), (5, ((-96, 42), (-10, 50), (90, 44)))),
        green=0.46,
        lane=0,
        scale=0.8,
    ),
    homes=(
        HomePlan(code="TH1", sketch=houses.townhouse, built=208, share=0.96),
        HomePlan(code="TH2", sketch=partial(houses.townhouse, wide=6600), built=189, share=0.96, mirror=True),
        HomePlan(code="V1", sketch=houses.villa, built=262, share=0.97),
    ),
    blocks=(
        Block(no="1", at=(-78, -58), floors=3, levels=3, homes="TH1 TH2 TH2 TH1", shape="comb", turn=-7),
        Block(no="2", at=(-30, -64), floors=3, levels=3, homes="TH1 TH2 TH1", shape="comb", turn=-6),
        Block(no="3", at=(28, -60), floors=3, levels=3, homes="TH1 TH2 TH2 TH1", shape="comb", turn=7),
        Block(no="5", at=(-80, -22), floors=3, levels=3, homes="TH1 TH2 TH1", shape="comb", turn=-7),
        Block(no="6", at=(-24, -30), floors=3, levels=3, homes="TH1 TH2 TH2 TH1", shape="comb", turn=-5),
        Block(no="7", at=(36, -24), floors=3, levels=3, homes="TH1 TH2 TH1", shape="comb", turn=8),
        Block(no="8", at=(-88, 26), floors=2, levels=2, homes="V1", shape="house", turn=5),
        Block(no="9", at=(-62, 30), floors=2, levels=2, homes="V1", shape="house", turn=2),
        Block(no="10", at=(-34, 26), floors=2, levels=2, homes="V1", shape="house", turn=-4),
        Block(no="11", at=(-6, 30), floors=2, levels=2, homes="V1", shape="house"),
        Block(no="12", at=(24, 32), floors=2, levels=2, homes="V1", shape="house", turn=4),
        Block(no="13", at=(52, 27), floors=2, levels=2, homes="V1", shape="house", turn=-5),
        Block(no="15", at=(82, 28), floors=2, levels=2, homes="V1", shape="house", turn=-8),
        Block(no="16", at=(-60, 60), floors=3, levels=3, homes="TH1 TH2 TH1", shape="comb", turn=7),
        Block(no="17", at=(-14, 63), floors=3, levels=3, homes="TH1 TH2 TH2 TH1", shape="comb", turn=3),
        Block(no="18", at=(44, 62), floors=3, levels=3, homes="TH1 TH2 TH2 TH1", shape="comb", turn=-11),
        Block(no="19", at=(82, -44), floors=3, levels=3, homes="TH1 TH1", shape="comb", turn=30),
    ),
    spaces=2.0,
    places=(
        "metro|渚云路站|Zhuyun Road station|1350|300\n"
        "bus|雅河路公交站|Yahe Road stop|260|280\n"
        "school|洋湖湿地小学|Wetland Primary School|900|330\n"
        "hospital|洋湖妇幼保健院|Yanghu Women and Children's Clinic|1500|20\n"
        "park|芦荻湿地|Reed wetlands|200|90\n"
        "shopping|渚云集|Zhuyun Stores|1100|310"
    ),
)

LOFT_STEPS = DemoProject(
    slug="xueshi-loft",
    name="学士里 LOFT",
    name_en="Scholars' Lofts",
    alias="学士里公寓",
    developer="xingyu",
    city="430100",
    district="430104",
    area=("学士", "Xueshi"),
    address=("岳麓区学士路与含浦大道交汇处", "Xueshi Road at Hanpu Avenue, Yuelu"),
    at=(112.9080, 28.1115),
    bearing=2,
    headline=("五米四的层高，两层的日子", "Five metres forty high, a day on two levels"),
    about=(
        (
            "一栋塔楼加一栋板楼，底下两层商铺连成街角。公寓四十年产权，商业水电，不落户，这些都写在前面。"
            "好处是总价低、地铁近、楼下有早餐。"
        ),
        (
            "A tower and a slab over two floors of shops at a street corner. Apartments on forty-year land "
            "at commercial rates and without residence registration: we say so first. In return: a low "
            "price, the metro, breakfast below."
        ),
    ),
    kind=PropertyType.APARTMENT,
    price=9800,
    floor_step=40,
    floor_height="5.40",
    fee="3.60",
    sold=0.35,
    permits=(date(2026, 5, 22),),
    opening=date(2026, 6, 6),
    handover=date(2027, 10, 31),
    started=date(2025, 8, 11),
    tags=("复式公寓", "小户型", "近地铁", "底商", "总价可控"),
    facilities=("共享办公", "共享厨房", "快递柜", "健身房"),
    site=Site(
        boundary=((-52, -46), (50, -46), (58, -30), (56, 44), (-46, 48)),
        paths=((4, ((-50, 2), (-10, -2), (20, 2), (56, 0))),),
        plazas=((-2, 0, 10),),
        green=0.30,
        lane=0,
        scale=0.86,
    ),
    homes=(
        HomePlan(code="L1", sketch=small.loft, built=78, share=0.72),
        HomePlan(code="L2", sketch=partial(small.loft, bay=4900), built=92, share=0.72, mirror=True),
        HomePlan(code="S1", sketch=small.studio, built=48, share=0.70),
        HomePlan(code="SP", sketch=small.shop, built=52, share=0.86),
    ),
    blocks=(
        Block(
            no="1",
            at=(-26, 23),
            floors=16,
            homes="L1 L2 L1 L1 L2 L1",
            shape="chamfer",
            aspect=1.25,
            first=3,
            kind="tower",
        ),
        Block(
            no="2",
            at=(29, 24),
            floors=9,
            homes="S1 S1 S1 L1|L1 S1 S1 S1",
            shape="plain",
            aspect=2.9,
            first=3,
            kind="slab",
        ),
    ),
    shops=(
        ShopRow(no="S1", at=(-20, -33), count=10, layout="SP", floors=2, price=19800),
        ShopRow(no="S2", at=(40, -17), count=6, layout="SP", turn=90, floors=2, price=18600),
    ),
    spaces=0.5,
    places=(
        "metro|含浦大道站|Hanpu Avenue station|240|190\n"
        "bus|学士路东公交站|Xueshi Road East stop|80|180\n"
        "school|学堂坡小学|Xuetangpo Primary School|700|80\n"
        "hospital|学士卫生院|Xueshi Clinic|850|300\n"
        "park|靳江步道|Jinjiang Trail|950|120\n"
        "shopping|学士里街角|Scholars' Corner|30|180"
    ),
)

HARBOUR_CURVE = DemoProject(
    slug="yueliangdao-tingyue",
    name="月岛汀月",
    name_en="Crescent Isle",
    alias="汀月苑",
    developer="lushui",
    city="430100",
    district="430112",
    area=("月亮岛", "Moon Island"),
    address=("望城区金桨路与汀月街交汇处", "Jinjiang Road at Tingyue Street, Wangcheng"),
    at=(112.9030, 28.2905),
    bearing=-16,
    headline=("一弯楼，一弯水", "A crescent of houses round a crescent of water"),
    about=(
        (
            "七栋九到十一层的楼沿弧线站开，像一把打开的扇子；扇心是水面和草坪。每栋楼的朝向差几度，"
            "所以每一户的日照时间我们都单独算过。"
        ),
        (
            "Seven houses of nine to eleven floors stand along an arc like an open fan; at its heart lie "
            "water and lawn. Each is turned by a few degrees, so the hours of sun were computed for every "
            "home."
        ),
    ),
    price=9300,
    floor_step=55,
    floor_height="3.05",
    fee="2.10",
    sold=0.47,
    permits=(date(2026, 4, 3), date(2026, 10, 16)),
    opening=date(2026, 4, 18),
    handover=date(2028, 3, 31),
    started=date(2025, 9, 9),
    tags=("花园洋房", "湖景", "低密度", "南北通透", "改善住房"),
    facilities=("儿童乐园", "环形跑道", "茶室", "长者活动室", "羽毛球场"),
    site=Site(
        boundary=((-108, -26), (-60, -50), (60, -52), (108, -26), (108, 50), (46, 94), (-46, 94), (-108, 50)),
        waters=(pond(0, -18, 74, 26, seed=9),),
        paths=((3.5, arc(0, -40, 84, 22, 158)), (3, ((0, -50), (0, -34)))),
        plazas=((0, 12, 9), (-46, 10, 6), (46, 10, 6)),
        green=0.42,
    ),
    homes=(
        HomePlan(code="E1", sketch=family.three_deep, built=116, share=0.84),
        HomePlan(code="E2", sketch=family.three_ensuite, built=108, share=0.83, mirror=True),
        HomePlan(code="E3", sketch=family.double_south, built=128, share=0.84),
        HomePlan(code="P", sketch=small.bay, built=29, share=0.45),
    ),
    blocks=tuple(
        Block(no=no, at=at, floors=floors, homes=homes, shape=shape, turn=turn, permit=permit)
        for no, at, turn, floors, homes, shape, permit in (
            ("1", (-88, -2), 62, 9, "E2 E2", "slab", 1),
            ("2", (-80, 38), 42, 11, "E1 E3 E1", "slab", 1),
            ("3", (-45, 64), 24, 11, "E2 E3", "comb", 1),
            ("5", (0, 70), 0, 11, "E1 E3 E3 E1", "bow", 1),
            ("6", (45, 64), -24, 11, "E3 E2", "comb", 2),
            ("7", (80, 38), -42, 11, "E1 E3 E1", "slab", 2),
            ("8", (88, -2), -62, 9, "E2 E2", "slab", 0),
        )
    ),
    garage=Garage(outline=(-40, 2, 40, 34), bays=30, price=68000),
    places=(
        "metro|金桨站|Jinjiang station|1650|170\n"
        "bus|汀月街公交站|Tingyue Street stop|140|190\n"
        "school|月岛实验小学|Moon Island Primary School|560|240\n"
        "hospital|望江医院|Wangjiang Hospital|2200|260\n"
        "park|月岛草甸|Moon Island meadow|800|60\n"
        "shopping|银汐街|Yinxi Street|690|205\n"
        "adverse|高压走廊|High-voltage line|410|330"
    ),
    status=SaleStatus.ON_SALE,
)

PROJECTS = (
    WETLAND_LANES,
    LOFT_STEPS,
    HARBOUR_CURVE,
)

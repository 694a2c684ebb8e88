"""Changsha, the old town and the railway hub."""

from datetime import date
from functools import partial

from guangsha.catalog.public import FitOut, PropertyType, SaleStatus
from guangsha.config.demo.plans import family, small
from guangsha.config.demo.shapes import pond
from guangsha.config.demo.spec import Block, DemoProject, HomePlan, ShopRow, Site

OLD_BRICK = DemoProject(
    slug="qingzhuan-li",
    name="青砖里七号",
    name_en="Grey Brick Lane No. 7",
    alias="青砖里",
    developer="shirui",
    city="430100",
    district="430103",
    area=("太平老街", "Taiping old town"),
    address=("天心区青砖里与湘春南巷交汇处", "Qingzhuan Lane at Xiangchun South Lane, Tianxin"),
    at=(112.9735, 28.1850),
    bearing=18,
    headline=("老城里，六层，三十六户", "In the old town: six floors, a few dozen homes"),
    about=(
        (
            "地块不到六亩，顺着老巷的方向转了十八度。一栋凹形楼围着原来那棵朴树，临街做两层铺子，"
            "屋顶不高过隔壁的老墙太多。"
        ),
        (
            "The plot is small and follows the old lanes, eighteen degrees off north. One house bends "
            "round a hackberry that was there before; shops line the street, and the roof stays near the "
            "height of the old walls."
        ),
    ),
    fit_out=FitOut.LUXURY,
    price=22800,
    floor_step=80,
    floor_height="3.20",
    fee="4.20",
    sold=0.3,
    permits=(date(2026, 9, 18),),
    opening=date(2026, 9, 26),
    handover=date(2027, 11, 30),
    started=date(2025, 12, 15),
    tags=("老城", "小地块", "底商", "近地铁", "精装交付"),
    facilities=("图书角", "茶室", "自行车房"),
    site=Site(
        boundary=((-30, -29), (27, -32), (34, 8), (30, 31), (-24, 34), (-34, 6)),
        plazas=((0, -4, 5),),
        paths=((3, ((-31, -10), (0, -5), (32, -8))),),
        green=0.26,
        lane=0,
        scale=1.0,
    ),
    homes=(
        HomePlan(code="A", sketch=small.two_through, built=86, share=0.84, wide=1.05),
        HomePlan(code="B", sketch=family.three_corner, built=126, share=0.84, mirror=True),
        HomePlan(code="C", sketch=partial(small.one_bed, bay_window=True), built=58, share=0.84),
        HomePlan(code="SP", sketch=small.shop, built=44, share=0.9),
    ),
    blocks=(Block(no="1", at=(0, 13), floors=6, homes="B A|C C|A B", shape="you", aspect=1.75, kind="slab"),),
    shops=(ShopRow(no="S1", at=(-2, -22.8), count=8, layout="SP", floors=2, price=39800),),
    spaces=0.7,
    places=(
        "metro|湘春南巷站|Xiangchun South Lane station|310|65\n"
        "bus|青砖里公交站|Qingzhuan Lane stop|70|90\n"
        "school|老城一小|Old Town First School|260|15\n"
        "hospital|城南医院|South City Hospital|720|120\n"
        "park|江堤公园|Embankment Park|540|270\n"
        "shopping|青砖市集|Grey Brick Market|120|330\n"
        "adverse|酒吧街|Bar street|190|250"
    ),
)

CLOUD_STAIRS = DemoProject(
    slug="nanzhan-yunjie",
    name="南站云阶",
    name_en="Cloud Steps",
    alias="云阶广场",
    developer="songtao",
    city="430100",
    district="430111",
    area=("高铁新城", "Railway New Town"),
    address=("雨花区云阶路与花侯路交汇处", "Yunjie Road at Huahou Road, Yuhua"),
    at=(113.0690, 28.1440),
    bearing=-4,
    headline=("下楼就是地铁，出站就是家", "Down to the metro, up to your home"),
    about=(
        (
            "两栋塔楼立在商业街两端，住宅从六层起，地铁口开在广场里。白天热闹，所以我们把卧室都放在背街一面，"
            "窗用三层玻璃。"
        ),
        (
            "Two towers stand at the ends of a shopping street; homes start on the sixth floor, the metro "
            "comes up in the square. Days are lively, so bedrooms look away from the street through triple "
            "glass."
        ),
    ),
    kind=PropertyType.MIXED,
    price=11800,
    floor_step=50,
    floor_height="3.15",
    fee="3.20",
    sold=0.55,
    permits=(date(2026, 3, 6),),
    opening=date(2026, 3, 21),
    handover=date(2028, 5, 31),
    started=date(2025, 7, 1),
    tags=("地铁上盖", "底商", "小户型", "近地铁", "精装交付"),
    facilities=("共享办公", "健身房", "观景平台", "充电车位", "快递柜"),
    site=Site(
        boundary=((-74, -44), (74, -44), (74, 34), (40, 48), (-74, 48)),
        plazas=((0, -4, 13), (-38, 34, 5), (38, 30, 5)),
        paths=((5, ((-74, -4), (-12, -4))), (5, ((12, -4), (74, -4)))),
        green=0.24,
        lane=0,
        scale=0.92,
    ),
    homes=(
        HomePlan(code="A", sketch=small.one_bed, built=56, share=0.74),
        HomePlan(code="B", sketch=small.two_middle, built=78, share=0.75, wide=0.96),
        HomePlan(code="C", sketch=small.two_side, built=88, share=0.75, mirror=True, facing=-90),
        HomePlan(code="SP", sketch=small.shop, built=64, share=0.8),
    ),
    blocks=(
        Block(no="1", at=(-48, 16), floors=34, homes="C A A B A", shape="chamfer", aspect=1.3, first=6),
        Block(no="2", at=(48, 14), floors=32, homes="B A A B C", shape="cross", aspect=1.3, first=6),
    ),
    shops=(
        ShopRow(no="S1", at=(0, -32), count=16, layout="SP", floors=3, price=28800),
        ShopRow(no="S2", at=(0, 27), count=8, layout="SP", turn=180, floors=4, price=26600),
    ),
    spaces=0.8,
    places=(
        "metro|云阶路站|Yunjie Road station|35|200\n"
        "bus|花侯路公交站|Huahou Road stop|60|180\n"
        "school|云阶小学|Yunjie Primary School|640|40\n"
        "hospital|新城医院|New Town Hospital|1300|350\n"
        "park|浏阳河南岸|Liuyang River south bank|1500|10\n"
        "shopping|云阶街区|Yunjie Street|20|180\n"
        "adverse|铁路|Railway line|450|95"
    ),
)

BROCADE = DemoProject(
    slug="jinpi-fu",
    name="锦陂府",
    name_en="Brocade Weir",
    alias="锦陂",
    developer="luyuan",
    city="430100",
    district="430102",
    area=("马王堆", "Mawangdui"),
    address=("芙蓉区锦陂路与古汉路交汇处", "Jinpi Road at Guhan Road, Furong"),
    at=(113.0330, 28.2085),
    bearing=10,
    headline=("五栋楼围一池，像一只风车", "Five towers round a pond, like a pinwheel"),
    about=(
        (
            "五栋塔楼各转一个角度绕池而立，站在任何一扇窗前都不会正对邻居。住宅已售罄，年底交付；余下的消息都在工程进度里。"
        ),
        (
            "Five towers stand round the pond, each turned a little, so that no window faces a neighbour "
            "squarely. Every home is sold and will be handed over at the end of the year; what remains to "
            "tell is in the progress reports."
        ),
    ),
    price=14600,
    floor_step=55,
    fee="2.70",
    sold=1.0,
    status=SaleStatus.SOLD_OUT,
    permits=(date(2024, 3, 15), date(2024, 9, 20)),
    opening=date(2024, 3, 30),
    handover=date(2026, 12, 31),
    started=date(2023, 10, 12),
    refiled=(date(2025, 6, 20), 1.028),
    tags=("准现房", "改善住房", "近地铁", "精装交付", "近医院"),
    facilities=("架空层会客厅", "室外泳池", "儿童乐园", "茶室"),
    site=Site(
        boundary=((-70, -74), (62, -80), (86, -20), (74, 66), (-16, 84), (-82, 46), (-84, -24)),
        waters=(pond(0, 0, 40, 34, seed=11),),
        paths=((3, ((-82, -4), (-46, -2), (-24, 0))), (3, ((84, 2), (50, 4), (24, 2)))),
        plazas=((-30, -8, 6), (10, 28, 6)),
        green=0.37,
        scale=0.92,
    ),
    homes=(
        HomePlan(code="A", sketch=family.double_south, built=127, share=0.78),
        HomePlan(code="B", sketch=family.three_compact, built=99, share=0.78, mirror=True),
        HomePlan(code="C", sketch=family.four_bed, built=145, share=0.78),
    ),
    blocks=(
        Block(no="1", at=(0, 58), floors=26, homes="A B B A", shape="notch", aspect=1.5, turn=4),
        Block(no="2", at=(54, 22), floors=26, homes="C B B C", shape="butterfly", aspect=1.5, turn=-14),
        Block(no="3", at=(36, -46), floors=22, homes="C C", shape="tee", aspect=1.4, turn=12, permit=2),
        Block(no="5", at=(-34, -46), floors=22, homes="A C", shape="tee", aspect=1.4, turn=-12, permit=2),
        Block(no="6", at=(-56, 18), floors=26, homes="A B B A", shape="butterfly", aspect=1.5, turn=14, permit=2),
    ),
    places=(
        "metro|古汉路站|Guhan Road station|390|170\n"
        "bus|锦陂路公交站|Jinpi Road stop|100|90\n"
        "school|锦陂小学|Jinpi Primary School|470|310\n"
        "hospital|古汉医院|Guhan Hospital|560|220\n"
        "park|陂塘公园|Weir Pond Park|300|20\n"
        "shopping|锦陂街市|Jinpi Market|410|140"
    ),
)

PROJECTS = (
    OLD_BRICK,
    CLOUD_STAIRS,
    BROCADE,
)

"""Changsha, west of the river: the lake, the science park, the river bank."""

from datetime import date
from functools import partial

from guangsha.catalog.public import FitOut
from guangsha.config.demo.plans import family, large, small
from guangsha.config.demo.shapes import pond, stream
from guangsha.config.demo.spec import Block, DemoProject, Garage, HomePlan, Site

SPRING_DAWN = DemoProject(
    slug="yunlu-chunxiao",
    name="云麓春晓",
    name_en="Yunlu Spring Dawn",
    alias="云麓, 春晓园",
    developer="luyuan",
    city="430100",
    district="430104",
    area=("梅溪湖", "Meixi Lake"),
    address=("岳麓区节庆路与雪松路交汇处", "Jieqing Road at Xuesong Road, Yuelu"),
    at=(112.8835, 28.1962),
    bearing=-6,
    headline=("山在窗外，湖在楼下", "The hill at the window, a lake at the door"),
    about=(
        (
            "十栋高低错落的楼围着一池水。北侧四栋塔楼看岳麓山，南侧小楼只有八层，给中间的院子留足冬天的太阳。"
            "车辆从东北角入库，院里只走人。"
        ),
        (
            "Ten buildings of different height stand round a pond. Four towers in the north look at Yuelu "
            "hill; the low houses in the south leave the winter sun to the court. Cars go underground at "
            "the corner; the court is for people."
        ),
    ),
    price=16800,
    floor_step=70,
    fee="2.90",
    sold=0.58,
    permits=(date(2025, 9, 12), date(2026, 3, 20), date(2026, 9, 28)),
    opening=date(2025, 9, 20),
    handover=date(2028, 6, 30),
    started=date(2025, 3, 18),
    tags=("近地铁", "湖景", "南北通透", "人车分流", "精装交付", "近学校"),
    facilities=("架空层会客厅", "儿童乐园", "环形跑道", "幼儿园", "充电车位", "图书角"),
    site=Site(
        boundary=((-128, -92), (96, -104), (134, -60), (128, 84), (70, 112), (-104, 108), (-136, 60)),
        waters=(pond(0, 2, 62, 30, seed=4, turn=10),),
        paths=(
            (3, ((-126, 0), (-70, -6), (-42, 2))),
            (3, ((42, 4), (80, 10), (124, 0))),
            (3, ((0, -96), (-4, -50), (0, -18))),
        ),
        plazas=((0, -34, 9), (48, 8, 7)),
        green=0.37,
        scale=0.78,
    ),
    homes=(
        HomePlan(code="A1", sketch=partial(family.three_ensuite, yard=True), built=118, share=0.79),
        HomePlan(code="B1", sketch=family.three_compact, built=98, share=0.78),
        HomePlan(code="C1", sketch=family.wide_hall, built=129, share=0.80),
        HomePlan(code="D1", sketch=family.four_bed, built=143, share=0.84),
        HomePlan(code="P1", sketch=small.bay, built=31, share=0.43),
    ),
    blocks=(
        Block(no="1", at=(-92, 76), floors=26, homes="B1 A1 A1 B1", shape="butterfly", aspect=1.55, permit=1),
        Block(no="2", at=(-34, 84), floors=26, homes="B1 A1 A1 B1", shape="butterfly", aspect=1.55, permit=1),
        Block(no="3", at=(26, 84), floors=26, homes="B1 A1 A1 B1", shape="butterfly", aspect=1.55, permit=1),
        Block(
            no="5",
            at=(82, 72),
            floors=26,
            homes="B1 A1 A1 B1",
            shape="butterfly",
            aspect=1.55,
            turn=-8,
            permit=2,
        ),
        Block(no="6", at=(-96, 20), floors=17, homes="C1 C1", shape="slab", turn=6, permit=2),
        Block(no="7", at=(96, 22), floors=17, homes="C1 C1", shape="slab", turn=-6, permit=2),
        Block(no="8", at=(-88, -34), floors=8, homes="D1 D1", shape="step", phase=2, permit=3),
        Block(no="9", at=(90, -32), floors=8, homes="D1 D1", shape="step", phase=2, permit=3),
        Block(no="10", at=(-62, -72), floors=8, homes="D1 D1|D1 D1", shape="comb", phase=2, permit=3),
        Block(no="11", at=(50, -78), floors=8, homes="D1 D1|D1 D1", shape="comb", phase=2, permit=0),
    ),
    garage=Garage(outline=(-60, -24, 60, 40), bays=40, price=128000),
    places=(
        "metro|雪松路站|Xuesong Road station|420|95\n"
        "bus|节庆路口公交站|Jieqing Road stop|180|60\n"
        "school|梅岭路小学|Meiling Road Primary School|650|140\n"
        "school|麓西中学|Luxi Middle School|1200|40\n"
        "hospital|西湖社区医院|West Lake Community Hospital|900|200\n"
        "park|听松公园|Tingsong Park|350|270\n"
        "shopping|溪畔街市|Xipan Market Street|780|110\n"
        "adverse|加油站|Filling station|520|20"
    ),
    phases=(("一期", "Phase 1"), ("二期", "Phase 2")),
)

GREEN_PREFACE = DemoProject(
    slug="lugu-qingxu",
    name="麓谷青序",
    name_en="Lugu Green Prelude",
    alias="青序社区",
    developer="xingyu",
    city="430100",
    district="430104",
    area=("麓谷", "Lugu science park"),
    address=("岳麓区谷苑路与芙蕖路交汇处", "Guyuan Road at Fuqu Road, Yuelu"),
    at=(112.8720, 28.2280),
    bearing=-12,
    headline=("离公司三站路的第一个家", "A first home, three stops from work"),
    about=(
        (
            "为刚工作几年的人设计：七十多到九十平的两室和三室，走廊短，收纳多。五栋点式塔楼错开站立，"
            "首层整层架空，雨天也能走到食堂和自行车房。"
        ),
        (
            "Made for people a few years into work: two and three rooms in seventy-five to ninety square "
            "metres, short corridors, many cupboards. Five point towers stand apart; the open ground floor "
            "leads dry to canteen and bicycles."
        ),
    ),
    price=10900,
    floor_step=45,
    fee="2.30",
    sold=0.72,
    permits=(date(2025, 6, 18), date(2026, 4, 10)),
    opening=date(2025, 6, 28),
    handover=date(2027, 12, 31),
    started=date(2024, 12, 3),
    tags=("首次置业", "小户型", "总价可控", "近学校", "精装交付"),
    facilities=("社区食堂", "自行车房", "共享办公", "健身房", "快递柜", "半场篮球"),
    site=Site(
        boundary=((-96, -64), (-20, -82), (92, -70), (104, 10), (60, 78), (-84, 74)),
        waters=(),
        paths=(
            (4, ((-92, -6), (-30, -4), (30, -12), (100, -10))),
            (3, ((24, 76), (26, 40), (2, -6), (-14, -80))),
        ),
        plazas=((2, -6, 15), (-58, -6, 8)),
        green=0.36,
        scale=0.8,
    ),
    homes=(
        HomePlan(code="A", sketch=small.two_middle, built=76, share=0.77),
        HomePlan(code="B", sketch=family.three_compact, built=89, share=0.77, wide=1.04),
        HomePlan(code="C", sketch=small.two_side, built=82, share=0.77, facing=90),
        HomePlan(code="P", sketch=small.bay, built=30, share=0.44),
    ),
    blocks=(
        Block(no="1", at=(-62, 42), floors=24, homes="B A A B", shape="notch", aspect=1.4, permit=1, first=2),
        Block(no="2", at=(2, 54), floors=27, homes="B A A C", shape="cross", aspect=1.2, permit=1, first=2),
        Block(no="3", at=(58, 34), floors=24, homes="B A A B", shape="notch", aspect=1.4, permit=1, first=2),
        Block(no="5", at=(-58, -42), floors=20, homes="B A A C", shape="cross", aspect=1.2, permit=2, first=2),
        Block(no="6", at=(48, -46), floors=20, homes="B A A B", shape="notch", aspect=1.4, permit=2, first=2),
    ),
    garage=Garage(outline=(-40, -24, 44, 22), bays=36, price=86000),
    places=(
        "metro|谷苑站|Guyuan station|530|175\n"
        "bus|芙蕖路公交站|Fuqu Road stop|120|200\n"
        "school|麓谷青禾小学|Qinghe Primary School|480|60\n"
        "hospital|尖峰医院|Jianfeng Hospital|2400|150\n"
        "park|谷山绿廊|Gushan Greenway|690|350\n"
        "shopping|青序里市集|Qingxu Market|150|120\n"
        "adverse|变电站|Transformer station|260|330"
    ),
)

ORANGE_BANK = DemoProject(
    slug="juzhou-yuan",
    name="橘岸观澜",
    name_en="Orange Bank Terrace",
    alias="橘岸",
    developer="tingan",
    city="430100",
    district="430104",
    area=("滨江新城", "Riverside New Town"),
    address=("岳麓区潇湘北路与桂影路交汇处", "Xiaoxiang North Road at Guiying Road, Yuelu"),
    at=(112.9600, 28.2415),
    bearing=14,
    headline=("四十四层的窗，一江水", "Forty-four floors of river"),
    about=(
        (
            "三栋塔楼面江斜列，彼此让开视线；每层只有两户，电梯到家门口。首层架空，江风可以穿过院子。"
            "西侧临快速路，近路一栋的低层能听见车声，定价已计入。"
        ),
        (
            "Three towers stand askew to the river so that none blocks another. Two homes a floor, the "
            "lift opens at your door. The expressway runs on the west; lower homes of the nearest tower "
            "hear it, and are priced for it."
        ),
    ),
    fit_out=FitOut.LUXURY,
    price=31500,
    floor_step=150,
    floor_height="3.30",
    fee="5.80",
    sold=0.42,
    permits=(date(2026, 1, 16), date(2026, 8, 7)),
    opening=date(2026, 1, 24),
    handover=date(2028, 12, 31),
    started=date(2025, 5, 6),
    tags=("江景", "大平层", "精装交付", "近公园", "南北通透"),
    facilities=("恒温泳池", "健身房", "茶室", "观景平台", "架空层会客厅", "充电车位"),
    site=Site(
        boundary=((-62, -112), (54, -104), (78, -30), (84, 76), (44, 112), (-40, 104), (-58, 20)),
        waters=(stream(9, (-30, -84), (-6, -52), (-26, -14), (4, 24), (-14, 60)),),
        paths=((3, ((56, -40), (30, -32), (8, -44))), (3, ((76, 36), (40, 38), (14, 40)))),
        plazas=((44, -34, 10), (30, 36, 9), (-10, -70, 8)),
        green=0.40,
    ),
    homes=(
        HomePlan(code="A", sketch=large.grand_flat, built=238, share=0.78),
        HomePlan(code="B", sketch=large.utility_four, built=198, share=0.78, mirror=True),
        HomePlan(code="PH", sketch=large.penthouse, built=292, share=0.79),
    ),
    blocks=(
        Block(
            no="1",
            at=(22, -72),
            floors=44,
            homes="B A",
            shape="vee",
            aspect=1.9,
            turn=14,
            permit=1,
            first=2,
            top="PH",
        ),
        Block(
            no="2",
            at=(40, 0),
            floors=46,
            homes="B A",
            shape="vee",
            aspect=1.9,
            turn=20,
            permit=1,
            first=2,
            top="PH",
        ),
        Block(
            no="3",
            at=(20, 78),
            floors=44,
            homes="B A",
            shape="vee",
            aspect=1.9,
            turn=26,
            permit=2,
            first=2,
            top="PH",
        ),
    ),
    places=(
        "metro|桂影路站|Guiying Road station|760|285\n"
        "bus|潇湘北路公交站|Xiaoxiang North Road stop|210|300\n"
        "school|滨江第三小学|Binjiang Third Primary School|880|230\n"
        "hospital|银盆医院|Yinpen Hospital|1900|215\n"
        "park|橘岸风光带|Orange Bank promenade|90|90\n"
        "shopping|江汀坊|Jiangting Arcade|640|250\n"
        "adverse|城市快速路|Expressway|130|280"
    ),
)

PROJECTS = (
    SPRING_DAWN,
    GREEN_PREFACE,
    ORANGE_BANK,
)

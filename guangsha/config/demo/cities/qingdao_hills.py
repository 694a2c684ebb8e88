"""Qingdao in the hills of Laoshan and Licang."""

from datetime import date
from functools import partial

from guangsha.catalog.public import FitOut, PropertyType
from guangsha.config.demo.plans import family, houses, large, small
from guangsha.config.demo.shapes import arc, rectangle
from guangsha.config.demo.spec import Block, DemoProject, Garage, HomePlan, Site

RIDGE_CLOUD = DemoProject(
    slug="lingshang-yunting",
    name="岭上云庭",
    name_en="Ridge and Cloud",
    alias="云庭",
    developer="haiyu",
    city="370200",
    district="370212",
    area=("金家岭", "Jinjialing"),
    address=("崂山区云岭东路与松径街交汇处", "Yunling East Road at Songjing Street, Laoshan"),
    at=(120.4720, 36.1015),
    bearing=6,
    headline=("山在背后，台地在脚下", "The hill behind, terraces below"),
    about=(
        (
            "四栋楼占着菱形的四个角，中间是三级台地，水从上一级落到下一级。每层三户，转角户两面有山；"
            "最北一栋离崂山支脉不到三百米。"
        ),
        (
            "Four houses hold the corners of a diamond; three terraces lie between, and water falls from "
            "one to the next. Three homes a floor, corner ones with hills on two sides; the northern house "
            "is under 300 metres from the ridge."
        ),
    ),
    fit_out=FitOut.LUXURY,
    price=38600,
    floor_step=140,
    floor_height="3.15",
    fee="5.20",
    sold=0.5,
    permits=(date(2025, 10, 24), date(2026, 5, 29)),
    opening=date(2025, 11, 8),
    handover=date(2028, 9, 30),
    started=date(2025, 3, 3),
    refiled=(date(2026, 7, 10), 1.035),
    tags=("山景", "大平层", "改善住房", "近地铁", "精装交付"),
    facilities=("室外泳池", "茶室", "下沉庭院", "健身房", "儿童乐园"),
    site=Site(
        boundary=((0, -92), (70, -56), (86, 6), (50, 72), (-10, 92), (-72, 60), (-92, -10), (-50, -72)),
        waters=(rectangle(-16, 12, 14, 20), rectangle(-22, -4, 18, 5), rectangle(-28, -22, 20, -12)),
        paths=(
            (3, ((-76, 22), (-40, 26), (-4, 27), (40, 24), (72, 24))),
            (3, ((0, -88), (-2, -60), (-4, -27))),
        ),
        plazas=((-4, -36, 9),),
        green=0.38,
        scale=0.9,
    ),
    homes=(
        HomePlan(code="A", sketch=large.east_hall, built=178, share=0.79),
        HomePlan(code="B", sketch=family.wide_hall, built=139, share=0.79),
        HomePlan(code="C", sketch=large.east_hall, built=186, share=0.79, mirror=True, wide=1.03),
        HomePlan(code="P", sketch=small.bay, built=33, share=0.42),
    ),
    blocks=(
        Block(no="1", at=(-4, 62), floors=27, homes="C B A", shape="tee", aspect=1.6),
        Block(no="2", at=(54, 4), floors=25, homes="C B A", shape="vee", aspect=1.7, turn=12),
        Block(no="3", at=(-56, 0), floors=25, homes="C B A", shape="vee", aspect=1.7, turn=-12, permit=2),
        Block(no="5", at=(4, -64), floors=18, homes="C A", shape="butterfly", aspect=1.8, permit=2),
    ),
    garage=Garage(outline=(-30, -28, 24, 24), bays=30, price=268000),
    places=(
        "metro|云岭东路站|Yunling East Road station|480|235\n"
        "bus|松径街公交站|Songjing Street stop|170|200\n"
        "school|金岭小学|Jinling Primary School|620|180\n"
        "school|云岭中学|Yunling Middle School|1050|200\n"
        "hospital|崂山云岭医院|Yunling Hospital|1450|220\n"
        "park|松径山谷|Songjing Valley|290|15\n"
        "shopping|岭下街区|Lingxia Street|900|210"
    ),
)

FISHING_SONG = DemoProject(
    slug="shazikou-yuge",
    name="渔歌坡",
    name_en="Fishing Song Slope",
    alias="沙子口渔歌",
    developer="tingan",
    city="370200",
    district="370212",
    area=("沙子口", "Shazikou"),
    address=("崂山区渔歌路与崂石街交汇处", "Yuge Road at Laoshi Street, Laoshan"),
    at=(120.5440, 36.1200),
    bearing=-10,
    headline=("房子顺着等高线站", "Houses stand along the contours"),
    about=(
        (
            "坡地上的三道弧，每道错开三米高，前排的屋顶正好是后排的脚下。独栋在最上，联排在下；"
            "石墙取自场地里挖出的石头。"
        ),
        (
            "Three arcs on a slope, three metres apart in height: the roofs of one row lie at the feet of "
            "the next. Detached houses above, rows below; the walls are built of stone dug from the site."
        ),
    ),
    kind=PropertyType.VILLA,
    fit_out=FitOut.ROUGH,
    price=34500,
    floor_step=0,
    floor_height="3.30",
    fee="5.00",
    sold=0.33,
    permits=(date(2026, 6, 12),),
    opening=date(2026, 6, 27),
    handover=date(2028, 6, 30),
    started=date(2025, 10, 20),
    tags=("独栋", "联排", "海景", "山景", "毛坯交付"),
    facilities=("观景平台", "茶室", "宠物花园"),
    site=Site(
        boundary=((-96, -52), (0, -66), (98, -50), (112, 24), (60, 62), (-56, 64), (-110, 26)),
        paths=(
            (4.5, arc(0, 190, 214, 243, 297)),
            (4.5, arc(0, 190, 163, 236, 304)),
            (4, ((-3, -23), (2, 10), (0, 28))),
        ),
        plazas=((0, 50, 7),),
        green=0.45,
        lane=0,
        scale=0.86,
    ),
    homes=(
        HomePlan(code="V1", sketch=houses.villa, built=286, share=0.97, wide=1.02),
        HomePlan(code="V2", sketch=partial(houses.villa, wide=9900), built=248, share=0.97, mirror=True),
        HomePlan(code="T1", sketch=partial(houses.townhouse, wide=7300), built=219, share=0.96),
    ),
    blocks=tuple(
        Block(no=str(no), at=at, floors=levels, levels=levels, homes=homes, shape=shape, turn=turn)
        for no, at, turn, levels, homes, shape in (
            (1, (-76, -34), -22, 3, "T1 T1 T1", "comb"),
            (2, (-36, -48), -10, 3, "T1 T1 T1", "stairs"),
            (3, (4, -52), 1, 3, "T1 T1", "comb"),
            (5, (42, -47), 11, 3, "T1 T1 T1", "stairs"),
            (6, (80, -32), 23, 3, "T1 T1", "comb"),
            (7, (-86, 6), -30, 2, "V2", "house"),
            (8, (-54, -10), -17, 2, "V2", "house"),
            (9, (-22, -11), -7, 2, "V2", "house"),
            (10, (22, -11), 7, 2, "V2", "house"),
            (11, (56, -8), 18, 2, "V2", "house"),
            (12, (86, 8), 29, 2, "V2", "house"),
            (13, (-60, 36), -22, 2, "V1", "house"),
            (15, (-26, 44), -9, 2, "V1", "house"),
            (16, (26, 44), 9, 2, "V1", "house"),
            (17, (62, 36), 22, 2, "V1", "house"),
        )
    ),
    spaces=2.0,
    places=(
        "bus|渔歌路公交站|Yuge Road stop|220|170\n"
        "school|沙子口海石小学|Haishi Primary School|1300|260\n"
        "hospital|沙子口医院|Shazikou Hospital|1800|255\n"
        "park|渔歌湾沙滩|Yuge Bay beach|640|165\n"
        "shopping|渔港市集|Harbour Market|950|190"
    ),
)

ORCHARD_COURTS = DemoProject(
    slug="guoshan-dieyuan",
    name="果山叠院",
    name_en="Orchard Hill Courts",
    alias="叠院",
    developer="lushui",
    city="370200",
    district="370213",
    area=("百果山", "Baiguo Hill"),
    address=("李沧区果山路与樱桃谷街交汇处", "Guoshan Road at Cherry Valley Street, Licang"),
    at=(120.4760, 36.1890),
    bearing=-3,
    headline=("下叠有院，上叠有台", "Gardens below, terraces above"),
    about=(
        (
            "四层叠拼，六户围一个小院共用一棵樱桃树。下叠从院子进门，上叠走半层楼梯，互相不穿行。"
            "离地铁远，开车出门十五分钟上高架。"
        ),
        (
            "Stacked houses of four floors; six homes share a small court and a cherry tree. The lower "
            "ones enter from the garden, the upper ones by half a flight. Far from the metro: fifteen "
            "minutes by car to the expressway."
        ),
    ),
    fit_out=FitOut.ROUGH,
    price=16500,
    floor_step=0,
    floor_height="3.20",
    fee="3.20",
    sold=0.45,
    permits=(date(2026, 3, 27),),
    opening=date(2026, 4, 11),
    handover=date(2027, 9, 30),
    started=date(2025, 6, 9),
    tags=("叠拼", "低密度", "山景", "毛坯交付", "改善住房"),
    facilities=("社区菜园", "宠物花园", "儿童乐园", "茶室"),
    site=Site(
        boundary=((-86, -58), (80, -64), (96, -10), (84, 58), (-72, 66), (-94, 10)),
        paths=(
            (4, ((-90, 2), (-30, 4), (34, -2), (94, -4))),
            (3, ((-28, 62), (-30, 4), (-26, -60))),
            (3, ((32, 60), (34, -2), (30, -60))),
        ),
        green=0.42,
        lane=0,
        scale=0.86,
    ),
    homes=(
        HomePlan(code="D1", sketch=houses.stacked, built=176, share=0.9),
        HomePlan(code="U1", sketch=partial(houses.stacked, garden=False), built=171, share=0.88),
        HomePlan(code="D2", sketch=partial(houses.stacked, wide=8500), built=168, share=0.9, mirror=True),
        HomePlan(
            code="U2",
            sketch=partial(houses.stacked, wide=8500, garden=False),
            built=175,
            share=0.88,
            mirror=True,
        ),
    ),
    blocks=tuple(
        Block(
            no=str(no),
            at=at,
            floors=4,
            levels=2,
            homes=low,
            top=low.replace("D", "U"),
            shape=shape,
            turn=turn,
            kind="slab",
        )
        for no, at, turn, low, shape in (
            (1, (-60, 40), 4, "D1 D2 D1", "stairs"),
            (2, (0, 42), -2, "D1 D1 D2", "comb"),
            (3, (60, 38), -5, "D1 D2 D1", "stairs"),
            (5, (-60, 16), 4, "D2 D1 D2", "comb"),
            (6, (2, 18), -2, "D2 D2 D1", "stairs"),
            (7, (63, 13), -5, "D2 D1 D2", "comb"),
            (8, (-58, -20), -2, "D1 D2 D1", "comb"),
            (9, (2, -22), 3, "D1 D1 D2", "stairs"),
            (10, (62, -26), 4, "D1 D1", "comb"),
            (11, (-56, -46), -2, "D2 D1 D2", "stairs"),
            (12, (2, -48), 3, "D2 D2 D1", "comb"),
            (13, (58, -50), 4, "D2 D1", "stairs"),
        )
    ),
    spaces=1.6,
    places=(
        "bus|果山路公交站|Guoshan Road stop|300|190\n"
        "metro|樱桃谷站|Cherry Valley station|2300|230\n"
        "school|百果小学|Baiguo Primary School|980|215\n"
        "hospital|果山康复医院|Guoshan Rehabilitation Hospital|1600|240\n"
        "park|百果山森林公园|Baiguo Hill Forest Park|450|20\n"
        "shopping|果山便民街|Guoshan Street|720|210\n"
        "adverse|高压走廊|High-voltage line|330|45"
    ),
)

PROJECTS = (
    RIDGE_CLOUD,
    FISHING_SONG,
    ORCHARD_COURTS,
)

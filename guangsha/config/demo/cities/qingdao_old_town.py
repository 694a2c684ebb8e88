"""Qingdao, the old town and Shibei."""

from datetime import date
from functools import partial

from guangsha.catalog.public import PropertyType, SaleStatus
from guangsha.config.demo.plans import family, small
from guangsha.config.demo.spec import Block, DemoProject, HomePlan, ShopRow, Site

COURT_HOUSES = DemoProject(
    slug="guanxiang-li",
    name="观象里",
    name_en="Observatory Courts",
    alias="观象里院",
    developer="shirui",
    city="370200",
    district="370202",
    area=("中山路", "Zhongshan Road"),
    address=("市南区观象支路与平原街交汇处", "Guanxiang Branch Road at Pingyuan Street, Shinan"),
    at=(120.3245, 36.0705),
    bearing=20,
    headline=("里院还是里院，楼梯朝着天井", "Court houses still: the stairs look on the yard"),
    about=(
        (
            "照着老里院的尺度新建：四栋四层小楼围两个天井，外墙用本地花岗石，屋顶平台望得见海。房子不大，"
            "公共走廊朝内，邻居隔着院子打招呼。"
        ),
        (
            "New houses in the measure of the old court blocks: four of four floors round two yards, local "
            "granite, and roofs from which you see the sea. Homes are small; galleries look inwards and "
            "neighbours greet across the yard."
        ),
    ),
    price=29800,
    floor_step=120,
    floor_height="3.30",
    fee="3.80",
    sold=0.7,
    permits=(date(2025, 7, 11),),
    opening=date(2025, 7, 26),
    handover=date(2026, 10, 31),
    started=date(2024, 11, 4),
    tags=("老城", "小地块", "低密度", "现房", "底商"),
    facilities=("茶室", "图书角", "自行车房"),
    site=Site(
        boundary=((-46, -36), (38, -38), (50, -24), (46, 30), (-34, 34), (-48, 20)),
        plazas=((-18, 0, 5), (20, -2, 5)),
        paths=((2.5, ((-46, -2), (-18, 0), (20, -2), (47, -4))),),
        green=0.24,
        lane=0,
    ),
    homes=(
        HomePlan(code="A", sketch=small.two_through, built=74, share=0.86, wide=0.97),
        HomePlan(code="B", sketch=partial(small.one_bed, bay_window=True), built=52, share=0.85),
        HomePlan(code="C", sketch=family.three_compact, built=93, share=0.86),
        HomePlan(code="SP", sketch=partial(small.shop, front=4500), built=40, share=0.92),
    ),
    blocks=(
        Block(no="1", at=(-20, 21), floors=4, homes="A B B A", shape="you", aspect=2.3, kind="slab"),
        Block(no="2", at=(22, 19), floors=4, homes="C B C", shape="you", aspect=2.1, kind="slab"),
        Block(no="3", at=(-25, -16), floors=4, homes="B A B", shape="ell_up", aspect=2.0, kind="slab"),
        Block(no="5", at=(26, -16), floors=4, homes="A C", shape="ell_up_east", aspect=2.0, kind="slab"),
    ),
    shops=(ShopRow(no="S1", at=(0, -29), count=3, layout="SP", price=36800),),
    spaces=0.5,
    places=(
        "metro|观象山站|Guanxiang Hill station|350|215\n"
        "bus|平原街公交站|Pingyuan Street stop|80|160\n"
        "school|观象小学|Guanxiang Primary School|300|40\n"
        "hospital|老城医院|Old Town Hospital|950|60\n"
        "park|观象山公园|Observatory Hill Park|210|20\n"
        "shopping|里院市集|Courtyard Market|160|240\n"
        "adverse|旅游巴士停车场|Coach park|270|130"
    ),
)

TAIDONG_TOP = DemoProject(
    slug="taidong-tiancheng",
    name="台东天井",
    name_en="Taidong Skylight",
    alias="台东天井广场",
    developer="shirui",
    city="370200",
    district="370203",
    area=("台东", "Taidong"),
    address=("市北区人和支路与威海二路交汇处", "Renhe Branch Road at Weihai Second Road, Shibei"),
    at=(120.3520, 36.0880),
    bearing=16,
    headline=("三层街市托着三栋楼", "Three towers on three floors of market"),
    about=(
        "街市围成一个三角形，中间露天；地铁从天井下面出来。住宅在角上，入口各自分开，买菜的人和回家的人不走同一扇门。",
        (
            "The market forms a triangle open to the sky; the metro comes up in the middle. Homes stand at "
            "its corners with doors of their own: those who shop and those who come home do not share one."
        ),
    ),
    kind=PropertyType.MIXED,
    price=19800,
    floor_step=70,
    floor_height="3.05",
    fee="3.30",
    sold=0.74,
    permits=(date(2024, 11, 22),),
    opening=date(2024, 12, 7),
    handover=date(2027, 3, 31),
    started=date(2024, 5, 20),
    refiled=(date(2025, 9, 12), 1.022),
    tags=("地铁上盖", "底商", "老城", "近地铁", "精装交付"),
    facilities=("共享办公", "健身房", "社区食堂", "快递柜", "充电车位"),
    site=Site(
        boundary=((-62, -42), (60, -46), (72, -20), (14, 62), (-16, 62), (-70, -14)),
        plazas=((0, -4, 13),),
        paths=((3, ((-56, -36), (-30, -22), (0, -4))), (3, ((0, -4), (4, 26)))),
        green=0.22,
        lane=0,
        scale=1.1,
    ),
    homes=(
        HomePlan(code="A", sketch=small.two_side, built=86, share=0.76),
        HomePlan(code="B", sketch=family.three_compact, built=101, share=0.77, wide=0.95),
        HomePlan(code="C", sketch=small.one_bed, built=60, share=0.76, mirror=True),
        HomePlan(code="SP", sketch=partial(small.shop, front=5000), built=70, share=0.82),
    ),
    blocks=(
        Block(no="1", at=(-43, -17), floors=28, homes="A C B", shape="notch", aspect=1.2, first=4, turn=6),
        Block(no="2", at=(43, -20), floors=30, homes="B C A", shape="notch", aspect=1.2, first=4, turn=-4),
        Block(no="3", at=(0, 41), floors=33, homes="B C C A", shape="chamfer", aspect=1.3, first=4),
    ),
    shops=(
        ShopRow(no="S1", at=(0, -35), count=10, layout="SP", floors=3, price=42800),
        ShopRow(no="S2", at=(37, 15), count=6, layout="SP", turn=125, floors=3, price=39800),
        ShopRow(no="S3", at=(-37, 16), count=6, layout="SP", turn=-125, floors=3, price=39800),
    ),
    spaces=0.6,
    places=(
        "metro|人和支路站|Renhe Branch Road station|20|180\n"
        "bus|威海二路公交站|Weihai Second Road stop|70|110\n"
        "school|台东四小|Taidong Fourth School|420|300\n"
        "hospital|市北中医院|Shibei Clinic of Chinese Medicine|680|340\n"
        "park|贮水山北坡|Zhushui Hill north slope|520|250\n"
        "shopping|台东天井街市|Skylight Market|15|0\n"
        "adverse|夜市|Night market|120|80"
    ),
)

CLEAR_DITCH = DemoProject(
    slug="qinggou-xinli",
    name="清沟新里",
    name_en="Clear Brook Quarter",
    alias="清沟小区",
    developer="xingyu",
    city="370200",
    district="370203",
    area=("水清沟", "Shuiqinggou"),
    address=("市北区清沟路与兴北支路交汇处", "Qinggou Road at Xingbei Branch Road, Shibei"),
    at=(120.3805, 36.1255),
    bearing=-7,
    headline=("先满足日照，再谈别的", "Sun first, then the rest"),
    about=(
        (
            "九栋楼排成方格，北高南低，像一组台阶。两室七十多平、三室九十多平，没有赠送面积的说法，"
            "得房率写在每张户型图上。"
        ),
        (
            "Nine houses in a grid, high in the north and low in the south like a flight of steps. Two "
            "rooms in seventy-odd square metres, three in ninety-odd; no gifted areas, and the net share "
            "is stated on every plan."
        ),
    ),
    price=13800,
    floor_step=48,
    fee="1.90",
    sold=1.0,
    status=SaleStatus.SOLD_OUT,
    permits=(date(2023, 9, 8), date(2024, 4, 12)),
    opening=date(2023, 9, 23),
    handover=date(2026, 6, 30),
    started=date(2023, 4, 6),
    tags=("现房", "首次置业", "总价可控", "近学校", "近地铁"),
    facilities=("幼儿园", "社区食堂", "长者活动室", "儿童乐园"),
    site=Site(
        boundary=((-88, -74), (86, -78), (92, 76), (-84, 80)),
        paths=(
            (4, ((-86, 26), (90, 24))),
            (4, ((-86, -26), (90, -26))),
            (3, ((-30, 78), (-30, -74))),
            (3, ((30, 78), (30, -76))),
        ),
        green=0.33,
        scale=0.88,
        lane=5,
    ),
    homes=(
        HomePlan(code="A", sketch=small.two_middle, built=73, share=0.77),
        HomePlan(code="B", sketch=family.three_compact, built=94, share=0.77, mirror=True),
        HomePlan(code="C", sketch=small.two_through, built=80, share=0.78, mirror=True),
    ),
    blocks=(
        Block(no="1", at=(-60, 50), floors=18, homes="B A A B", shape="notch", aspect=2.2),
        Block(no="2", at=(0, 52), floors=18, homes="B A A B", shape="notch", aspect=2.2),
        Block(no="3", at=(60, 50), floors=18, homes="B A A B", shape="notch", aspect=2.2),
        Block(no="5", at=(-60, 0), floors=13, homes="B C|C B", shape="comb", permit=2, aspect=2.8),
        Block(no="6", at=(0, 0), floors=13, homes="C C|C C", shape="slab", permit=2, aspect=2.6),
        Block(no="7", at=(60, 0), floors=13, homes="B C|C B", shape="comb", permit=2, aspect=2.8),
        Block(no="8", at=(-60, -50), floors=8, homes="B C|C B", shape="comb", permit=2, aspect=2.8),
        Block(no="9", at=(0, -52), floors=6, homes="C C", shape="step", permit=2),
        Block(no="10", at=(60, -52), floors=8, homes="B C|C B", shape="comb", permit=2, aspect=2.8),
    ),
    places=(
        "metro|清沟路站|Qinggou Road station|520|280\n"
        "bus|兴北支路公交站|Xingbei Branch Road stop|60|180\n"
        "school|清沟小学|Qinggou Primary School|210|90\n"
        "hospital|水清社区医院|Shuiqing Community Hospital|560|200\n"
        "park|清沟河公园|Qinggou River Park|300|350\n"
        "shopping|清沟市场|Qinggou Market|280|240\n"
        "adverse|铁路支线|Branch railway|360|260"
    ),
)

PROJECTS = (
    COURT_HOUSES,
    TAIDONG_TOP,
    CLEAR_DITCH,
)

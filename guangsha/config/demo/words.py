"""Words the demo uses in two languages: tags, developers and what is good about a type of plan."""

TAGS: dict[str, str] = {
    "近地铁": "Near metro", "地铁上盖": "On top of the metro", "江景": "River view", "海景": "Sea view",
    "湖景": "Lake view", "低密度": "Low density", "花园洋房": "Garden apartments", "联排": "Townhouses",
    "独栋": "Detached houses", "叠拼": "Stacked townhouses", "大平层": "Large flats", "小户型": "Compact homes",
    "复式公寓": "Loft apartments", "首次置业": "First home", "改善住房": "Room to grow", "老城": "Old town",
    "近学校": "Near schools", "近公园": "Near a park", "精装交付": "Fitted", "毛坯交付": "Rough finish",
    "准现房": "Nearly complete", "现房": "Completed", "南北通透": "Air from both sides", "人车分流": "Car-free courtyard",
    "底商": "Shops below", "度假": "Holiday", "近医院": "Near a hospital", "山景": "Hill view", "小地块": "Small plot",
    "总价可控": "Modest total price",
}  # fmt: skip

DEVELOPERS: dict[str, tuple[str, str]] = {
    "luyuan": ("麓原置业（示例）", "Luyuan Homes (sample)"),
    "lushui": ("渌水营造（示例）", "Lushui Builders (sample)"),
    "xingyu": ("星榆地产（示例）", "Xingyu Estates (sample)"),
    "tingan": ("汀岸置业（示例）", "Ting'an Homes (sample)"),
    "haiyu": ("海嵎地产（示例）", "Haiyu Estates (sample)"),
    "shirui": ("石蕊置地（示例）", "Shirui Land (sample)"),
    "songtao": ("松涛建屋（示例）", "Songtao Housing (sample)"),
}

CARETAKERS: dict[str, tuple[str, str]] = {
    "luyuan": ("麓原物业（示例）", "Luyuan Care (sample)"),
    "lushui": ("渌水物业（示例）", "Lushui Care (sample)"),
    "xingyu": ("星榆物业（示例）", "Xingyu Care (sample)"),
    "tingan": ("汀岸物业（示例）", "Ting'an Care (sample)"),
    "haiyu": ("海嵎物业（示例）", "Haiyu Care (sample)"),
    "shirui": ("石蕊物业（示例）", "Shirui Care (sample)"),
    "songtao": ("松涛物业（示例）", "Songtao Care (sample)"),
}

CITIES: dict[str, tuple[str, str]] = {"430100": ("长沙市", "Changsha"), "370200": ("青岛市", "Qingdao")}

DISTRICTS: dict[str, tuple[str, str]] = {
    "430102": ("芙蓉区", "Furong District"), "430103": ("天心区", "Tianxin District"),
    "430104": ("岳麓区", "Yuelu District"), "430105": ("开福区", "Kaifu District"),
    "430111": ("雨花区", "Yuhua District"), "430112": ("望城区", "Wangcheng District"),
    "430121": ("长沙县", "Changsha County"), "430181": ("浏阳市", "Liuyang City"),
    "370202": ("市南区", "Shinan District"), "370203": ("市北区", "Shibei District"),
    "370211": ("黄岛区", "Huangdao District"), "370212": ("崂山区", "Laoshan District"),
    "370213": ("李沧区", "Licang District"), "370214": ("城阳区", "Chengyang District"),
    "370215": ("即墨区", "Jimo District"), "370281": ("胶州市", "Jiaozhou City"),
}  # fmt: skip

PLAN_POINTS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "studio": (
        (
            "一间到底，床与餐桌都靠近窗；厨卫贴着走廊。",
            "One clear room: bed and table by the window, kitchen and bath by the corridor.",
        ),
        ("开间不到六步宽，阳台与室内同宽。", "Less than six steps wide, with a balcony as wide as the room."),
    ),
    "one_bed": (
        (
            "客厅与卧室并排朝前，衣帽间独立。",
            "Living room and bedroom side by side, with a wardrobe of its own.",
        ),
        (
            "入户先见厨房与餐台，卧室有门可关。",
            "You come in by the kitchen counter; the bedroom has a door to close.",
        ),
    ),
    "loft": (
        ("下层会客，上层休息，楼梯下可收纳。", "Living below, sleeping above, storage under the stairs."),
        ("两层各有卫生间，上下互不打扰。", "A bathroom on each level keeps the two apart."),
    ),
    "two_middle": (
        ("三开间朝前，厨卫朝内天井。", "Three rooms to the front; kitchen and bath on the light well."),
        ("过道不足三步，面积用在房间里。", "Barely three steps of corridor: the area is in the rooms."),
    ),
    "two_through": (
        ("两室分居南北，穿堂风自然。", "Bedrooms front and back, with a natural draught between."),
        ("客餐厅一线贯通，卫生间有窗。", "Dining and living in one line; the bath has a window."),
    ),
    "two_side": (
        (
            "书房朝后，主次卧分列客厅两侧。",
            "A quiet study behind, bedrooms on both sides of the living room.",
        ),
        ("进门右转是书房，适合在家办公。", "The study by the entrance suits working from home."),
    ),
    "three_compact": (
        (
            "九十平上下的三室，三开间朝前。",
            "Three bedrooms in about ninety square metres, three bays to the front.",
        ),
        (
            "动静以客厅为界，儿童房靠近卫生间。",
            "The living room parts day from night; the child's room is by the bath.",
        ),
    ),
    "three_ensuite": (
        ("主卧带卫，卫生间临山墙开窗。", "The main suite has its own bath with a gable window."),
        ("厨房与餐厅相对，家务路线短。", "Kitchen opens to the dining table: short ways every day."),
    ),
    "three_deep": (
        ("两面宽大开间，餐厅居中。", "Two wide bays, with the dining table at the heart."),
        ("卧室沿山墙排开，都有独立采光。", "Bedrooms along the gable, each with its own daylight."),
    ),
    "three_corner": (
        ("转角客厅两面开窗，傍晚有斜阳。", "A corner living room with windows on two sides and evening sun."),
        ("入户有储藏间，推车雨具有去处。", "Storage by the door for prams and umbrellas."),
    ),
    "double_south": (
        ("客厅与多功能厅并列，共用一个宽阳台。", "Living room and open study share one wide balcony."),
        ("主卧独立成区，与两间次卧相隔过道。", "The main suite stands apart from the two bedrooms."),
    ),
    "wide_hall": (
        ("客餐厅横向展开，面宽六米有余。", "Dining and living side by side: more than six metres of window."),
        ("玄关柜间分隔内外，厅内不见鞋柜。", "A cloakroom keeps shoes and coats out of the hall."),
    ),
    "four_bed": (
        ("四室三朝前，主卧带衣帽间。", "Four bedrooms, three to the front; the main one with a wardrobe."),
        (
            "书房可改卧室，阳台连通客厅与次卧。",
            "The study can become a bedroom; the balcony joins living room and bedroom.",
        ),
    ),
    "two_suites": (
        ("主卧与长辈房分居两端，中间是宽厅。", "Suites at both ends, a wide hall between them."),
        ("两间套房互不相邻，起居各有节奏。", "Two suites that share no wall: each keeps its own hours."),
    ),
    "utility_four": (
        ("家政间与厨房相连，自带卫生间。", "A utility room with its own bath behind the kitchen."),
        (
            "四室两套房，公卫干湿分开。",
            "Four bedrooms, two of them suites; the family bath splits wet and dry.",
        ),
    ),
    "grand_flat": (
        (
            "中西双厨，主卧经衣帽间入室。",
            "Two kitchens; the main suite is entered through the dressing room.",
        ),
        (
            "两端过厅把卧室与客厅隔开一道门。",
            "A lobby at each end puts one more door between bedrooms and hall.",
        ),
    ),
    "penthouse": (
        ("顶层一梯一户，东西各有露台。", "One home on the top floor, with terraces east and west."),
        ("书房、餐厅与家庭厅连成一体。", "Study, dining and family hall flow together."),
    ),
    "east_hall": (
        (
            "转角大厅向两面打开，厨房带生活阳台。",
            "The corner hall opens two ways; the kitchen has a service balcony.",
        ),
        ("餐厅居中，卧室在另一侧安静成区。", "Dining in the middle, bedrooms quiet on the other side."),
    ),
    "townhouse": (
        (
            "三层带花园：一层会客，二层子女，三层父母。",
            "Three levels and a garden: living, children, parents.",
        ),
        ("长辈房自带卫生间，顶层露台朝前。", "The parents' room has its own bath; a terrace at the top."),
    ),
    "stacked": (
        ("上下两层，家庭过厅可放书桌。", "Two levels; the landing is large enough for a desk."),
        ("客厅临院，楼上三间卧室。", "Living room on the court, three bedrooms above."),
    ),
    "villa": (
        ("茶室与客厅同临庭院，二层有家庭厅。", "Tea room and hall share the garden; a family room above."),
        ("主卧套房占去半层，经衣帽间入室。", "The main suite takes half the upper level."),
    ),
    "shop": (
        ("临街一间，后有卫生间。", "One bay on the street with a washroom behind."),
        ("层高四米五，可作轻餐饮。", "Four and a half metres high, fit for a small café."),
    ),
    "bay": (
        ("标准车位。", "A standard bay."),
        ("标准车位，可装充电桩。", "A standard bay, ready for charging."),
    ),
}

"""Clauses of the demo's contract, in our own words; what they treat follows the model text GF-2014-0171 of the ministries.

They are an example for trying the software and no legal advice: a company's legal department writes and approves its own.
"""

from guangsha.contracts.public import ClauseWanted


def _clause(code: str, titles: tuple[str, str], text: str, text_en: str, *, risk: bool = False) -> ClauseWanted:
    return ClauseWanted(code, titles[0], titles[1], text, text_en, risk)


CLAUSES = (
    _clause(
        "parties", ("当事人资格", "The parties"),
        "出卖人 {seller} 系 {project} 的开发企业，有权销售本合同所列房屋。买受人已完成实名核验，对所填身份信息的真实性负责。",
        "The seller, {seller}, is the developer of {project} and entitled to sell. The buyers' identity was verified; they"
        " answer for what they stated.",
    ),
    _clause(
        "permit", ("销售依据", "Permission to sell"),
        "房屋已取得商品房预售许可，许可证号：{permits}。买受人可向房屋所在地住房主管部门查询。",
        "The home is covered by the pre-sale permit {permits}, which can be looked up with the local housing authority.",
    ),
    _clause(
        "home", ("房屋基本情况", "The home"),
        "买受人购买的房屋为 {home}，坐落于 {address}；建筑面积 {built_area}，套内建筑面积 {inner_area}。"
        "面积为预测值，以交付时实测为准。",
        "The home is {home} at {address}; built area {built_area}, inner area {inner_area}. Areas are computed in advance and"
        " measured at handover.",
    ),
    _clause(
        "mortgage", ("抵押与查封", "Mortgages and seizures"),
        "签订本合同时，房屋未被查封，也未设定影响买受人取得所有权的抵押；如有在建工程抵押，"
        "出卖人已在本合同签订前书面告知并取得抵押权人同意销售的文件。",
        "When this contract is signed the home is not seized and carries no mortgage that would keep the buyers from owning it."
        " A construction mortgage was disclosed in writing, with the lender's consent to the sale.",
        risk=True,
    ),
    _clause(
        "price", ("计价方式与价款", "The price"),
        "房屋按建筑面积计价，每平方米 {unit_price}，总价款 {price}（大写：{price_capital}）。该价格不高于备案价 {filed_price}，"
        "其计算过程见价格凭据 {receipt}。除本合同列明外，出卖人不收取任何其他价款。",
        "The price is {price}, which is {unit_price} per square metre of built area, not above the filed price {filed_price}."
        " The price receipt {receipt} shows how it came about. The seller asks for nothing beyond what is listed here.",
    ),
    _clause(
        "deposit", ("定金", "The deposit"),
        "买受人已付定金 {deposit}，签订本合同时抵作价款。签订前的退订按认购时接受的规则退款；签订后一方违约的，适用定金罚则。",
        "The deposit of {deposit} was paid and becomes part of the price. Withdrawing before signing follows the rules accepted"
        " at subscription; after signing the law on deposits applies.",
        risk=True,
    ),
    _clause(
        "payment", ("付款方式", "Payment"),
        "买受人按付款计划付款。全部房价款（含定金、贷款）存入经监管的预售资金账户，出卖人不得要求买受人付至其他账户。",
        "The buyers pay by the payment plan. Every payment, deposit and loan included, goes to the supervised pre-sale account;"
        " the seller may name no other.",
    ),
    _clause(
        "late-payment", ("逾期付款责任", "Late payment"),
        "买受人逾期付款的，自应付之日起按日支付应付未付款万分之二的违约金；逾期超过九十日的，出卖人有权书面通知解除合同，"
        "买受人按总价款百分之五支付违约金。",
        "For each day of late payment the buyers owe 0.02 % of what is late. After ninety days the seller"
        " may end the contract in"
        " writing, and the buyers owe five percent of the price.",
        risk=True,
    ),
    _clause(
        "loan", ("贷款未获批准", "The loan is refused"),
        "因买受人以外的原因未能取得贷款的，双方可协商变更付款方式；协商不成的，任何一方均可解除合同，"
        "出卖人十五日内无息退还已付全部款项。",
        "If the loan is refused for reasons that are not the buyers', the parties look for another way to"
        " pay. Failing that, either"
        " may end the contract, and the seller returns all payments within fifteen days, without interest.",
        risk=True,
    ),
    _clause(
        "delivery", ("交付期限与条件", "Handover"),
        "出卖人应于 {delivery} 前交付房屋。交付时应已通过竣工验收并备案，供水、供电、排水、道路可正常使用。",
        "The home is handed over by {delivery}: completed, accepted and filed, with water, power, drainage and access in use.",
    ),
    _clause(
        "late-delivery", ("逾期交付责任", "Late handover"),
        "出卖人逾期交付的，自逾期之日起按日支付已付房价款万分之二的违约金；逾期超过九十日的，"
        "买受人有权解除合同，出卖人退还全部已付款、"
        "按全国银行间同业拆借中心公布的贷款市场报价利率支付利息，并按总价款百分之五支付违约金。",
        "For each day of late handover the seller owes 0.02 % of what was paid. After ninety days the buyers"
        " may end the contract:"
        " the seller returns all payments with interest at the loan prime rate and owes five percent of the price.",
        risk=True,
    ),
    _clause(
        "area", ("面积差异处理", "If the areas differ"),
        "实测建筑面积与本合同约定的误差绝对值在百分之三以内的，据实结算；超过百分之三的，买受人有权解除合同。"
        "买受人不解除的，面积大出百分之三以内部分补足、超出部分由出卖人承担；面积小于百分之三以内部分返还、超出部分双倍返还。",
        "A difference of up to three percent in the measured area is settled at the price per square metre."
        " Beyond it the buyers"
        " may end the contract. If they keep the home, more than three percent in excess is free, and what lacks beyond three"
        " percent is returned twice.",
        risk=True,
    ),
    _clause(
        "design", ("规划与设计变更", "Changes of the design"),
        "涉及房屋结构、户型、朝向、面积、层高的设计变更，出卖人应在批准后十日内书面通知每位买受人；"
        "买受人有权在收到通知后十五日内解除合同。",
        "Changes of structure, layout, orientation, area or storey height are told to each buyer in writing"
        " within ten days of their"
        " approval; the buyers may end the contract within fifteen days after that.",
        risk=True,
    ),
    _clause(
        "fit-out", ("装饰与设备标准", "Fit-out and equipment"),
        "房屋按 {fit_out} 标准交付。材料、设备的品牌、规格以附件为准，不得低于公示样板；达不到标准的，"
        "出卖人按差价双倍补偿或限期更换。",
        "The home is delivered {fit_out}. Materials and equipment follow the annex and are no worse than the"
        " show home; the seller"
        " replaces what falls short, or pays twice the difference.",
    ),
    _clause(
        "promises", ("广告与公示内容", "What was advertised"),
        "公示内容中就房屋及其配套所作的具体明确、对订立合同或价格有重大影响的说明，即使未载入本合同，也视为合同内容。"
        "本合同与公示不同之处已逐条列出并由买受人确认。",
        "What the public listing said about the home and its surroundings in clear terms, and what mattered"
        " for buying or for the"
        " price, is part of this contract even where it is not repeated. Where the two differ, each buyer has acknowledged it.",
    ),
    _clause(
        "facilities", ("配套设施", "Facilities"),
        "小区内配套设施按规划许可建设，出卖人承诺的公共配套应在交付时具备使用条件；"
        "市政配套的开通以主管单位为准，出卖人应协助办理。",
        "Facilities of the estate are built as permitted and usable at handover. Public utilities are opened"
        " by their operators,"
        " with the seller's help.",
    ),
    _clause(
        "quality", ("质量与保修", "Quality and warranty"),
        "保修期自交付之日起计算：地基基础和主体结构为设计使用年限，防水五年，供热供冷两个采暖供冷期，"
        "电气管线、给排水、装修二年。",
        "Warranty from handover: structure for its designed life, waterproofing five years, heating and cooling two seasons,"
        " wiring, plumbing and fit-out two years.",
    ),
    _clause(
        "title", ("不动产登记", "Registration of title"),
        "出卖人应自交付之日起九十日内备齐办理登记所需材料。因出卖人原因逾期的，"
        "自逾期之日起按日支付已付房价款万分之一的违约金。",
        "Within ninety days of handover the seller provides everything that registration takes; for each day"
        " of delay that is the"
        " seller's it owes 0.01 % of what was paid.",
        risk=True,
    ),
    _clause(
        "management", ("前期物业管理", "Property management"),
        "前期物业服务由 {manager} 提供，物业费 {management_fee}，自交付之日起收取。"
        "业主共有部分归全体业主共有，出卖人不得擅自处分。",
        "Until the owners decide otherwise, {manager} manages the estate at {management_fee}, from handover"
        " on. Common parts belong"
        " to all owners; the seller does not dispose of them.",
    ),
    _clause(
        "privacy", ("个人信息", "Personal data"),
        "出卖人仅为订立、履行本合同及依法备案使用买受人个人信息，查看完整信息须留有记录，买受人可随时查询。",
        "The seller uses the buyers' data to make, carry out and file this contract, as the law asks. Who"
        " looks at whole values is"
        " recorded, and the buyers can read that record at any time.",
    ),
    _clause(
        "disputes", ("争议解决", "Disputes"),
        "履行本合同发生争议的，由双方协商；协商不成的，向房屋所在地人民法院提起诉讼。",
        "Disputes are settled by talking; failing that, by the court where the home stands.",
        risk=True,
    ),
    _clause(
        "signing", ("签署与生效", "Signing"),
        "本合同由每位买受人及出卖人以可靠的电子签名签署，自最后一方签署时生效。任何人可凭文件在公开页面验证签名。",
        "Each buyer and the seller sign electronically; the contract takes effect with the last signature."
        " Anybody who holds the"
        " file can check the signatures on a public page.",
    ),
)  # fmt: skip

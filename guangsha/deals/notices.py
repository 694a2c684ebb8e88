"""What sales tell people: each change of a deal once, to its buyer and to the advisor who began it."""

from guangsha.notifications.public import Channel, Kind, Words

OWN, STAFF = "/account/homes", "/console/deals/{deal}"
ALL = frozenset({Channel.IN_APP, Channel.EMAIL})


def _kind(
    name: str, zh: tuple[str, str, str], en: tuple[str, str, str], *, variables: str = "home", link: str = OWN
) -> Kind:
    words = {"zh": Words(zh[0], zh[1], label=zh[2]), "en": Words(en[0], en[1], label=en[2])}
    linked = {name for name in ("deal", "obligation") if f"{{{name}}}" in link}
    named = frozenset(variables.split()) | linked
    return Kind(name=f"deals.{name}", words=words, variables=named, link=link, channels=ALL)


KINDS = [
    _kind(
        "subscribed",
        ("认购成功", "{home} 的定金已到账，认购已生效。接下来请选择付款方式并签订合同。", "认购成功时"),
        (
            "Subscribed",
            "The deposit for {home} is in and the home is yours. Next: choose how to pay and sign.",
            "When a home is subscribed",
        ),
    ),
    _kind(
        "cancelled",
        ("认购已取消", "{home} 的认购已取消。", "认购取消时"),
        ("Subscription cancelled", "The subscription of {home} is cancelled.", "When a subscription is cancelled"),
    ),
    _kind(
        "withdrawn",
        ("退订已受理", "{home} 已退订，应退金额及到账进度见“付款与退款”。", "退订受理时"),
        (
            "Withdrawal taken",
            "You withdrew from {home}. What comes back, and when, is under payments.",
            "When a withdrawal is taken",
        ),
    ),
    _kind(
        "contracted",
        ("合同已签订", "{home} 的合同已签订，各期应付款已列入您的付款计划。", "合同签订时"),
        (
            "Contract signed",
            "The contract of {home} is signed; what is due when is in your payment plan.",
            "When a contract is signed",
        ),
    ),
    _kind(
        "co_buyer",
        ("共同购房人已确认", "{home} 的一位共同购房人已本人确认。", "共同购房人确认时"),
        ("A co-buyer confirmed", "A co-buyer of {home} has confirmed taking part.", "When a co-buyer confirms"),
    ),
    _kind(
        "handed_over",
        ("房屋已交付", "{home} 已由您确认收房。", "确认收房时"),
        ("The home is yours", "You took over {home}.", "When a home is handed over"),
    ),
    _kind(
        "handover_opened",
        ("请确认收房", "{home} 的交付单已填写，请在自己的手机上核对并确认，或说明不收房的原因。", "交付单待确认时"),
        (
            "Please confirm the handover",
            "What was read and given for {home} is written down: check it on your own phone and confirm, or say why not.",
            "When a handover waits for you",
        ),
    ),
    _kind(
        "handover_refused",
        ("收房已拒绝", "{home} 的收房已拒绝并记录原因，整改后可重新预约。", "拒绝收房时"),
        (
            "The home was not taken",
            "Why {home} was not taken is written down; choose another time once it is mended.",
            "When a handover is refused",
        ),
    ),
    _kind(
        "staff_handed_over",
        ("客户已收房", "{home} 已交付。", "由您发起的交易交付时"),
        ("Your customer took the home", "{home} is handed over.", "When a deal you began is handed over"),
        link=STAFF,
    ),
    _kind(
        "staff_handover_opened",
        ("交付单待客户确认", "{home} 的交付单待客户确认。", "由您发起的交易待收房确认时"),
        ("A handover waits", "The handover of {home} waits for the customer.", "When a handover of your deal waits"),
        link=STAFF,
    ),
    _kind(
        "staff_handover_refused",
        ("客户拒绝收房", "{home} 的客户拒绝收房，请查看原因并安排整改。", "由您发起的交易拒绝收房时"),
        (
            "Your customer did not take the home",
            "The buyer of {home} did not take it; see why and have it mended.",
            "When a handover of your deal is refused",
        ),
        link=STAFF,
    ),
    _kind(
        "exchanged",
        ("已换房", "认购已换为 {home}，定金一并转入。请重新选择付款方式。", "换房时"),
        (
            "Home exchanged",
            "The subscription is of {home} now, and its deposit with it. Please choose how to pay anew.",
            "When a home is exchanged",
        ),
    ),
    _kind(
        "exit_asked",
        (
            "解约申请已提交",
            "{home} 的解约申请已提交，须全体购房人同意；已提交备案等情形还须开发商办理。",
            "申请解约时",
        ),
        (
            "Asked to end the contract",
            "Ending the contract of {home} was asked for. All its buyers have to agree; in some cases the developer too.",
            "When somebody asks to end a contract",
        ),
    ),
    _kind(
        "exit_agreed",
        ("共同购房人同意解约", "{home} 的一位共同购房人已同意解约，进度见“我的房源”。", "共同购房人同意解约时"),
        (
            "A co-buyer agreed to end the contract",
            "A co-buyer of {home} agreed to end the contract; how it stands is under your homes.",
            "When a co-buyer agrees to end a contract",
        ),
    ),
    _kind(
        "exit_declined",
        (
            "共同购房人不同意解约",
            "{home} 的一位共同购房人不同意解约，合同继续有效，原因见“我的房源”。",
            "共同购房人不同意解约时",
        ),
        (
            "The contract stands",
            "A co-buyer of {home} does not agree to end the contract: it stands; why is under your homes.",
            "When a co-buyer does not agree to end a contract",
        ),
    ),
    _kind(
        "exit_refused",
        ("解约申请未获同意", "{home} 的解约申请未获同意，原因见“我的房源”。", "解约申请未获同意时"),
        (
            "The contract stands",
            "The developer did not agree to end the contract of {home}; why is under your homes.",
            "When ending a contract is refused",
        ),
    ),
    _kind(
        "exit_taken_back",
        ("解约申请已撤回", "{home} 的解约申请已撤回，合同继续有效。", "撤回解约申请时"),
        (
            "The request was taken back",
            "The request to end the contract of {home} was taken back: it stands.",
            "When a request to end a contract is taken back",
        ),
    ),
    _kind(
        "buyers_asked",
        ("更名申请已提交", "{home} 的更名申请（变更购房人或份额）已提交，待开发商审核。", "申请更名时"),
        (
            "Asked to change the buyers",
            "The developer was asked to change who buys {home}, or their shares.",
            "When somebody asks to change the buyers",
        ),
    ),
    _kind(
        "buyers_changed",
        ("购房人已变更", "{home} 的购房人或份额已变更；新加入或份额有变的共同购房人须本人确认。", "购房人变更时"),
        (
            "The buyers changed",
            "Who buys {home}, or their shares, changed; co-buyers who are new or have another share confirm it themselves.",
            "When the buyers are changed",
        ),
    ),
    _kind(
        "buyers_refused",
        ("更名申请未获同意", "{home} 的更名申请未获同意，购房人不变。", "更名申请未获同意时"),
        (
            "The buyers stay",
            "The developer did not agree to change who buys {home}.",
            "When a change of buyers is refused",
        ),
    ),
    _kind(
        "buyers_taken_back",
        ("更名申请已撤回", "{home} 的更名申请已撤回，购房人不变。", "撤回更名申请时"),
        (
            "The request was taken back",
            "The request to change who buys {home} was taken back.",
            "When a request to change the buyers is taken back",
        ),
    ),
    _kind(
        "staff_buyers_asked",
        ("客户申请更名", "{home} 的客户申请变更购房人或份额，须由他人审批。", "由您发起的交易申请更名时"),
        (
            "Your customer asks to change the buyers",
            "The buyer of {home} asks for other buyers or shares; somebody else decides.",
            "When a change of buyers of your deal is asked for",
        ),
        link=STAFF,
    ),
    _kind(
        "staff_buyers_changed",
        ("客户已更名", "{home} 的购房人或份额已变更。", "由您发起的交易更名时"),
        (
            "The buyers changed",
            "Who buys {home}, or their shares, changed.",
            "When the buyers of your deal are changed",
        ),
        link=STAFF,
    ),
    _kind(
        "staff_buyers_refused",
        ("更名申请未获同意", "{home} 的更名申请未获同意。", "由您发起的交易更名未获同意时"),
        ("A change of buyers was refused", "The buyers of {home} stay.", "When a change of your deal is refused"),
        link=STAFF,
    ),
    _kind(
        "staff_buyers_taken_back",
        ("客户撤回更名申请", "{home} 的客户撤回了更名申请。", "由您发起的交易撤回更名时"),
        (
            "Your customer keeps the buyers",
            "The request to change who buys {home} was taken back.",
            "When the request to change your deal is taken back",
        ),
        link=STAFF,
    ),
    _kind(
        "staff_exchanged",
        ("客户已换房", "客户已换为 {home}。", "由您发起的认购换房时"),
        ("Your customer exchanged the home", "It is {home} now.", "When a deal you began is exchanged"),
        link=STAFF,
    ),
    _kind(
        "staff_exit_asked",
        ("客户申请解约", "{home} 的客户申请解约，请联系法务撤销备案。", "由您发起的交易申请解约时"),
        (
            "Your customer asks to end the contract",
            "The buyer of {home} asks to end the contract; legal cancels its filing.",
            "When ending a deal you began is asked for",
        ),
        link=STAFF,
    ),
    _kind(
        "staff_exit_agreed",
        ("共同购房人同意解约", "{home} 的一位共同购房人已同意解约。", "由您发起的交易的共同购房人同意解约时"),
        (
            "A co-buyer agreed to end the contract",
            "A co-buyer of {home} agreed to end the contract.",
            "When a co-buyer of your deal agrees to end it",
        ),
        link=STAFF,
    ),
    _kind(
        "staff_exit_declined",
        (
            "共同购房人不同意解约",
            "{home} 的一位共同购房人不同意解约，合同继续有效。",
            "由您发起的交易的共同购房人不同意解约时",
        ),
        (
            "A co-buyer keeps the contract",
            "A co-buyer of {home} does not agree to end the contract: it stands.",
            "When a co-buyer of your deal does not agree to end it",
        ),
        link=STAFF,
    ),
    _kind(
        "staff_exit_refused",
        ("解约申请未获同意", "{home} 的解约申请未获同意。", "由您发起的交易解约未获同意时"),
        (
            "Ending the contract was refused",
            "The contract of {home} stands.",
            "When ending a deal you began is refused",
        ),
        link=STAFF,
    ),
    _kind(
        "staff_exit_taken_back",
        ("客户撤回解约申请", "{home} 的客户撤回了解约申请。", "由您发起的交易撤回解约时"),
        (
            "Your customer keeps the contract",
            "The buyer of {home} took the request back.",
            "When the request to end a deal you began is taken back",
        ),
        link=STAFF,
    ),
    _kind(
        "payment_due",
        ("{title} 即将到期", "请于 {day} 前支付 {amount}。", "应付款到期前"),
        ("{title} is due soon", "Please pay {amount} by {day}.", "Before a payment is due"),
        variables="title day amount",
        link="/account/payments?pay={obligation}",
    ),
    _kind(
        "payment_overdue",
        (
            "{title} 已逾期",
            "应于 {day} 支付的 {amount} 尚未到账，宽限期已过，逾期违约金按付款方式约定计算。",
            "应付款逾期时",
        ),
        (
            "{title} is overdue",
            "{amount}, due on {day}, has not come and the days of grace are over: the late fee of your plan counts.",
            "When a payment is overdue",
        ),
        variables="title day amount",
        link="/account/payments?pay={obligation}",
    ),
    _kind(
        "staff_subscribed",
        ("客户认购成功", "{home} 的定金已到账。", "由您发起的认购成功时"),
        ("Your customer subscribed", "The deposit for {home} is in.", "When a deal you began is subscribed"),
        link=STAFF,
    ),
    _kind(
        "staff_cancelled",
        ("客户的认购已取消", "{home} 的认购已取消，房源已释放。", "由您发起的认购取消时"),
        (
            "Your customer's subscription is over",
            "The subscription of {home} is cancelled; the home is free.",
            "When a deal you began is cancelled",
        ),
        link=STAFF,
    ),
    _kind(
        "staff_withdrawn",
        ("客户已退订", "{home} 已退订，房源已释放。", "由您发起的认购退订时"),
        (
            "Your customer withdrew",
            "{home} was withdrawn from; the home is free.",
            "When a deal you began is withdrawn from",
        ),
        link=STAFF,
    ),
    _kind(
        "staff_contracted",
        ("客户已签订合同", "{home} 的合同已签订。", "由您发起的交易签约时"),
        ("Your customer signed", "The contract of {home} is signed.", "When a deal you began is contracted"),
        link=STAFF,
    ),
    _kind(
        "staff_overdue",
        ("客户应付款逾期", "{home} 有一笔应付款已逾期，请跟进。", "由您发起的交易逾期时"),
        (
            "Your customer's payment is overdue",
            "A payment for {home} is overdue; please follow it up.",
            "When a payment of a deal you began is overdue",
        ),
        link=STAFF,
    ),
]

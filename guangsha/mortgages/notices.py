"""What mortgages tell people: each step of an application once."""

from guangsha.notifications.public import Channel, Kind, Words

OWN = "/account/mortgage?deal={deal}"
ALL = frozenset({Channel.IN_APP, Channel.EMAIL})


def _kind(name: str, zh: tuple[str, str, str], en: tuple[str, str, str]) -> Kind:
    words = {"zh": Words(zh[0], zh[1], label=zh[2]), "en": Words(en[0], en[1], label=en[2])}
    return Kind(
        name=f"mortgages.{name}", words=words, variables=frozenset({"bank", "home", "deal"}), link=OWN, channels=ALL
    )


KINDS = [
    _kind(
        "documents_wanted",
        ("{bank}需要补充资料", "{home} 的按揭申请：{bank}需要补充或重新提交资料，请查看办理清单。", "银行要求补件时"),
        (
            "{bank} wants documents",
            "Mortgage for {home}: {bank} wants documents (again); see your checklist.",
            "When a bank wants documents",
        ),
    ),
    _kind(
        "sent_back",
        ("按揭资料被退回", "{home} 向{bank}的按揭申请：有资料被退回，请按说明重新上传。", "按揭资料被退回时"),
        (
            "A document was sent back",
            "Mortgage of {bank} for {home}: a document was sent back; upload it again as it says there.",
            "When a document of a mortgage is sent back",
        ),
    ),
    _kind(
        "pre_approved",
        ("{bank}预审通过", "{home} 的按揭申请已通过{bank}预审，请查看额度和利率并选择银行。", "按揭预审通过时"),
        (
            "{bank} pre-approved your mortgage",
            "{bank} would lend for {home}: see amount and rate, and choose your bank.",
            "When a mortgage is pre-approved",
        ),
    ),
    _kind(
        "refused",
        (
            "{bank}未批准按揭申请",
            "{home} 的按揭申请未获{bank}批准，原因及可选的下一步见申请页面。",
            "按揭申请未获批准时",
        ),
        (
            "{bank} refused the mortgage",
            "{bank} does not lend for {home}; why, and what you can do next, is on the page of the application.",
            "When a mortgage is refused",
        ),
    ),
    _kind(
        "approved",
        ("{bank}已批准贷款", "{home} 的贷款已获{bank}批准，请按银行通知签订借款合同。", "按揭贷款获批时"),
        (
            "{bank} approved the loan",
            "{bank} lends for {home}; please sign the loan contract as the bank tells you.",
            "When a mortgage is approved",
        ),
    ),
    _kind(
        "signed",
        ("借款合同已签订", "{home} 的借款合同已与{bank}签订，等待放款。", "借款合同签订时"),
        (
            "Loan contract signed",
            "The loan contract for {home} is signed with {bank}; its money comes next.",
            "When a loan contract is signed",
        ),
    ),
    _kind(
        "disbursed",
        ("按揭贷款已到账", "{bank}的贷款已到达监管账户，{home} 的贷款部分已付清。", "按揭贷款到账时"),
        (
            "The loan has arrived",
            "The loan of {bank} is in the supervised account: the loan part of {home} is paid.",
            "When a mortgage is paid out",
        ),
    ),
]

"""Refusals of money."""

from guangsha.kit.errors import BusinessError, OperationalError


class ObligationSettled(BusinessError):
    """It is paid already, or nobody owes it any more. ``state`` says which."""

    code = "money.obligation_settled"
    status = 409
    title = "This is paid already, or no longer owed"
    title_zh = "该款项已支付或已取消"


class NotKept(BusinessError):
    """What it would pay for is not kept for the payer any more."""

    code = "money.not_kept"
    status = 409
    title = "What this pays for is no longer kept for you"
    title_zh = "锁定已失效，该款项不能再支付"


class BookedAlready(BusinessError):
    """Somebody has booked this line, sent it back, or proposed to."""

    code = "money.booked_already"
    status = 409
    title = "This transfer is booked or waits for a decision already"
    title_zh = "该笔流水已入账或正在等待复核"


class BookingRefused(BusinessError):
    """Too little to settle what is owed, or money that went out. ``short_fen``: how much is missing."""

    code = "money.booking_refused"
    status = 409
    title = "This transfer cannot settle what is owed; send it back"
    title_zh = "该笔流水不足以结清应付款，请退回"


class BookingMoved(BusinessError):
    """Somebody else decided it first."""

    code = "money.booking_moved"
    status = 409
    title = "This has been decided in the meantime"
    title_zh = "该入账申请已被处理，请刷新后查看"


class ProviderNotOffered(BusinessError):
    """This way of paying is not offered here."""

    code = "money.provider_not_offered"
    status = 422
    title = "This way of paying is not offered"
    title_zh = "暂不支持该支付方式"


class NoReceipt(BusinessError):
    """It is not paid, so there is no receipt of it."""

    code = "money.no_receipt"
    status = 409
    title = "There is a receipt once the payment has arrived"
    title_zh = "付款到账后才能开具收据"


class InvoicesNotOffered(BusinessError):
    """No service that issues e-invoices is connected."""

    code = "money.invoices_not_offered"
    status = 422
    title = "E-invoices are not offered here"
    title_zh = "暂不支持开具电子发票"


class InvoicedAlready(BusinessError):
    """There is an invoice of this payment, or it is being made."""

    code = "money.invoiced_already"
    status = 409
    title = "An invoice of this payment has been asked for already"
    title_zh = "该笔付款已申请开票"


class NothingToInvoice(BusinessError):
    """It is not paid, settled nothing, or has gone back whole."""

    code = "money.nothing_to_invoice"
    status = 409
    title = "There is nothing to invoice of this payment"
    title_zh = "该笔付款没有可开票的金额"


class RefundRefused(BusinessError):
    """More than what is left of the payment, or a payment that was never paid."""

    code = "money.refund_refused"
    status = 409
    title = "There is not that much left to give back"
    title_zh = "退款金额超过可退金额"


class DealStands(BusinessError):
    """It is part of the price of something that is still being bought: a contract counts on it."""

    code = "money.deal_stands"
    status = 409
    title = "This is part of the price of a deal in force: end the deal instead; what was overpaid goes back by itself"
    title_zh = "该款项是履行中交易的房款，不能单独退款：请办理退订或解约；多付的款项会自动退回"


class RefundMoved(BusinessError):
    """Somebody else decided it first, or it went on by itself."""

    code = "money.refund_moved"
    status = 409
    title = "This refund has moved on in the meantime"
    title_zh = "该退款状态已发生变化，请刷新后查看"


class SecondPersonNeeded(BusinessError):
    """Who asked for a refund cannot approve it."""

    code = "money.second_person_needed"
    status = 403
    title = "Somebody else has to approve your request"
    title_zh = "退款须由另一人复核"


class TransferOpen(BusinessError):
    """The case is about a transfer that is neither booked nor sent back: words do not settle money."""

    code = "money.transfer_open"
    status = 409
    title = "Book the transfer or send it back; that closes this case"
    title_zh = "请先入账或退回该笔转账，事项将随之关闭"


class CaseResolved(BusinessError):
    """The case is closed already."""

    code = "money.case_resolved"
    status = 409
    title = "This case is closed already"
    title_zh = "该事项已处理"


class NoticeForged(BusinessError):
    """The notice is not signed by the provider whose name is on it."""

    code = "money.notice_forged"
    status = 401
    title = "The signature is not the provider's"
    title_zh = "通知签名无效"


class NoticeUnreadable(BusinessError):
    """The provider signed it, and it does not say what a notice has to say. ``number``: what it is about, where it says so."""

    code = "money.notice_unreadable"
    status = 422
    title = "The notice does not say what a notice has to say"
    title_zh = "通知内容不完整或格式不正确"


class ProviderDown(OperationalError):
    """The provider did not answer, or not with sense. Nothing is known about what it did."""

    code = "money.provider_down"
    title = "The payment provider does not answer at the moment"
    title_zh = "支付机构暂时没有响应"
    retry_after_s = 5

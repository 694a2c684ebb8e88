"""Refusals of contracts."""

from guangsha.kit.errors import BusinessError


class SaleNotReady(BusinessError):
    """There is no sale that a contract could be made for."""

    code = "contracts.sale_not_ready"
    status = 409
    title = "This sale is not ready for a contract"
    title_zh = "该认购当前不能签订合同"


class ContractExists(BusinessError):
    """The sale has a live contract. ``state``: where it stands."""

    code = "contracts.exists"
    status = 409
    title = "This sale has a contract already"
    title_zh = "该认购已有合同"


class NoTemplate(BusinessError):
    """No approved template is in force for this kind of unit."""

    code = "contracts.no_template"
    status = 409
    title = "No approved template is in force for this kind of unit"
    title_zh = "该类房源没有生效的合同模板"


class DeliveryNeeded(BusinessError):
    """The listing states no day of handover, so the contract needs one."""

    code = "contracts.delivery_needed"
    status = 422
    title = "Say until which day the home is handed over"
    title_zh = "请填写交付日期"


class BuyersUnconfirmed(BusinessError):
    """Somebody named as a buyer has not confirmed taking part, so nobody could sign for them."""

    code = "contracts.buyers_unconfirmed"
    status = 409
    title = "Every buyer has to confirm taking part first"
    title_zh = "请先由全体购房人确认"


class ContractMoved(BusinessError):
    """The contract is not in the state that this needs. ``state``: where it stands."""

    code = "contracts.moved"
    status = 409
    title = "The contract has moved on in the meantime"
    title_zh = "合同状态已变化"


class FiledStands(BusinessError):
    """The contract was taken out for filing with the authority: somebody of the house has to say that this is undone."""

    code = "contracts.filed_stands"
    status = 409
    title = "The contract was taken out for filing; the filing has to be cancelled first"
    title_zh = "合同已导出网签备案，须先撤销备案"


class SignedStands(BusinessError):
    """A signed contract is ended by its parties, not declared void."""

    code = "contracts.signed_stands"
    status = 409
    title = "A signed contract is ended by withdrawing from it, not declared void"
    title_zh = "已签署的合同须由双方解除，不能直接作废"


class WordingDecided(BusinessError):
    """Somebody decided about this wording already. ``state``: how."""

    code = "contracts.wording_decided"
    status = 409
    title = "This wording has been decided about already"
    title_zh = "该版本已有审批结果"


class OwnWording(BusinessError):
    """Who wrote a wording does not approve it."""

    code = "contracts.own_wording"
    status = 409
    title = "Somebody else has to approve what you wrote"
    title_zh = "自己起草的内容须由他人审批"


class NotApproved(BusinessError):
    """Only approved wordings are used."""

    code = "contracts.not_approved"
    status = 409
    title = "Only approved wordings can be used"
    title_zh = "只能使用已批准的版本"


class DocumentMissing(BusinessError):
    """The contract has no document (yet), or it is not readable any more."""

    code = "contracts.document_missing"
    status = 404
    title = "There is no document to read"
    title_zh = "没有可阅读的文件"

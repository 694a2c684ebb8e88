"""Refusals of a sale."""

from guangsha.kit.errors import BusinessError, Forbidden


class PhoneNeeded(Forbidden):
    """A hold needs a verified phone: the buyer must be reachable while the clock runs."""

    code = "deals.phone_needed"
    title = "Add and verify your phone number first"
    title_zh = "请先绑定并验证手机号"


class RealNameNeeded(Forbidden):
    """A deposit is paid by somebody whose name is verified."""

    code = "deals.real_name_needed"
    title = "Verify your real name first"
    title_zh = "请先完成实名认证"


class AdultNeeded(Forbidden):
    """Who subscribes is an adult: Civil Code 民法典 art. 18. A minor can be a co-buyer."""

    code = "deals.adult_needed"
    title = "Whoever subscribes has to be an adult"
    title_zh = "认购人须年满十八周岁"


class RulesChanged(BusinessError):
    """Other rules are in force than those that were read. ``rules_hash``: of these."""

    code = "deals.rules_changed"
    status = 409
    title = "The rules have changed since you read them"
    title_zh = "认购规则已更新，请重新阅读"


class SharesRefused(BusinessError):
    """Shares do not add up to the whole, or somebody is named twice."""

    code = "deals.shares_refused"
    status = 422
    title = "Shares have to add up to 100 %, and everybody is named once"
    title_zh = "各购房人份额之和须为 100%，且不得重复"


class SubscribedAlready(BusinessError):
    """The hold is subscribed by somebody else of the household."""

    code = "deals.subscribed_already"
    status = 409
    title = "Somebody of your household is subscribing this home already"
    title_zh = "您的家庭成员已认购该房源"


class DepositPaid(BusinessError):
    """The deposit is paid: what is wanted now is a withdrawal."""

    code = "deals.deposit_paid"
    status = 409
    title = "The deposit is paid; withdraw from the subscription instead"
    title_zh = "定金已支付，如需放弃请申请退订"


class NotWithdrawable(BusinessError):
    """The subscription is not in force. ``state`` says what it is."""

    code = "deals.not_withdrawable"
    status = 409
    title = "There is nothing to withdraw from"
    title_zh = "当前状态不能退订"


class TermsChanged(BusinessError):
    """What comes back is not what was read. ``amount_fen``: what it is now."""

    code = "deals.terms_changed"
    status = 409
    title = "The amount that comes back has changed since you read it"
    title_zh = "可退金额已变化，请重新确认"


class NotContractable(BusinessError):
    """A contract was signed for a subscription that is not in force. ``state`` says what it is."""

    code = "deals.not_contractable"
    status = 409
    title = "The subscription is not in force any more"
    title_zh = "该认购已不在有效状态，合同不能成立"

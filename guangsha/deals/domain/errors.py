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
    """Who subscribes is an adult: Civil Code 民法典 art. 18."""

    code = "deals.adult_needed"
    title = "Whoever subscribes has to be an adult"
    title_zh = "认购人须年满十八周岁"


class MinorBuyer(BusinessError):
    """A co-buyer is a minor, who cannot confirm: their guardian acts for them (Civil Code 民法典 art. 19 to 23, 35), and whether
    a purchase is in a child's interest is looked at by people. ``errors`` name which."""

    code = "deals.minor_buyer"
    status = 422
    title = "Somebody under eighteen buys through a guardian, at the sales office"
    title_zh = "未满十八周岁的购房人须由监护人陪同到营销中心办理"


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


class AskTheHouse(BusinessError):
    """The contract is signed and the buyer cannot end it alone. ``who``: together (with who buys it too), filed, late, absent."""

    code = "deals.ask_the_house"
    status = 409
    title = "Ask to end the contract: it takes all of its buyers, or the developer"
    title_zh = "须全体购房人同意或由开发商办理，请提交解约申请"


class ExitClosed(BusinessError):
    """What the buyer asked was decided or taken back, or there is nothing to ask for. ``state`` says which."""

    code = "deals.exit_closed"
    status = 409
    title = "There is no open request to end this contract"
    title_zh = "没有待处理的解约申请"


class ExitNeedsHouse(BusinessError):
    """The contract was taken out for filing at this moment: agreed once more, it waits for the house."""

    code = "deals.exit_needs_house"
    status = 409
    title = "The contract has just been taken out for filing; please read it again and agree once more"
    title_zh = "合同刚刚提交网签备案，请重新核对后再次确认同意"


class BuyersEndIt(BusinessError):
    """The buyers may end the contract without the house, which has nothing to refuse."""

    code = "deals.buyers_end_it"
    status = 409
    title = "The buyers may end this contract by themselves: there is nothing to refuse"
    title_zh = "该合同可由购房人自行解除，无须开发商同意，也不能拒绝"


class ExitNotAgreed(BusinessError):
    """Not everybody who signed the contract as a buyer agreed to end it."""

    code = "deals.exit_not_agreed"
    status = 409
    title = "Not all buyers have agreed to end this contract"
    title_zh = "尚有共同购房人未同意解约"


class BuyersFixed(BusinessError):
    """Buyers change between the deposit and the contract. ``state`` says where the subscription is."""

    code = "deals.buyers_fixed"
    status = 409
    title = "The buyers can be changed between the paid deposit and the contract only"
    title_zh = "仅在定金到账后、合同签订前可以申请更名"


class ContractOut(BusinessError):
    """The contract was sent to its buyers: nothing about the sale changes while they read it."""

    code = "deals.contract_out"
    status = 409
    title = "The contract is out: the house has to take it back before the buyers can change"
    title_zh = "合同已发出，须先由开发商撤回合同，方可更名"


class BuyersSigned(BusinessError):
    """The contract is signed: its buyers are who signed it."""

    code = "deals.buyers_signed"
    status = 409
    title = (
        "The contract is signed: end it by its rules and buy anew, or transfer the home once its title is registered"
    )
    title_zh = "合同已签订，不能更名：可按约定解约后重新认购，或待不动产登记后办理转移登记"


class BuyerChangeClosed(BusinessError):
    """The request is not the one that waits: it was decided, taken back or asked anew. ``state`` says which, if any."""

    code = "deals.buyer_change_closed"
    status = 409
    title = "This request to change the buyers does not wait any more"
    title_zh = "该更名申请已处理、已撤回或已重新提交"


class OwnDeal(Forbidden):
    """Who began a deal, or buys in it, does not decide who else buys."""

    code = "deals.own_deal"
    title = "Somebody else has to decide about the buyers of your own deal"
    title_zh = "您发起或参与的交易，须由他人审批更名"


class NotContractable(BusinessError):
    """A contract was signed for a subscription that is not in force. ``state`` says what it is."""

    code = "deals.not_contractable"
    status = 409
    title = "The subscription is not in force any more"
    title_zh = "该认购已不在有效状态，合同不能成立"


class BuyerDecides(BusinessError):
    """Withdrawing would cost the buyer money or end a contract that is out: nobody does that in the buyer's name."""

    code = "deals.buyer_decides"
    status = 409
    title = "Only the buyer can withdraw now: part of the deposit is kept, or a contract is out"
    title_zh = "此时退订将扣留部分定金或终止已发出的合同，须由买受人本人操作"


class LinkOver(BusinessError):
    """The link was used by somebody else, taken back, or its time is up."""

    code = "deals.link_over"
    status = 410
    title = "This link is no longer valid; ask your advisor for a new one"
    title_zh = "该链接已失效，请联系置业顾问重新生成"


class OwnLink(Forbidden):
    """An advisor never buys in the name of the buyer: whoever made the link cannot confirm it."""

    code = "deals.own_link"
    title = "You made this link for somebody else"
    title_zh = "该链接由您为客户发起，须由客户本人确认"


class TooManyLinks(BusinessError):
    """So many links of one's own wait for their buyers already. ``most``: how many may."""

    code = "deals.too_many_links"
    status = 409
    title = "Too many of your links are waiting; take some back first"
    title_zh = "您发起且未确认的链接过多，请先撤回"


class UnitNotFree(BusinessError):
    """Somebody has the unit, or it is not on sale."""

    code = "deals.unit_not_free"
    status = 409
    title = "This home cannot be had now"
    title_zh = "该房源当前不可认购"


class NotTheBuyer(Forbidden):
    """Whose name and number are verified is not who was named as a buyer."""

    code = "deals.not_the_buyer"
    title = "Your verified name is not the one that was named as a buyer"
    title_zh = "您的实名信息与登记的共同购房人不一致"


class PlansChanged(BusinessError):
    """Other plans are in force than those that were read. ``terms_hash``: of these."""

    code = "deals.plans_changed"
    status = 409
    title = "The payment plans have changed since you read them"
    title_zh = "付款方式已更新，请重新阅读"


class NoSuchPlan(BusinessError):
    """There is no plan of this code."""

    code = "deals.no_such_plan"
    status = 422
    title = "There is no such payment plan"
    title_zh = "没有该付款方式"


class PlanFixed(BusinessError):
    """A plan is chosen between the deposit and the contract. ``state`` says where the subscription is."""

    code = "deals.plan_fixed"
    status = 409
    title = "The payment plan cannot be chosen now"
    title_zh = "当前状态不能选择付款方式"


class TermsRefused(BusinessError):
    """Rules or plans that could not be offered. ``objection`` says why."""

    code = "deals.terms_refused"
    status = 422
    title = "These terms cannot be published"
    title_zh = "该规则或付款方式不合要求，无法发布"


class OwnProposal(Forbidden):
    """Who proposed terms does not publish them."""

    code = "deals.own_proposal"
    title = "Somebody else has to decide what you proposed"
    title_zh = "须由他人审批您提出的方案"


class ProposalClosed(BusinessError):
    """The proposal was decided or taken back. ``state`` says which."""

    code = "deals.proposal_closed"
    status = 409
    title = "This proposal is decided already"
    title_zh = "该方案已处理"


class NotYetContracted(BusinessError):
    """A home is handed over once its contract is signed."""

    code = "deals.not_yet_contracted"
    status = 409
    title = "The contract has to be signed first"
    title_zh = "合同签订后方可预约交付"


class HandoverRefused(BusinessError):
    """A home is not handed over now. ``reason``: visit, payments, papers, exit or open; ``amount_fen``: due and unpaid."""

    code = "deals.handover_refused"
    status = 409
    title = "The home cannot be handed over now"
    title_zh = "当前不能办理交付"


class NoOpenHandover(BusinessError):
    """There is no handover that waits for its buyer."""

    code = "deals.no_open_handover"
    status = 409
    title = "No handover waits for you"
    title_zh = "没有待您确认的交付"


class SlotGone(BusinessError):
    """The time is over, closed, or less than a day away."""

    code = "deals.slot_gone"
    status = 409
    title = "This time can no longer be chosen or given back"
    title_zh = "该时段已不能预约或取消"


class SlotTaken(BusinessError):
    """No place is left at this time."""

    code = "deals.slot_taken"
    status = 409
    title = "No place is left at this time"
    title_zh = "该时段已约满"


class ExchangeRefused(BusinessError):
    """A home is exchanged between deposit and contract, within its project. ``reason``: state, project or deposit."""

    code = "deals.exchange_refused"
    status = 409
    title = "This home cannot be exchanged for that one"
    title_zh = "当前认购不能换为该房源"

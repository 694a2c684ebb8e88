"""Refusals of mortgages."""

from guangsha.kit.errors import BusinessError


class NoLoan(BusinessError):
    """The sale has no loan part: no plan with one was chosen, or the sale is over."""

    code = "mortgages.no_loan"
    status = 409
    title = "The plan you chose has no loan part"
    title_zh = "您选择的付款方式不含贷款"


class BankNotOffered(BusinessError):
    """The project does not work with this bank, or not for this product or amount."""

    code = "mortgages.bank_not_offered"
    status = 409
    title = "This bank does not offer that loan for this home"
    title_zh = "该银行不提供此项贷款"


class AppliedAlready(BusinessError):
    """An application of this home at this bank is under way."""

    code = "mortgages.applied_already"
    status = 409
    title = "An application at this bank is under way already"
    title_zh = "已有一笔向该银行的申请在办理中"


class FormIncomplete(BusinessError):
    """``lines``: applicants of whom something is missing."""

    code = "mortgages.form_incomplete"
    status = 409
    title = "Complete the form first"
    title_zh = "请先填写完整申请信息"


class FormChanged(BusinessError):
    """Somebody saved the form meanwhile. ``revision``: of what is kept now."""

    code = "mortgages.form_changed"
    status = 409
    title = "The form was saved elsewhere meanwhile; reload it"
    title_zh = "申请信息已在别处更新，请刷新后再填写"


class ConsentMissing(BusinessError):
    """``lines``: applicants who have not agreed that their data goes to this bank."""

    code = "mortgages.consent_missing"
    status = 409
    title = "Every applicant has to agree before anything goes to the bank"
    title_zh = "须全部申请人同意后才能提交银行"


class ConsentOutdated(BusinessError):
    """Other words are in force than those that were read."""

    code = "mortgages.consent_outdated"
    status = 409
    title = "The text has changed since you read it"
    title_zh = "同意书内容已更新，请重新阅读"


class StateMoved(BusinessError):
    """The application is in a state in which this cannot be done. ``state``: which."""

    code = "mortgages.state_moved"
    status = 409
    title = "The application has moved on"
    title_zh = "申请状态已变化，请刷新"


class OfferTaken(BusinessError):
    """Another bank's offer is the chosen one."""

    code = "mortgages.offer_taken"
    status = 409
    title = "You have chosen another bank already; take that back first"
    title_zh = "您已选择另一家银行，请先取消该选择"


class OfferTooSmall(BusinessError):
    """The bank offers less than the loan part of the plan. ``offered_fen``, ``needed_fen``."""

    code = "mortgages.offer_too_small"
    status = 409
    title = "This offer does not cover the loan part of your plan"
    title_zh = "该银行批准的额度不足以支付贷款部分"


class OfferExpired(BusinessError):
    """The day until which the bank keeps its offer is over."""

    code = "mortgages.offer_expired"
    status = 409
    title = "This offer has expired; take it back and ask the bank again, or choose another bank"
    title_zh = "该批复已过有效期，请撤回后重新申请，或选择其他银行"


class DocumentMoved(BusinessError):
    """The document is in a state in which this cannot be done."""

    code = "mortgages.document_moved"
    status = 409
    title = "Somebody has dealt with this document already"
    title_zh = "该资料已被处理，请刷新"


class NotWanted(BusinessError):
    """Nobody asks for this document."""

    code = "mortgages.not_wanted"
    status = 409
    title = "This document is not asked for"
    title_zh = "办理清单中没有这项资料"


class BankExists(BusinessError):
    """The project works with a bank of this code already."""

    code = "mortgages.bank_exists"
    status = 409
    title = "The project works with this bank already"
    title_zh = "该楼盘已添加此银行"


class CaseClosed(BusinessError):
    """Somebody settled it."""

    code = "mortgages.case_closed"
    status = 409
    title = "This has been settled already"
    title_zh = "该事项已处理"


class BankForged(BusinessError):
    """The notice is not signed by the bank's channel."""

    code = "mortgages.forged"
    status = 401
    title = "The notice is not signed by the bank"
    title_zh = "通知签名无效"


class BankDown(Exception):
    """The bank did not answer, or not in a way that can be trusted: ask again later."""

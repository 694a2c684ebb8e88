"""Refusals of accounts."""

from guangsha.kit.errors import BusinessError


class AccountRefused(BusinessError):
    """The account cannot be made as asked."""

    code = "accounts.refused"
    status = 422
    title = "The account cannot be made like this"
    title_zh = "无法创建该账号"


class PhoneRefused(BusinessError):
    """This is no mobile number we can send to."""

    code = "accounts.phone_refused"
    status = 422
    title = "This is not a mobile number we can send a text to"
    title_zh = "请填写正确的手机号"


class CodeRefused(BusinessError):
    """Wrong, used, expired or tried too often: the answer does not say which."""

    code = "accounts.code_refused"
    status = 422
    title = "The code is not right, or not valid any more"
    title_zh = "验证码不正确或已失效"


class ProofRefused(BusinessError):
    """The proof of work is missing, wrong, expired or used."""

    code = "accounts.proof_refused"
    status = 422
    title = "Please try again: the check of your browser did not work out"
    title_zh = "安全校验未通过，请重试"


class TooOften(BusinessError):
    """Asked too often; ``retry_after_s`` says when it may work again."""

    code = "accounts.too_often"
    status = 429
    title = "That was too often; please wait a little"
    title_zh = "操作过于频繁，请稍后再试"


class AccountDisabled(BusinessError):
    """The person proved who they are, but the account was switched off."""

    code = "accounts.disabled"
    status = 403
    title = "This account is switched off"
    title_zh = "该账号已停用"


class StepUpNeeded(BusinessError):
    """Dangerous: prove once more that it is you."""

    code = "accounts.step_up_needed"
    status = 403
    title = "Please confirm once more that it is you"
    title_zh = "请先验证身份"
    final = False


class PhoneTaken(BusinessError):
    """Another account holds this number; told only to who holds the phone."""

    code = "accounts.phone_taken"
    status = 409
    title = "Another account uses this number"
    title_zh = "该手机号已被其他账号使用"


class NotForOneself(BusinessError):
    """Nobody gives themselves a role or approves their own wish."""

    code = "accounts.not_for_oneself"
    status = 409
    title = "Somebody else has to do this: nobody decides about their own roles"
    title_zh = "不能处理与本人有关的授权，请由他人操作"


class SeparatedAdministrators(BusinessError):
    """System, security and audit administration are three different people."""

    code = "accounts.separated_administrators"
    status = 409
    title = "This person is one of the three administrators already; nobody can be two of them"
    title_zh = "三员分立：同一人不能兼任两种管理员"


class AlreadyHeld(BusinessError):
    """The role is held, or waits for approval, already."""

    code = "accounts.role_held"
    status = 409
    title = "This person holds that role already, or it waits for approval"
    title_zh = "该人员已拥有此角色，或正在等待批准"


class RoleRefused(BusinessError):
    """The role cannot be given like this; ``field`` says what does not fit."""

    code = "accounts.role_refused"
    status = 422
    title = "The role cannot be given like this"
    title_zh = "无法这样授予角色"


class ApprovalClosed(BusinessError):
    """Somebody decided already, or it is too late."""

    code = "accounts.approval_closed"
    status = 409
    title = "This was decided already, or it is too late"
    title_zh = "该申请已处理或已过期"


class InvitationClosed(BusinessError):
    """Accepted, taken back or too old."""

    code = "accounts.invitation_closed"
    status = 409
    title = "This invitation is no longer open"
    title_zh = "该邀请已失效"


class WorksElsewhere(BusinessError):
    """One company at a time."""

    code = "accounts.works_elsewhere"
    status = 409
    title = "This person works for a company already"
    title_zh = "该人员已属于一家企业"

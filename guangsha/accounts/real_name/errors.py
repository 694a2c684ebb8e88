"""Refusals of real-name verification."""

from guangsha.kit.errors import BusinessError, OperationalError


class RealNameConsentNeeded(BusinessError):
    """Name and ID number are processed only after a consent of their own."""

    code = "accounts.real_name_consent_needed"
    status = 403
    title = "Please agree to the real-name consent first"
    title_zh = "请先单独同意实名认证同意书"


class RealNameSettled(BusinessError):
    """The person is verified already, or another number is being checked right now."""

    code = "accounts.real_name_settled"
    status = 409
    title = "Your real name is verified already, or is being checked"
    title_zh = "已完成实名认证，或正在核验中"


class RealNameTooOften(BusinessError):
    """Too many tries today, by this person or with this number."""

    code = "accounts.real_name_too_often"
    status = 429
    title = "Too many tries today; please come back tomorrow"
    title_zh = "今日尝试次数过多，请明天再试"


class RealNameDown(OperationalError):
    """The verification service does not answer."""

    code = "accounts.real_name_down"
    title = "The verification service does not answer; we keep trying"
    title_zh = "核验服务暂时不可用，稍后会自动重试"
